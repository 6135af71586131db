// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>
#include <string.h>

#include "slice/excerpt.h"
#include "support.h"

static struct excerpt *excerpt;

static int set_up(void **state)
{
	(void)state;
	return excerpt_create(&excerpt);
}

static int tear_down(void **state)
{
	(void)state;
	excerpt_destroy(excerpt);
	return 0;
}

/* What stays of the payload of one packet. */
static uint32_t keep(const struct wire_spec *spec, bool *talk)
{
	struct packet packet;
	struct wire wire;
	uint32_t kept;

	wire_build(spec, &wire);
	assert_int_equal(
		packet_decode(wire.link_type, wire.data, wire.captured, wire.length, &packet), 0);
	kept = excerpt_keep(excerpt, &packet, wire.data, wire.captured, talk);
	assert_true(kept <= wire.captured);
	assert_true(kept >= (uint32_t)(packet.payload - wire.data));
	return kept - (uint32_t)(packet.payload - wire.data);
}

static struct wire_spec clip(uint8_t protocol, const void *payload)
{
	return (struct wire_spec){.from_mac = CAMERA_MAC,
				  .to_mac = ROUTER_MAC,
				  .from = CAMERA_IP,
				  .to = "203.0.113.9",
				  .from_port = 50000,
				  .to_port = 443,
				  .protocol = protocol,
				  .payload = payload,
				  .payload_size = 1000};
}

static void of_a_connection_its_opening_stays_and_no_more(void **state)
{
	static const uint8_t footage[1000];
	struct wire_spec spec = clip(IPPROTO_TCP, footage);
	uint32_t total = 0;
	bool talk;

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		total += keep(&spec, &talk);
		assert_int_equal(talk, i < 3);
	}
	assert_int_equal(total, EXCERPT_OPENING);
}

static void each_direction_has_an_opening_of_its_own(void **state)
{
	static const uint8_t footage[1000];
	struct wire_spec up = clip(IPPROTO_UDP, footage), down = up;
	bool talk;

	(void)state;
	down.from_mac = ROUTER_MAC;
	down.to_mac = CAMERA_MAC;
	down.from = up.to;
	down.to = up.from;
	down.from_port = up.to_port;
	down.to_port = up.from_port;
	for (unsigned i = 0; i < 3; i++)
		keep(&up, &talk);
	assert_int_equal(keep(&up, &talk), 0);
	assert_int_equal(keep(&down, &talk), 1000);
}

static void another_connection_has_an_opening_too(void **state)
{
	static const uint8_t footage[1000];
	struct wire_spec spec = clip(IPPROTO_TCP, footage);
	bool talk;

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		keep(&spec, &talk);
	spec.from_port++;
	assert_int_equal(keep(&spec, &talk), 1000);
}

static void what_is_asked_of_dns_stays_whole_however_often(void **state)
{
	uint8_t question[512];
	struct wire_spec spec = clip(IPPROTO_UDP, question);
	bool talk;

	(void)state;
	spec.to_port = 53;
	spec.payload_size = wire_dns("media.testcam.example", NULL, question, sizeof(question));
	for (unsigned i = 0; i < 200; i++) {
		assert_int_equal(keep(&spec, &talk), spec.payload_size);
		assert_true(talk);
	}
}

static void of_tunnels_only_their_header_stays(void **state)
{
	static const uint8_t inside[1000];
	struct wire_spec spec = clip(IPPROTO_GRE, inside);
	bool talk;

	(void)state;
	spec.from_port = spec.to_port = 0;
	assert_int_equal(keep(&spec, &talk), 8);
	assert_false(talk);
}

/* The table of connections is finite: the flood may cost one more opening, never the whole. */
static void a_flood_of_connections_lets_little_footage_through(void **state)
{
	static const uint8_t footage[1000];
	struct wire_spec spec = clip(IPPROTO_UDP, footage), other = spec;
	uint32_t total = 0;
	bool talk;

	(void)state;
	for (unsigned i = 0; i < 60000; i++) {
		other.to_port = (uint16_t)(1024 + i);
		keep(&other, &talk);
		if (i % 100 == 0)
			total += keep(&spec, &talk);
	}
	assert_true(total <= 2 * EXCERPT_OPENING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(of_a_connection_its_opening_stays_and_no_more,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_direction_has_an_opening_of_its_own, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(another_connection_has_an_opening_too, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_asked_of_dns_stays_whole_however_often,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_tunnels_only_their_header_stays, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_flood_of_connections_lets_little_footage_through,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
