// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "watch/machine.h"
#include "support_live.h"

struct told {
	struct home *home;
	size_t count;
	struct device_key macs[16];
};

static void own(void *context, const struct device_key *device)
{
	struct told *told = context;

	assert_true(told->count < 16);
	told->macs[told->count++] = *device;
}

static bool is_own(const struct told *told, const char *mac)
{
	struct device_key key = a_device(mac);

	for (size_t i = 0; i < told->count; i++)
		if (memcmp(&told->macs[i], &key, sizeof(key)) == 0)
			return true;
	return false;
}

static bool at_home(const struct told *told, const char *text)
{
	struct address address = an_address(text);

	return home_has(told->home, &address);
}

static void tell(struct told *told)
{
	struct links *links;

	assert_int_equal(home_create(&told->home), 0);
	assert_int_equal(links_open(&links), 0);
	machine_tell(links, told->home, own, told);
	links_close(links);
}

static void the_networks_of_this_machine_are_home_but_not_its_way_out(void **state)
{
	struct told told = {0};

	(void)state;
	live_enter();
	live_ip("link add lan0 address 02:00:00:00:aa:01 type veth peer name lan0p");
	live_ip("link add wan0 address 02:00:00:00:aa:02 type veth peer name wan0p");
	live_ip("link set lan0 up");
	live_ip("link set lan0p up");
	live_ip("link set wan0 up");
	live_ip("link set wan0p up");
	live_ip("addr add 203.0.113.1/28 dev lan0");
	live_ip("-6 addr add 2001:db8:5::1/64 dev lan0 nodad");
	live_ip("addr add 198.51.100.7/24 dev wan0");
	live_ip("route add default via 198.51.100.1");
	tell(&told);
	assert_true(at_home(&told, "203.0.113.5"));
	assert_true(at_home(&told, "2001:db8:5::77"));
	assert_true(at_home(&told, "198.51.100.7"));
	assert_false(at_home(&told, "198.51.100.8"));
	assert_false(at_home(&told, "203.0.113.99"));
	assert_true(is_own(&told, "02:00:00:00:aa:01"));
	assert_true(is_own(&told, "02:00:00:00:aa:02"));
	home_destroy(told.home);
	live_ip("link del lan0");
	live_ip("link del wan0");
}

/* A tun device is what most VPNs make. */
static void behind_a_tunnel_nobody_is_at_home_but_this_machine(void **state)
{
	struct told told = {0};

	(void)state;
	live_enter();
	live_ip("link add lan0 address 02:00:00:00:aa:01 type veth peer name lan0p");
	live_ip("link set lan0 up");
	live_ip("link set lan0p up");
	live_ip("addr add 192.168.50.1/24 dev lan0");
	live_ip("tuntap add dev tun0 mode tun");
	live_ip("link set tun0 up");
	live_ip("addr add 10.9.0.1/24 dev tun0");
	live_ip("addr add 10.8.0.1 peer 10.8.0.2 dev tun0");
	live_ip("route add 192.168.0.0/16 dev tun0");
	live_ip("route add 192.168.50.77/32 dev tun0");
	live_ip("route add default dev tun0");
	tell(&told);
	assert_true(at_home(&told, "10.9.0.1"));
	assert_false(at_home(&told, "10.9.0.2"));
	assert_true(at_home(&told, "10.8.0.1"));
	assert_false(at_home(&told, "10.8.0.2"));
	assert_true(at_home(&told, "192.168.50.7"));
	assert_false(at_home(&told, "192.168.50.77"));
	assert_false(at_home(&told, "192.168.51.7"));
	assert_true(at_home(&told, "172.16.0.1"));
	home_destroy(told.home);
	live_ip("link del lan0");
	live_ip("link del tun0");
}

static void what_has_no_mac_is_nobodys(void **state)
{
	struct told told = {0};

	(void)state;
	live_enter();
	tell(&told); /* lo alone */
	assert_int_equal(told.count, 0);
	home_destroy(told.home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_networks_of_this_machine_are_home_but_not_its_way_out),
		cmocka_unit_test(behind_a_tunnel_nobody_is_at_home_but_this_machine),
		cmocka_unit_test(what_has_no_mac_is_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
