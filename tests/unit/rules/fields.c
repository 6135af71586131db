// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rules/fields.h"
#include "support_rules.h"

static void refused(const char *lines, const char *wanted)
{
	char text[512];
	struct told told = {0};
	struct rules *rules = NULL;

	snprintf(text, sizeof(text), "vendor: A\nkind: camera\n%s\n", lines);
	assert_int_equal(rules_of(text, &told, &rules), -EINVAL);
	assert_string_equal(told.text, wanted);
}

static void numbers_are_plain_decimals(void **state)
{
	static const char *const bad[] = {"0x10",  "inf", "nan",  "-1", "+1", "0",  "1e3",
					  "1.2.3", ".",	  "' 1'", "1k", "''", "1_0"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char lines[64], wanted[160], shown[16];

		snprintf(shown, sizeof(shown), "%s", bad[i]);
		if (bad[i][0] == '\'') {
			snprintf(shown, sizeof(shown), "%s", &bad[i][1]);
			shown[strlen(shown) - 1] = 0;
		}
		snprintf(lines, sizeof(lines), "thresholds: {footage_ratio: %s}", bad[i]);
		snprintf(wanted, sizeof(wanted),
			 "a.yaml:3: 'footage_ratio' cannot be '%s': up by down, above 0\n", shown);
		refused(lines, wanted);
	}
}

static void numbers_have_an_upper_bound(void **state)
{
	(void)state;
	refused("bitrate: {low: 4294967296, high: 1}",
		"a.yaml:3: 'low' cannot be '4294967296': kbit/s of its leanest video\n");
	refused("thresholds: {footage_bytes: 9007199254740993000}",
		"a.yaml:3: 'footage_bytes' cannot be '9007199254740993000': bytes, from 1\n");
}

static void yes_and_no_have_two_spellings_each(void **state)
{
	static const char *const yes[] = {"yes", "true"}, *const no[] = {"no", "false"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char text[64];
		struct rules *rules;

		snprintf(text, sizeof(text), "vendor: A\nkind: camera\nenabled: %s\n", yes[i]);
		rules = good_rules(text, NULL);
		assert_true(rules_at(rules, 0)->enabled);
		rules_destroy(rules);
		snprintf(text, sizeof(text), "vendor: A\nkind: camera\nenabled: %s\n", no[i]);
		rules = good_rules(text, NULL);
		assert_false(rules_at(rules, 0)->enabled);
		rules_destroy(rules);
	}
}

static void text_is_at_most_a_thousand_bytes(void **state)
{
	char text[1100] = "vendor: A\nkind: camera\ncompany: ";
	size_t used = strlen(text);
	struct told told = {0};
	struct rules *rules = NULL;

	(void)state;
	memset(&text[used], 'x', 1000);
	assert_int_equal(rules_of(text, &told, &rules), 0);
	rules_destroy(rules);
	rules = NULL;
	text[used + 1000] = 'x';
	assert_int_equal(rules_of(text, &told, &rules), -EINVAL);
	assert_string_equal(told.text, "a.yaml:3: 'company' is too long: the name of its owner\n");
}

static void a_long_wrong_value_is_cut_in_the_message(void **state)
{
	char text[2100] = "vendor: A\nkind: ";
	size_t used = strlen(text);
	struct told told = {0};
	struct rules *rules = NULL;

	(void)state;
	memset(&text[used], 'x', 2000);
	assert_int_equal(rules_of(text, &told, &rules), -EINVAL);
	assert_true(strlen(told.text) < 250);
}

static void one_broken_value_does_not_hide_the_next(void **state)
{
	struct told told = {0};
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(
		rules_of("vendor: A\nkind: camera\nmacs:\n  - prefix: x\n    means: y\n  - "
			 "prefix: 70:ad:43\n",
			 &told, &rules),
		-EINVAL);
	/* Two values, then two keys missing in the first and three in the second. */
	assert_int_equal(told.count, 7);
}

#define MANY 40

static void hear_cure(void *context, const char *file, unsigned line, const char *what,
		      const char *cure)
{
	char *said = context;

	(void)file;
	snprintf(said, 1024, "%u: %s; %s", line, what, cure);
}

/* More keys than bits of a word, and longer together than a line. */
static void a_mapping_may_have_any_number_of_keys(void **state)
{
	char keys[MANY][16], text[1024] = "", said[1024] = "";
	struct loader l = {.error = hear_cure, .context = said, .file = "a.yaml"};
	struct field fields[MANY] = {{0}};
	uint32_t values[MANY];
	struct node_problem problem;
	struct arena arena = {0};
	struct node *root = NULL;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof(keys[i]), "number-%zu", i);
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s: %zu\n", keys[i],
			 i + 1);
		fields[i] = (struct field){.key = keys[i],
					   .required = true,
					   .parse = field_rate,
					   .offset = i * sizeof(values[0]),
					   .cure = "a number"};
	}
	assert_int_equal(node_parse(&arena, text, strlen(text), &problem, &root), 0);
	assert_true(mapping_read(&l, root, "a list of numbers", fields, MANY, values));
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(values[i], i + 1);
	strcpy(text + strlen(text), "number-7: 8\n");
	assert_int_equal(node_parse(&arena, text, strlen(text), &problem, &root), 0);
	assert_false(mapping_read(&l, root, "a list of numbers", fields, MANY, values));
	assert_string_equal(said,
			    "41: key 'number-7' twice in a list of numbers; keep one of them");
	assert_int_equal(node_parse(&arena, "number: 1\n", 10, &problem, &root), 0);
	l.error = NULL;
	assert_false(mapping_read(&l, root, "a list of numbers", fields, MANY, values));
	assert_int_equal(l.errors, 1 + 1 + MANY); /* unknown, and none of the required */
	for (size_t i = 0; i < MANY; i++)
		fields[i].required = false;
	l.error = hear_cure;
	assert_false(mapping_read(&l, root, "a list of numbers", fields, MANY, values));
	assert_non_null(strstr(said, "unknown key 'number' in a list of numbers; known keys: "));
	assert_non_null(strstr(said, ", number-39"));
	arena_destroy(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_plain_decimals),
		cmocka_unit_test(numbers_have_an_upper_bound),
		cmocka_unit_test(yes_and_no_have_two_spellings_each),
		cmocka_unit_test(text_is_at_most_a_thousand_bytes),
		cmocka_unit_test(a_long_wrong_value_is_cut_in_the_message),
		cmocka_unit_test(a_mapping_may_have_any_number_of_keys),
		cmocka_unit_test(one_broken_value_does_not_hide_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
