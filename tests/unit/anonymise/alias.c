/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "packet/address.h"
#include "anonymise/support_alias.h"

static struct address mapped(struct support_alias *f, const char *text)
{
	struct address a;

	assert_int_equal(address_parse(text, &a), 0);
	if (address_is_v4(&a))
		alias_v4(f->aliases, a.bytes + 12);
	else
		alias_v6(f->aliases, a.bytes);
	return a;
}

static void stays(struct support_alias *f, const char *text)
{
	char shown[ADDRESS_TEXT];
	struct address a = mapped(f, text);

	assert_string_equal(address_format(&a, shown), text);
}

static void within(struct support_alias *f, const char *text, const char *network)
{
	char shown[ADDRESS_TEXT];
	struct address a = mapped(f, text);
	struct prefix prefix;

	assert_int_equal(prefix_parse(network, &prefix), 0);
	assert_true(prefix_has(&prefix, &a));
	assert_string_not_equal(address_format(&a, shown), text);
}

static void private_ranges_stay_such_and_their_addresses_do_not(void **state)
{
	struct support_alias *f = *state;

	within(f, "192.168.1.30", "192.168.0.0/16");
	within(f, "10.0.0.7", "10.0.0.0/8");
	within(f, "172.20.1.2", "172.16.0.0/12");
	within(f, "100.64.3.4", "100.64.0.0/10");
	within(f, "169.254.9.9", "169.254.0.0/16");
	within(f, "fe80::1234", "fe80::/64");
	within(f, "fd12:3456::7", "fd00::/8");
	within(f, "2001:db8::7", "2000::/3");
	within(f, "64:ff9b::808:808", "64:ff9b::/96");
}

static void what_is_nobodys_stays(void **state)
{
	struct support_alias *f = *state;

	stays(f, "0.0.0.0");
	stays(f, "255.255.255.255");
	stays(f, "224.0.0.251");
	stays(f, "239.255.255.250");
	stays(f, "192.0.0.170");
	stays(f, "ff02::fb");
	stays(f, "::1");
}

static void public_addresses_stay_public(void **state)
{
	struct support_alias *f = *state;

	for (unsigned int i = 1; i < 200; i++) {
		uint8_t four[4] = {(uint8_t)(i + 10), 8, (uint8_t)i, 8};
		struct address before = address_from_v4(four), a;

		alias_v4(f->aliases, four);
		a = address_from_v4(four);
		assert_int_equal(address_is_private(&a), address_is_private(&before));
		assert_int_equal(address_is_multicast(&a), address_is_multicast(&before));
	}
}

static void an_address_made_of_a_mac_is_made_of_its_alias(void **state)
{
	struct support_alias *f = *state;
	uint8_t mac[6] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
	struct address a = mapped(f, "2001:db8:1:2:11:22ff:fe33:4455");

	alias_mac(f->aliases, mac);
	assert_true(mac_made(mac, &a));
}

static void of_a_mac_the_makers_part_stays_where_a_rule_knows_it(void **state)
{
	struct support_alias *f = *state;
	uint8_t known[6] = {0x70, 0xad, 0x43, 1, 2, 3}, other[6] = {0x70, 0xad, 0x44, 1, 2, 3};

	alias_mac(f->aliases, known);
	alias_mac(f->aliases, other);
	assert_memory_equal(known, "\x70\xad\x43", 3);
	assert_memory_not_equal(known + 3, "\x01\x02\x03", 3);
	assert_memory_not_equal(other, "\x70\xad\x44", 3);
	assert_false(mac_is_randomised(other));
	assert_false(mac_is_group(other));
}

static void groups_stay_but_for_the_end_of_an_address_in_them(void **state)
{
	struct support_alias *f = *state;
	uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	uint8_t mdns[6] = {0x33, 0x33, 0, 0, 0, 0xfb};
	uint8_t solicited[6] = {0x33, 0x33, 0xff, 0x12, 0x34, 0x56};
	struct address a = mapped(f, "ff02::1:ff12:3456");

	alias_mac(f->aliases, all);
	alias_mac(f->aliases, mdns);
	alias_mac(f->aliases, solicited);
	assert_memory_equal(all, "\xff\xff\xff\xff\xff\xff", 6);
	assert_memory_equal(mdns, "\x33\x33\0\0\0\xfb", 6);
	assert_memory_equal(solicited, "\x33\x33\xff", 3);
	assert_memory_not_equal(solicited + 3, "\x12\x34\x56", 3);
	assert_memory_equal(solicited + 3, a.bytes + 13, 3);
}

static void the_same_key_gives_the_same_and_another_key_another(void **state)
{
	struct support_alias *f = *state;
	static const uint8_t others[CRYPTOPAN_KEY] = "another one, as long, as public.";
	uint8_t once[4] = {192, 168, 1, 30}, again[4] = {192, 168, 1, 30},
		other[4] = {192, 168, 1, 30};
	struct aliases *a;

	alias_v4(f->aliases, once);
	assert_int_equal(aliases_create(support_alias_key, f->rules, &a), 0);
	alias_v4(a, again);
	aliases_destroy(a);
	assert_int_equal(aliases_create(others, f->rules, &a), 0);
	alias_v4(a, other);
	aliases_destroy(a);
	assert_memory_equal(once, again, 4);
	assert_memory_not_equal(once, other, 4);
}

static void what_has_an_alias_is_found_wherever_it_stands(void **state)
{
	struct support_alias *f = *state;
	uint8_t bytes[] = "..\xc0\xa8\x01\x1e..Front door at home..";
	uint8_t four[4] = {192, 168, 1, 30};
	char name[] = "front door";

	alias_v4(f->aliases, four);
	alias_name(f->aliases, WHERE_DHCP, name, strlen(name));
	alias_scrub(f->aliases, bytes, sizeof(bytes) - 1);
	assert_memory_equal(bytes, "..\0\0\0\0..xxxxx xxxx at home..", sizeof(bytes) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(private_ranges_stay_such_and_their_addresses_do_not),
		cmocka_unit_test(what_is_nobodys_stays),
		cmocka_unit_test(public_addresses_stay_public),
		cmocka_unit_test(an_address_made_of_a_mac_is_made_of_its_alias),
		cmocka_unit_test(of_a_mac_the_makers_part_stays_where_a_rule_knows_it),
		cmocka_unit_test(groups_stay_but_for_the_end_of_an_address_in_them),
		cmocka_unit_test(the_same_key_gives_the_same_and_another_key_another),
		cmocka_unit_test(what_has_an_alias_is_found_wherever_it_stands),
	};

	return cmocka_run_group_tests_name("anonymise/alias", tests, support_alias_make,
					   support_alias_free);
}
