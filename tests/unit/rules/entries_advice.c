// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support_rules.h"

static const char whole[] =
	"vendor: Acme\n"
	"kind: camera\n"
	"advice:\n"
	"  - {topic: keeps, text: For long., days: 0.5, source: \"https://example.com\", date: "
	"2025-11}\n"
	"  - {topic: see, text: Look., source: \"https://example.com\", date: 2025-11-30}\n"
	"  - {topic: request, text: Ask., source: \"https://example.com\", date: 2025-11-30, "
	"country: US, asked: owner}\n";

static void advice_reaches_its_fields(void **state)
{
	struct rules *rules = good_rules(whole, NULL);
	const struct rule *rule = rules_at(rules, 0);

	(void)state;
	assert_int_equal(rule->advice_count, 3);
	assert_string_equal(rule->advice[0].topic, "keeps");
	assert_string_equal(rule->advice[0].text, "For long.");
	assert_true(rule->advice[0].days == 0.5);
	assert_string_equal(rule->advice[1].topic, "see");
	assert_string_equal(rule->advice[1].date, "2025-11-30");
	assert_true(rule->advice[1].days == 0);
	assert_null(rule->advice[1].country);
	assert_int_equal(rule->advice[1].asked, 0);
	assert_string_equal(rule->advice[2].country, "US");
	assert_int_equal(rule->advice[2].asked, ASKED_OWNER);
	rules_destroy(rules);
}

static void advice_stays_with_its_file(void **state)
{
	struct rules *rules = good_rules(whole, "vendor: B\nkind: camera\n");

	(void)state;
	assert_int_equal(rules_at(rules, 0)->advice_count, 3);
	assert_int_equal(rules_at(rules, 1)->advice_count, 0);
	rules_destroy(rules);
}

static void a_date_has_a_month_and_perhaps_a_day(void **state)
{
	static const char *const bad[] = {"2025",     "2025-13",    "2025-00",	  "2025-1",
					  "2025-11-", "2025-11-3",  "2025-11-32", "2025-11-00",
					  "25-11-30", "2025/11/30", "2025-11-30T"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[256], wanted[64];
		struct told told = {0};
		struct rules *rules = NULL;

		snprintf(text, sizeof(text),
			 "vendor: A\nkind: camera\nadvice:\n  - {topic: see, text: t, source: s, "
			 "date: "
			 "\"%s\"}\n",
			 bad[i]);
		snprintf(wanted, sizeof(wanted), "a.yaml:4: '%s' is no date: ", bad[i]);
		assert_int_equal(rules_of(text, &told, &rules), -EINVAL);
		assert_int_equal(strncmp(told.text, wanted, strlen(wanted)), 0);
	}
}

/* Each of these alone is refused; tests/rules/bad has the sentences. */
static void a_request_tells_where_and_whom(void **state)
{
	static const char *const bad[] = {"topic: request, country: US",
					  "topic: request, asked: owner",
					  "topic: request, country: us, asked: owner",
					  "topic: request, country: U, asked: owner",
					  "topic: request, country: USA, asked: owner",
					  "topic: request, country: [US], asked: owner",
					  "topic: request, country: US, asked: mayor",
					  "topic: keeps, country: US",
					  "topic: see, asked: vendor"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[256];
		struct told told = {0};
		struct rules *rules = NULL;

		snprintf(text, sizeof(text),
			 "vendor: A\nkind: camera\nadvice:\n  - {%s, text: t, source: s, date: "
			 "2025-11}\n",
			 bad[i]);
		assert_int_equal(rules_of(text, &told, &rules), -EINVAL);
		assert_int_equal(strncmp(told.text, "a.yaml:4: ", 10), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(advice_reaches_its_fields),
		cmocka_unit_test(advice_stays_with_its_file),
		cmocka_unit_test(a_date_has_a_month_and_perhaps_a_day),
		cmocka_unit_test(a_request_tells_where_and_whom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
