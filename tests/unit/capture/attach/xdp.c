// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/support_net.h"
#include "capture/attach/tc.h"
#include "capture/attach/xdp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct links *home(void)
{
	struct links *links;

	net_run("ip link add br-lan type bridge && ip link add lan1 type veth peer name far1 && "
		"ip link set lan1 master br-lan up && ip link set far1 up");
	assert_int_equal(links_open(&links), 0);
	return links;
}

static void a_program_is_there_as_long_as_its_link(void **state)
{
	const struct link_state *lan1;
	struct links *links;
	int program, link;

	(void)state;
	net_need_bpf();
	links = home();
	lan1 = links_by_name(links, "lan1");
	program = net_xdp("mine");
	link = xdp_attach(lan1->index, program, false);
	assert_return_code(link, -link);
	assert_true(link_is_alive(link, link_program(link)));
	assert_true(link_program(link) != 0);
	assert_false(link_is_alive(link, link_program(link) + 1)); /* as after an exchange */
	assert_int_equal(xdp_attach(lan1->index, program, false), -EBUSY);
	assert_int_equal(links_refresh(links), 0);
	assert_true(links_by_name(links, "lan1")->xdp_program != 0);
	net_detach("lan1");
	assert_false(link_is_alive(link, 0));
	close(link);
	assert_true(net_is_clean());
	close(program);
	links_close(links);
}

static void reasons_are_in_plain_words(void **state)
{
	const struct link_state *lan1, *bridge;
	struct links *links;
	char text[XDP_TEXT];

	(void)state;
	net_need();
	links = home();
	lan1 = links_by_name(links, "lan1");
	bridge = links_by_name(links, "br-lan");
	assert_string_equal(xdp_reason(links, lan1, -EOPNOTSUPP, text), "its driver has none");
	assert_non_null(strstr(xdp_reason(links, lan1, -EINVAL, text), "frames of up to 1500 "));
	assert_string_equal(xdp_reason(links, lan1, -EIO, text),
			    "the kernel says \"Input/output error\"");
	/* It went in the meantime: nothing is made up. */
	assert_string_equal(xdp_reason(links, lan1, -EBUSY, text),
			    "another XDP program is in the way");
	assert_null(xdp_misfit(lan1));
	assert_string_equal(xdp_misfit(bridge), "it is a bridge");
	links_close(links);
}

static void what_cannot_have_native_xdp_is_known(void **state)
{
	struct link_state link = {.kind = "vlan"};

	(void)state;
	assert_string_equal(xdp_misfit(&link), "it is a VLAN");
	strcpy(link.kind, "bond");
	assert_string_equal(xdp_misfit(&link), "it is made of several interfaces");
	link.kind[0] = '\0';
	assert_null(xdp_misfit(&link));
	link.wireless = true;
	assert_string_equal(xdp_misfit(&link), "it is Wi-Fi");
}

/* A program's number alone may be known to nobody. */
static void tell_as_nobody(void *context)
{
	struct links *links = context;
	char text[XDP_TEXT];

	net_give_away();
	xdp_reason(links, links_by_name(links, "lan1"), -EBUSY, text);
	if (strncmp(text, "an XDP program (id ", 19) || !strstr(text, ") is there already"))
		_exit(1);
}

static void a_name_that_may_not_be_known_is_left_out(void **state)
{
	struct links *links;
	int program, link;

	(void)state;
	net_need_bpf();
	links = home();
	program = net_xdp("secret");
	link = xdp_attach(links_by_name(links, "lan1")->index, program, true);
	assert_return_code(link, -link);
	net_in_child(tell_as_nobody, links);
	close(link);
	close(program);
	links_close(links);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_program_is_there_as_long_as_its_link, net_setup),
		cmocka_unit_test_setup(reasons_are_in_plain_words, net_setup),
		cmocka_unit_test(what_cannot_have_native_xdp_is_known),
		cmocka_unit_test_setup(a_name_that_may_not_be_known_is_left_out, net_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
