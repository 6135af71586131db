/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "commands/history/moment.h"
#include "json/reading.h"

#define NOW "2026-03-31T12:30:00Z" /* 14:30 in Berlin, two days after clocks went forward */

static void is(const char *text, bool end, const char *wanted)
{
	uint64_t now = reading_moment(NOW), out = 0;

	assert_int_equal(moment_parse(text, now, now, end, &out), 0);
	assert_int_equal(out, reading_moment(wanted));
}

static void days_begin_at_midnight_here_and_end_with_it(void **state)
{
	(void)state;
	is("2026-03-29", false, "2026-03-28T23:00:00Z");
	is("2026-03-29", true, "2026-03-29T22:00:00Z"); /* of 23 hours */
	is("today", false, "2026-03-30T22:00:00Z");
	is("yesterday", false, "2026-03-29T22:00:00Z");
	is("yesterday", true, "2026-03-30T22:00:00Z");
}

static void hours_are_those_here_unless_they_end_with_z(void **state)
{
	(void)state;
	is("2026-03-01T10:00", false, "2026-03-01T09:00:00Z");
	is("2026-03-01T10:00:30Z", false, "2026-03-01T10:00:30Z");
	is("10:00", false, "2026-03-31T08:00:00Z");
	is("7d", false, "2026-03-24T12:30:00Z");
	is("12h", false, "2026-03-31T00:30:00Z");
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",	     "x",   "2026-13-01",  "2026-3-1", "25:00",	     "2026-03-01T", "7y",
		"99999999w", "-7d", "2026-03-01x", "10:00x",   "1969-01-01", "2600-01-01"};
	uint64_t now = reading_moment(NOW), out;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (moment_parse(wrong[i], now, now, false, &out) == 0)
			fail_msg("taken: %s", wrong[i]);
}

static void the_end_of_a_span_may_be_a_clock_of_the_same_day(void **state)
{
	uint64_t now = reading_moment(NOW), from, to;

	(void)state;
	assert_int_equal(moment_parse_span("2026-03-01T20:00..22:30", now, &from, &to), 0);
	assert_int_equal(from, reading_moment("2026-03-01T19:00:00Z"));
	assert_int_equal(to, reading_moment("2026-03-01T21:30:00Z"));
	assert_int_equal(moment_parse_span("2026-03-01T20:00..19:00", now, &from, &to), -EINVAL);
	assert_int_equal(moment_parse_span("2026-03-01", now, &from, &to), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_begin_at_midnight_here_and_end_with_it),
		cmocka_unit_test(hours_are_those_here_unless_they_end_with_z),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(the_end_of_a_span_may_be_a_clock_of_the_same_day),
	};

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
