// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ranges.h"

static void given(const char *text, struct ranges *out)
{
	*out = (struct ranges){0};
	assert_int_equal(ranges_parse(out, text), 0);
	ranges_settle(out);
}

static void reads_as(const struct ranges *ranges, const char *expected)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	ranges_write(ranges, file);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
}

static void what_is_written_is_read(void **state)
{
	struct ranges ranges = {0};

	(void)state;
	for (uint64_t n = 1; n < 100; n += n % 7 ? 1 : 3)
		assert_int_equal(ranges_add(&ranges, n, n), 0);
	reads_as(&ranges, "1-7,10-14,17-21,24-28,31-35,38-42,45-49,52-56,59-63,66-70,73-77,80-84,"
			  "87-91,94-98");
	assert_int_equal(ranges_total(&ranges), 72);
	ranges_free(&ranges);
	given("9,3-7\"}", &ranges);
	reads_as(&ranges, "3-7,9");
	ranges_free(&ranges);
}

static void overlaps_count_once(void **state)
{
	struct ranges ranges;

	(void)state;
	given("5-9,1-6,7,10", &ranges);
	reads_as(&ranges, "1-10");
	ranges_free(&ranges);
}

static void what_is_no_range_is_refused(void **state)
{
	static const char *const texts[] = {"",	 "a",	"3-", "-3",
					    "0", "7-3", "1,", "1-99999999999999999999"};
	struct ranges ranges = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(ranges_parse(&ranges, texts[i]), -EINVAL);
	ranges_free(&ranges);
}

static void add(void *context, uint64_t first, uint64_t last)
{
	assert_int_equal(ranges_add(context, first, last), 0);
}

static void the_difference_is_what_is_in_one_alone(void **state)
{
	static const char *const cases[][3] = {
		{"1-10", "3-4,7", "1-2,5-6,8-10"}, {"1-10", "1-10", ""},
		{"3-5,8", "1-4,8-20", "5"},	   {"4", "9", "4"},
		{"1-3,5-7", "2-6", "1,7"},
	};
	struct ranges one, other, rest;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		given(cases[i][0], &one);
		given(cases[i][1], &other);
		rest = (struct ranges){0};
		ranges_without(&one, &other, add, &rest);
		reads_as(&rest, cases[i][2]);
		ranges_free(&one);
		ranges_free(&other);
		ranges_free(&rest);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(overlaps_count_once),
		cmocka_unit_test(what_is_no_range_is_refused),
		cmocka_unit_test(the_difference_is_what_is_in_one_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
