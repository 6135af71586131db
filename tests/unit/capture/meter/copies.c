// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "capture/meter/copies.h"
#include "support.h"

static const struct packet segment = {
	.protocol = IPPROTO_TCP, .payload_length = 1000, .fingerprint = 77};
static const struct packet identified = {
	.protocol = IPPROTO_UDP, .payload_length = 100, .identity = 5, .fingerprint = 78};
static const struct packet acknowledgement = {.protocol = IPPROTO_TCP, .fingerprint = 79};

static void a_twin_within_ten_milliseconds_is_a_copy(void **state)
{
	struct metered_flow flow = {0};
	struct copies copies = {0};

	(void)state;
	assert_false(copies_check(&copies, &flow, true, &segment, START));
	assert_true(copies_check(&copies, &flow, true, &segment, START + 10 * MILLISECOND));
	assert_false(copies_check(&copies, &flow, true, &segment, START + 11 * MILLISECOND));
	assert_false(copies_check(&copies, &flow, true, &identified, START));
	assert_true(copies_check(&copies, &flow, true, &identified, START + 1));
	assert_int_equal(copies.proven, 2);
	assert_int_equal(copies.packets, 5);
}

/* What current systems send where datagrams may not be cut: identification 0. */
static void a_datagram_without_identification_is_a_copy_where_it_is_large(void **state)
{
	struct packet media = {.protocol = IPPROTO_UDP, .payload_length = 100, .fingerprint = 80};
	struct packet punch = {.protocol = IPPROTO_UDP, .payload_length = 24, .fingerprint = 81};
	struct metered_flow flow = {0};
	struct copies copies = {0};

	(void)state;
	assert_false(copies_check(&copies, &flow, true, &punch, START));
	assert_false(copies_check(&copies, &flow, true, &punch, START + 1));
	assert_false(copies_check(&copies, &flow, true, &media, START));
	assert_true(copies_check(&copies, &flow, true, &media, START + 1));
	/* What comes again behind others was sent again. */
	assert_false(copies_check(&copies, &flow, true, &punch, START + 11 * MILLISECOND));
	copies.proven = 0;
	assert_false(copies_check(&copies, &flow, true, &media, START + 2));
}

/* ffmpeg's end of an RTMP connection: two segments came after it was closed, 0.4 ms apart. */
static void a_reset_answers_each_segment_and_proves_nothing(void **state)
{
	struct packet reset = {.protocol = IPPROTO_TCP, .tcp_flags = 0x04, .fingerprint = 90};
	struct packet syn = {.protocol = IPPROTO_TCP, .tcp_flags = 0x02, .fingerprint = 91};
	struct metered_flow flow = {0};
	struct copies copies = {0};

	(void)state;
	assert_false(copies_check(&copies, &flow, true, &reset, START));
	assert_false(copies_check(&copies, &flow, true, &reset, START + MILLISECOND));
	assert_false(copies_check(&copies, &flow, true, &syn, START));
	assert_true(copies_check(&copies, &flow, true, &syn, START + MILLISECOND));
}

static void the_other_direction_and_other_flows_have_twins_of_their_own(void **state)
{
	struct metered_flow flow = {0}, other = {0};
	struct copies copies = {0};

	(void)state;
	assert_false(copies_check(&copies, &flow, true, &segment, START));
	assert_false(copies_check(&copies, &flow, false, &segment, START));
	assert_false(copies_check(&copies, &other, true, &segment, START));
}

static void doubtful_twins_are_believed_only_where_copies_are_proven(void **state)
{
	struct metered_flow flow = {0};
	struct copies copies = {0};
	struct packet packet = segment;

	(void)state;
	assert_false(copies_check(&copies, &flow, true, &acknowledgement, START));
	assert_false(copies_check(&copies, &flow, true, &acknowledgement, START + 1));
	for (uint32_t i = 0; i < 4; i++) {
		packet.fingerprint = 100 + i;
		assert_false(copies_check(&copies, &flow, true, &packet, START + 2));
		assert_true(copies_check(&copies, &flow, true, &packet, START + 3));
	}
	assert_true(copies_check(&copies, &flow, true, &acknowledgement, START + 4));
}

static void only_the_last_eight_packets_are_remembered(void **state)
{
	struct metered_flow flow = {0};
	struct copies copies = {0};
	struct packet packet = segment;

	(void)state;
	for (uint32_t i = 0; i < 9; i++) {
		packet.fingerprint = 100 + i;
		assert_false(copies_check(&copies, &flow, true, &packet, START));
	}
	packet.fingerprint = 101;
	assert_true(copies_check(&copies, &flow, true, &packet, START));
	packet.fingerprint = 100;
	assert_false(copies_check(&copies, &flow, true, &packet, START));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_twin_within_ten_milliseconds_is_a_copy),
		cmocka_unit_test(a_datagram_without_identification_is_a_copy_where_it_is_large),
		cmocka_unit_test(a_reset_answers_each_segment_and_proves_nothing),
		cmocka_unit_test(the_other_direction_and_other_flows_have_twins_of_their_own),
		cmocka_unit_test(doubtful_twins_are_believed_only_where_copies_are_proven),
		cmocka_unit_test(only_the_last_eight_packets_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
