/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "packet/address.h"

static struct address of(const char *text)
{
	struct address a;

	assert_int_equal(address_parse(text, &a), 0);
	return a;
}

static bool private(const char *text)
{
	struct address a = of(text);

	return address_is_private(&a);
}

static void home_addresses_are_private_and_carrier_ones_are_not(void **state)
{
	static const char *const yes[] = {
		"10.1.2.3",    "172.31.0.1",	  "192.168.0.1", "127.0.0.1", "169.254.1.1",
		"224.0.0.251", "255.255.255.255", "0.0.0.0",	 "::",	      "::1",
		"fe80::1",     "fd00::1",	  "ff02::fb"};
	static const char *const no[] = {"100.64.0.1", "172.32.0.1",  "172.15.0.1", "192.169.0.1",
					 "8.8.8.8",    "2001:db8::1", "fec0::1"};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		assert_true(private(yes[i]));
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_false(private(no[i]));
}

static void prefixes_hold_what_shares_their_bits(void **state)
{
	struct prefix p;
	struct address in = of("192.168.31.255"), out = of("192.168.32.0");

	(void)state;
	assert_int_equal(prefix_parse("192.168.16.7/20", &p), 0);
	assert_int_equal(p.length, 116);
	assert_int_equal(p.address.bytes[15], 0);
	assert_true(prefix_has(&p, &in));
	assert_false(prefix_has(&p, &out));
	assert_int_equal(prefix_parse("fd00::1", &p), 0);
	assert_int_equal(p.length, 128);
}

/* The examples of RFC 6052 section 2.4, and what a resolver behind each makes of 192.0.0.170. */
static void an_ipv4_address_lies_behind_each_prefix_of_nat64(void **state)
{
	static const struct {
		unsigned int bits;
		const char *address, *known;
	} all[] = {{32, "2001:db8:c000:221::", "2001:db8:c000:aa::"},
		   {40, "2001:db8:1c0:2:21::", "2001:db8:1c0:0:aa::"},
		   {48, "2001:db8:122:c000:2:2100::", "2001:db8:122:c000:0:aa00::"},
		   {56, "2001:db8:122:3c0:0:221::", "2001:db8:122:3c0:0:aa::"},
		   {64, "2001:db8:122:344:c0:2:2100::", "2001:db8:122:344:c0:0:aa00::"},
		   {96, "2001:db8:122:344::192.0.2.33", "2001:db8:122:344::192.0.0.170"}};
	struct address address, v4 = of("192.0.2.33");

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		address = of(all[i].address);
		address = address_behind(&address, all[i].bits);
		assert_true(address_equal(&address, &v4));
		address = of(all[i].known);
		assert_int_equal(address_of_nat64(&address), all[i].bits);
	}
	address = of("2001:db8::1");
	assert_int_equal(address_of_nat64(&address), 0);
	address = of("192.0.0.170");
	assert_int_equal(address_of_nat64(&address), 0);
}

static void bad_text_leaves_the_result_alone(void **state)
{
	static const char *const bad[] = {
		"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "x/8", "::/129", "10.0.0.0/8x", ""};
	struct prefix p = {.length = 77};
	uint8_t mac[6] = {9};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(prefix_parse(bad[i], &p), -EINVAL);
	assert_int_equal(p.length, 77);
	assert_int_equal(mac_parse("f4:b8:5e:35:67:b", mac), -EINVAL);
	assert_int_equal(mac_parse("f4:b8:5e:35:67.b0", mac), -EINVAL);
	assert_int_equal(mac_parse("f4:b8:5e:35:67:bg", mac), -EINVAL);
	assert_int_equal(mac[0], 9);
}

static void macs_read_and_write(void **state)
{
	char text[MAC_TEXT];
	uint8_t mac[6];

	(void)state;
	assert_int_equal(mac_parse("F4-b8-5e-35-67-b0", mac), 0);
	assert_string_equal(mac_format(mac, text), "f4:b8:5e:35:67:b0");
	assert_false(mac_is_group(mac) || mac_is_randomised(mac));
	mac[0] = 3;
	assert_true(mac_is_group(mac) && mac_is_randomised(mac));
}

static void an_address_shows_the_mac_it_was_made_of(void **state)
{
	static const uint8_t mac[6] = {0x3c, 0x2e, 0xff, 0x12, 0x34, 0x57};
	static const uint8_t other[6] = {0x3c, 0x2e, 0xff, 0x12, 0x34, 0x58};
	struct address address;

	(void)state;
	assert_int_equal(address_parse("fe80::3e2e:ffff:fe12:3457", &address), 0);
	assert_true(mac_made(mac, &address));
	assert_false(mac_made(other, &address));
	assert_int_equal(address_parse("192.168.1.9", &address), 0);
	assert_false(mac_made(mac, &address));
}

static void a_providers_inner_addresses_are_known_to_their_last_bit(void **state)
{
	static const char *const yes[] = {"100.64.0.0", "100.127.255.255"};
	static const char *const no[] = {"100.63.255.255", "100.128.0.0", "101.64.0.1",
					 "64:ff9b::100.64.0.1", "2001:db8::6440:1"};
	struct address a;

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		assert_int_equal(address_parse(yes[i], &a), 0);
		assert_true(address_is_shared(&a));
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		assert_int_equal(address_parse(no[i], &a), 0);
		assert_false(address_is_shared(&a));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_shows_the_mac_it_was_made_of),
		cmocka_unit_test(home_addresses_are_private_and_carrier_ones_are_not),
		cmocka_unit_test(a_providers_inner_addresses_are_known_to_their_last_bit),
		cmocka_unit_test(prefixes_hold_what_shares_their_bits),
		cmocka_unit_test(an_ipv4_address_lies_behind_each_prefix_of_nat64),
		cmocka_unit_test(bad_text_leaves_the_result_alone),
		cmocka_unit_test(macs_read_and_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
