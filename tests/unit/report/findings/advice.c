/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/findings/advice.h"
#include "json/reading.h"
#include "support_rules.h"

/* Where it was read is a link. */
#define READ "As of 2025-01. (read 2025-01 at \x01https://a.example\x02https://a.example\x03"

#define ENTRY(topic, date)                                                                         \
	"  - topic: " topic "\n    text: As of " date                                              \
	".\n    source: https://a.example\n    date: "                                             \
	"\"" date "\"\n"

static const char acme[] = "vendor: Acme\nkind: camera\nadvice:\n" ENTRY("keeps", "2024-03-15")
	ENTRY("see", "2025-01") ENTRY("keeps", "2025-11") ENTRY("keeps", "2024-03");

static bool is_stale(const char *date, const char *now)
{
	char text[256];
	struct advice advice = {0};
	struct rules *rules;

	snprintf(text, sizeof(text),
		 "vendor: A\nkind: camera\nadvice:\n  - {topic: see, text: t, source: s, date: "
		 "%s}\n",
		 date);
	rules = good_rules(text, NULL);
	assert_true(advice_find(rules_at(rules, 0), "see", reading_moment(now), &advice));
	rules_destroy(rules);
	return advice.stale;
}

static void it_is_known_for_two_years_to_the_day(void **state)
{
	(void)state;
	assert_false(is_stale("2024-03-15", "2026-03-15T23:59:59Z"));
	assert_true(is_stale("2024-03-15", "2026-03-16T00:00:00Z"));
	/* A month counts from its first day. */
	assert_false(is_stale("2024-03", "2026-02-28T23:59:59Z"));
	assert_true(is_stale("2024-03", "2026-03-01T00:00:00Z"));
	/* The 29th of February two years later is no day: the next one is meant. */
	assert_false(is_stale("2022-02-28", "2024-02-28T12:00:00Z"));
	assert_true(is_stale("2022-02-28", "2024-02-29T12:00:00Z"));
}

static void all_of_a_topic_come_in_the_order_of_the_file(void **state)
{
	struct rules *rules = good_rules(acme, NULL);
	static const char *const dates[] = {"2024-03-15", "2025-11", "2024-03"};
	struct advice advice;
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(advice_next(rules_at(rules, 0), "keeps",
					reading_moment("2026-03-20T00:00:00Z"), &at, &advice));
		assert_string_equal(advice.rule->date, dates[i]);
		assert_int_equal(advice.stale, i != 1);
	}
	assert_false(advice_next(rules_at(rules, 0), "keeps", 0, &at, &advice));
	rules_destroy(rules);
}

static void the_youngest_is_found(void **state)
{
	struct rules *rules = good_rules(acme, NULL);
	struct advice advice = {0};

	(void)state;
	assert_true(advice_find(rules_at(rules, 0), "keeps", 0, &advice));
	assert_string_equal(advice.rule->date, "2025-11");
	assert_false(advice_find(rules_at(rules, 0), "local", 0, &advice));
	assert_false(advice_find(NULL, "keeps", 0, &advice));
	rules_destroy(rules);
}

static void a_vendor_goes_by_its_whole_name(void **state)
{
	struct rules *rules = good_rules(acme, NULL);

	(void)state;
	assert_ptr_equal(advice_vendor(rules, "Acme"), rules_at(rules, 0));
	assert_null(advice_vendor(rules, "Acm"));
	assert_null(advice_vendor(rules, NULL));
	assert_null(advice_vendor(NULL, "Acme"));
	rules_destroy(rules);
}

static char *written(const char *now)
{
	struct rules *rules = good_rules(acme, NULL);
	struct advice advice = {0};
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_true(advice_find(rules_at(rules, 0), "see", reading_moment(now), &advice));
	advice_write(file, &advice);
	assert_int_equal(fclose(file), 0);
	rules_destroy(rules);
	return text;
}

static void its_age_is_said_where_it_is_old(void **state)
{
	char *text = written("2026-03-20T00:00:00Z");

	(void)state;
	assert_string_equal(text, READ ")");
	free(text);
	text = written("2027-03-20T00:00:00Z");
	assert_string_equal(text, READ "; not checked "
				       "for more than two years, so it may have changed)");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_known_for_two_years_to_the_day),
		cmocka_unit_test(all_of_a_topic_come_in_the_order_of_the_file),
		cmocka_unit_test(the_youngest_is_found),
		cmocka_unit_test(a_vendor_goes_by_its_whole_name),
		cmocka_unit_test(its_age_is_said_where_it_is_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
