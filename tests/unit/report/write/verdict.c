// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "json/reading.h"
#include "report/support_lines.h"
#include "report/write/verdict.h"

#define FROM "2026-03-02T00:00:00.000000Z"
#define TO "2026-03-03T00:00:00.000000Z"

static struct lines lines;
static struct report_order order;

static int set_up(void **state)
{
	(void)state;
	order = (struct report_order){.from_ns = reading_moment(FROM),
				      .to_ns = reading_moment(TO),
				      .now_ns = reading_moment(TO)};
	lines_add(&lines,
		  "{\"type\":\"camera\",\"schema\":1,\"capture\":\"a.pcap\",\"camera\":{\"mac\":"
		  "\"f4:b8:5e:35:67:b0\",\"ip\":null,\"name\":null,\"identified_at\":"
		  "\"2026-02-02T10:00:00.000000Z\"}}");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void watched(const char *from, const char *lost)
{
	lines_capture(&lines, from, TO, lost, "null");
}

static void upload(const char *id, double confidence, bool measured)
{
	struct lines_upload clip = lines_clip;

	clip.id = id;
	clip.confidence = confidence;
	clip.high = measured ? clip.high : 0;
	lines_upload(&lines, &clip);
}

static void erase(unsigned records)
{
	char text[200];

	snprintf(text, sizeof(text),
		 "{\"type\":\"forgotten\",\"schema\":1,\"records\":%u,\"start\":"
		 "\"2026-03-02T20:00:00.000000Z\",\"end\":\"2026-03-02T20:00:00.000000Z\"}",
		 records);
	lines_add(&lines, text);
}

static void writes(void (*write)(const struct report *report, FILE *file), const char *wanted)
{
	struct records source = lines_source(&lines);
	struct report *report = NULL;
	char text[500] = "";
	FILE *file = fmemopen(text, sizeof(text), "w");

	assert_non_null(file);
	assert_int_equal(report_make(&order, &source, &report), 0);
	write(report, file);
	fclose(file);
	report_destroy(report);
	assert_string_equal(text, wanted);
}

static void all(const struct report *report, FILE *file)
{
	verdict_write(report, file);
	if (!verdict_doubted(report))
		return;
	putc(' ', file);
	verdict_more(report, file);
}

static void is(const char *wanted)
{
	writes(all, wanted);
}

static void a_quiet_time_that_was_all_watched_is_said_plainly(void **state)
{
	(void)state;
	watched(FROM, "0");
	is("No footage was seen leaving, and nothing is known to have been missed.");
}

/* What the owner erased may have been all that left. */
static void erased_records_never_reassure(void **state)
{
	(void)state;
	watched(FROM, "0");
	erase(14);
	is("Can't say whether footage left. None is on record, but the owner erased 14 records of "
	   "this time or later.");
	upload("9f2c000000000001", 0.97, true);
	is("Your cameras sent 0.6 MB (about 4–9 s of video) out of the house in 1 upload. More may "
	   "have left: the owner erased 14 records of this time or later.");
}

static void a_time_that_nobody_watched_is_told_by_how_much_of_it(void **state)
{
	(void)state;
	is("Can't say whether footage left. None is on record, but Lenswatch was not watching "
	   "then.");
	watched("2026-03-02T10:00:00.000000Z", "0");
	is("Can't say whether footage left. None is on record, but Lenswatch was not watching all "
	   "the time.");
	lines_clear(&lines);
	set_up(NULL);
	lines.written_us = order.from_ns / 1000;
	lines_add(&lines, "{\"type\":\"run\",\"schema\":1,\"start\":\"" FROM "\",\"end\":\"" FROM
			  "\",\"files\":[]}");
	lines.written_us = 0;
	is("Can't say whether footage left. None is on record, but it is not certain that "
	   "Lenswatch was watching all the time.");
}

static void of_many_reasons_the_gravest_are_named(void **state)
{
	(void)state;
	watched("2026-03-02T10:00:00.000000Z", "null");
	is("Can't say whether footage left. None is on record, but Lenswatch was not watching all "
	   "the time and the recording does not say whether packets were lost.");
	erase(1);
	is("Can't say whether footage left. None is on record, but the owner erased 1 record of "
	   "this time or later, Lenswatch was not watching all the time, and more.");
}

static void how_sure_it_is_goes_into_the_sentence(void **state)
{
	(void)state;
	watched(FROM, "0");
	upload("9f2c000000000001", 0.6, false);
	is("Your cameras possibly sent 0.6 MB out of the house in 1 upload. It is not certain that "
	   "this was footage.");
	upload("9f2c000000000002", 0.8, true);
	is("Your cameras likely sent 1.2 MB (about 4–9 s of video and more) out of the house in 2 "
	   "uploads. None of them is certain to be footage.");
	upload("9f2c000000000003", 0.99, true);
	is("Your cameras sent 1.7 MB (about 8–18 s of video and more) out of the house in 3 "
	   "uploads. 2 of them are not certain to be footage.");
}

static void of_a_chosen_camera_it_says_its_name(void **state)
{
	(void)state;
	watched(FROM, "0");
	upload("9f2c000000000001", 0.99, true);
	order.camera = "F4:B8:5E:35:67:B0";
	is("Front door sent 0.6 MB (about 4–9 s of video) out of the house in 1 upload.");
	lines_clear(&lines);
	set_up(NULL);
	order.camera = "F4:B8:5E:35:67:B0";
	lines_add(&lines, "{\"type\":\"camera\",\"schema\":1,\"capture\":\"a.pcap\",\"camera\":{"
			  "\"mac\":\"f4:b8:5e:35:67:b0\",\"name\":\"Hall\",\"certainty\":0.99,"
			  "\"identified_at\":\"2026-03-02T10:00:00.000000Z\"}}");
	watched(FROM, "0");
	is("No footage of Hall was seen leaving, and nothing is known to have been missed.");
	erase(1);
	is("Can't say whether footage of Hall left. None is on record, but the owner erased 1 "
	   "record of this time or later.");
}

static void tiles(const char *wanted)
{
	writes(verdict_tiles, wanted);
}

static void tiles_say_the_same_at_a_glance(void **state)
{
	(void)state;
	tiles("0\tuploads on record\t0\tof 24 h watched");
	watched("2026-03-02T10:00:00.000000Z", "0");
	upload("9f2c000000000001", 0.99, true);
	tiles("1\tupload on record\t4–9 s\tof video left\t1\tcamera sent footage\t14\tof 24 h "
	      "watched");
	upload("9f2c000000000002", 0.99, false);
	order.from_ns = order.to_ns - 60 * UINT64_C(1000000000);
	tiles("0\tuploads on record\t60 s\twatched");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_quiet_time_that_was_all_watched_is_said_plainly),
		TEST(erased_records_never_reassure),
		TEST(a_time_that_nobody_watched_is_told_by_how_much_of_it),
		TEST(of_many_reasons_the_gravest_are_named),
		TEST(how_sure_it_is_goes_into_the_sentence),
		TEST(of_a_chosen_camera_it_says_its_name),
		TEST(tiles_say_the_same_at_a_glance),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
