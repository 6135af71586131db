// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "watch/port.h"
#include "support_live.h"

static int place(void *self, uint32_t interface, unsigned rank)
{
	(void)self;
	(void)interface;
	(void)rank;
	return 0;
}

static const struct source_ops ops = {.place = place};
static const struct source source = {&ops, NULL};

static struct links *open_links(void)
{
	struct links *links;

	live_enter();
	assert_int_equal(links_open(&links), 0);
	return links;
}

static void an_interface_that_is_not_there_is_away(void **state)
{
	struct port_config config = {.links = open_links(), .source = &source, .mode = ATTACH_PCAP};
	struct port port;

	(void)state;
	port_begin(&port, "nosuch0");
	assert_int_equal(port_open(&port, &config), -ENODEV);
	assert_string_equal(port_state_name(port.state), "away");
	assert_int_equal(port_look(&port, config.links), PORT_GONE);
	links_close(config.links);
}

static void no_interface_is_watched_twice(void **state)
{
	struct port_config config = {.source = &source, .mode = ATTACH_PCAP};
	struct port one, two;

	(void)state;
	live_enter();
	live_ip("link add twice0 type veth peer name twice0p");
	live_ip("link set twice0 up");
	config.links = open_links();
	port_begin(&one, "twice0");
	port_begin(&two, "twice0");
	assert_int_equal(port_open(&one, &config), 0);
	assert_int_equal(port_open(&two, &config), -EADDRINUSE);
	assert_non_null(strstr(two.note, "another Lenswatch is watching twice0"));
	port_close(&one);
	assert_int_equal(port_open(&two, &config), 0);
	assert_int_equal(two.mode, ATTACH_PCAP);
	assert_string_equal(port_state_name(two.state), "watching");
	port_close(&two);
	live_ip("link del twice0");
	links_close(config.links);
}

static void an_interface_made_anew_under_its_name_is_not_the_same(void **state)
{
	struct port_config config = {.source = &source, .mode = ATTACH_PCAP};
	struct port port;

	(void)state;
	live_enter();
	live_ip("link add anew0 type veth peer name anew0p");
	live_ip("link set anew0 up");
	config.links = open_links();
	port_begin(&port, "anew0");
	assert_int_equal(port_open(&port, &config), 0);
	assert_int_equal(port_look(&port, config.links), PORT_THERE);
	live_ip("link del anew0");
	live_ip("link add anew0 type veth peer name anew0p");
	assert_int_equal(links_refresh(config.links), 0);
	assert_int_equal(port_look(&port, config.links), PORT_GONE);
	port_close(&port);
	live_ip("link del anew0");
	links_close(config.links);
}

static void only_fresh_drops_are_told(void **state)
{
	struct port_config config = {.source = &source, .mode = ATTACH_PCAP};
	struct port port;

	(void)state;
	live_enter();
	live_ip("link add drop0 type veth peer name drop0p");
	live_ip("link set drop0 up");
	config.links = open_links();
	port_begin(&port, "drop0");
	assert_int_equal(port_open(&port, &config), 0);
	port.dropped_before = 0;
	assert_int_equal(port_drops(&port, config.links), 0);
	/* A counter that is lower than before is another interface's. */
	port.dropped_before = 5;
	assert_int_equal(port_drops(&port, config.links), 0);
	assert_int_equal(port.dropped, 0);
	port_close(&port);
	live_ip("link del drop0");
	links_close(config.links);
}

/* Seconds until it is tried again, when its program was taken off at `now_s`. */
static uint64_t patience(struct port *port, uint64_t now_s)
{
	port_strip(port, now_s * SECOND);
	return port->patience_ns ? port->patience_ns / SECOND - now_s : 0;
}

static void who_takes_it_off_again_and_again_is_not_fought(void **state)
{
	struct port port;

	(void)state;
	port_begin(&port, "lan1");
	port.opened_ns = 1000 * SECOND;
	assert_int_equal(patience(&port, 1001), 0);
	assert_int_equal(patience(&port, 1003), 0);
	assert_int_equal(patience(&port, 1005), 0);
	assert_int_equal(patience(&port, 1007), 30);
	assert_int_equal(patience(&port, 1039), 60);
	assert_int_equal(patience(&port, 1101), 120);
	port.stripped = 1000;
	assert_int_equal(patience(&port, 1300), 600);
	/* It stayed on for more than ten minutes: this is another matter. */
	assert_int_equal(patience(&port, 1601), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_is_not_there_is_away),
		cmocka_unit_test(no_interface_is_watched_twice),
		cmocka_unit_test(an_interface_made_anew_under_its_name_is_not_the_same),
		cmocka_unit_test(who_takes_it_off_again_and_again_is_not_fought),
		cmocka_unit_test(only_fresh_drops_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
