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

#define HOST(pattern, role)                                                                        \
	"  - host: \"" pattern "\"\n    role: " role "\n    confidence: capture\n    source: s\n"

static const char blink[] = "vendor: Blink\nkind: camera\nhosts:\n" HOST("immedia-semi.com",
									 "control")
	HOST("vs-cam.*.immedia-semi.com", "media") HOST("u011.immedia-semi.com", "telemetry")
		HOST("*cam.*.immedia-semi.com", "live") HOST("s3*.amazonaws.com", "media");

static const char amazon[] =
	"vendor: Amazon S3\nkind: hosting\nhosts:\n" HOST("amazonaws.com", "media")
		HOST("immedia-semi.com", "media") HOST("s3-*.amazonaws.com", "media");

static const char *pattern_of(const struct rules *rules, const char *name)
{
	const struct rule_host *host = rules_host(rules, name);

	return host ? host->pattern : "none";
}

static void a_pattern_matches_itself_and_everything_below(void **state)
{
	struct rules *rules = good_rules(blink, NULL);

	(void)state;
	assert_string_equal(pattern_of(rules, "immedia-semi.com"), "immedia-semi.com");
	assert_string_equal(pattern_of(rules, "a.b.immedia-semi.com"), "immedia-semi.com");
	assert_string_equal(pattern_of(rules, "IMMEDIA-Semi.COM."), "immedia-semi.com");
	rules_destroy(rules);
}

static void a_pattern_never_matches_part_of_a_label(void **state)
{
	struct rules *rules = good_rules(blink, NULL);

	(void)state;
	assert_null(rules_host(rules, "notimmedia-semi.com"));
	assert_null(rules_host(rules, "immedia-semi.com.example.org"));
	assert_null(rules_host(rules, "semi.com"));
	assert_null(rules_host(rules, "com"));
	rules_destroy(rules);
}

static void what_is_no_name_matches_nothing(void **state)
{
	struct rules *rules = good_rules(blink, NULL);
	char longer[300];

	(void)state;
	memset(longer, 'a', sizeof(longer));
	memcpy(&longer[sizeof(longer) - 18], ".immedia-semi.com", 18);
	assert_null(rules_host(rules, longer));
	/* 253 characters are a name, 254 are none (RFC 1035 section 2.3.4). */
	assert_non_null(rules_host(rules, &longer[sizeof(longer) - 1 - 253]));
	assert_null(rules_host(rules, &longer[sizeof(longer) - 1 - 254]));
	assert_null(rules_host(rules, ""));
	assert_null(rules_host(rules, "."));
	assert_null(rules_host(rules, ".."));
	rules_destroy(rules);
}

static void a_star_stands_inside_one_label_only(void **state)
{
	struct rules *rules = good_rules(blink, NULL);

	(void)state;
	assert_string_equal(pattern_of(rules, "s3.amazonaws.com"), "s3*.amazonaws.com");
	assert_string_equal(pattern_of(rules, "b.s3-eu-west-1.amazonaws.com"), "s3*.amazonaws.com");
	assert_null(rules_host(rules, "s3.eu-west-1.amazonaws.com"));
	assert_string_equal(pattern_of(rules, "vs-cam.immedia-semi.com"), "immedia-semi.com");
	rules_destroy(rules);
}

static void more_labels_win_then_more_letters(void **state)
{
	struct rules *rules = good_rules(blink, NULL);

	(void)state;
	/* Four labels with a star before three literal ones. */
	assert_string_equal(pattern_of(rules, "vs-cam.u011.immedia-semi.com"),
			    "vs-cam.*.immedia-semi.com");
	assert_string_equal(pattern_of(rules, "is-cam.u011.immedia-semi.com"),
			    "*cam.*.immedia-semi.com");
	assert_string_equal(pattern_of(rules, "rest.u011.immedia-semi.com"),
			    "u011.immedia-semi.com");
	rules_destroy(rules);
}

static void the_first_file_wins_between_equals(void **state)
{
	struct rules *rules = good_rules(amazon, blink);

	(void)state;
	assert_int_equal(rules_host(rules, "immedia-semi.com")->rule->kind, RULE_HOSTING);
	rules_destroy(rules);
	rules = good_rules(blink, amazon);
	assert_int_equal(rules_host(rules, "immedia-semi.com")->rule->kind, RULE_CAMERA);
	rules_destroy(rules);
}

static void all_matches_come_most_specific_first(void **state)
{
	const struct rule_host *hosts[8] = {0};
	struct rules *rules = good_rules(blink, amazon);

	(void)state;
	assert_int_equal(rules_hosts(rules, "vs-cam.u011.immedia-semi.com", hosts, 8), 5);
	assert_string_equal(hosts[0]->pattern, "vs-cam.*.immedia-semi.com");
	assert_string_equal(hosts[1]->pattern, "*cam.*.immedia-semi.com");
	assert_string_equal(hosts[2]->pattern, "u011.immedia-semi.com");
	assert_string_equal(hosts[3]->rule->vendor, "Blink");
	assert_string_equal(hosts[4]->rule->vendor, "Amazon S3");
	assert_null(hosts[5]);
	rules_destroy(rules);
}

static void no_more_matches_are_given_than_asked_for(void **state)
{
	const struct rule_host *hosts[3] = {0};
	struct rules *rules = good_rules(blink, amazon);

	(void)state;
	assert_int_equal(rules_hosts(rules, "vs-cam.u011.immedia-semi.com", hosts, 2), 2);
	assert_string_equal(hosts[0]->pattern, "vs-cam.*.immedia-semi.com");
	assert_string_equal(hosts[1]->pattern, "*cam.*.immedia-semi.com");
	assert_null(hosts[2]);
	assert_int_equal(rules_hosts(rules, "vs-cam.u011.immedia-semi.com", hosts, 0), 0);
	rules_destroy(rules);
}

static void a_rule_that_is_off_never_matches(void **state)
{
	static const char off[] =
		"vendor: Echo\nkind: speaker\nenabled: no\nhosts:\n" HOST("example.com", "media");
	static const char on[] =
		"vendor: Echo\nkind: speaker\nenabled: yes\nhosts:\n" HOST("example.com", "media");
	struct rules *rules = good_rules(off, NULL);

	(void)state;
	assert_null(rules_host(rules, "example.com"));
	assert_int_equal(rules_count(rules), 1);
	assert_int_equal(rules_at(rules, 0)->host_count, 1);
	rules_destroy(rules);
	rules = good_rules(on, NULL);
	assert_non_null(rules_host(rules, "example.com"));
	rules_destroy(rules);
}

/* The same answer as trying every pattern on every name: the table is only faster. */
static void the_table_finds_what_trying_all_would(void **state)
{
	static const char *const labels[] = {"a", "ab", "b", "abc", "ba"};
	static const char text[] = "vendor: A\nkind: camera\nhosts:\n" HOST("b.ab", "media")
		HOST("a*.b.ab", "media") HOST("*.a.b.ab", "media") HOST("ab.*.ab.ab", "media");
	struct rules *rules = good_rules(text, NULL);
	size_t matched[4] = {0};

	(void)state;
	for (size_t i = 0; i < 625; i++) {
		const char *x = labels[i / 125], *y = labels[i / 25 % 5], *z = labels[i / 5 % 5];
		const char *w = labels[i % 5], *wanted = "none";
		char name[32];

		snprintf(name, sizeof(name), "%s.%s.%s.%s", x, y, z, w);
		if (!strcmp(w, "ab") && !strcmp(z, "b") && !strcmp(y, "a"))
			wanted = "*.a.b.ab";
		else if (!strcmp(w, "ab") && !strcmp(z, "ab") && !strcmp(x, "ab"))
			wanted = "ab.*.ab.ab";
		else if (!strcmp(w, "ab") && !strcmp(z, "b") && y[0] == 'a')
			wanted = "a*.b.ab";
		else if (!strcmp(w, "ab") && !strcmp(z, "b"))
			wanted = "b.ab";
		assert_string_equal(pattern_of(rules, name), wanted);
		matched[0] += !strcmp(wanted, "b.ab");
		matched[1] += !strcmp(wanted, "a*.b.ab");
		matched[2] += !strcmp(wanted, "*.a.b.ab");
		matched[3] += !strcmp(wanted, "ab.*.ab.ab");
	}
	assert_int_equal(matched[0], 10);
	assert_int_equal(matched[1], 10);
	assert_int_equal(matched[2], 5);
	assert_int_equal(matched[3], 5);
	rules_destroy(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_matches_itself_and_everything_below),
		cmocka_unit_test(a_pattern_never_matches_part_of_a_label),
		cmocka_unit_test(what_is_no_name_matches_nothing),
		cmocka_unit_test(a_star_stands_inside_one_label_only),
		cmocka_unit_test(more_labels_win_then_more_letters),
		cmocka_unit_test(the_first_file_wins_between_equals),
		cmocka_unit_test(all_matches_come_most_specific_first),
		cmocka_unit_test(no_more_matches_are_given_than_asked_for),
		cmocka_unit_test(a_rule_that_is_off_never_matches),
		cmocka_unit_test(the_table_finds_what_trying_all_would),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
