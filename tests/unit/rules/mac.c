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
#include "rules/loaded.h"

#define MAC(prefix, means)                                                                         \
	"  - prefix: " prefix "\n    means: " means "\n    registrant: r\n    source: s\n"

static void assert_prefix(const char *text, unsigned bits, const char *bytes)
{
	uint8_t prefix[6], got = 0;

	assert_int_equal(mac_prefix_read(text, prefix, &got), 0);
	assert_int_equal(got, bits);
	assert_memory_equal(prefix, bytes, 6);
}

static void prefixes_of_all_lengths_are_read(void **state)
{
	(void)state;
	assert_prefix("70:ad:43", 24, "\x70\xad\x43\0\0\0");
	assert_prefix("70-AD-43", 24, "\x70\xad\x43\0\0\0");
	assert_prefix("8c:1f:64:7", 28, "\x8c\x1f\x64\x70\0\0");
	assert_prefix("70:b3:d5:12:3", 36, "\x70\xb3\xd5\x12\x30\0");
}

static void what_is_no_prefix_is_refused(void **state)
{
	static const char *const bad[] = {
		"",	     "7",	    "70:ad",	      "70:ad:4",	   "70ad43",
		"70:ad:43:", "70:ad:43:11", "70:ad:43:11:22", "70:ad:43:11:22:33", ":70:ad:43",
		"7:0a:d4:3", "70:ad:4g",    "70::ad:43",      "01:00:5e",	   "70.ad.43"};
	uint8_t prefix[6] = {9}, bits = 9;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(mac_prefix_read(bad[i], prefix, &bits), -EINVAL);
	assert_int_equal(prefix[0], 9);
	assert_int_equal(bits, 9);
}

static void the_longest_prefix_wins(void **state)
{
	struct rules *rules =
		good_rules("vendor: A\nkind: camera\nmacs:\n" MAC("70:b3:d5", "other")
				   MAC("70:b3:d5:1", "mixed") MAC("70:b3:d5:12:3", "camera"),
			   NULL);

	(void)state;
	assert_int_equal(rules_mac(rules, (const uint8_t *)"\x70\xb3\xd5\x12\x3f\xff")->means,
			 MEANS_CAMERA);
	assert_int_equal(rules_mac(rules, (const uint8_t *)"\x70\xb3\xd5\x12\x4f\xff")->means,
			 MEANS_MIXED);
	assert_int_equal(rules_mac(rules, (const uint8_t *)"\x70\xb3\xd5\x22\x3f\xff")->means,
			 MEANS_OTHER);
	assert_null(rules_mac(rules, (const uint8_t *)"\x70\xb3\xd4\x12\x3f\xff"));
	rules_destroy(rules);
}

static void the_first_file_wins_a_shared_prefix_unless_it_is_off(void **state)
{
	static const char off[] =
		"vendor: A\nkind: camera\nenabled: no\nmacs:\n" MAC("70:ad:43", "hub");
	static const char a[] = "vendor: A\nkind: camera\nmacs:\n" MAC("70:ad:43", "hub");
	static const char b[] = "vendor: B\nkind: camera\nmacs:\n" MAC("70:ad:43", "camera");
	static const uint8_t mac[6] = {0x70, 0xad, 0x43, 1, 2, 3};
	struct rules *rules = good_rules(a, b);

	(void)state;
	assert_string_equal(rules_mac(rules, mac)->rule->vendor, "A");
	assert_int_equal(rules_mac(rules, mac)->line, 4);
	rules_destroy(rules);
	rules = good_rules(off, b);
	assert_string_equal(rules_mac(rules, mac)->rule->vendor, "B");
	rules_destroy(rules);
}

static void rules_without_macs_know_none(void **state)
{
	struct rules *rules = good_rules("vendor: A\nkind: camera\n", NULL);

	(void)state;
	assert_null(rules_mac(rules, (const uint8_t *)"\x70\xb3\xd5\x12\x3f\xff"));
	rules_destroy(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_of_all_lengths_are_read),
		cmocka_unit_test(what_is_no_prefix_is_refused),
		cmocka_unit_test(the_longest_prefix_wins),
		cmocka_unit_test(the_first_file_wins_a_shared_prefix_unless_it_is_off),
		cmocka_unit_test(rules_without_macs_know_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
