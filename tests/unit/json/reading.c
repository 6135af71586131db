/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "json/writer.h"
#include "output/support_events.h"
#include "json/reading.h"

static char *written(const struct event *event)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(json_write(event, file), 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void what_is_no_array_has_nothing_in_it(void **state)
{
	struct json_object *object = json_tokener_parse("{\"list\":[1,2],\"text\":\"12\"}");

	(void)state;
	assert_int_equal(reading_length(reading_member(object, "list")), 2);
	assert_int_equal(reading_length(reading_member(object, "text")), 0);
	assert_int_equal(reading_length(reading_member(object, "none")), 0);
	json_object_put(object);
}

/* What is read back and written again is what was written, but for what is not read. */
static void an_upload_is_read_as_it_was_written(void **state)
{
	struct event event, read = {.kind = EVENT_UPLOAD, .capture = "a.pcap"};
	struct json_object *object;
	char *first, *second;

	(void)state;
	events_clip(&event);
	event.upload.evidence_count = event.upload.rejected_count = event.upload.flow_count = 0;
	event.upload.coverage = COVERAGE_HARDWARE;
	event.upload.camera.form = FORM_HUB;
	first = written(&event);
	object = reading_parse(first, strlen(first) - 1);
	assert_non_null(object);
	reading_upload(object, &read.upload);
	reading_camera(reading_member(object, "camera"), &read.upload.camera);
	reading_destination(reading_member(object, "destination"), &read.upload.destination);
	second = written(&read);
	assert_string_equal(first, second);
	json_object_put(object);
	free(first);
	free(second);
}

static void a_gap_is_read_with_its_camera(void **state)
{
	struct event event, read = {.kind = EVENT_GAP, .capture = "a.pcap"};
	struct event_camera camera, of = {.key = "x", .mac = "f4:b8:5e:35:67:b0"};
	struct json_object *object;
	char *first, *second;

	(void)state;
	events_gap(&event);
	event.gap.camera = &of;
	first = written(&event);
	object = reading_parse(first, strlen(first) - 1);
	reading_gap(object, &camera, &read.gap);
	second = written(&read);
	assert_string_equal(first, second);
	json_object_put(object);
	free(first);
	free(second);
}

static void what_is_missing_or_of_another_type_is_unknown(void **state)
{
	static const char text[] =
		"{\"a\":7,\"b\":\"x\",\"c\":null,\"d\":[],\"t\":\"2026-02-30T99:00\"}";
	struct json_object *object = reading_parse(text, strlen(text));

	(void)state;
	assert_null(reading_text(object, "a"));
	assert_null(reading_text(object, "zz"));
	assert_int_equal(reading_count(object, "b"), 0);
	assert_true(isnan(reading_number(object, "d")));
	assert_null(reading_member(object, "c"));
	assert_int_equal(reading_time(object, "t"), 0);
	assert_int_equal(reading_time(object, "d"), 0);
	assert_null(reading_member(reading_member(object, "d"), "x"));
	json_object_put(object);
	assert_null(reading_parse("[1]", 3));
	assert_null(reading_parse("{\"a\":", 5));
	assert_null(reading_parse("", 0));
}

static void times_are_read_to_the_microsecond(void **state)
{
	char text[JSON_TIME];

	(void)state;
	assert_string_equal(json_time(reading_moment("2026-03-02T19:41:40.074491Z"), text),
			    "2026-03-02T19:41:40.074491Z");
	assert_int_equal(reading_moment("1970-01-01T00:00:01Z"), 1000000000);
	assert_int_equal(reading_moment(NULL), 0);
	assert_int_equal(reading_moment("1960-01-01T00:00:01Z"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_array_has_nothing_in_it),
		cmocka_unit_test(an_upload_is_read_as_it_was_written),
		cmocka_unit_test(a_gap_is_read_with_its_camera),
		cmocka_unit_test(what_is_missing_or_of_another_type_is_unknown),
		cmocka_unit_test(times_are_read_to_the_microsecond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
