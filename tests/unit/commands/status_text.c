// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/status_text.h"

static void write_status(struct json_object *answer, bool colour, FILE *file)
{
	status_text_write(answer, false, colour, file);
}

static void write_all(struct json_object *answer, bool colour, FILE *file)
{
	status_text_write(answer, true, colour, file);
}

static char *written(const char *json, void (*write)(struct json_object *, bool, FILE *))
{
	struct json_object *object = json_tokener_parse(json);
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(object);
	write(object, false, file);
	fclose(file);
	json_object_put(object);
	return text;
}

/* How it runs is for who asks. */
static void says(const char *json, const char *text)
{
	char *all = written(json, write_all), *usual = written(json, write_status);

	assert_null(strstr(usual, "runs as"));
	free(usual);

	if (!strstr(all, text))
		fail_msg("\"%s\" is not in:\n%s", text, all);
	free(all);
}

static void says_not(const char *json, const char *text)
{
	char *all = written(json, write_all);

	assert_null(strstr(all, text));
	free(all);
}

static void says_of(const char *json, const char *text)
{
	char *all = written(json, status_text_camera);

	if (!strstr(all, text))
		fail_msg("\"%s\" is not in:\n%s", text, all);
	free(all);
}

static void what_is_being_sent_is_told_first(void **state)
{
	char *text =
		written("{\"sending\":[{\"camera\":\"Front door\",\"to\":\"Blink\",\"bytes_up\":"
			"600000,\"rate_bps\":1500000,\"confidence\":0.8}]}",
			write_status);

	(void)state;
	assert_int_equal(strncmp(text,
				 "Sending now: Front door, likely to Blink: 0.6 MB, 1.5 Mbit/s.\n",
				 strlen("Sending now: Front door, likely to Blink: 0.6 MB")),
			 0);
	free(text);
}

static void silence_is_only_told_of_what_is_seen(void **state)
{
	(void)state;
	says("{\"coverage\":{\"state\":\"exact\"},\"off_path\":0}",
	     "No footage is being sent now.");
	says("{\"coverage\":{\"state\":\"exact\"},\"off_path\":1}",
	     "what one other sends cannot be seen from here");
	says("{\"coverage\":{\"state\":\"blind\"}}", "cannot be seen from here");
	says("{}", "cannot be seen from here");
}

static void what_is_not_seen_comes_with_its_cure(void **state)
{
	const char *json = "{\"coverage\":{\"state\":\"lower-bound\",\"reasons\":[\"packets were "
			   "lost\"]},\"cures\":[\"buy a faster box\"]}";

	(void)state;
	says(json, "Not everything is seen:\n  packets were lost.\n");
	says(json, "What to do: buy a faster box.");
	says("{\"coverage\":{\"state\":\"exact\",\"reasons\":[]}}",
	     "OK: everything that passes here is seen.");
}

static void settings_that_could_not_be_taken_are_told(void **state)
{
	(void)state;
	says("{\"problems\":[{\"setting\":\"mirror\",\"value\":\"maybe\","
	     "\"says\":\"'mirror' cannot be 'maybe'; write yes or no\"}]}",
	     "Settings that are not in force:\n"
	     "  mirror \"maybe\": 'mirror' cannot be 'maybe'; write yes or no.\n");
}

static void that_the_history_is_not_written_is_told_and_what_waits(void **state)
{
	(void)state;
	says("{\"history\":{\"problem\":\"the disk is full\",\"failed_since\":"
	     "\"2020-03-02T10:00:00.000000Z\",\"waiting\":1234,\"lost\":0}}",
	     "Nothing is kept in the history since 2 Mar 10:00: the disk is full.\n"
	     "Waiting in memory to be written: 1,234 records.\n");
	says("{\"history\":{\"problem\":\"the disk is full\",\"failed_since\":null,"
	     "\"waiting\":1,\"lost\":7}}",
	     "Nothing is kept in the history: the disk is full.\n"
	     "Waiting in memory to be written: 1 record. There was no more room for 7: they are "
	     "lost.\n");
}

static void that_a_declared_camera_was_not_seen_is_told(void **state)
{
	(void)state;
	says("{\"doubts\":[\"lost\",\"absent\"]}",
	     "A camera that you declared was not seen yet, so nothing is known of it. Check its "
	     "address in `lenswatch cameras list`.\n");
	says_not("{\"doubts\":[\"lost\"]}", "declared");
}

static void one_device_is_one(void **state)
{
	(void)state;
	says("{\"ruled_out\":1}", " Not cameras: 1 device.\n");
	says_not("{\"ruled_out\":0}", "Not cameras");
	says("{\"cameras\":1}", "1 camera known; ");
	says("{\"cameras\":0}", "No cameras found yet.\n");
	says("{\"promises\":[{\"promise\":\"EU only\",\"today\":\"broken\",\"breaches\":1,"
	     "\"reason\":null}]}",
	     "EU only: broken once.\n");
}

/* The daemon's days may be of another zone than those of who asks. */
static void since_when_it_watches_is_told_with_its_zone(void **state)
{
	(void)state;
	says("{\"since\":\"2020-03-02T10:00:00.000000Z\",\"bytes\":2000000,\"ruled_out\":3,"
	     "\"zone\":\"CET +0100\"}",
	     "Running since 2 Mar 10:00 UTC: 2.0 MB of the home's traffic counted. Not cameras: 3 "
	     "devices.\n");
}

static void another_way_than_was_meant_is_told_with_the_reason(void **state)
{
	const char *json =
		"{\"coverage\":{\"state\":\"exact\"},\"fallback\":{\"cause\":\"verifier\","
		"\"errno\":22,\"said\":[\"back-edge from insn 522 to 523\"]}}";
	char *text = written("{\"fallback\":null}", write_status);

	(void)state;
	assert_null(strstr(text, "libpcap"));
	free(text);
	says(json, "libpcap watches in place of the program in the kernel");
	says(json, "    back-edge from insn 522 to 523\n");
	says(json, "  What that costs: ");
}

static void the_last_gaps_are_told_in_local_time(void **state)
{
	const char *json =
		"{\"gaps\":[{\"from\":\"2021-03-08T15:22:26.044000Z\",\"to\":\"2021-03-08T15:25:00Z"
		"\",\"reason\":\"the interface lan1 was away\",\"camera\":null}]}";

	(void)state;
	setenv("TZ", "EST5", 1);
	tzset();
	says(json, "8 Mar 10:22 to 8 Mar 10:25: the interface lan1 was away.");
	setenv("TZ", "UTC", 1);
	tzset();
}

static void a_name_from_the_network_cannot_write_to_the_terminal(void **state)
{
	char *text =
		written("{\"name\":\"cam\\u001b[2J\",\"mac\":\"02:00:00:00:00:01\",\"certainty\":"
			"0.97,\"why\":[]}",
			status_text_camera);

	(void)state;
	assert_null(strchr(text, '\033'));
	free(text);
}

static void a_camera_says_who_it_is_and_why(void **state)
{
	(void)state;
	says_of("{\"name\":\"Attic\",\"vendor\":\"Blink\",\"mac\":\"02:00:00:00:00:01\",\"ip\":"
		"\"192.168.1.20\",\"certainty\":0.97,\"why\":[\"dns vs.example\"]}",
		"Attic, Blink, 02:00:00:00:00:01, 192.168.1.20: a camera (dns vs.example).\n");
	says_of("{\"mac\":\"02:00:00:00:00:01\",\"certainty\":0.5,\"suspected\":true}",
		"behaves like a camera");
	says_of("{\"mac\":\"02:00:00:00:00:01\",\"dismissed\":true}", "not a camera, you said");
	says_of("{\"mac\":\"02:00:00:00:00:01\",\"confirmed\":true,\"off_path\":true}",
		"does not pass this computer");
	says_of("{\"mac\":\"02:00:00:00:00:01\",\"certainty\":0.8,\"uploads\":2,\"upload_bytes\":"
		"1200000,\"sending\":true}",
		"2 uploads reported, 1.2 MB.");
}

static void promises_are_told_with_how_they_fare_today(void **state)
{
	static const char json[] =
		"{\"promises\":[{\"promise\":\"front door: only clips\",\"today\":\"broken\","
		"\"breaches\":2,\"reason\":\"it was a live view\"},{\"promise\":\"EU only\","
		"\"today\":\"unknown\",\"breaches\":0,\"reason\":\"nothing shows where the server "
		"is\"},{\"promise\":\"nursery: nothing leaves\",\"today\":\"kept\","
		"\"breaches\":0,\"reason\":null}]}";

	(void)state;
	says(json, "Promises today:\n"
		   "  front door: only clips: broken 2 times, it was a live view.\n"
		   "  EU only: unknown, nothing shows where the server is.\n"
		   "  nursery: nothing leaves: kept.\n");
}

/* One that came into force at noon says nothing of the morning. */
static void a_promise_is_kept_since_it_was_in_force(void **state)
{
	char json[256], wanted[128], utc[32], clock[16];
	time_t now = time(NULL);
	struct tm tm;

	(void)state;
	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	strftime(clock, sizeof(clock), "%H:%M", localtime_r(&now, &tm));
	snprintf(json, sizeof(json),
		 "{\"promises\":[{\"promise\":\"EU only\",\"today\":\"kept\",\"since\":\"%s\"}]}",
		 utc);
	snprintf(wanted, sizeof(wanted), "  EU only: kept since %s.\n", clock);
	says(json, wanted);
	says("{\"promises\":[{\"promise\":\"EU only\",\"today\":\"kept\",\"since\":"
	     "\"2020-01-01T10:00:00Z\"}]}",
	     "  EU only: kept.\n");
}

/* Whatever listens at the path that --socket names. */
static void an_answer_of_something_else_is_printed_without_harm(void **state)
{
	(void)state;
	says("{\"sending\":[{\"bytes_up\":5},5,null]}",
	     "Sending now: , possibly to an unknown place: 5 bytes.\n");
	says("{\"gaps\":[{}],\"interfaces\":[{}],\"promises\":[{}],\"problems\":[{}]}",
	     "Watching  ().\n");
	says("{\"interfaces\":[{\"name\":\"w\",\"state\":\"\\u001b[31m\"}]}",
	     "Watching w (\xef\xbf\xbd[31m).\n");
	says("{\"sandbox\":{\"user\":\"a\\nb\",\"capabilities\":7}}", "runs as a\xef\xbf\xbd"
								      "b, rights: unknown.\n");
	says_of("{\"mac\":\"\\u001b\",\"ip\":\"\\u0007\",\"name\":\"x\"}",
		"x, \xef\xbf\xbd, \xef\xbf\xbd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promises_are_told_with_how_they_fare_today),
		cmocka_unit_test(a_promise_is_kept_since_it_was_in_force),
		cmocka_unit_test(since_when_it_watches_is_told_with_its_zone),
		cmocka_unit_test(that_a_declared_camera_was_not_seen_is_told),
		cmocka_unit_test(one_device_is_one),
		cmocka_unit_test(what_is_being_sent_is_told_first),
		cmocka_unit_test(silence_is_only_told_of_what_is_seen),
		cmocka_unit_test(what_is_not_seen_comes_with_its_cure),
		cmocka_unit_test(settings_that_could_not_be_taken_are_told),
		cmocka_unit_test(that_the_history_is_not_written_is_told_and_what_waits),
		cmocka_unit_test(another_way_than_was_meant_is_told_with_the_reason),
		cmocka_unit_test(the_last_gaps_are_told_in_local_time),
		cmocka_unit_test(a_name_from_the_network_cannot_write_to_the_terminal),
		cmocka_unit_test(a_camera_says_who_it_is_and_why),
		cmocka_unit_test(an_answer_of_something_else_is_printed_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
