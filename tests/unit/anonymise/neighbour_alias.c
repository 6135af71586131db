/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/messages.h"
#include "anonymise/support_alias.h"

static void arp_has_four_other_addresses(void **state)
{
	struct support_alias *s = *state;
	uint8_t body[28] = {0,	 1,   8, 0,  6, 4, 0, 1, 2, 1, 1,   1,	 1, 1,
			    192, 168, 1, 30, 2, 1, 1, 1, 1, 2, 192, 168, 1, 1};
	uint8_t mac[6] = {2, 1, 1, 1, 1, 2}, four[4] = {192, 168, 1, 1};

	arp_alias(s->aliases, body);
	alias_mac(s->aliases, mac);
	alias_v4(s->aliases, four);
	assert_memory_equal(body + 18, mac, 6);
	assert_memory_equal(body + 24, four, 4);
	assert_memory_not_equal(body + 8, "\2\1\1\1\1\1", 6);
	assert_memory_not_equal(body + 14, "\xc0\xa8\1\x1e", 4);
}

static void a_router_advertises_the_alias_of_its_network(void **state)
{
	struct support_alias *s = *state;
	uint8_t bytes[16 + 32 + 8] = {134}, prefix[16] = {0x20, 1, 0xd, 0xb8, 0, 7};

	bytes[16] = 3;
	bytes[17] = 4;
	bytes[18] = 64;
	memcpy(bytes + 32, prefix, 16);
	bytes[48] = 1;
	bytes[49] = 1;
	memcpy(bytes + 50, "\2\1\1\1\1\1", 6);
	icmpv6_alias(s->aliases, bytes, sizeof(bytes));
	alias_prefix_v6(s->aliases, prefix, 64);
	assert_memory_equal(bytes + 32, prefix, 16);
	assert_memory_equal(prefix + 8, "\0\0\0\0\0\0\0\0", 8);
	assert_memory_not_equal(bytes + 50, "\2\1\1\1\1\1", 6);
}

static void what_an_error_quotes_is_gone(void **state)
{
	struct support_alias *s = *state;
	uint8_t v4[16] = {3, 1, 0, 0, 192, 168, 1, 30, 1, 1, 1, 1, 1, 1, 1, 1}, v6[16],
		zero[12] = {0};

	memcpy(v6, v4, 16);
	v6[0] = 1;
	icmp_alias(v4, sizeof(v4));
	icmpv6_alias(s->aliases, v6, sizeof(v6));
	assert_memory_equal(v4 + 4, zero, 12);
	assert_memory_equal(v6 + 8, zero, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arp_has_four_other_addresses),
		cmocka_unit_test(a_router_advertises_the_alias_of_its_network),
		cmocka_unit_test(what_an_error_quotes_is_gone),
	};

	return cmocka_run_group_tests_name("anonymise/neighbour_alias", tests, support_alias_make,
					   support_alias_free);
}
