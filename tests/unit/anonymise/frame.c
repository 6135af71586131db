/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/frame.h"
#include "anonymise/support_alias.h"
#include "packet/packet.h"
#include "support.h"

#include <netinet/in.h>

static uint32_t sum_of(const uint8_t *data, size_t size, uint32_t sum)
{
	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void frame_of(struct wire *wire, const char *payload, uint16_t port)
{
	wire_build(&(struct wire_spec){.from_mac = "70:ad:43:01:02:03",
				       .to_mac = "02:00:00:00:00:01",
				       .from = "192.168.1.30",
				       .to = "8.8.4.4",
				       .from_port = 40000,
				       .to_port = port,
				       .protocol = IPPROTO_UDP,
				       .identity = 7,
				       .sequence = 0x1234,
				       .payload = payload,
				       .payload_size = strlen(payload)},
		   wire);
}

static void alias_frame(struct support_alias *s, struct wire *wire)
{
	struct frames_alias *frames;

	assert_int_equal(frames_alias_create(support_alias_key, s->rules, &frames), 0);
	frame_look(frames, wire->link_type, wire->data, wire->captured, wire->length);
	frame_alias(frames, wire->link_type, wire->data, wire->captured, wire->length);
	frames_alias_destroy(frames);
}

static void lengths_and_ports_stay_and_checksums_are_right(void **state)
{
	struct wire wire;
	struct packet before, after;
	uint32_t pseudo;

	frame_of(&wire, "the secret of the house, in so many words", 50000);
	assert_int_equal(
		packet_decode(wire.link_type, wire.data, wire.captured, wire.length, &before), 0);
	alias_frame(*state, &wire);
	assert_int_equal(
		packet_decode(wire.link_type, wire.data, wire.captured, wire.length, &after), 0);
	assert_int_equal(after.length, 20 + 8 + 41);
	assert_int_equal(after.source_port, 40000);
	assert_int_equal(after.target_port, 50000);
	assert_int_equal(sum_of(after.ip, 20, 0), 0xffff);
	pseudo = sum_of(after.ip + 12, 8, IPPROTO_UDP + 8 + 41);
	assert_int_equal(sum_of(after.ip + 20, 8 + 41, pseudo), 0xffff);
	assert_null(support_alias_find(wire.data, wire.captured, "secret", 6));
	assert_null(support_alias_find(wire.data, wire.captured, "\xc0\xa8\1\x1e", 4));
	assert_null(support_alias_find(wire.data, wire.captured, "\x08\x08\x04\x04", 4));
	assert_memory_equal(wire.data + 6, "\x70\xad\x43", 3);
}

static void datagrams_that_differ_differ_and_a_copy_is_one(void **state)
{
	struct wire one, copy, other;

	frame_of(&one, "some payload of a house A", 50000);
	frame_of(&copy, "some payload of a house A", 50000);
	frame_of(&other, "some payload of a house B", 50000);
	alias_frame(*state, &one);
	alias_frame(*state, &copy);
	alias_frame(*state, &other);
	assert_memory_equal(one.data, copy.data, one.captured);
	assert_memory_not_equal(one.data, other.data, one.captured);
}

static void of_a_frame_that_is_not_known_the_kind_stays(void **state)
{
	struct wire wire = {.link_type = 1, .captured = 64, .length = 64};

	memset(wire.data, 'x', 64);
	memcpy(wire.data, "\x02\1\1\1\1\1\x02\1\1\1\1\2\x88\xcc", 14);
	alias_frame(*state, &wire);
	assert_memory_equal(wire.data + 12, "\x88\xcc", 2);
	assert_null(support_alias_find(wire.data, 64, "x", 1));
	assert_memory_not_equal(wire.data, "\2\1\1\1\1\1", 6);
}

static void a_frame_behind_a_cooked_header_has_other_addresses_too(void **state)
{
	struct wire inner, wire = {.link_type = 113};

	frame_of(&inner, "payload", 50000);
	memcpy(wire.data, "\0\3\0\1\0\6\x02\1\1\1\1\1\0\0\0\1", 16);
	memcpy(wire.data + 16, inner.data, inner.captured);
	wire.captured = wire.length = 16 + inner.captured;
	alias_frame(*state, &wire);
	assert_null(support_alias_find(wire.data, wire.captured, "\2\1\1\1\1\1", 6));
	assert_null(support_alias_find(wire.data, wire.captured, "\2\0\0\0\0\1", 6));
	assert_null(support_alias_find(wire.data, wire.captured, "\x70\xad\x43\1\2\3", 6));
	assert_memory_equal(wire.data + 28, "\x08\0\x45", 3);
}

static void links_with_more_in_their_header_are_not_known(void **state)
{
	(void)state;
	assert_true(frame_link_known(1));
	assert_true(frame_link_known(276));
	assert_false(frame_link_known(258)); /* pktap: names of programs */
	assert_false(frame_link_known(127)); /* radiotap */
}

static void bytes_of_any_kind_are_taken(void **state)
{
	struct support_alias *s = *state;
	struct frames_alias *frames;
	uint8_t bytes[200];
	uint32_t random = 1;

	assert_int_equal(frames_alias_create(support_alias_key, s->rules, &frames), 0);
	for (unsigned int i = 0; i < 20000; i++) {
		static const int links[] = {1, 113, 276, 12, 0};
		uint32_t size;

		for (size_t at = 0; at < sizeof(bytes); at++) {
			random = random * 1664525 + 1013904223;
			bytes[at] = (uint8_t)(random >> 24);
		}
		size = bytes[199] % 180;
		if (i % 2) { /* as far as IP's header it is right */
			memcpy(bytes + 12, i % 4 == 1 ? "\x08\0\x45\0" : "\x86\xdd\x60\0", 4);
			bytes[16] = 0;
			bytes[23] = i % 8 < 4 ? IPPROTO_UDP : IPPROTO_TCP;
			bytes[20] = i % 8 < 4 ? bytes[20] : IPPROTO_UDP;
		}
		frame_look(frames, links[i % 5], bytes, size, size + i % 3);
		frame_alias(frames, links[i % 5], bytes, size, size + i % 3);
	}
	frames_alias_destroy(frames);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_and_ports_stay_and_checksums_are_right),
		cmocka_unit_test(datagrams_that_differ_differ_and_a_copy_is_one),
		cmocka_unit_test(of_a_frame_that_is_not_known_the_kind_stays),
		cmocka_unit_test(a_frame_behind_a_cooked_header_has_other_addresses_too),
		cmocka_unit_test(links_with_more_in_their_header_are_not_known),
		cmocka_unit_test(bytes_of_any_kind_are_taken),
	};

	return cmocka_run_group_tests_name("anonymise/frame", tests, support_alias_make,
					   support_alias_free);
}
