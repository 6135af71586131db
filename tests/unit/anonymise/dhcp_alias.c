/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/messages.h"
#include "anonymise/support_alias.h"

static size_t dhcp_message(uint8_t bytes[512])
{
	static const uint8_t options[] = "\x63\x82\x53\x63"
					 "\x35\1\5"
					 "\x0c\x07"
					 "Nursery"
					 "\x3d\7\1\2\x11\x22\x33\x44\x55"
					 "\3\4\xc0\xa8\1\1"
					 "\x0f\5smith"
					 "\xff";

	memset(bytes, 0, 512);
	memcpy(bytes, "\2\1\6", 3);
	memcpy(bytes + 16, "\xc0\xa8\1\x1e", 4);
	memcpy(bytes + 28, "\2\x11\x22\x33\x44\x55", 6);
	memcpy(bytes + 108, "smith-boot", 10);
	memcpy(bytes + 236, options, sizeof(options) - 1);
	return 236 + sizeof(options) - 1;
}

static void no_field_says_whose_it_is(void **state)
{
	struct support_alias *s = *state;
	uint8_t bytes[512], mac[6] = {2, 0x11, 0x22, 0x33, 0x44, 0x55}, four[4] = {192, 168, 1, 30};
	size_t size = dhcp_message(bytes);

	dhcp_alias(s->aliases, bytes, size);
	alias_mac(s->aliases, mac);
	alias_v4(s->aliases, four);
	assert_memory_equal(bytes + 28, mac, 6);
	assert_memory_equal(bytes + 16, four, 4);
	assert_null(support_alias_find(bytes, size, "Nursery", 7));
	assert_null(support_alias_find(bytes, size, "smith", 5));
	assert_null(support_alias_find(bytes, size, "\x11\x22\x33\x44\x55", 5));
	assert_null(support_alias_find(bytes, size, "\xc0\xa8\1\1", 4));
	assert_int_equal(bytes[size - 1], 255);
}

static void of_a_cut_message_nothing_stays_that_was_not_read(void **state)
{
	struct support_alias *s = *state;
	uint8_t bytes[512];
	size_t size = dhcp_message(bytes);

	for (size_t cut = 0; cut < size; cut++) {
		dhcp_message(bytes);
		dhcp_alias(s->aliases, bytes, cut);
		assert_null(support_alias_find(bytes, cut, "Nurs", 4));
		assert_null(support_alias_find(bytes, cut, "smit", 4));
	}
}

static void dhcpv6_has_other_addresses_and_names_nobody(void **state)
{
	static const uint8_t message[] =
		"\1\0\0\7"
		"\0\1\0\x0a\0\3\0\1\2\x11\x22\x33\x44\x55"
		"\0\3\0\x28\x22\x33\x44\x55\0\0\0\0\0\0\0\0"
		"\0\5\0\x18\xfd\1\0\0\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\0"
		"\0\x27\0\x09\0\7Nursery"
		"\0\x63\0\5smith";
	struct support_alias *s = *state;
	uint8_t bytes[sizeof(message) - 1], address[16] = {0xfd, 1, [15] = 7};

	memcpy(bytes, message, sizeof(bytes));
	dhcpv6_alias(s->aliases, bytes, sizeof(bytes));
	assert_null(support_alias_find(bytes, sizeof(bytes), "Nursery", 7));
	assert_null(support_alias_find(bytes, sizeof(bytes), "smith", 5));
	assert_null(support_alias_find(bytes, sizeof(bytes), "\x22\x33\x44\x55", 4));
	alias_v6(s->aliases, address);
	assert_non_null(support_alias_find(bytes, sizeof(bytes), address, 16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_field_says_whose_it_is),
		cmocka_unit_test(of_a_cut_message_nothing_stays_that_was_not_read),
		cmocka_unit_test(dhcpv6_has_other_addresses_and_names_nobody),
	};

	return cmocka_run_group_tests_name("anonymise/dhcp_alias", tests, support_alias_make,
					   support_alias_free);
}
