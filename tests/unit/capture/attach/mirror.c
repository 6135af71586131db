// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/attach/mirror.h"
#include "capture/support_net.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is said against lan1, or NULL. */
static const char *refusal(bool sent_recently)
{
	static char text[ATTACH_TEXT];
	struct links *links;
	const char *said;

	assert_int_equal(links_open(&links), 0);
	said = attach_mirror_refusal(links, links_by_name(links, "lan1"), sent_recently, text);
	links_close(links);
	return said;
}

static void has(const char *text, const char *what)
{
	assert_non_null(text);
	if (!strstr(text, what))
		fail_msg("\"%s\" is not in: %s", what, text);
}

static void quiet_pair(void)
{
	net_run("ip link add lan1 type veth peer name far1 && ip link set lan1 addrgenmode none && "
		"ip link set lan1 up && ip link set far1 up");
}

static void an_interface_that_only_listens_is_taken(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	assert_null(refusal(false));
}

static void an_address_speaks_against_it(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	net_run("ip address add 192.168.7.1/24 dev lan1");
	has(refusal(false), "lan1 has the address 192.168.7.1: frames for this machine would be "
			    "lost");
}

static void so_does_one_that_it_gave_itself_and_the_cure_helps(void **state)
{
	const char *said, *cure;
	char command[256];

	(void)state;
	net_need();
	net_run("ip link add lan1 type veth peer name far1 && ip link set far1 up && "
		"ip link set lan1 up");
	/* It does so once the kernel has seen both ends up. */
	net_run("n=0; until ip -6 address show dev lan1 | grep -q fe80; do n=$((n + 1)); "
		"test $n -lt 200; sleep 0.05; done");
	said = refusal(false);
	has(said, "lan1 has the address fe80::");
	cure = strstr(said, "ip link set dev lan1 addrgenmode none");
	assert_non_null(cure);
	strncpy(command, cure, sizeof(command) - 1);
	command[sizeof(command) - 1] = '\0';
	net_run("%s", command); /* as it is told */
	assert_null(refusal(false));
}

static void a_bridge_above_speaks_against_it(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	net_run("ip link add br7 type bridge && ip link set lan1 master br7");
	has(refusal(false), "lan1 belongs to br7 (bridge)");
	has(refusal(false), "ip link set dev lan1 nomaster");
	net_run("ip link set dev lan1 nomaster");
	assert_null(refusal(false));
}

static void what_lies_on_it_speaks_against_it(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	net_run("ip link add link lan1 name above7 type macvlan");
	has(refusal(false), "above7 lies on lan1 and would get no frame any more. Remove it (ip "
			    "link delete dev above7), or watch lan1 without --mirror");
	net_run("ip link delete dev above7");
	assert_null(refusal(false));
}

static void a_vlan_above_speaks_against_it(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	if (!net_try("ip link add link lan1 name lan1.7 type vlan id 7 2>/dev/null")) {
		printf("# kernel: no VLANs in this kernel (8021q)\n");
		skip();
	}
	has(refusal(false), "lan1.7 lies on lan1 and would get no frame any more");
}

static void a_route_speaks_against_it(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	net_run("ip route add 10.0.0.0/8 dev lan1");
	has(refusal(false), "a route leaves by lan1");
}

static void a_frame_that_it_sent_speaks_against_it(void **state)
{
	(void)state;
	net_need();
	quiet_pair();
	has(refusal(true), "lan1 sent a frame in the last ten seconds");
}

static void others_frames_come_in_as_long_as_the_socket_is_held(void **state)
{
	const char *told = "ip -details link show dev lan1 | grep -o 'promiscuity [0-9]*'";
	uint32_t index;
	struct links *links;
	int socket;

	(void)state;
	net_need();
	quiet_pair();
	assert_int_equal(links_open(&links), 0);
	index = links_by_name(links, "lan1")->index;
	links_close(links);
	socket = attach_mirror_socket();
	assert_return_code(socket, -socket);
	assert_int_equal(mirror_join(socket, index), 0);
	assert_string_equal(net_output("%s", told), "promiscuity 1\n");
	mirror_leave(socket, index);
	assert_string_equal(net_output("%s", told), "promiscuity 0\n");
	assert_int_equal(mirror_join(socket, index), 0);
	close(socket);
	assert_string_equal(net_output("%s", told), "promiscuity 0\n");
	socket = attach_mirror_socket();
	assert_int_equal(mirror_join(socket, index + 100), -ENODEV);
	close(socket);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_interface_that_only_listens_is_taken, net_setup),
		cmocka_unit_test_setup(an_address_speaks_against_it, net_setup),
		cmocka_unit_test_setup(so_does_one_that_it_gave_itself_and_the_cure_helps,
				       net_setup),
		cmocka_unit_test_setup(a_bridge_above_speaks_against_it, net_setup),
		cmocka_unit_test_setup(what_lies_on_it_speaks_against_it, net_setup),
		cmocka_unit_test_setup(a_vlan_above_speaks_against_it, net_setup),
		cmocka_unit_test_setup(a_route_speaks_against_it, net_setup),
		cmocka_unit_test_setup(a_frame_that_it_sent_speaks_against_it, net_setup),
		cmocka_unit_test_setup(others_frames_come_in_as_long_as_the_socket_is_held,
				       net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
