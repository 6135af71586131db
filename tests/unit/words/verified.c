// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/verified.h"

static void says(const struct verified *verified, const char *wanted)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	setenv("TZ", "UTC", 1);
	verified_history(verified, file);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void a_history_that_is_whole_tells_of_when_it_is_and_what_was_taken_from_it(void **state)
{
	(void)state;
	says(&(struct verified){.records = 12,
				.first_us = 1772481600000000,
				.last_us = 1772485200000000,
				.anchors = 2,
				.erased = 3,
				.forgettings = 1,
				.dropped = 4,
				.until_us = 1772481600000000},
	     "This history is as it was written: 12 records, from Monday 2 March 2026 20:00 UTC to "
	     "Monday 2 March 2026 21:00 UTC.\n"
	     "It is also as it was when 2 heads of it were kept elsewhere.\n"
	     "Its owner erased the contents of 3 of them, at 1 time; it says so itself.\n"
	     "Its 4 oldest records, up to Monday 2 March 2026 20:00 UTC, were dropped to keep it "
	     "within its limits; it says so itself.\n");
}

static void one_record_is_one(void **state)
{
	(void)state;
	says(&(struct verified){.records = 1,
				.first_us = 1772481600000000,
				.last_us = 1772481600000000,
				.dropped = 1,
				.until_us = 1772481600000000},
	     "This history is as it was written: 1 record, from Monday 2 March 2026 20:00 UTC to "
	     "Monday 2 March 2026 20:00 UTC.\n"
	     "Its 1 oldest record, up to Monday 2 March 2026 20:00 UTC, was dropped to keep it "
	     "within its limits; it says so itself.\n");
}

static void an_empty_one_was_never_written_to_and_a_wrong_one_counts_what_is(void **state)
{
	(void)state;
	says(&(struct verified){0},
	     "This history is as it was written: 0 records, from never to never.\n");
	says(&(struct verified){.faults = 1},
	     "\nThis history is NOT as it was written: 1 thing is wrong.\n");
	says(&(struct verified){.faults = 2},
	     "\nThis history is NOT as it was written: 2 things are wrong.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_history_that_is_whole_tells_of_when_it_is_and_what_was_taken_from_it),
		cmocka_unit_test(one_record_is_one),
		cmocka_unit_test(an_empty_one_was_never_written_to_and_a_wrong_one_counts_what_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
