// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/signal.h"

static void a_signal_that_records_name_is_said_in_words(void **state)
{
	(void)state;
	assert_string_equal(signal_words("up/down bytes"), "times more bytes sent than received");
	assert_string_equal(signal_words("bursts"), "bursts without a pause of a second");
}

static void a_signal_of_a_newer_lenswatch_keeps_its_name(void **state)
{
	(void)state;
	assert_string_equal(signal_words("jitter"), "jitter");
}

static void how_much_was_seen_is_said_of_each_coverage(void **state)
{
	static const enum coverage coverages[] = {COVERAGE_EXACT, COVERAGE_MERGED,
						  COVERAGE_LOWER_BOUND, COVERAGE_HARDWARE};

	(void)state;
	for (size_t i = 0; i < sizeof(coverages) / sizeof(coverages[0]); i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(signal_coverage(coverages[i]),
						signal_coverage(coverages[k]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_that_records_name_is_said_in_words),
		cmocka_unit_test(a_signal_of_a_newer_lenswatch_keeps_its_name),
		cmocka_unit_test(how_much_was_seen_is_said_of_each_coverage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
