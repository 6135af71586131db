/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "output/support_events.h"

static void formats_are_known_by_name(void **state)
{
	enum output_format format = OUTPUT_TEXT;

	(void)state;
	assert_int_equal(output_format_parse("jsonl", &format), 0);
	assert_int_equal(format, OUTPUT_JSONL);
	assert_int_equal(output_format_parse("csv", &format), 0);
	assert_int_equal(format, OUTPUT_CSV);
	assert_int_equal(output_format_parse("xml", &format), -EINVAL);
	assert_int_equal(output_format_parse("", &format), -EINVAL);
	assert_int_equal(format, OUTPUT_CSV);
	assert_int_equal(output_format_parse("text", &format), 0);
	assert_int_equal(format, OUTPUT_TEXT);
}

#define HOUSE 7

/* In the order in which they are to be told. */
static void fill_house(struct event events[HOUSE])
{
	events_run(&events[0]);
	events_camera(&events[1]);
	for (int i = 2; i < 6; i++)
		events_clip(&events[i]);
	strcpy(events[2].upload.id, "0000000000000002");
	events[2].upload.end_ns -= EVENTS_SECOND;
	strcpy(events[3].upload.id, "0000000000000003");
	events[3].upload.destination.host = "a.example";
	strcpy(events[4].upload.id, "0000000000000004");
	strcpy(events[5].upload.id, "0000000000000005");
	strcpy(events[5].upload.camera.key, "f4:b8:5e:35:67:b1");
	events[5].upload.destination.host = "a.example";
	events_summary(&events[6]);
}

static void check_order(enum output_format format)
{
	const struct output_options plain = {.format = format},
				    ordered = {.format = format, .ordered = true};
	/* As episodes close: the run is known at the end, when the file's hash is. */
	static const int shuffles[][HOUSE] = {
		{5, 3, 1, 4, 2, 6, 0}, {1, 2, 3, 4, 5, 0, 6}, {6, 5, 4, 3, 2, 1, 0}};
	struct event events[HOUSE], shuffled[HOUSE];
	char *expected, *text;

	fill_house(events);
	expected = events_write(&plain, events, HOUSE);
	/* Text sums up what came before, so there the summary has to come last. */
	for (int s = 0; s < (format == OUTPUT_TEXT ? 2 : 3); s++) {
		for (int i = 0; i < HOUSE; i++)
			shuffled[i] = events[shuffles[s][i]];
		text = events_write(&ordered, shuffled, HOUSE);
		assert_string_equal(text, expected);
		free(text);
	}
	free(expected);
}

static void a_house_is_told_in_order_however_it_came(void **state)
{
	(void)state;
	check_order(OUTPUT_JSONL);
	check_order(OUTPUT_CSV);
	check_order(OUTPUT_TEXT);
}

static void headings_follow_the_order_told_not_the_order_come(void **state)
{
	const struct output_options options = {.format = OUTPUT_TEXT, .ordered = true};
	struct event events[3];
	char *text;

	(void)state;
	for (int i = 0; i < 3; i++)
		events_local(&events[i]);
	events[0].upload.start_ns += 86400 * EVENTS_SECOND;
	events[0].upload.end_ns += 86400 * EVENTS_SECOND;
	text = events_write(&options, events, 3);
	assert_string_equal(
		text, "Monday 8 March 2021\n"
		      "09:22 Nursery streamed 1.2 MB inside the home to 192.168.1.222: it stayed "
		      "home. #9f2c\n"
		      "09:22 Nursery streamed 1.2 MB inside the home to 192.168.1.222: it stayed "
		      "home. #9f2c\n"
		      "\nTuesday 9 March 2021\n"
		      "09:22 Nursery streamed 1.2 MB inside the home to 192.168.1.222: it stayed "
		      "home. #9f2c\n");
	free(text);
}

static void a_breach_stands_right_behind_its_upload(void **state)
{
	const struct output_options options = {.format = OUTPUT_CSV, .ordered = true},
				    lines = {.format = OUTPUT_JSONL, .ordered = true};
	struct event events[3], upload;
	char *text, *first, *breach, *second;

	(void)state;
	events_clip(&events[1]); /* at the same time to the same host, with a later id */
	strcpy(events[1].upload.id, "9f2c000000000002");
	events_breach(&events[0], &upload);
	events[2] = upload;
	text = events_write(&lines, events, 3);
	first = strstr(text, "\"type\":\"upload\",\"schema\":1,\"id\":\"9f2c000000000001\"");
	breach = strstr(text, "\"type\":\"breach\"");
	second = strstr(text, "\"id\":\"9f2c000000000002\"");
	assert_true(first && breach && second && first < breach && breach < second);
	free(text);
	text = events_write(&options, events, 1); /* a table of uploads has no line for it */
	assert_string_equal(text, "");
	free(text);
}

static void several_captures_are_told_under_their_names(void **state)
{
	const struct output_options options = {
		.format = OUTPUT_TEXT, .ordered = true, .titled = true};
	struct event events[2] = {0};
	char *text;

	(void)state;
	events_local(&events[0]);
	events[1].kind = EVENT_RUN;
	events[1].capture = "monday.pcap";
	text = events_write(&options, events, 2);
	assert_string_equal(text, "Capture monday.pcap\n"
				  "Monday 8 March 2021\n"
				  "09:22 Nursery streamed 1.2 MB inside the home to 192.168.1.222: "
				  "it stayed home. #9f2c\n"
				  "\n");
	free(text);
}

static void nothing_of_one_house_is_in_the_next(void **state)
{
	const struct output_options options = {.format = OUTPUT_TEXT, .ordered = true};
	struct event clip, summary;
	struct output *output;
	char *text = NULL, *second;
	size_t length, first;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	events_clip(&clip);
	events_summary(&summary);
	assert_int_equal(output_create(&options, file, &output), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(output_event(output, &clip), 0);
		assert_int_equal(output_event(output, &summary), 0);
		assert_int_equal(output_end(output), 0);
		if (!i)
			first = length;
	}
	output_destroy(output);
	fclose(file);
	assert_int_equal(length, 2 * first);
	second = text + first;
	assert_int_equal(memcmp(text, second, first), 0);
	assert_non_null(strstr(second, "Front door: 1 upload, 0.6 MB left the home."));
	free(text);
}

static void what_is_held_is_not_written_before_the_end(void **state)
{
	const struct output_options options = {.format = OUTPUT_JSONL, .ordered = true};
	struct output *output;
	struct event clip;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	(void)state;
	events_clip(&clip);
	assert_int_equal(output_create(&options, file, &output), 0);
	assert_int_equal(output_event(output, &clip), 0);
	output_destroy(output);
	fclose(file);
	assert_int_equal(length, 0);
	free(text);
}

static int set_zone(void **state)
{
	(void)state;
	return setenv("TZ", "UTC", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_known_by_name),
		cmocka_unit_test(a_house_is_told_in_order_however_it_came),
		cmocka_unit_test(headings_follow_the_order_told_not_the_order_come),
		cmocka_unit_test(a_breach_stands_right_behind_its_upload),
		cmocka_unit_test(several_captures_are_told_under_their_names),
		cmocka_unit_test(nothing_of_one_house_is_in_the_next),
		cmocka_unit_test(what_is_held_is_not_written_before_the_end),
	};

	return cmocka_run_group_tests(tests, set_zone, NULL);
}
