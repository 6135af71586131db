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

static const char whole[] = "vendor: Acme\n"
			    "kind: camera\n" RULES_FACTS;

static void hosts_macs_and_names_reach_their_fields(void **state)
{
	struct rules *rules = good_rules(whole, NULL);
	const struct rule_host *host = rules_host(rules, "cloud.example.com");
	const struct rule_mac *mac = rules_mac(rules, (const uint8_t *)"\x70\xad\x43\x00\x00\x01");
	const struct rule_name *name = rules_name(rules, WHERE_AGENT, "Acme/1.0");

	(void)state;
	assert_string_equal(host->pattern, "cloud.example.com");
	assert_int_equal(host->role, ROLE_MEDIA);
	assert_int_equal(host->side, SIDE_BOTH);
	assert_int_equal(host->confidence, FACT_VENDOR_DOC);
	assert_string_equal(host->source, "their page: 7");
	assert_int_equal(host->callers, 0);
	assert_null(host->bucket);
	assert_int_equal(host->line, 4);
	assert_int_equal(mac->means, MEANS_HUB);
	assert_string_equal(mac->registrant, "Acme Inc");
	assert_string_equal(mac->source, "IEEE registry");
	assert_int_equal(mac->line, 10);
	assert_int_equal(name->where, WHERE_DHCP | WHERE_AGENT);
	assert_int_equal(name->means, MEANS_MIXED);
	assert_true(name->certainty == 0.25);
	assert_string_equal(name->source, "a capture");
	assert_int_equal(name->line, 12);
	rules_destroy(rules);
}

static void a_signature_reaches_its_fields(void **state)
{
	struct rules *rules = good_rules(whole, NULL);
	const struct rule_signature *signature = rules_signature(rules, SIGNATURE_TUTK);

	(void)state;
	assert_int_equal(signature->role, ROLE_SIGNALLING);
	assert_true(signature->certainty == 1);
	assert_string_equal(signature->source, "code");
	rules_destroy(rules);
}

static void a_wrong_entry_is_told_and_not_kept(void **state)
{
	struct told told = {0};
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(
		rules_of("vendor: A\nkind: camera\nhosts:\n  - {host: a.example, role: media, "
			 "confidence: recall, source: s}\n  - {host: a.example, role: media, "
			 "confidence: list, source: s}\n",
			 &told, &rules),
		-EINVAL);
	/* Were the first kept, the second would be a duplicate of it. */
	assert_int_equal(told.count, 1);
}

static void a_name_of_only_stars_and_blanks_is_refused(void **state)
{
	static const char *const wide[] = {"*", "?", "**", "* *", "????"};

	(void)state;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		char text[256];
		struct told told = {0};
		struct rules *rules = NULL;

		snprintf(text, sizeof(text),
			 "vendor: A\nkind: camera\nnames:\n  - {match: \"%s\", in: [dhcp], means: "
			 "other, certainty: 1, source: s}\n",
			 wide[i]);
		assert_int_equal(rules_of(text, &told, &rules), -EINVAL);
		assert_non_null(strstr(told.text, "matches every device"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_macs_and_names_reach_their_fields),
		cmocka_unit_test(a_signature_reaches_its_fields),
		cmocka_unit_test(a_wrong_entry_is_told_and_not_kept),
		cmocka_unit_test(a_name_of_only_stars_and_blanks_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
