// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "capture/meter/place.h"
#include "support.h"

struct spot {
	struct home *home;
	struct neighbours *neighbours;
	struct flow_key flow;
};

static int open_spot(void **state)
{
	static struct spot spot;

	memset(&spot, 0, sizeof(spot));
	*state = &spot;
	return home_create(&spot.home) || neighbours_create(&spot.neighbours);
}

static int close_spot(void **state)
{
	struct spot *spot = *state;

	neighbours_destroy(spot->neighbours);
	home_destroy(spot->home);
	return 0;
}

static struct packet between(const char *source_mac, const char *target_mac, const char *source,
			     const char *target)
{
	struct packet packet = {.source = an_address(source),
				.target = an_address(target),
				.source_port = 1111,
				.target_port = 2222,
				.protocol = IPPROTO_UDP};

	if (source_mac) {
		packet.flags |= PACKET_HAS_SOURCE_MAC;
		assert_int_equal(mac_parse(source_mac, packet.source_mac), 0);
	}
	if (target_mac) {
		packet.flags |= PACKET_HAS_TARGET_MAC;
		assert_int_equal(mac_parse(target_mac, packet.target_mac), 0);
	}
	return packet;
}

static enum path_verdict place(struct spot *spot, const struct packet *packet)
{
	return place_packet(packet, spot->home, spot->neighbours, false, &spot->flow);
}

static void is_device(const struct device_key *key, const char *mac)
{
	struct device_key expected = a_device(mac);

	assert_memory_equal(key, &expected, sizeof(expected));
}

static void from_home_to_outside_is_up(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(CAMERA_MAC, ROUTER_MAC, CAMERA_IP, "198.51.100.7");

	assert_int_equal(place(spot, &packet), PATH_UP);
	is_device(&spot->flow.device, CAMERA_MAC);
	assert_memory_equal(spot->flow.local, packet.source.bytes, 16);
	assert_memory_equal(spot->flow.remote, packet.target.bytes, 16);
	assert_int_equal(spot->flow.local_port, 1111);
	assert_int_equal(spot->flow.remote_port, 2222);
	assert_int_equal(spot->flow.scope, FLOW_OUTSIDE);
}

static void from_outside_to_home_is_down_on_the_same_flow(void **state)
{
	struct spot *spot = *state;
	struct packet up = between(CAMERA_MAC, ROUTER_MAC, CAMERA_IP, "198.51.100.7");
	struct packet down = between(ROUTER_MAC, CAMERA_MAC, "198.51.100.7", CAMERA_IP);
	struct flow_key flow;

	place(spot, &up);
	flow = spot->flow;
	down.source_port = 2222;
	down.target_port = 1111;
	assert_int_equal(place(spot, &down), PATH_DOWN);
	assert_memory_equal(&flow, &spot->flow, sizeof(flow));
}

static void between_home_addresses_is_the_senders(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(CAMERA_MAC, PHONE_MAC, CAMERA_IP, PHONE_IP);

	assert_int_equal(place(spot, &packet), PATH_UP);
	is_device(&spot->flow.device, CAMERA_MAC);
	assert_int_equal(spot->flow.scope, FLOW_HOME);
}

static void a_stream_to_a_group_stays_at_home(void **state)
{
	struct spot *spot = *state;
	struct packet four = between(CAMERA_MAC, "01:00:5e:01:02:03", CAMERA_IP, "239.1.2.3");
	struct packet six = between(CAMERA_MAC, "33:33:00:00:12:34", "fd00::7", "ff05::1234");

	assert_int_equal(place(spot, &four), PATH_UP);
	is_device(&spot->flow.device, CAMERA_MAC);
	assert_int_equal(spot->flow.scope, FLOW_HOME);
	assert_int_equal(place(spot, &six), PATH_UP);
	assert_int_equal(spot->flow.scope, FLOW_HOME);
	four.target = an_address("239.255.255.250"); /* UPnP's */
	assert_int_equal(place(spot, &four), PATH_SKIP);
	six.target = an_address("ff02::fb");
	assert_int_equal(place(spot, &six), PATH_SKIP);
	four.source = an_address("198.51.100.7"); /* television by a provider */
	four.target = an_address("239.1.2.3");
	memcpy(four.source_mac, "\x50\xc7\xbf\0\0\1", 6);
	assert_int_equal(place(spot, &four), PATH_SKIP);
}

static void groups_and_those_without_an_address_are_not_counted(void **state)
{
	struct spot *spot = *state;
	struct packet group = between(CAMERA_MAC, "01:00:5e:00:00:fb", CAMERA_IP, "224.0.0.251");
	struct packet nobody =
		between(CAMERA_MAC, "ff:ff:ff:ff:ff:ff", "0.0.0.0", "255.255.255.255");

	assert_int_equal(place(spot, &group), PATH_SKIP);
	assert_int_equal(place(spot, &nobody), PATH_SKIP);
	assert_int_equal(place_target(&group, spot->home, spot->neighbours).kind, 0);
}

static void between_outside_addresses_is_outside(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(CAMERA_MAC, ROUTER_MAC, "192.0.2.1", "198.51.100.7");

	assert_int_equal(place(spot, &packet), PATH_OUTSIDE);
}

static void shared_address_space_is_outside(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(CAMERA_MAC, ROUTER_MAC, CAMERA_IP, "100.64.1.1");

	assert_int_equal(place(spot, &packet), PATH_UP);
	assert_int_equal(spot->flow.scope, FLOW_OUTSIDE);
}

static void without_macs_a_device_goes_by_its_address(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(NULL, NULL, CAMERA_IP, "198.51.100.7");

	assert_int_equal(place(spot, &packet), PATH_UP);
	assert_int_equal(spot->flow.device.kind, DEVICE_BY_ADDRESS);
	assert_memory_equal(spot->flow.device.bytes, packet.source.bytes, 16);
}

static void without_the_receivers_mac_its_neighbour_entry_tells_it(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(ROUTER_MAC, NULL, "198.51.100.7", CAMERA_IP);
	uint8_t mac[6];

	assert_int_equal(place(spot, &packet), PATH_DOWN);
	assert_int_equal(spot->flow.device.kind, DEVICE_BY_ADDRESS);
	assert_int_equal(mac_parse(CAMERA_MAC, mac), 0);
	neighbours_learn(spot->neighbours, &packet.target, mac);
	assert_int_equal(place(spot, &packet), PATH_DOWN);
	is_device(&spot->flow.device, CAMERA_MAC);
}

static void what_a_router_sends_on_is_a_copy_but_its_own_is_not(void **state)
{
	struct spot *spot = *state;
	struct packet packet = between(ROUTER_MAC, NULL, CAMERA_IP, "198.51.100.7");
	uint8_t mac[6] = {2, 0, 0, 0, 0, 1};

	packet.flags |= PACKET_SENT_HERE;
	assert_int_equal(place_packet(&packet, spot->home, spot->neighbours, true, &spot->flow),
			 PATH_SKIP);
	neighbours_learn(spot->neighbours, &packet.source, mac);
	assert_int_equal(place_packet(&packet, spot->home, spot->neighbours, true, &spot->flow),
			 PATH_COPY);
	assert_int_equal(place_packet(&packet, spot->home, spot->neighbours, false, &spot->flow),
			 PATH_UP);
}

#define WITH_SPOT(test) cmocka_unit_test_setup_teardown(test, open_spot, close_spot)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SPOT(from_home_to_outside_is_up),
		WITH_SPOT(from_outside_to_home_is_down_on_the_same_flow),
		WITH_SPOT(between_home_addresses_is_the_senders),
		WITH_SPOT(a_stream_to_a_group_stays_at_home),
		WITH_SPOT(groups_and_those_without_an_address_are_not_counted),
		WITH_SPOT(between_outside_addresses_is_outside),
		WITH_SPOT(shared_address_space_is_outside),
		WITH_SPOT(without_macs_a_device_goes_by_its_address),
		WITH_SPOT(without_the_receivers_mac_its_neighbour_entry_tells_it),
		WITH_SPOT(what_a_router_sends_on_is_a_copy_but_its_own_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
