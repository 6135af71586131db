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

#define TEXT(name, bytes) {name, bytes, sizeof(bytes) - 1}

static const char vendor[] = "vendor: A\nkind: camera\n";

static void hash_of(const char *name, const char *bytes, char out[33])
{
	struct rules_text text = {name, bytes, strlen(bytes)};
	struct rules *rules = NULL;

	assert_int_equal(rules_load_texts(&text, 1, NULL, NULL, &rules), 0);
	assert_int_equal(strlen(rules_hash(rules)), 32);
	memcpy(out, rules_hash(rules), 33);
	rules_destroy(rules);
}

static void the_hash_is_of_names_and_bytes(void **state)
{
	char first[33], again[33], renamed[33], changed[33];

	(void)state;
	hash_of("a.yaml", vendor, first);
	hash_of("a.yaml", vendor, again);
	hash_of("b.yaml", vendor, renamed);
	hash_of("a.yaml", "vendor: A\nkind: camera\n\n", changed);
	assert_string_equal(first, again);
	assert_string_not_equal(first, renamed);
	assert_string_not_equal(first, changed);
}

static void all_errors_of_all_files_are_told_before_it_fails(void **state)
{
	static const struct rules_text texts[] = {
		TEXT("a.yaml", "vendor: [x]\nkind: webcam\ncolour: red\n"),
		TEXT("b.yaml", "{"),
		TEXT("c.yaml", "kind: camera\n"),
	};
	struct told told = {0};
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_load_texts(texts, 3, told_add, &told, &rules), -EINVAL);
	assert_null(rules);
	assert_int_equal(told.count, 5);
	assert_non_null(strstr(told.text, "a.yaml:1: 'vendor' must be text"));
	assert_non_null(strstr(told.text, "a.yaml:2: 'kind' cannot be 'webcam'"));
	assert_non_null(strstr(told.text, "a.yaml:3: unknown key 'colour'"));
	assert_non_null(strstr(told.text, "b.yaml:"));
	assert_non_null(strstr(told.text, "c.yaml:1: a rules file without 'vendor'"));
}

static void nobody_need_listen_to_errors(void **state)
{
	struct rules_text text = {"a.yaml", "colour: red", 11};
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_load_texts(&text, 1, NULL, NULL, &rules), -EINVAL);
	assert_null(rules);
}

static void no_text_at_all_is_invalid(void **state)
{
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_load_texts(NULL, 0, NULL, NULL, &rules), -EINVAL);
	assert_null(rules);
}

static void a_file_above_one_mebibyte_is_told(void **state)
{
	size_t length = 1024 * 1024 + 1;
	struct told told = {0};
	struct rules_text text = {"a.yaml", NULL, length};
	struct rules *rules = NULL;
	char *bytes = malloc(length);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, '#', length);
	text.bytes = bytes;
	assert_int_equal(rules_load_texts(&text, 1, told_add, &told, &rules), -EINVAL);
	assert_string_equal(told.text, "a.yaml: larger than 1 MiB: split it\n");
	free(bytes);
}

static void rules_outlive_the_text_they_were_read_from(void **state)
{
	char name[] = "a.yaml", bytes[] = "vendor: Acme\nkind: camera\ncompany: Big\n";
	struct rules_text text = {name, bytes, sizeof(bytes) - 1};
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_load_texts(&text, 1, NULL, NULL, &rules), 0);
	memset(name, 'x', sizeof(name) - 1);
	memset(bytes, 'x', sizeof(bytes) - 1);
	assert_string_equal(rules_at(rules, 0)->vendor, "Acme");
	assert_string_equal(rules_at(rules, 0)->company, "Big");
	assert_string_equal(rules_at(rules, 0)->file, "a.yaml");
	rules_destroy(rules);
}

static void beyond_the_last_rule_there_is_none(void **state)
{
	struct rules *rules = good_rules(vendor, NULL);

	(void)state;
	assert_int_equal(rules_count(rules), 1);
	assert_non_null(rules_at(rules, 0));
	assert_null(rules_at(rules, 1));
	rules_destroy(rules);
}

#define SIGNATURE(certainty)                                                                       \
	"signatures:\n  - protocol: pppp-data\n    role: live\n    certainty: " certainty          \
	"\n    source: s\n"

static void the_most_certain_signature_wins(void **state)
{
	struct rules *rules = good_rules("vendor: A\nkind: platform\n" SIGNATURE("0.5"),
					 "vendor: B\nkind: platform\n" SIGNATURE("0.6"));
	const struct rule_signature *found = rules_signature(rules, SIGNATURE_PPPP_DATA);

	(void)state;
	assert_string_equal(found->rule->vendor, "B");
	assert_int_equal(found->role, ROLE_LIVE);
	assert_int_equal(found->line, 4);
	assert_null(rules_signature(rules, SIGNATURE_TUTK));
	rules_destroy(rules);
}

static void destroying_nothing_is_fine(void **state)
{
	(void)state;
	rules_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_of_names_and_bytes),
		cmocka_unit_test(all_errors_of_all_files_are_told_before_it_fails),
		cmocka_unit_test(nobody_need_listen_to_errors),
		cmocka_unit_test(no_text_at_all_is_invalid),
		cmocka_unit_test(a_file_above_one_mebibyte_is_told),
		cmocka_unit_test(rules_outlive_the_text_they_were_read_from),
		cmocka_unit_test(beyond_the_last_rule_there_is_none),
		cmocka_unit_test(the_most_certain_signature_wins),
		cmocka_unit_test(destroying_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
