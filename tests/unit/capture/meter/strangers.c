// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/meter/strangers.h"
#include "support.h"

static void see(struct strangers *strangers, const char *mac, const char *address)
{
	struct packet packet = {.flags = PACKET_IPV6 | PACKET_HAS_SOURCE_MAC,
				.source = an_address(address)};

	assert_int_equal(mac_parse(mac, packet.source_mac), 0);
	strangers_see(strangers, &packet);
}

static void several_senders_of_one_network_make_it_this_homes(void **state)
{
	struct strangers *strangers = calloc(1, sizeof(*strangers));
	struct prefix found[SOURCE_STRANGE];
	char text[ADDRESS_TEXT];
	struct home *home;

	(void)state;
	assert_non_null(strangers);
	assert_int_equal(home_create(&home), 0);
	see(strangers, CAMERA_MAC, "2001:db8:1::20");
	see(strangers, ROUTER_MAC, "2001:db8:f::1"); /* what answers comes by the router */
	see(strangers, ROUTER_MAC, "2001:db8:f::2");
	assert_int_equal(strangers_list(strangers, home, found), 0);
	see(strangers, PHONE_MAC, "2001:db8:1::30");
	assert_int_equal(strangers_list(strangers, home, found), 1);
	assert_string_equal(address_format(&found[0].address, text), "2001:db8:1::");
	assert_int_equal(found[0].length, 64);
	assert_int_equal(home_add(home, &found[0], HOME_ADVERTISED), 0);
	assert_int_equal(strangers_list(strangers, home, found), 0);
	home_destroy(home);
	free(strangers);
}

static void an_address_made_of_its_own_mac_is_on_this_link(void **state)
{
	struct strangers *strangers = calloc(1, sizeof(*strangers));
	struct prefix found[SOURCE_STRANGE];
	struct home *home;

	(void)state;
	assert_non_null(strangers);
	assert_int_equal(home_create(&home), 0);
	see(strangers, "70:ad:43:12:34:56", "2001:db8:1::72ad:43ff:fe12:3457");
	assert_int_equal(strangers_list(strangers, home, found), 0);
	see(strangers, "70:ad:43:12:34:56", "2001:db8:1::72ad:43ff:fe12:3456");
	assert_int_equal(strangers_list(strangers, home, found), 1);
	home_destroy(home);
	free(strangers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_senders_of_one_network_make_it_this_homes),
		cmocka_unit_test(an_address_made_of_its_own_mac_is_on_this_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
