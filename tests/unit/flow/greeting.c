/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Greetings in pieces, as a flow's packets show them to nDPI and to what helps it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/greeting.h"
#include "flow/protocol.h"
#include "support_greetings.h"
#include "support_hello.h"

#define MOST 8

struct part {
	const uint8_t *bytes;
	size_t size;
	uint32_t at; /* TCP: how far behind the first byte */
};

/* Parts in the order of `order`, an index each; what is known when no more are wanted. */
static struct protocol_facts seen(struct protocol *protocol, bool tcp, bool v6,
				  const struct part *parts, const char *order)
{
	struct protocol_flow *flow = protocol_flow_create(protocol);
	struct protocol_facts facts = {0};

	assert_non_null(flow);
	for (; *order && !facts.done; order++) {
		const struct part *part = &parts[*order - '0'];
		struct hello_packet p =
			tcp ? hello_segment(v6, 0xffffff00U + part->at, part->bytes, part->size)
			    : hello_datagram(v6, part->bytes, part->size);

		protocol_inspect(protocol, flow, &p.packet, true, 1000000000, &facts);
		free(p.bytes);
	}
	protocol_flow_destroy(flow);
	return facts;
}

static const char *host_of(struct protocol *protocol, bool tcp, const struct part *parts,
			   const char *order)
{
	static struct protocol_facts facts[2];

	facts[0] = seen(protocol, tcp, false, parts, order);
	facts[1] = seen(protocol, tcp, true, parts, order);
	assert_string_equal(facts[0].host, facts[1].host);
	if (facts[0].host[0]) {
		assert_true(facts[0].done);
		assert_int_equal(facts[0].host_source, PROTOCOL_HOST_SNI);
		assert_string_equal(facts[0].master, tcp ? "TLS" : "QUIC");
		assert_string_equal(facts[1].master, tcp ? "TLS" : "QUIC");
	}
	return facts[0].host;
}

static int detector_open(void **state)
{
	struct protocol *protocol;

	if (protocol_create(NULL, &protocol))
		return -1;
	*state = protocol;
	return 0;
}

static int detector_close(void **state)
{
	protocol_destroy(*state);
	return 0;
}

#define PQ_TCP "pq.tcp.media.example.com"
#define PQ_QUIC "pq.quic.media.example.com"
#define CHAOS "chaos.media.example.com"

static void a_post_quantum_greeting_of_two_segments_is_read_wherever_it_was_cut(void **state)
{
	for (size_t cut = 1; cut < sizeof(openssl_tcp); cut += cut < 200 ? 1 : 61) {
		const struct part parts[] = {
			{openssl_tcp, cut, 0},
			{openssl_tcp + cut, sizeof(openssl_tcp) - cut, (uint32_t)cut}};

		assert_string_equal(host_of(*state, true, parts, "01"), PQ_TCP);
		assert_string_equal(host_of(*state, true, parts, "0"), "");
		assert_string_equal(host_of(*state, true, parts, "1"), "");
		assert_string_equal(host_of(*state, true, parts, "00"), "");
	}
}

/* Sizes of full segments, from the least that IPv4 knows to Ethernet's. */
static void the_second_segment_of_a_greeting_may_come_first(void **state)
{
	for (size_t cut = 536; cut <= 1460; cut += cut < 1200 ? 83 : 1) {
		const struct part parts[] = {
			{openssl_tcp, cut, 0},
			{openssl_tcp + cut, sizeof(openssl_tcp) - cut, (uint32_t)cut}};

		assert_string_equal(host_of(*state, true, parts, "10"), PQ_TCP);
	}
}

static void segments_come_in_any_order_twice_and_overlapping(void **state)
{
	static const char *const orders[] = {"012", "021", "102", "120",  "201",   "210",
					     "002", "020", "112", "2201", "11020", "3012"};
	const struct part apart[] = {{openssl_tcp, 500, 0},
				     {openssl_tcp + 500, 600, 500},
				     {openssl_tcp + 1100, sizeof(openssl_tcp) - 1100, 1100},
				     /* a keep-alive's byte before all */
				     {(const uint8_t *)"", 1, (uint32_t)-1}};
	const struct part over[] = {{openssl_tcp, 800, 0},
				    {openssl_tcp + 400, 800, 400},
				    {openssl_tcp + 700, sizeof(openssl_tcp) - 700, 700},
				    {openssl_tcp + 100, 50, 100}};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		bool all =
			strchr(orders[i], '0') && strchr(orders[i], '1') && strchr(orders[i], '2');
		struct protocol_facts facts = seen(*state, true, false, apart, orders[i]);

		assert_string_equal(facts.host, all ? PQ_TCP : "");
	}
	assert_string_equal(host_of(*state, true, over, "012"), PQ_TCP);
	assert_string_equal(host_of(*state, true, over, "210"), PQ_TCP);
	assert_string_equal(host_of(*state, true, over, "3102"), PQ_TCP);
	assert_string_equal(host_of(*state, true, over, "01"), "");
}

static void several_records_of_one_greeting_are_joined(void **state)
{
	uint8_t hello[HELLO_ROOM], records[HELLO_ROOM];
	size_t size = hello_make("records.media.example.com", 900, hello);

	for (size_t most = 30; most < size; most += 13) {
		size_t packed = hello_pack(hello, size, most, records), cut = packed / 2;
		const struct part parts[] = {{records, cut, 0},
					     {records + cut, packed - cut, (uint32_t)cut},
					     {records, packed, 0}};

		assert_string_equal(host_of(*state, true, parts, "2"), "records.media.example.com");
		assert_string_equal(host_of(*state, true, parts, "01"),
				    "records.media.example.com");
		assert_string_equal(host_of(*state, true, parts, "10"),
				    "records.media.example.com");
		assert_string_equal(host_of(*state, true, parts, "1"), "");
	}
}

/* As a name server would take it: labels of at most 63 bytes. */
static const char *name_of(size_t length)
{
	static char name[300];

	memset(name, 'n', sizeof(name));
	for (size_t i = 40; i + 13 < length; i += 41)
		name[i] = '.';
	memcpy(name + length - 12, ".example.com", 13);
	return name;
}

static void long_names_are_told_whole(void **state)
{
	uint8_t hello[HELLO_ROOM], records[HELLO_ROOM];

	for (size_t length = 70; length <= 253; length++) {
		size_t packed =
			hello_pack(hello, hello_make(name_of(length), 0, hello), 16384, records);
		const struct part parts[] = {{records, packed, 0},
					     {records, 100, 0},
					     {records + 100, packed - 100, 100}};

		assert_string_equal(host_of(*state, true, parts, "0"), name_of(length));
		assert_string_equal(host_of(*state, true, parts, "12"), name_of(length));
		assert_string_equal(host_of(*state, true, parts, "21"), name_of(length));
	}
}

static void a_greeting_longer_than_there_is_room_for_tells_nothing(void **state)
{
	uint8_t hello[HELLO_ROOM], records[HELLO_ROOM];
	size_t packed = hello_pack(
		hello, hello_make("long.media.example.com", GREETING_BYTES, hello), 16384, records);
	const struct part parts[] = {{records, 1400, 0}, {records + 1400, packed - 1400, 1400}};

	/* nDPI has more room, and reads what comes in order. */
	assert_string_equal(host_of(*state, true, parts, "10"), "");
}

static void quic_of_openssl_is_read_in_either_order(void **state)
{
	const struct part parts[] = {{openssl_quic_0, sizeof(openssl_quic_0), 0},
				     {openssl_quic_1, sizeof(openssl_quic_1), 0}};

	assert_string_equal(host_of(*state, false, parts, "01"), PQ_QUIC);
	assert_string_equal(host_of(*state, false, parts, "10"), PQ_QUIC);
	assert_string_equal(host_of(*state, false, parts, "0"), "");
	assert_string_equal(host_of(*state, false, parts, "11"), "");
}

/* Two datagrams, and a third that repeats some of both a moment later. */
static void quic_of_chromium_is_read_in_any_order(void **state)
{
	static const char *const orders[] = {"01", "10", "021", "120", "201", "210", "0021"};
	const struct part parts[] = {{chromium_quic_0, sizeof(chromium_quic_0), 0},
				     {chromium_quic_1, sizeof(chromium_quic_1), 0},
				     {chromium_quic_2, sizeof(chromium_quic_2), 0}};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		assert_string_equal(host_of(*state, false, parts, orders[i]), CHAOS);
	assert_string_equal(host_of(*state, false, parts, "12"), CHAOS);
	assert_string_equal(host_of(*state, false, parts, "00"), "");
	assert_string_equal(host_of(*state, false, parts, "20"), "");
}

/* As receive offload joins them: payloads one behind the other in one datagram. */
static void datagrams_that_were_merged_are_cut_apart(void **state)
{
	uint8_t all[3 * sizeof(chromium_quic_0)];
	const size_t one = sizeof(chromium_quic_0);
	const struct part parts[] = {{all, sizeof(all), 0},
				     {all, 2 * one, 0},
				     {all + one, 2 * one, 0},
				     {all + 2 * one, one, 0}};

	memcpy(all, chromium_quic_0, one);
	memcpy(all + one, chromium_quic_2, one);
	memcpy(all + 2 * one, chromium_quic_1, one);
	assert_string_equal(host_of(*state, false, parts, "0"), CHAOS);
	assert_string_equal(host_of(*state, false, parts, "13"), CHAOS);
	assert_string_equal(host_of(*state, false, parts, "31"), CHAOS);
	assert_string_equal(host_of(*state, false, parts, "2"), CHAOS);
	assert_string_equal(host_of(*state, false, parts, "1"), "");
}

/* One that was cut at the end has lost its tag, and the datagrams before it have not. */
static void of_merged_datagrams_that_were_cut_the_whole_ones_count(void **state)
{
	uint8_t all[sizeof(openssl_quic_0) + sizeof(openssl_quic_1)];
	const struct part parts[] = {{all, sizeof(all), 0},
				     {all, sizeof(all) - 1, 0},
				     {openssl_quic_1, sizeof(openssl_quic_1), 0}};

	memcpy(all, openssl_quic_0, sizeof(openssl_quic_0));
	memcpy(all + sizeof(openssl_quic_0), openssl_quic_1, sizeof(openssl_quic_1));
	assert_string_equal(host_of(*state, false, parts, "0"), PQ_QUIC);
	assert_string_equal(host_of(*state, false, parts, "1"), "");
	assert_string_equal(host_of(*state, false, parts, "12"), PQ_QUIC);
}

/* Frames of a stream in two Initials, each with PING and an ACK between, the second half first. */
static size_t initials(const struct hello_quic *how, const uint8_t *hello, size_t size,
		       uint8_t datagrams[2][HELLO_ROOM], size_t lengths[2])
{
	static const uint8_t ack[] = {1, 2, 5, 0, 1, 0, 0, 0, 0, 3, 7, 0, 0, 2, 0, 0, 1};
	size_t cut = size / 2;

	for (int i = 0; i < 2; i++) {
		struct hello_quic quic = *how;
		uint8_t frames[HELLO_ROOM];
		size_t length = 0;

		quic.number += (uint32_t)i;
		lengths[i] = 0;
		hello_crypto(hello, i ? cut + 9 : 40, i ? size - cut - 9 : cut - 30, frames,
			     &length);
		memcpy(frames + length, ack, sizeof(ack));
		length += sizeof(ack);
		hello_crypto(hello, i ? 0 : cut, i ? 60 : 9, frames, &length);
		hello_initial(&quic, frames, length, datagrams[i], &lengths[i]);
	}
	return size;
}

static void both_versions_of_quic_are_read(void **state)
{
	static const uint32_t versions[] = {HELLO_QUIC_V1, HELLO_QUIC_V2};
	uint8_t hello[HELLO_ROOM], datagrams[2][HELLO_ROOM];
	size_t lengths[2];

	for (int i = 0; i < 2; i++) {
		for (size_t length = 20; length <= 253; length += 19) {
			struct hello_quic how = {
				.version = versions[i], .first = "12345678", .least = 1200};

			initials(&how, hello, hello_make(name_of(length), 1200, hello), datagrams,
				 lengths);
			const struct part parts[] = {{datagrams[0], lengths[0], 0},
						     {datagrams[1], lengths[1], 0}};

			assert_string_equal(host_of(*state, false, parts, "01"), name_of(length));
			assert_string_equal(host_of(*state, false, parts, "10"), name_of(length));
			assert_string_equal(host_of(*state, false, parts, "0"), "");
		}
	}
}

static void a_version_that_nobody_knows_tells_nothing(void **state)
{
	uint8_t hello[HELLO_ROOM], datagrams[2][HELLO_ROOM];
	struct hello_quic how = {.version = 0x6b3343ce, .first = "12345678", .least = 1200};
	size_t lengths[2];

	initials(&how, hello, hello_make("media.example.com", 1200, hello), datagrams, lengths);
	const struct part parts[] = {{datagrams[0], lengths[0], 0}, {datagrams[1], lengths[1], 0}};

	assert_string_equal(host_of(*state, false, parts, "01"), "");
}

/* The client is told another id after its first packet, and goes on under the same keys. */
static void an_initial_to_the_servers_own_id_is_under_the_first_keys(void **state)
{
	uint8_t hello[HELLO_ROOM], first[HELLO_ROOM], second[HELLO_ROOM], frames[HELLO_ROOM];
	size_t size = hello_make("media.example.com", 1200, hello), length = 0, sizes[2] = {0};
	struct hello_quic quic = {.version = 1, .first = "12345678", .least = 1200};

	hello_crypto(hello, 0, 900, frames, &length);
	hello_initial(&quic, frames, length, first, &sizes[0]);
	quic.to = "server";
	quic.number = 1;
	length = 0;
	hello_crypto(hello, 900, size - 900, frames, &length);
	hello_initial(&quic, frames, length, second, &sizes[1]);
	const struct part parts[] = {{first, sizes[0], 0}, {second, sizes[1], 0}};

	assert_string_equal(host_of(*state, false, parts, "01"), "media.example.com");
}

/* Half of a greeting, then a Retry: what was sent before is sent again under other keys. */
static void after_a_retry_the_greeting_begins_anew(void **state)
{
	uint8_t hello[HELLO_ROOM], other[HELLO_ROOM], before[2][HELLO_ROOM], after[2][HELLO_ROOM];
	struct hello_quic first = {.version = 1, .first = "12345678", .least = 1200},
			  second = {.version = 1, .first = "retried-id", .token = 90, .number = 2};
	size_t lengths[4];

	initials(&first, other, hello_make("other.example.com", 1200, other), before, lengths);
	initials(&second, hello, hello_make("media.example.com", 1200, hello), after, lengths + 2);
	const struct part parts[] = {
		{before[0], lengths[0], 0}, {after[0], lengths[2], 0}, {after[1], lengths[3], 0}};

	assert_string_equal(host_of(*state, false, parts, "012"), "media.example.com");
	assert_string_equal(host_of(*state, false, parts, "021"), "media.example.com");
	/* Halves of two connections are none. */
	assert_string_equal(host_of(*state, false, parts, "02"), "");
}

/* An Initial stands behind another packet, and behind bytes that fill a datagram up. */
static void an_initial_is_found_wherever_it_stands(void **state)
{
	uint8_t hello[HELLO_ROOM], datagram[HELLO_ROOM] = {0}, frames[HELLO_ROOM];
	size_t size = hello_make("media.example.com", 1200, hello), length = 0, at = 0;
	struct hello_quic quic = {.version = 1, .first = "12345678"};
	static const uint8_t zero_rtt[] = {0xd0, 0, 0, 0, 1, 2, 9, 9, 0, 3, 1, 2, 3};

	hello_crypto(hello, 700, size - 700, frames, &length);
	hello_initial(&quic, frames, length, datagram, &at);
	memcpy(datagram + at, zero_rtt, sizeof(zero_rtt));
	at += sizeof(zero_rtt) + 40;
	length = 0;
	quic.number = 1;
	hello_crypto(hello, 0, 700, frames, &length);
	hello_initial(&quic, frames, length, datagram, &at);
	const struct part parts[] = {{datagram, at, 0}, {datagram, at - 1, 0}};

	assert_string_equal(host_of(*state, false, parts, "0"), "media.example.com");
	assert_string_equal(host_of(*state, false, parts, "1"), "");
}

static void a_byte_that_was_changed_on_the_way_gives_no_name(void **state)
{
	uint8_t changed[sizeof(openssl_quic_1)];
	const struct part parts[] = {{openssl_quic_0, sizeof(openssl_quic_0), 0},
				     {changed, sizeof(changed), 0}};

	for (size_t at = 0; at < sizeof(changed); at += 37) {
		memcpy(changed, openssl_quic_1, sizeof(changed));
		changed[at] ^= 4;
		assert_string_equal(host_of(*state, false, parts, "01"), "");
	}
}

/* A name in pieces leads to its vendor as one in a single packet does. */
static void a_name_in_pieces_tells_whose_application_it_is(void **state)
{
	char path[] = "/tmp/lenswatch-protocols-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	const struct part quic[] = {{openssl_quic_1, sizeof(openssl_quic_1), 0},
				    {openssl_quic_0, sizeof(openssl_quic_0), 0}};
	const struct part tcp[] = {{openssl_tcp + 900, sizeof(openssl_tcp) - 900, 900},
				   {openssl_tcp, 900, 0}};
	struct protocol *protocol = NULL;

	(void)state;
	assert_non_null(file);
	fputs("host:\"media.example.com\"@Example\n", file);
	fclose(file);
	assert_int_equal(protocol_create(path, &protocol), 0);
	unlink(path);
	assert_string_equal(seen(protocol, false, false, quic, "01").application, "Example");
	assert_string_equal(seen(protocol, true, false, tcp, "01").application, "Example");
	protocol_destroy(protocol);
}

static void data_on_a_syn_begins_behind_it(void **state)
{
	struct protocol_flow *flow = protocol_flow_create(*state);
	struct hello_packet syn = hello_segment(false, 999, openssl_tcp, 700),
			    rest = hello_segment(false, 1700, openssl_tcp + 700,
						 sizeof(openssl_tcp) - 700);
	struct protocol_facts facts;

	syn.bytes[20 + 13] = 2;
	syn.packet.tcp_flags = 2;
	protocol_inspect(*state, flow, &syn.packet, true, 1000000000, &facts);
	protocol_inspect(*state, flow, &rest.packet, true, 1000000000, &facts);
	assert_string_equal(facts.host, PQ_TCP);
	protocol_flow_destroy(flow);
	free(syn.bytes);
	free(rest.bytes);
}

/* However many are begun and never ended, the next one is put together. */
static void of_many_that_never_end_the_oldest_gives_way(void **state)
{
	const struct part parts[] = {{openssl_quic_0, sizeof(openssl_quic_0), 0},
				     {openssl_quic_1, sizeof(openssl_quic_1), 0}};
	struct protocol_flow *flows[300];
	struct protocol_facts facts;

	for (int i = 0; i < 300; i++) {
		struct hello_packet p = hello_datagram(false, parts[0].bytes, parts[0].size);

		flows[i] = protocol_flow_create(*state);
		protocol_inspect(*state, flows[i], &p.packet, true, 1000000000, &facts);
		assert_false(facts.done);
		free(p.bytes);
	}
	assert_string_equal(host_of(*state, false, parts, "10"), PQ_QUIC);
	for (int i = 0; i < 300; i++) {
		struct hello_packet p = hello_datagram(false, parts[1].bytes, parts[1].size);

		/* nDPI reads these by itself: what is held for it is tested below. */
		protocol_inspect(*state, flows[i], &p.packet, true, 1000000000, &facts);
		protocol_flow_destroy(flows[i]);
		free(p.bytes);
	}
}

static void what_gave_way_is_over_and_what_is_left_is_not(void **state)
{
	struct hello_packet first = hello_segment(false, 1000, openssl_tcp, 700),
			    second = hello_segment(false, 1700, openssl_tcp + 700,
						   sizeof(openssl_tcp) - 700);
	struct greeting greetings[3] = {0};
	struct greetings *g = NULL;
	struct greeting_whole told;

	(void)state;
	assert_int_equal(greetings_create(0, &g), -EINVAL);
	assert_null(g);
	assert_int_equal(greetings_create(2, &g), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(greeting_take(g, &greetings[i], &first.packet, &told), -EAGAIN);
	assert_int_equal(greeting_take(g, &greetings[0], &second.packet, &told), -EBADMSG);
	for (int i = 1; i < 3; i++) {
		assert_int_equal(greeting_take(g, &greetings[i], &second.packet, &told), 0);
		assert_string_equal(told.name, PQ_TCP);
		assert_int_equal(told.size, sizeof(openssl_tcp) - 5);
		assert_memory_equal(told.message, openssl_tcp + 5, told.size);
		assert_int_equal(greeting_take(g, &greetings[i], &second.packet, &told), -EBADMSG);
	}
	greetings_destroy(g);
	free(first.bytes);
	free(second.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_post_quantum_greeting_of_two_segments_is_read_wherever_it_was_cut),
		cmocka_unit_test(the_second_segment_of_a_greeting_may_come_first),
		cmocka_unit_test(segments_come_in_any_order_twice_and_overlapping),
		cmocka_unit_test(several_records_of_one_greeting_are_joined),
		cmocka_unit_test(long_names_are_told_whole),
		cmocka_unit_test(a_greeting_longer_than_there_is_room_for_tells_nothing),
		cmocka_unit_test(quic_of_openssl_is_read_in_either_order),
		cmocka_unit_test(quic_of_chromium_is_read_in_any_order),
		cmocka_unit_test(datagrams_that_were_merged_are_cut_apart),
		cmocka_unit_test(of_merged_datagrams_that_were_cut_the_whole_ones_count),
		cmocka_unit_test(both_versions_of_quic_are_read),
		cmocka_unit_test(a_version_that_nobody_knows_tells_nothing),
		cmocka_unit_test(an_initial_to_the_servers_own_id_is_under_the_first_keys),
		cmocka_unit_test(after_a_retry_the_greeting_begins_anew),
		cmocka_unit_test(an_initial_is_found_wherever_it_stands),
		cmocka_unit_test(a_byte_that_was_changed_on_the_way_gives_no_name),
		cmocka_unit_test(a_name_in_pieces_tells_whose_application_it_is),
		cmocka_unit_test(data_on_a_syn_begins_behind_it),
		cmocka_unit_test(of_many_that_never_end_the_oldest_gives_way),
		cmocka_unit_test(what_gave_way_is_over_and_what_is_left_is_not),
	};

	return cmocka_run_group_tests_name("flow/greeting", tests, detector_open, detector_close);
}
