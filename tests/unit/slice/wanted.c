// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>
#include <string.h>

#include "slice/wanted.h"
#include "support.h"

#define CLOUD "203.0.113.9"
#define OTHER "203.0.113.77"

static struct ring *traffic, *talk;
static struct event_upload upload;
static uint32_t sequence;

static int set_up(void **state)
{
	(void)state;
	upload = (struct event_upload){
		.start_ns = START + 100 * SECOND,
		.end_ns = START + 110 * SECOND,
		.camera = {.mac = CAMERA_MAC, .ip = CAMERA_IP},
		.destination = {.address_count = 1},
		.flow_count = 1,
		.flows = {{.local_port = 50000, .remote_port = 443}},
	};
	upload.destination.addresses[0] = upload.flows[0].remote = an_address(CLOUD);
	return ring_create(1 << 20, 0, &traffic) || ring_create(1 << 20, 0, &talk);
}

static int tear_down(void **state)
{
	(void)state;
	ring_destroy(traffic);
	ring_destroy(talk);
	return 0;
}

static void put(struct ring *ring, uint64_t time_ns, const struct wire_spec *spec)
{
	struct wire wire;
	struct ring_frame frame;

	wire_build(spec, &wire);
	frame = (struct ring_frame){time_ns, wire.link_type, wire.captured, wire.length, wire.data};
	assert_int_equal(ring_add(ring, &frame), 0);
}

static struct wire_spec up(const char *mac, const char *remote, uint16_t local_port)
{
	return (struct wire_spec){.from_mac = mac,
				  .to_mac = ROUTER_MAC,
				  .from = CAMERA_IP,
				  .to = remote,
				  .from_port = local_port,
				  .to_port = 443,
				  .protocol = IPPROTO_TCP,
				  .sequence = sequence++,
				  .length = 1000};
}

/* How many frames are wanted, in order of time; `*bytes`: that the upload counts. */
static size_t wanted_all(uint64_t done_ns, uint64_t *bytes)
{
	struct ring_frame frame;
	struct wanted wanted;
	uint64_t before = 0;
	uint32_t upstream;
	size_t count = 0;

	*bytes = 0;
	assert_int_equal(wanted_begin(&wanted, &upload, done_ns, traffic, talk), 0);
	while (wanted_next(&wanted, &frame, &upstream)) {
		assert_true(frame.time_ns >= before);
		before = frame.time_ns;
		*bytes += upstream;
		count++;
	}
	return count;
}

static void what_the_camera_sent_there_in_that_time_is_wanted(void **state)
{
	struct wire_spec mine = up(CAMERA_MAC, CLOUD, 50000), phone = up(PHONE_MAC, CLOUD, 50000),
			 elsewhere = up(CAMERA_MAC, OTHER, 50000);
	uint64_t bytes;

	(void)state;
	put(traffic, START + 99 * SECOND, &mine);
	put(traffic, START + 100 * SECOND, &mine);
	put(traffic, START + 105 * SECOND, &phone);
	put(traffic, START + 106 * SECOND, &elsewhere);
	put(traffic, START + 110 * SECOND, &mine);
	put(traffic, START + 111 * SECOND, &mine);
	assert_int_equal(wanted_all(0, &bytes), 2);
	assert_int_equal(bytes, 2000);
}

static void how_its_own_connection_began_is_wanted_from_before(void **state)
{
	struct wire_spec mine = up(CAMERA_MAC, CLOUD, 50000), other = up(CAMERA_MAC, CLOUD, 50001);
	uint64_t bytes;

	(void)state;
	put(talk, START + 10 * SECOND, &mine);
	put(talk, START + 20 * SECOND, &other);
	put(traffic, START + 101 * SECOND, &mine);
	assert_int_equal(wanted_all(0, &bytes), 2);
	assert_int_equal(bytes, 1000);
}

static void its_questions_are_wanted_and_those_of_others_are_not(void **state)
{
	uint8_t question[256];
	size_t size = wire_dns("media.testcam.example", NULL, question, sizeof(question));
	struct wire_spec ask = {.from_mac = CAMERA_MAC,
				.to_mac = ROUTER_MAC,
				.from = CAMERA_IP,
				.to = ROUTER_IP,
				.from_port = 5000,
				.to_port = 53,
				.protocol = IPPROTO_UDP,
				.payload = question,
				.payload_size = size};
	uint64_t bytes;

	(void)state;
	put(talk, START + SECOND, &ask);
	ask.from_mac = PHONE_MAC;
	ask.from = PHONE_IP;
	put(talk, START + 2 * SECOND, &ask);
	assert_int_equal(wanted_all(0, &bytes), 1);
	assert_int_equal(bytes, 0);
}

static void a_later_part_has_only_what_came_after_the_one_before(void **state)
{
	struct wire_spec mine = up(CAMERA_MAC, CLOUD, 50000);
	uint64_t bytes;

	(void)state;
	put(talk, START + 10 * SECOND, &mine);
	for (unsigned i = 100; i <= 110; i++)
		put(traffic, START + i * SECOND, &mine);
	assert_int_equal(wanted_all(START + 105 * SECOND, &bytes), 5);
	assert_int_equal(bytes, 5000);
}

static void both_rings_come_as_one_in_order(void **state)
{
	struct wire_spec mine = up(CAMERA_MAC, CLOUD, 50000);
	uint64_t bytes;

	(void)state;
	for (unsigned i = 100; i <= 110; i++)
		put(i % 3 ? traffic : talk, START + i * SECOND, &mine);
	assert_int_equal(wanted_all(0, &bytes), 11);
	assert_int_equal(bytes, 11000);
}

static void without_a_mac_a_camera_is_its_address(void **state)
{
	struct wire_spec mine = up(NULL, CLOUD, 50000);
	uint64_t bytes;

	(void)state;
	mine.to_mac = NULL;
	upload.camera.mac = NULL;
	put(traffic, START + 101 * SECOND, &mine);
	assert_int_equal(wanted_all(0, &bytes), 1);
}

static void an_event_without_a_camera_wants_nothing(void **state)
{
	struct wanted wanted;

	(void)state;
	upload.camera.mac = upload.camera.ip = NULL;
	assert_true(wanted_begin(&wanted, &upload, 0, traffic, talk) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_the_camera_sent_there_in_that_time_is_wanted,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(how_its_own_connection_began_is_wanted_from_before,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			its_questions_are_wanted_and_those_of_others_are_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_later_part_has_only_what_came_after_the_one_before, set_up, tear_down),
		cmocka_unit_test_setup_teardown(both_rings_come_as_one_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_mac_a_camera_is_its_address, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(an_event_without_a_camera_wants_nothing, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
