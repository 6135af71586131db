/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Leaves one record of each kind in build/records.jsonl, which tests/records.bats holds to the
 * schema. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "json/writer.h"
#include "output/support_events.h"
#include "support.h"

static const struct output_options jsonl = {.format = OUTPUT_JSONL};

static void an_upload_is_the_line_of_the_contract(void **state)
{
	static const char expected[] =
		"{\"type\":\"upload\",\"schema\":1,\"id\":\"9f2c000000000001\",\"series\":"
		"\"9f2c000000000001\",\"part\":1,\"final\":true,\"capture\":\"a.pcap\","
		"\"camera\":{\"mac\":\"f4:b8:5e:35:67:b0\",\"ip\":\"192.168.1.130\",\"name\":"
		"\"Front "
		"door\",\"named_by\":\"owner\",\"vendor\":\"Blink\",\"company\":\"Amazon\","
		"\"form\":\"camera\","
		"\"certainty\":0.98,\"suspected\":false,\"identified_by\":[\"dns "
		"vs-cam.u011.immedia-semi.com\"],\"identified_at\":\"2021-03-08T09:22:25.901142Z\"}"
		","
		"\"start\":\"2021-03-08T09:22:26.044000Z\",\"end\":\"2021-03-08T09:22:37.977000Z\","
		"\"bytes_up\":581208,\"bytes_down\":9698,\"packets_up\":412,\"packets_down\":180,"
		"\"video_seconds\":{\"low\":4,\"high\":9},\"class\":\"clip\",\"confidence\":0.97,"
		"\"coverage\":\"exact\",\"passed_on\":null,\"destination\":{\"ips\":[\"52.70.158."
		"224\"],\"port\":443,"
		"\"transport\":\"tcp\",\"protocol\":\"TLS\",\"host\":\"vs-cam.u011.immedia-semi."
		"com\","
		"\"host_source\":\"dns\",\"service\":\"Blink\",\"bucket_owner\":null,\"role\":"
		"\"media\","
		"\"kind\":\"vendor-cloud\",\"vpn_of\":null,\"asn\":14618,\"as_org\":\"AMAZON-AES\","
		"\"country\":"
		"\"US\","
		"\"country_basis\":\"geo database 2022-10-29\"},\"flows\":[{\"local_port\":51221,"
		"\"remote_ip\":\"52.70.158.224\",\"remote_port\":443,\"bytes_up\":581208}],"
		"\"evidence\":[{\"signal\":\"destination role\",\"value\":\"media\",\"rule\":"
		"\"blink.yaml:12\"},{\"signal\":\"up/down bytes\",\"value\":59.9,\"threshold\":3}],"
		"\"rejected\":[{\"explanation\":\"firmware download\",\"because\":\"60 times more "
		"up "
		"than down\"}]}\n";
	struct event event;
	char *line;

	(void)state;
	events_clip(&event);
	line = events_write(&jsonl, &event, 1);
	assert_string_equal(line, expected);
	free(line);
}

static void what_is_unknown_is_null(void **state)
{
	struct event event;
	char *line;

	(void)state;
	events_bare(&event);
	line = events_write(&jsonl, &event, 1);
	assert_non_null(strstr(line, "\"capture\":null,\"camera\":{\"mac\":null,\"ip\":null,"
				     "\"name\":null,\"named_by\":null,\"vendor\":null,"));
	assert_non_null(strstr(line, "\"identified_at\":null"));
	assert_non_null(strstr(line, "\"video_seconds\":null"));
	assert_non_null(strstr(line, "\"port\":null,\"transport\":null,\"protocol\":null,"
				     "\"host\":null,\"host_source\":null,"));
	assert_non_null(strstr(line, "\"asn\":null,\"as_org\":null,\"country\":null,"));
	free(line);
}

static void names_off_the_wire_never_break_the_line(void **state)
{
	struct event event;
	char *line;

	(void)state;
	events_camera(&event);
	event.camera.name = "a\n\"\\/\xff\xc0\xaf\xed\xa0\x80";
	line = events_write(&jsonl, &event, 1);
	assert_non_null(strstr(line, "\"name\":\"a\\n\\\"\\\\/\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
				     "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	free(line);
}

static void numbers_have_at_most_four_decimals(void **state)
{
	char text[JSON_NUMBER];

	(void)state;
	assert_string_equal(json_number(0.98, text), "0.98");
	assert_string_equal(json_number(59.9, text), "59.9");
	assert_string_equal(json_number(3, text), "3");
	assert_string_equal(json_number(0, text), "0");
	assert_string_equal(json_number(-0.0, text), "0");
	assert_string_equal(json_number(100, text), "100");
	assert_string_equal(json_number(-1.5, text), "-1.5");
	assert_string_equal(json_number(1.0 / 3, text), "0.3333");
	assert_string_equal(json_number(0.00004, text), "0");
	assert_null(json_number(NAN, text));
	assert_null(json_number(INFINITY, text));
	assert_null(json_number(1e300, text));
}

static void times_are_cut_to_microseconds(void **state)
{
	char text[JSON_TIME];

	(void)state;
	assert_string_equal(json_time(1615198946044000999ULL, text), "2021-03-08T10:22:26.044000Z");
	assert_string_equal(json_time(999999999ULL, text), "1970-01-01T00:00:00.999999Z");
	assert_string_equal(json_time(UINT64_MAX, text), "2554-07-21T23:34:33.709551Z");
}

/* Every day to 2400, by the lengths of months. */
static void dates_are_those_of_the_calendar(void **state)
{
	char text[JSON_TIME];
	unsigned days = 0;

	(void)state;
	for (unsigned year = 1970; year < 2400; year++)
		for (unsigned month = 1; month <= 12; month++) {
			static const unsigned lengths[] = {31, 28, 31, 30, 31, 30,
							   31, 31, 30, 31, 30, 31};
			bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
			unsigned length = lengths[month - 1] + (month == 2 && leap);

			for (unsigned day = 1; day <= length; day++, days++) {
				char expected[64];

				snprintf(expected, sizeof(expected),
					 "%04u-%02u-%02uT23:59:59.000000Z", year, month, day);
				assert_string_equal(
					json_time((days * 86400ULL + 86399) * 1000000000ULL, text),
					expected);
			}
		}
}

static void one_of_each_is_left_for_the_schema(void **state)
{
	struct event events[12], live, known, broken;
	FILE *file;
	char *lines;

	(void)state;
	events_run(&events[0]);
	events_camera(&events[1]);
	events_clip(&events[2]);
	events_clip(&events[3]);
	events[3].kind = EVENT_UPLOADING;
	events_local(&events[4]);
	events_bare(&events[5]);
	events_gap(&events[6]);
	events_summary(&events[7]);
	events_gap(&events[8]);
	events[8].gap = (struct event_gap){.packets = 7, .cause = CAUSE_FLOWS_FULL};
	events_camera(&known);
	events_gap(&events[9]);
	events[9].gap.camera = &known.camera;
	events_breach(&events[10], &broken);
	events_traffic(&events[11]); /* which no output shows */
	lines = events_write(&jsonl, events, 12);
	assert_int_equal(count_of(lines, "\"camera\":null}"), 2);
	assert_int_equal(count_of(lines, "\"traffic\""), 0);
	mkdir("build", 0777);
	file = fopen("build/records.jsonl", "w");
	assert_non_null(file);
	fputs(lines, file);
	assert_int_equal(json_write(&events[11], file), 0);
	events_run_live(&live);
	assert_int_equal(json_write(&live, file), 0);
	assert_int_equal(fclose(file), 0);
	free(lines);
}

static void check_full_disk(bool ordered)
{
	const struct output_options options = {.format = OUTPUT_JSONL, .ordered = ordered};
	FILE *file = fopen("/dev/full", "w");
	struct output *output;
	struct event event;

	assert_non_null(file);
	events_clip(&event);
	assert_int_equal(output_create(&options, file, &output), 0);
	assert_int_equal(output_event(output, &event), ordered ? 0 : -ENOSPC);
	assert_true(output_end(output) < 0);
	output_destroy(output);
	fclose(file);
}

static void a_full_disk_is_an_error(void **state)
{
	(void)state;
	check_full_disk(false);
	check_full_disk(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_is_the_line_of_the_contract),
		cmocka_unit_test(what_is_unknown_is_null),
		cmocka_unit_test(names_off_the_wire_never_break_the_line),
		cmocka_unit_test(numbers_have_at_most_four_decimals),
		cmocka_unit_test(times_are_cut_to_microseconds),
		cmocka_unit_test(dates_are_those_of_the_calendar),
		cmocka_unit_test(one_of_each_is_left_for_the_schema),
		cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
