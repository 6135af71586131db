/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "json/reading.h"
#include "report/support_lines.h"

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-03T00:00:00Z"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static struct report *make(void)
{
	return lines_report(&lines, FROM, TO, TO, NULL);
}

static void add(const char *id, unsigned part, bool final, const char *start, const char *end)
{
	struct lines_upload upload = lines_clip;

	upload.id = id;
	upload.series = "00000000000000aa";
	upload.part = part;
	upload.final = final;
	upload.start = start;
	upload.end = end;
	upload.bytes = 1000000;
	upload.class = "continuous";
	lines_upload(&lines, &upload);
}

static void the_parts_of_a_series_are_one_upload(void **state)
{
	struct report *report;
	struct event event;

	(void)state;
	add("00000000000000aa", 1, false, "2026-03-02T10:00:00", "2026-03-02T10:09:59");
	add("00000000000000ab", 2, false, "2026-03-02T10:10:00", "2026-03-02T10:19:59");
	add("00000000000000ac", 3, true, "2026-03-02T10:20:00", "2026-03-02T10:25:00");
	report = make();
	assert_int_equal(report->history->uploads.count, 1);
	history_event(report->history, &report->history->uploads.items[0], &event);
	assert_int_equal(event.upload.bytes_up, 3000000);
	assert_true(event.upload.final);
	assert_string_equal(event.upload.id, "00000000000000aa");
	assert_int_equal(event.upload.end_ns - event.upload.start_ns, 1500ULL * 1000000000ULL);
	assert_int_equal(event.upload.video_high_s, 27);
	report_destroy(report);
}

static void a_series_without_its_last_part_is_still_going(void **state)
{
	struct report *report;
	char *text;

	(void)state;
	add("00000000000000aa", 1, false, "2026-03-02T10:00:00", "2026-03-02T10:09:59");
	report = make();
	text = lines_text(report);
	assert_non_null(strstr(text, "still going (part 1)"));
	free(text);
	report_destroy(report);
}

static void parts_before_the_period_are_left_out_and_said(void **state)
{
	struct report *report;
	char *text;

	(void)state;
	add("00000000000000ab", 1, false, "2026-03-01T23:40:00", "2026-03-01T23:49:59");
	add("00000000000000ac", 2, true, "2026-03-02T00:00:01", "2026-03-02T00:05:00");
	report = make();
	text = lines_text(report);
	assert_int_equal(report->figures.all.bytes, 1000000);
	assert_non_null(strstr(text, "It had begun before: this is its part 2"));
	free(text);
	report_destroy(report);
}

static void the_weakest_coverage_of_all_parts_is_told(void **state)
{
	struct lines_upload part = lines_clip;
	struct report *report;

	(void)state;
	part.coverage = "lower-bound";
	part.final = false;
	lines_upload(&lines, &part);
	part.id = "9f2c000000000002";
	part.series = "9f2c000000000001";
	part.part = 2;
	part.coverage = "merged";
	part.final = true;
	lines_upload(&lines, &part);
	report = make();
	assert_int_equal(report->history->uploads.items[0].coverage, COVERAGE_LOWER_BOUND);
	report_destroy(report);
}

static void a_camera_is_chosen_by_name_address_or_mac(void **state)
{
	static const char *const names[] = {"front DOOR", "192.168.1.130", "F4:B8:5E:35:67:B0"};
	struct lines_upload other = lines_clip;
	struct records source = lines_source(&lines);

	(void)state;
	lines_upload(&lines, &lines_clip);
	other.id = "9f2c000000000003";
	other.mac = "f4:b8:5e:00:00:01";
	other.name = "Nursery";
	lines_upload(&lines, &other);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct report_order order = {.from_ns = reading_moment(FROM),
					     .to_ns = reading_moment(TO),
					     .now_ns = reading_moment(TO),
					     .camera = names[i]};
		struct report *report = NULL;

		assert_int_equal(report_make(&order, &source, &report), 0);
		/* The support gives both cameras one address. */
		assert_int_equal(report->figures.all.uploads, i == 1 ? 2 : 1);
		report_destroy(report);
	}
}

static void a_camera_that_is_not_there_is_no_silence(void **state)
{
	struct records source = lines_source(&lines);
	struct report_order order = {.from_ns = reading_moment(FROM),
				     .to_ns = reading_moment(TO),
				     .now_ns = reading_moment(TO),
				     .camera = "Garage"};
	struct report *report = NULL;

	(void)state;
	lines_upload(&lines, &lines_clip);
	assert_int_equal(report_make(&order, &source, &report), -ENOENT);
	assert_int_equal(report->history->devices.count, 1);
	report_destroy(report);
}

static void what_is_no_record_of_ours_is_counted(void **state)
{
	struct report *report;

	(void)state;
	lines_add(&lines, "{\"type\":\"upload\",\"start\":\"2026-03-02T10:00:00.000000Z\","
			  "\"end\":\"2026-03-02T10:00:01.000000Z\",");
	lines_add(&lines,
		  "{\"type\":\"upload\",\"start\":\"2026-03-02T10:00:00.000000Z\","
		  "\"end\":\"2026-03-02T10:00:01.000000Z\",\"camera\":7,\"id\":[],"
		  "\"destination\":\"x\",\"bytes_up\":-1,\"class\":{},\"confidence\":\"y\"}");
	report = make();
	assert_int_equal(report->history->unreadable, 1);
	free(lines_text(report));
	report_destroy(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_parts_of_a_series_are_one_upload, clear),
		cmocka_unit_test_teardown(a_series_without_its_last_part_is_still_going, clear),
		cmocka_unit_test_teardown(parts_before_the_period_are_left_out_and_said, clear),
		cmocka_unit_test_teardown(the_weakest_coverage_of_all_parts_is_told, clear),
		cmocka_unit_test_teardown(a_camera_is_chosen_by_name_address_or_mac, clear),
		cmocka_unit_test_teardown(a_camera_that_is_not_there_is_no_silence, clear),
		cmocka_unit_test_teardown(what_is_no_record_of_ours_is_counted, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
