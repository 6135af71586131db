// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "geo/operator.h"

static void who_rents_out_servers_is_known_by_name(void **state)
{
	(void)state;
	assert_true(operator_rents("AMAZON-02"));
	assert_true(operator_rents("Hetzner Online GmbH"));
	assert_true(operator_rents("Example Datacenter Ltd."));
	assert_true(operator_rents("ONLINE S.A.S."));
}

static void lines_to_homes_are_not_servers(void **state)
{
	(void)state;
	assert_false(operator_rents("DTAG Internet service provider operations"));
	assert_false(operator_rents("COMCAST-7922"));
	assert_false(operator_rents("TELEFONICA_DE_ESPANA"));
	assert_false(operator_rents(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_rents_out_servers_is_known_by_name),
		cmocka_unit_test(lines_to_homes_are_not_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
