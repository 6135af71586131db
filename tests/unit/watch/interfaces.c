// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/support_net.h"
#include "watch/interfaces.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static char told[8192];

static void tell(void)
{
	struct links *links;
	FILE *file = fmemopen(told, sizeof(told), "w");

	assert_non_null(file);
	assert_int_equal(links_open(&links), 0);
	interfaces_tell(links, file);
	links_close(links);
	fclose(file);
}

/* Where the line of `name` begins; fails where there is none. */
static const char *line(const char *name)
{
	for (const char *at = told; at && *at;
	     at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		if (!strncmp(at, name, strlen(name)) && at[strlen(name)] == ' ')
			return at;
	}
	fail_msg("no line of %s in:\n%s", name, told);
	return NULL;
}

static void says(const char *name, const char *kind, const char *sight)
{
	char wanted[512];

	snprintf(wanted, sizeof(wanted), "%-12s %-34s %s\n", name, kind, sight);
	if (strncmp(line(name), wanted, strlen(wanted)))
		fail_msg("not \"%s\" in:\n%s", wanted, told);
}

static void has(const char *what)
{
	if (!strstr(told, what))
		fail_msg("\"%s\" is not in:\n%s", what, told);
}

static void cable(const char *name)
{
	net_run("ip link add %s type veth peer name %s-far && ip link set %s up && "
		"ip link set %s-far up",
		name, name, name, name);
}

static void router(void)
{
	cable("wan");
	cable("lan1");
	cable("lan2");
	net_run("ip link add br-lan type bridge && ip link set br-lan up && "
		"ip link set lan1 master br-lan && ip link set lan2 master br-lan && "
		"ip address add 192.168.7.1/24 dev br-lan && "
		"ip address add 203.0.113.2/24 dev wan && ip route add default via 203.0.113.1");
}

static void on_a_router_the_bridge_is_proposed(void **state)
{
	(void)state;
	net_need();
	router();
	net_run("ip link add lan9 type bridge");
	tell();
	says("br-lan", "bridge of lan1, lan2",
	     "everything that leaves the home network through this machine");
	says("lan1", "virtual Ethernet cable", "what is behind this port of br-lan");
	says("wan", "virtual Ethernet cable",
	     "only the provider's side: all devices look like one");
	says("lan9", "bridge without ports", "down");
	has("\nTo begin: lenswatch watch --interface br-lan\n");
	assert_null(strstr(told, "\nlo "));
	/* Those that are down come last. */
	assert_non_null(strstr(line("lan9"), "\n\nTo begin"));
}

static void networks_of_containers_are_not_the_home(void **state)
{
	(void)state;
	net_need();
	cable("wan");
	net_run("ip address add 192.168.7.2/24 dev wan && ip route add default via 192.168.7.1 && "
		"for b in docker0 br-0123456789ab; do ip link add $b type bridge && "
		"ip link set $b up; done && ip address add 172.17.0.1/16 dev docker0 && "
		"ip address add 172.18.0.1/16 dev br-0123456789ab");
	tell();
	says("docker0", "bridge without ports", "containers or virtual machines of this computer");
	has("br-0123456789ab bridge without ports");
	says("wan", "virtual Ethernet cable", "only this computer's own traffic");
	assert_null(strstr(told, "To begin"));
	has("None of them is known to be on the way from a home network to the internet.");
}

static void an_interface_with_a_private_address_comes_second(void **state)
{
	(void)state;
	net_need();
	cable("wan");
	cable("home7");
	net_run("ip address add 203.0.113.2/24 dev wan && ip address add 10.0.0.1/24 dev home7 && "
		"ip route add default via 203.0.113.1");
	tell();
	says("home7", "virtual Ethernet cable",
	     "everything that leaves its network through this machine");
	has("To begin: lenswatch watch --interface home7\n");
	net_run("ip route delete default");
	tell();
	says("home7", "virtual Ethernet cable", "what its network sends through this machine");
	net_run("ip link add br7 type bridge && ip link set br7 up && "
		"ip address add 192.168.9.1/24 dev br7");
	tell();
	has("To begin: lenswatch watch --interface br7\n");
}

/* What a bridge forwards from port to port does not pass the bridge's own interface. */
static void an_access_point_sees_its_devices_at_the_ports(void **state)
{
	(void)state;
	net_need();
	cable("lan1");
	net_run("ip link add br7 type bridge && ip link set br7 up && "
		"ip link set lan1 master br7 && ip address add 192.168.9.2/24 dev br7 && "
		"ip route add default via 192.168.9.1");
	tell();
	says("br7", "bridge of lan1",
	     "only this computer's own traffic; its ports see what is behind them");
	says("lan1", "virtual Ethernet cable", "what is behind this port of br7");
	assert_null(strstr(told, "To begin"));
}

static void what_has_no_address_may_end_a_mirror_port(void **state)
{
	(void)state;
	net_need();
	net_run("ip link add probe type veth peer name probe-far && "
		"ip link set probe addrgenmode none && ip link set probe up && "
		"ip link set probe-far up && ip link add link probe name above7 type macvlan && "
		"ip tuntap add dev tun7 mode tun && ip link set tun7 up");
	tell();
	says("probe", "virtual Ethernet cable", "what above7 sees, and what else its wire brings");
	says("above7", "macvlan on probe", "down");
	says("tun7", "virtual Ethernet or tunnel",
	     "only what goes through it; not which device sent it");
	net_run("ip link delete above7");
	tell();
	says("probe", "virtual Ethernet cable",
	     "whatever its wire brings: may be the end of a switch's mirror port");
	has("lenswatch watch --mirror --interface NAME");
}

static void a_bridge_of_many_ports_is_told_in_a_line(void **state)
{
	(void)state;
	net_need();
	net_run("ip link add br7 type bridge && ip link set br7 up && for i in $(seq 1 60); do "
		"echo "
		"link add port$i type veth peer name far$i; echo link set port$i master br7; "
		"done | ip -batch -");
	tell();
	assert_non_null(strstr(line("br7"), "port1, port2, "));
}

static void a_name_cannot_move_the_cursor(void **state)
{
	(void)state;
	net_need();
	net_run("ip link add \"$(printf 'a\\033[2Jb')\" type bridge");
	tell();
	assert_null(strchr(told, 033));
	has("a\xef\xbf\xbd[2Jb");
}

static void a_machine_without_interfaces_is_told_so(void **state)
{
	(void)state;
	net_need();
	tell();
	has("This machine has no network interface but its loopback.\n");
}

static bool misses_home(const char *first, const char *second, char home[LINK_NAME])
{
	const char *const names[] = {first, second};
	struct links *links;
	bool misses;

	assert_int_equal(links_open(&links), 0);
	misses = interfaces_miss_home(links, names, !!first + !!second, home);
	links_close(links);
	return misses;
}

static void the_way_out_is_the_wrong_side_where_another_interface_has_the_home(void **state)
{
	char home[LINK_NAME] = "";

	(void)state;
	net_need();
	router();
	cable("wan6"); /* a link-local address alone, which comes a moment after the link */
	net_run("timeout 10 sh -c "
		"'until ip -6 address show dev wan6 | grep -q fe80; do sleep 0.05; done'");
	assert_true(misses_home("wan", NULL, home));
	assert_string_equal(home, "br-lan");
	assert_true(misses_home("wan", "wan6", home));
	assert_false(misses_home("br-lan", NULL, home));
	assert_false(misses_home("lan1", NULL, home));
	assert_false(misses_home("wan", "lan1", home));
	assert_false(misses_home("gone0", NULL, home));
	assert_false(misses_home(NULL, NULL, home)); /* nothing is watched, on no side */
	/* A computer that is no router has nothing better to watch. */
	net_run("ip address del 192.168.7.1/24 dev br-lan");
	assert_false(misses_home("wan", NULL, home));
}

static void bare(const char *name)
{
	cable(name);
	net_run("ip address flush dev %s", name);
}

static void what_carries_the_way_out_has_no_address_of_its_own(void **state)
{
	char home[LINK_NAME] = "";

	(void)state;
	net_need();
	router();
	bare("copies");
	assert_false(misses_home("copies", NULL, home)); /* a mirror port */
	bare("dsl");
	net_run("ip link add link dsl name dsl7 type macvlan && ip link set dsl7 up && "
		"ip address add 203.0.113.66/28 dev dsl7 && "
		"ip route replace default via 203.0.113.65");
	assert_true(misses_home("dsl", NULL, home));
	assert_string_equal(home, "br-lan");
	assert_false(misses_home("copies", NULL, home));
	net_run("ip link add br-wan type bridge && ip link set br-wan up && "
		"ip link set copies master br-wan && ip address add 203.0.113.82/28 dev br-wan && "
		"ip route replace default via 203.0.113.81");
	assert_true(misses_home("copies", NULL, home));
	assert_false(misses_home("dsl", NULL, home));
	/* One cable for both, as to a switch with VLANs. */
	net_run("ip route replace default via 203.0.113.65");
	assert_true(misses_home("dsl", NULL, home));
	net_run("ip link add link dsl name dsl8 type macvlan && ip link set dsl8 up && "
		"ip link add br8 type bridge && ip link set dsl8 master br8 && ip link set br8 up "
		"&& "
		"ip address add 192.168.8.1/24 dev br8");
	assert_false(misses_home("dsl", NULL, home));
}

/* A tunnel that says it is a line by PPP, as pppd's is: no module for those is needed. */
static int line_of_ppp(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	assert_true(fd >= 0);
	assert_int_equal(ioctl(fd, TUNSETIFF, &request), 0);
	assert_int_equal(ioctl(fd, TUNSETLINK, ARPHRD_PPP), 0);
	return fd;
}

/* By which interface a line of PPPoE goes the kernel does not say. */
static void where_the_way_out_is_a_line_a_bare_interface_may_carry_it(void **state)
{
	char home[LINK_NAME] = "";
	int line;

	(void)state;
	net_need();
	router();
	bare("dsl");
	line = line_of_ppp("line0");
	net_run("ip link set line0 up && ip address add 203.0.113.9/32 dev line0 && "
		"ip route replace default dev line0");
	assert_true(misses_home("dsl", NULL, home));
	assert_string_equal(home, "br-lan");
	assert_false(misses_home("lan1", NULL, home));
	close(line);
}

static void where_the_way_out_is_a_vpn_a_bare_interface_ends_a_mirror_port(void **state)
{
	char home[LINK_NAME] = "";

	(void)state;
	net_need();
	router();
	bare("copies");
	net_run("ip tuntap add vpn0 mode tun && ip link set vpn0 up && "
		"ip address add 10.9.0.2/32 dev vpn0 && ip route replace default dev vpn0");
	assert_false(misses_home("copies", NULL, home));
	net_run("ip route del default dev vpn0 && ip tuntap add tap0 mode tap && "
		"ip link set tap0 up && ip address add 203.0.113.9/28 dev tap0 && "
		"ip route replace default via 203.0.113.1");
	assert_false(misses_home("copies", NULL, home));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(on_a_router_the_bridge_is_proposed, net_setup),
		cmocka_unit_test_setup(networks_of_containers_are_not_the_home, net_setup),
		cmocka_unit_test_setup(an_interface_with_a_private_address_comes_second, net_setup),
		cmocka_unit_test_setup(an_access_point_sees_its_devices_at_the_ports, net_setup),
		cmocka_unit_test_setup(what_has_no_address_may_end_a_mirror_port, net_setup),
		cmocka_unit_test_setup(a_bridge_of_many_ports_is_told_in_a_line, net_setup),
		cmocka_unit_test_setup(a_name_cannot_move_the_cursor, net_setup),
		cmocka_unit_test_setup(
			the_way_out_is_the_wrong_side_where_another_interface_has_the_home,
			net_setup),
		cmocka_unit_test_setup(what_carries_the_way_out_has_no_address_of_its_own,
				       net_setup),
		cmocka_unit_test_setup(
			where_the_way_out_is_a_vpn_a_bare_interface_ends_a_mirror_port, net_setup),
		cmocka_unit_test_setup(where_the_way_out_is_a_line_a_bare_interface_may_carry_it,
				       net_setup),
		cmocka_unit_test_setup(a_machine_without_interfaces_is_told_so, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
