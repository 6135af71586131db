// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "packet/carrier.h"
#include "support.h"

static const struct wire_spec inner = {.from_mac = CAMERA_MAC,
				       .to_mac = ROUTER_MAC,
				       .from = CAMERA_IP,
				       .to = "198.51.100.7",
				       .from_port = 51000,
				       .to_port = 443,
				       .protocol = IPPROTO_TCP,
				       .length = 1400};

/* A packet to `port` with `head` and behind it the frame of a camera. */
static void carry(const uint8_t *head, size_t size, uint16_t port, struct wire *out)
{
	static uint8_t payload[1024];
	struct wire_spec outer = {.from_mac = ROUTER_MAC,
				  .to_mac = PHONE_MAC,
				  .from = ROUTER_IP,
				  .to = PHONE_IP,
				  .from_port = 40000,
				  .to_port = port,
				  .protocol = IPPROTO_UDP,
				  .payload = payload};
	struct wire frame;

	wire_build(&inner, &frame);
	memcpy(payload, head, size);
	memcpy(payload + size, frame.data, frame.captured);
	outer.payload_size = size + frame.captured;
	outer.length = (uint32_t)(28 + size) + frame.length;
	wire_build(&outer, out);
}

static bool unwraps(enum carrier carrier, const struct wire *wire)
{
	struct carrier_frame frame = {wire->link_type, wire->data, wire->captured, wire->length};
	struct packet packet;
	bool swallow;

	if (!carrier_unwrap(carrier, &frame, &swallow))
		return false;
	assert_int_equal(
		packet_decode(frame.link_type, frame.data, frame.captured, frame.length, &packet),
		0);
	assert_int_equal(packet.length, 1400);
	assert_int_equal(packet.target_port, 443);
	return true;
}

static void a_frame_lies_behind_the_tags_of_tzsp(void **state)
{
	static const uint8_t plain[] = {1, 0, 0, 1, 1};
	static const uint8_t tagged[] = {1, 0, 0, 1, 0, 10, 1, 0xd8, 41, 2, 5, 0xdc, 1};
	struct wire wire;

	(void)state;
	carry(plain, sizeof(plain), 37008, &wire);
	assert_true(unwraps(CARRIER_TZSP, &wire));
	assert_false(unwraps(CARRIER_VXLAN, &wire));
	carry(tagged, sizeof(tagged), 37008, &wire);
	assert_true(unwraps(CARRIER_TZSP, &wire));
	carry(plain, sizeof(plain), 37009, &wire);
	assert_false(unwraps(CARRIER_TZSP, &wire));
}

static void what_a_sniffer_of_the_air_sends_is_a_carrier_of_another_kind(void **state)
{
	static const uint8_t kinds[][2] = {{0x12, 105}, {0x77, 119}, {0x7f, 163}};
	uint8_t head[] = {1, 0, 0, 0, 1};
	struct carrier_frame frame;
	struct packet packet;
	struct wire wire;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		head[3] = kinds[i][0];
		carry(head, sizeof(head), 37008, &wire);
		assert_int_equal(packet_decode(wire.link_type, wire.data, wire.captured,
					       wire.length, &packet),
				 0);
		assert_int_equal(carrier_find(&packet, &frame), CARRIER_TZSP);
		assert_int_equal(frame.link_type, kinds[i][1]);
	}
	head[3] = 2; /* token ring */
	carry(head, sizeof(head), 37008, &wire);
	assert_int_equal(
		packet_decode(wire.link_type, wire.data, wire.captured, wire.length, &packet), 0);
	assert_int_equal(carrier_find(&packet, &frame), CARRIER_NONE);
}

static void tags_without_an_end_hold_no_frame(void **state)
{
	uint8_t head[300] = {1, 0, 0, 1};
	struct wire wire;

	(void)state;
	memset(head + 4, 0xff, sizeof(head) - 4);
	carry(head, sizeof(head), 37008, &wire);
	assert_false(unwraps(CARRIER_TZSP, &wire));
}

static void a_frame_lies_behind_the_header_of_vxlan(void **state)
{
	static const uint8_t head[] = {8, 0, 0, 0, 0, 0, 42, 0};
	static const uint8_t policy[] = {0x88, 0, 0, 7, 0, 0, 42, 0};
	static const uint8_t no_network[] = {0, 0, 0, 0, 0, 0, 42, 0};
	struct wire wire;

	(void)state;
	carry(head, sizeof(head), 4789, &wire);
	assert_true(unwraps(CARRIER_VXLAN, &wire));
	carry(policy, sizeof(policy), 8472, &wire);
	assert_true(unwraps(CARRIER_VXLAN, &wire));
	carry(no_network, sizeof(no_network), 4789, &wire);
	assert_false(unwraps(CARRIER_VXLAN, &wire));
}

/* As packet_decode hands it over: GRE's whole message is the payload. */
static enum carrier in_gre(const uint8_t *head, uint32_t size, struct carrier_frame *out)
{
	static uint8_t message[1024];
	struct packet packet = {.protocol = IPPROTO_GRE, .payload = message};
	struct wire frame;

	wire_build(&inner, &frame);
	memcpy(message, head, size);
	memcpy(message + size, frame.data, frame.captured);
	packet.payload_captured = size + frame.captured;
	packet.payload_length = size + frame.length;
	return carrier_find(&packet, out);
}

static void gre_carries_frames_and_three_kinds_of_erspan(void **state)
{
	static const uint8_t tap[] = {0, 0, 0x65, 0x58};
	static const uint8_t keyed[] = {0x20, 0, 0x65, 0x58, 0, 0, 0, 1};
	static const uint8_t one[] = {0, 0, 0x88, 0xbe};
	static const uint8_t two[] = {0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 1, 0, 0, 0, 0, 0, 0};
	static const uint8_t three[] = {0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 1,
					0,    0, 0,    0,    0, 0, 0, 0, 0,    0};
	static const uint8_t ip[] = {0, 0, 8, 0};
	struct carrier_frame frame;

	(void)state;
	assert_int_equal(in_gre(tap, sizeof(tap), &frame), CARRIER_GRE);
	assert_int_equal(frame.length, 1414);
	assert_int_equal(in_gre(keyed, sizeof(keyed), &frame), CARRIER_GRE);
	assert_int_equal(in_gre(one, sizeof(one), &frame), CARRIER_ERSPAN);
	assert_int_equal(in_gre(two, sizeof(two), &frame), CARRIER_ERSPAN);
	assert_int_equal(frame.length, 1414);
	assert_int_equal(in_gre(three, sizeof(three), &frame), CARRIER_ERSPAN);
	assert_int_equal(frame.length, 1414);
	assert_int_equal(in_gre(ip, sizeof(ip), &frame), CARRIER_NONE);
}

static void a_carrier_is_named_on_the_command_line(void **state)
{
	(void)state;
	assert_int_equal(carrier_named("tzsp"), CARRIER_TZSP);
	assert_int_equal(carrier_named("erspan"), CARRIER_ERSPAN);
	assert_int_equal(carrier_named("mirror"), CARRIER_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_lies_behind_the_tags_of_tzsp),
		cmocka_unit_test(what_a_sniffer_of_the_air_sends_is_a_carrier_of_another_kind),
		cmocka_unit_test(tags_without_an_end_hold_no_frame),
		cmocka_unit_test(a_frame_lies_behind_the_header_of_vxlan),
		cmocka_unit_test(gre_carries_frames_and_three_kinds_of_erspan),
		cmocka_unit_test(a_carrier_is_named_on_the_command_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
