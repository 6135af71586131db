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

#define HOST(pattern) "hosts:\n  - {host: " pattern ", role: media, confidence: list, source: s}\n"
#define MAC "macs:\n  - {prefix: \"70:ad:43\", means: camera, registrant: r, source: s}\n"

static void load_both(const char *a, const char *b, const char *wanted)
{
	struct rules_text texts[] = {{"a.yaml", a, strlen(a)}, {"b.yaml", b, strlen(b)}};
	struct told told = {0};
	struct rules *rules = NULL;
	int err = rules_load_texts(texts, 2, told_add, &told, &rules);

	assert_string_equal(told.text, wanted);
	assert_int_equal(err, *wanted ? -EINVAL : 0);
	rules_destroy(rules);
}

static void a_vendor_has_one_file_whatever_its_case(void **state)
{
	(void)state;
	load_both("vendor: Acme\nkind: camera\n", "kind: relay\nvendor: ACME\n",
		  "b.yaml:2: vendor 'ACME' stands twice, first at a.yaml:1: keep one of them\n");
}

static void a_host_of_one_kind_is_told_in_the_later_file(void **state)
{
	(void)state;
	load_both("vendor: A\nkind: camera\n" HOST("x.example.com"),
		  "vendor: B\nkind: camera\n" HOST("X.example.com"),
		  "b.yaml:4: host 'x.example.com' stands twice, first at a.yaml:4: keep one of "
		  "them\n");
}

static void a_host_may_be_of_two_kinds(void **state)
{
	(void)state;
	load_both("vendor: A\nkind: camera\n" HOST("x.example.com"),
		  "vendor: B\nkind: hosting\n" HOST("x.example.com"), "");
}

static void three_of_a_host_are_told_twice(void **state)
{
	struct told told = {0};
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_of("vendor: A\nkind: camera\n" HOST(
					  "x.example.com") "  - {host: x.example.com, role: live, "
							   "confidence: list, "
							   "source: s}\n"
							   "  - {host: x.example.com, role: time, "
							   "confidence: list, "
							   "source: s}\n",
				  &told, &rules),
			 -EINVAL);
	assert_string_equal(
		told.text,
		"a.yaml:5: host 'x.example.com' stands twice, first at a.yaml:4: keep one of "
		"them\n"
		"a.yaml:6: host 'x.example.com' stands twice, first at a.yaml:4: keep one of "
		"them\n");
}

static void two_brands_may_share_a_mac_prefix(void **state)
{
	(void)state;
	load_both("vendor: A\nkind: camera\n" MAC, "vendor: B\nkind: camera\n" MAC, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vendor_has_one_file_whatever_its_case),
		cmocka_unit_test(a_host_of_one_kind_is_told_in_the_later_file),
		cmocka_unit_test(a_host_may_be_of_two_kinds),
		cmocka_unit_test(three_of_a_host_are_told_twice),
		cmocka_unit_test(two_brands_may_share_a_mac_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
