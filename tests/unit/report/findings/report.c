/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "json/reading.h"
#include "report/findings/report.h"
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

static void all_rooms_are_filled_from_one_record(void **state)
{
	struct report *report;

	(void)state;
	lines_upload(&lines, &lines_clip);
	report = lines_report(&lines, FROM, TO, TO, NULL);
	assert_int_equal(report->history->uploads.count, 1);
	assert_int_equal(report->figures.all.bytes, 581208);
	assert_int_equal(report->holding.count, 1);
	assert_int_equal(report->novelty.count, 5);
	assert_int_equal(report->forgotten, 0);
	report_destroy(report);
}

static void only_what_the_owner_erased_in_or_after_the_period_is_counted(void **state)
{
	static const struct {
		const char *time;
		unsigned records;
	} forgotten[] = {{"2026-03-01T10:00:00", 1},
			 {"2026-03-02T10:00:00", 20},
			 {"2026-03-20T10:00:00", 300}};
	static const char *const nows[] = {TO, "2026-03-30T00:00:00Z", "2027-03-30T00:00:00Z"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char text[256];

		snprintf(text, sizeof(text),
			 "{\"type\":\"forgotten\",\"schema\":1,\"records\":%u,\"start\":\"%s."
			 "000000Z\",\"end\":\"%s.000000Z\"}",
			 forgotten[i].records, forgotten[i].time, forgotten[i].time);
		lines_add(&lines, text);
	}
	/* However long ago the period is: it is asked for in another way then. */
	for (size_t i = 0; i < 3; i++) {
		struct report *report = lines_report(&lines, FROM, TO, nows[i], NULL);

		assert_int_equal(report->forgotten, 320);
		report_destroy(report);
	}
}

/* The first thing written after it may come weeks later, and is looked for till now. */
static void that_a_run_went_on_shows_however_long_after(void **state)
{
	static const char run[] = "{\"type\":\"run\",\"schema\":1,\"files\":[],"
				  "\"start\":\"2026-03-01T12:00:00.000000Z\","
				  "\"end\":\"2026-03-01T12:00:00.000000Z\"}";
	static const char late[] = "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{"
				   "\"mac\":\"f4:b8:5e:00:00:01\","
				   "\"identified_at\":\"2026-06-01T12:00:00.000000Z\"}}";
	uint64_t at = reading_moment(FROM), from, until;
	struct report *report;
	bool open;

	(void)state;
	lines_add(&lines, run);
	lines_add(&lines, late);
	report = lines_report(&lines, FROM, TO, "2026-06-02T00:00:00Z", NULL);
	assert_false(
		watching_hole(&report->watching, &at, reading_moment(TO), &from, &until, &open));
	report_destroy(report);
}

/* What a run that began after the period wrote shows nothing of the one that broke off in it. */
static void a_later_run_does_not_stand_in_for_one_that_broke_off(void **state)
{
	static const char run[] = "{\"type\":\"run\",\"schema\":1,\"files\":[],"
				  "\"start\":\"2026-03-0%dT12:00:00.000000Z\","
				  "\"end\":\"2026-03-0%dT12:00:00.000000Z\"}";
	uint64_t at = reading_moment(FROM), from, until;
	struct report *report;
	char text[256];
	bool open;

	(void)state;
	for (int day = 1; day <= 3; day += 2) {
		snprintf(text, sizeof(text), run, day, day);
		lines_add(&lines, text);
	}
	lines_add(&lines, "{\"type\":\"camera\",\"schema\":1,\"capture\":null,\"camera\":{"
			  "\"mac\":\"f4:b8:5e:00:00:01\","
			  "\"identified_at\":\"2026-03-03T13:00:00.000000Z\"}}");
	report = lines_report(&lines, FROM, TO, "2026-03-04T00:00:00Z", NULL);
	report->order.goes_on = true;
	assert_true(report_hole(report, &at, reading_moment(TO), &from, &until, &open));
	assert_true(open);
	report_destroy(report);
}

static int broken_each(void *context, const struct ledger_query *query, ledger_fn *each, void *to)
{
	const char *kind = context;

	(void)each;
	(void)to;
	if (!kind)
		return query && query->from && query->to && !query->kind && !query->any_order
			       ? -EBADMSG
			       : 0;
	return query && query->kind && !strcmp(query->kind, kind) ? -EBADMSG : 0;
}

static void what_the_source_says_is_passed_on(void **state)
{
	static char forgotten[] = "forgotten", run[] = "run";
	char *const broken[] = {NULL, forgotten, run};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct records source = {broken[i], broken_each};
		struct report_order order = {.from_ns = reading_moment(FROM),
					     .to_ns = reading_moment(TO),
					     .now_ns = reading_moment(TO)};
		struct report *report = NULL;

		assert_int_equal(report_make(&order, &source, &report), -EBADMSG);
		assert_null(report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(all_rooms_are_filled_from_one_record, clear),
		cmocka_unit_test_teardown(
			only_what_the_owner_erased_in_or_after_the_period_is_counted, clear),
		cmocka_unit_test_teardown(that_a_run_went_on_shows_however_long_after, clear),
		cmocka_unit_test_teardown(a_later_run_does_not_stand_in_for_one_that_broke_off,
					  clear),
		cmocka_unit_test_teardown(what_the_source_says_is_passed_on, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
