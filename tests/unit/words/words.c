/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "words/words.h"

#define SECOND 1000000000ULL

static void sizes_are_told_to_two_digits(void **state)
{
	char text[WORDS_MOST];

	(void)state;
	assert_string_equal(words_size(0, text), "0 bytes");
	assert_string_equal(words_size(1, text), "1 byte");
	assert_string_equal(words_size(999, text), "999 bytes");
	assert_string_equal(words_size(1000, text), "1 kB");
	assert_string_equal(words_size(99499, text), "99 kB");
	assert_string_equal(words_size(99500, text), "0.1 MB");
	assert_string_equal(words_size(581208, text), "0.6 MB");
	assert_string_equal(words_size(9949999, text), "9.9 MB");
	assert_string_equal(words_size(9950000, text), "10 MB");
	assert_string_equal(words_size(18550000, text), "19 MB");
	assert_string_equal(words_size(999499999, text), "999 MB");
	assert_string_equal(words_size(999500000, text), "1.0 GB");
	assert_string_equal(words_size(UINT64_MAX, text), "18446744074 GB");
}

static void durations_take_the_unit_that_fits(void **state)
{
	char text[WORDS_MOST];

	(void)state;
	assert_string_equal(words_duration(0, text), "less than a second");
	assert_string_equal(words_duration(499999999, text), "less than a second");
	assert_string_equal(words_duration(500000000, text), "1 s");
	assert_string_equal(words_duration(11933000000ULL, text), "12 s");
	assert_string_equal(words_duration(89 * SECOND, text), "89 s");
	assert_string_equal(words_duration(90 * SECOND, text), "1 min 30 s");
	assert_string_equal(words_duration(130 * SECOND, text), "2 min 10 s");
	assert_string_equal(words_duration(599 * SECOND, text), "9 min 59 s");
	assert_string_equal(words_duration(120 * SECOND, text), "2 min");
	assert_string_equal(words_duration(600 * SECOND, text), "10 min");
	assert_string_equal(words_duration(7500 * SECOND, text), "2 h 5 min");
	assert_string_equal(words_duration(3 * 86400 * SECOND, text), "3 days");
}

static void spans_have_minutes_from_ninety_seconds(void **state)
{
	char text[WORDS_MOST];

	(void)state;
	assert_string_equal(words_span(4, 9, text), "4–9 s");
	assert_string_equal(words_span(4, 4, text), "4 s");
	assert_string_equal(words_span(4, 89, text), "4–89 s");
	assert_string_equal(words_span(47, 102, text), "47 s to 1 min 42 s");
	assert_string_equal(words_span(100, 200, text), "1 min 40 s to 3 min 20 s");
	assert_string_equal(words_span(130, 130, text), "2 min 10 s");
	assert_string_equal(words_span(130, 290, text), "2–5 min");
	assert_string_equal(words_span(0, 120, text), "less than a second to 2 min");
	assert_string_equal(words_span(540, 720, text), "9–12 min");
	assert_string_equal(words_span(2045, 2399, text), "34–40 min");
	assert_string_equal(words_span(601, 605, text), "10 min");
	assert_string_equal(words_span(UINT32_MAX - 1, UINT32_MAX, text), "71582788 min");
}

static void counts_have_their_plural(void **state)
{
	char text[WORDS_MOST];

	(void)state;
	assert_string_equal(words_count(0, "upload", text), "0 uploads");
	assert_string_equal(words_count(1, "upload", text), "1 upload");
	assert_string_equal(words_count(1234567, "packet", text), "1,234,567 packets");
	assert_string_equal(words_count(UINT64_MAX, "packet", text),
			    "18,446,744,073,709,551,615 packets");
}

static void times_are_of_the_time_zone(void **state)
{
	const uint64_t night = 1615246200ULL * SECOND; /* 2021-03-08T23:30:00Z */
	char text[WORDS_MOST];

	(void)state;
	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	assert_string_equal(words_clock(night, text), "00:30");
	assert_string_equal(words_day(night, text), "Tuesday 9 March 2021");
	/* Summer time. */
	assert_string_equal(words_clock(1625097600ULL * SECOND, text), "02:00");
	setenv("TZ", "UTC", 1);
	tzset();
	assert_string_equal(words_clock(night, text), "23:30");
	assert_string_equal(words_day(night, text), "Monday 8 March 2021");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_told_to_two_digits),
		cmocka_unit_test(durations_take_the_unit_that_fits),
		cmocka_unit_test(spans_have_minutes_from_ninety_seconds),
		cmocka_unit_test(counts_have_their_plural),
		cmocka_unit_test(times_are_of_the_time_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
