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

/* Samoa went from the 29th to the 31st of December 2011. */
static void a_day_that_its_zone_left_out_is_refused(void **state)
{
	uint64_t at;

	(void)state;
	assert_int_equal(setenv("TZ", "Pacific/Apia", 1), 0);
	tzset();
	assert_int_equal(moment_parse("2011-12-30", 0, 0, false, &at), -EINVAL);
	assert_int_equal(moment_parse("2011-12-29", 0, 0, true, &at), 0);
	assert_int_equal(at / 1000000000, 1325239200); /* 2011-12-30T10:00:00Z */
	assert_int_equal(unsetenv("TZ"), 0);
	tzset();
}

static void weekdays_are_the_last_and_weeks_begin_on_monday(void **state)
{
	(void)state;
	is("monday", false, "2026-03-29T22:00:00Z");
	is("monday", true, "2026-03-30T22:00:00Z");
	is("Tue", false, "2026-03-30T22:00:00Z");
	is("last tuesday", false, "2026-03-23T23:00:00Z");
	is("wednesday", false, "2026-03-24T23:00:00Z");
	is("last week", false, "2026-03-22T23:00:00Z");
	is("last week", true, "2026-03-29T22:00:00Z");
	is("this week", false, "2026-03-29T22:00:00Z");
}

static void so_long_ago_may_be_said_in_words(void **state)
{
	(void)state;
	is("1h ago", false, "2026-03-31T11:30:00Z");
	is("2 hours ago", false, "2026-03-31T10:30:00Z");
	is("1 week ago", false, "2026-03-24T12:30:00Z");
	is("30 mins ago", false, "2026-03-31T12:00:00Z");
	is("3 days", false, "2026-03-28T12:30:00Z");
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const wrong[] = {"",
					    "x",
					    "2026-13-01",
					    "2026-3-1",
					    "25:00",
					    "2026-03-01T",
					    "7y",
					    "99999999w",
					    "-7d",
					    "2 years ago",
					    "2 ago",
					    "ago",
					    "last",
					    "last 7d",
					    "mo",
					    "7d before",
					    "2026-03-01x",
					    "10:00x",
					    "1969-01-01",
					    "2600-01-01"};
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
		cmocka_unit_test(weekdays_are_the_last_and_weeks_begin_on_monday),
		cmocka_unit_test(so_long_ago_may_be_said_in_words),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(the_end_of_a_span_may_be_a_clock_of_the_same_day),
		cmocka_unit_test(a_day_that_its_zone_left_out_is_refused),
	};

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
