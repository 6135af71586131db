// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rules/rules.h"
#include "rules/keywords.h"

static void every_value_of_the_header_has_its_word(void **state)
{
	(void)state;
	for (int kind = RULE_CAMERA; kind <= RULE_SPEAKER; kind++)
		assert_int_equal(keyword_find(keywords_kind, rule_kind_name(kind))->value, kind);
	for (int role = ROLE_MEDIA; role <= ROLE_PERSONAL; role++)
		assert_int_equal(keyword_find(keywords_role, rule_role_name(role))->value, role);
	for (int fact = FACT_MEASURED; fact <= FACT_LIST; fact++)
		assert_int_equal(
			keyword_find(keywords_confidence, rule_confidence_name(fact))->value, fact);
	for (int means = MEANS_CAMERA; means <= MEANS_SPEAKER; means++)
		assert_int_equal(keyword_find(keywords_means, rule_means_name(means))->value,
				 means);
	for (int where = WHERE_DHCP; where <= WHERE_AGENT; where *= 2)
		assert_non_null(keyword_name(keywords_where, where));
}

static void what_is_none_has_no_word(void **state)
{
	(void)state;
	assert_null(rule_role_name(ROLE_NONE));
	assert_null(keyword_find(keywords_role, "Media"));
	assert_null(keyword_find(keywords_role, ""));
}

static void a_list_leaves_out_what_does_not_fit(void **state)
{
	char text[64], less[10];

	(void)state;
	assert_string_equal(keyword_list(keywords_side, text, sizeof(text)), "device, app, both");
	assert_int_equal(strncmp(keyword_list(keywords_side, less, sizeof(less)), "device", 6), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_of_the_header_has_its_word),
		cmocka_unit_test(what_is_none_has_no_word),
		cmocka_unit_test(a_list_leaves_out_what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
