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

#define NAME(match, in, certainty)                                                                 \
	"  - match: \"" match "\"\n    in: " in "\n    means: camera\n    certainty: " certainty   \
	"\n    source: s\n"

static const char text[] = "vendor: A\nkind: camera\nnames:\n" NAME("blink*", "[dhcp]", "0.5")
	NAME("*-cam", "[dhcp, mdns]", "0.7") NAME("blink-??", "[dhcp]", "0.6")
		NAME("ipcam[0-9]", "[model]", "0.9");

static const char *pattern_of(const struct rules *rules, enum rule_where where, const char *name)
{
	const struct rule_name *found = rules_name(rules, where, name);

	return found ? found->pattern : "none";
}

static void case_is_ignored_and_the_whole_name_must_match(void **state)
{
	struct rules *rules = good_rules(text, NULL);

	(void)state;
	assert_string_equal(pattern_of(rules, WHERE_DHCP, "BLINK-mini"), "blink*");
	assert_string_equal(pattern_of(rules, WHERE_DHCP, "my-blink"), "none");
	assert_string_equal(pattern_of(rules, WHERE_MODEL, "IPCam7"), "ipcam[0-9]");
	assert_string_equal(pattern_of(rules, WHERE_MODEL, "IPCamX"), "none");
	rules_destroy(rules);
}

static void a_pattern_looks_only_where_it_says(void **state)
{
	struct rules *rules = good_rules(text, NULL);

	(void)state;
	assert_string_equal(pattern_of(rules, WHERE_MDNS, "blink-mini"), "none");
	assert_string_equal(pattern_of(rules, WHERE_MDNS, "door-cam"), "*-cam");
	assert_string_equal(pattern_of(rules, WHERE_DHCP, "door-cam"), "*-cam");
	assert_string_equal(pattern_of(rules, WHERE_AGENT, "door-cam"), "none");
	rules_destroy(rules);
}

static void the_most_certain_wins(void **state)
{
	struct rules *rules = good_rules(text, NULL);

	(void)state;
	assert_string_equal(pattern_of(rules, WHERE_DHCP, "blink-cam"), "*-cam");
	assert_string_equal(pattern_of(rules, WHERE_DHCP, "blink-12"), "blink-??");
	rules_destroy(rules);
}

static void a_rule_that_is_off_never_matches(void **state)
{
	struct rules *rules = good_rules(
		"vendor: A\nkind: camera\nenabled: no\nnames:\n" NAME("blink*", "[dhcp]", "0.5"),
		NULL);

	(void)state;
	assert_null(rules_name(rules, WHERE_DHCP, "blink"));
	rules_destroy(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_is_ignored_and_the_whole_name_must_match),
		cmocka_unit_test(a_pattern_looks_only_where_it_says),
		cmocka_unit_test(the_most_certain_wins),
		cmocka_unit_test(a_rule_that_is_off_never_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
