// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "flow/flow_table.h"
#include "support.h"
#include "support_rules.h"

struct desk {
	struct rules *rules;
	struct names *names;
	struct protocol *protocol;
	struct flow_table *table;
	struct flow_key key;
	char agent[128];
};

static int open_desk(void **state)
{
	static struct desk desk;
	struct address local = an_address(CAMERA_IP), remote = an_address("198.51.100.7");

	memset(&desk, 0, sizeof(desk));
	desk.rules = good_rules(scene_rules, NULL);
	desk.key = (struct flow_key){.device = a_device(CAMERA_MAC),
				     .local_port = 51000,
				     .remote_port = 443,
				     .protocol = IPPROTO_TCP};
	memcpy(desk.key.local, local.bytes, 16);
	memcpy(desk.key.remote, remote.bytes, 16);
	*state = &desk;
	return names_create(100, &desk.names) || protocol_create(NULL, &desk.protocol) ||
	       flow_table_create(64, 2, desk.protocol, &desk.table);
}

static int close_desk(void **state)
{
	struct desk *desk = *state;

	flow_table_destroy(desk->table);
	protocol_destroy(desk->protocol);
	names_destroy(desk->names);
	rules_destroy(desk->rules);
	return 0;
}

static void show(struct desk *desk, struct flow *flow, bool up, const void *payload, size_t size)
{
	struct wire_spec spec = {.from = up ? CAMERA_IP : "198.51.100.7",
				 .to = up ? "198.51.100.7" : CAMERA_IP,
				 .from_port = up ? 51000 : 443,
				 .to_port = up ? 443 : 51000,
				 .protocol = flow->key.protocol,
				 .payload = payload,
				 .payload_size = size};
	struct sample sample = {.time_ns = START, .upstream = up, .flow = flow->key};
	struct packet packet;
	struct wire wire;

	wire_build(&spec, &wire);
	assert_int_equal(
		packet_decode(wire.link_type, wire.data, wire.captured, wire.length, &packet), 0);
	sample.packet = &packet;
	flow_table_sample(desk->table, flow, &sample, desk->names, desk->rules, desk->agent);
}

static void hello(struct desk *desk, struct flow *flow, const char *name)
{
	uint8_t bytes[1024];

	show(desk, flow, true, bytes, wire_hello(name, bytes, sizeof(bytes)));
}

static void answer(struct desk *desk, const char *name, uint64_t time_ns)
{
	struct address remote;

	memcpy(remote.bytes, desk->key.remote, 16);
	names_answer(desk->names, &desk->key.device, name, &remote, 1, 60, time_ns);
}

static void rules_read_anew_are_asked_of_every_host(void **state)
{
	struct desk *desk = *state;
	struct flow *flow = flow_table_find(desk->table, &desk->key, START);
	struct rules *other = good_rules(scene_personal, NULL);

	hello(desk, flow, "media.testcam.example");
	assert_non_null(flow->rule);
	flow->rule_handed = flow->volume_handed = true;
	flow_table_reload(desk->table, other);
	assert_null(flow->rule);
	assert_false(flow->rule_handed || flow->volume_handed);
	flow_table_reload(desk->table, desk->rules);
	assert_int_equal(flow->rule->role, ROLE_MEDIA);
	rules_destroy(other);
}

/* Half a client hello: nDPI waits for the rest. */
static struct flow *begun(struct desk *desk, uint16_t port)
{
	struct flow_key key = desk->key;
	struct flow *flow;
	uint8_t bytes[1024];

	key.local_port = port;
	flow = flow_table_find(desk->table, &key, START);
	wire_hello("media.testcam.example", bytes, sizeof(bytes));
	show(desk, flow, true, bytes, 60);
	return flow;
}

static void the_one_that_ndpi_was_shown_first_gives_way(void **state)
{
	struct desk *desk = *state;
	struct flow *first = begun(desk, 1), *second = begun(desk, 2), *third;

	assert_non_null(first->inspection);
	assert_non_null(second->inspection);
	third = begun(desk, 3);
	assert_null(first->inspection);
	assert_non_null(second->inspection);
	assert_non_null(third->inspection);
	hello(desk, first, "media.testcam.example");
	assert_null(first->inspection); /* nor is it taken up again */
	begun(desk, 4);
	assert_null(second->inspection);
	assert_non_null(third->inspection);
}

/*
 * ngtcp2 clears the fixed bit now and then: a clip over QUIC was told as a live view by RTP. Its
 * connection id stands still where RTP has its number.
 */
static void a_packet_of_quic_that_looks_like_rtp_is_still_of_quic(void **state)
{
	static const uint8_t greased[64] = {0x80, 0x60};
	struct desk *desk = *state;
	uint8_t media[64] = {0x90, 0x60};
	struct flow_key key = desk->key;
	struct flow *quic, *rtp;

	key.protocol = IPPROTO_UDP;
	rtp = flow_table_find(desk->table, &key, START);
	show(desk, rtp, true, media, sizeof(media));
	assert_int_equal(rtp->signature, SIGNATURE_NONE); /* one packet is a die's throw */
	media[3]++;
	show(desk, rtp, true, media, sizeof(media));
	assert_int_equal(rtp->signature, SIGNATURE_RTP);
	key.local_port = 2;
	quic = flow_table_find(desk->table, &key, START);
	show(desk, quic, true, greased, sizeof(greased));
	show(desk, quic, true, greased, sizeof(greased));
	assert_int_equal(quic->signature, SIGNATURE_NONE);
}

static void a_flow_is_made_once_and_found_again(void **state)
{
	struct desk *desk = *state;
	struct flow_key other = desk->key;
	struct flow *flow;

	other.local_port++;
	assert_null(flow_table_look(desk->table, &desk->key));
	flow = flow_table_find(desk->table, &desk->key, START);
	assert_int_equal(flow->first_ns, START);
	assert_ptr_equal(flow_table_find(desk->table, &desk->key, START + 5), flow);
	assert_int_equal(flow->first_ns, START);
	assert_int_equal(flow->used_ns, START + 5);
	assert_ptr_equal(flow_table_look(desk->table, &desk->key), flow);
	assert_null(flow_table_look(desk->table, &other));
}

static void the_name_in_the_connection_is_its_host_with_its_rule(void **state)
{
	struct desk *desk = *state;
	struct flow *flow = flow_table_find(desk->table, &desk->key, START);

	hello(desk, flow, "Media.Testcam.example");
	assert_string_equal(flow->host, "media.testcam.example");
	assert_int_equal(flow->host_source, HOST_SNI);
	assert_int_equal(flow->rule->role, ROLE_MEDIA);
	assert_string_equal(flow->protocol, "TLS");
}

static void it_beats_the_resolvers_answer_whichever_came_first(void **state)
{
	struct desk *desk = *state;
	struct flow *flow = flow_table_find(desk->table, &desk->key, START);

	answer(desk, "control.testcam.example", START - SECOND);
	hello(desk, flow, "media.testcam.example");
	assert_string_equal(flow->host, "media.testcam.example");
	assert_int_equal(flow->host_source, HOST_SNI);
	answer(desk, "control.testcam.example", START);
	show(desk, flow, true, "more", 4);
	assert_string_equal(flow->host, "media.testcam.example");
}

static void without_one_the_resolvers_answer_is_its_host(void **state)
{
	struct desk *desk = *state;
	struct flow *flow = flow_table_find(desk->table, &desk->key, START);

	answer(desk, "control.testcam.example", START - SECOND);
	show(desk, flow, true, "\0\0\0\0", 4);
	assert_string_equal(flow->host, "control.testcam.example");
	assert_int_equal(flow->host_source, HOST_DNS);
	assert_int_equal(flow->rule->role, ROLE_CONTROL);
}

static void an_answer_after_the_flow_began_does_not_name_it(void **state)
{
	struct desk *desk = *state;
	struct flow *flow = flow_table_find(desk->table, &desk->key, START);

	answer(desk, "media.testcam.example", START + 1);
	show(desk, flow, true, "\0\0\0\0", 4);
	assert_null(flow->host);
	assert_null(flow->rule);
	assert_int_equal(flow->host_source, HOST_NONE);
}

static void the_most_telling_signature_stands(void **state)
{
	/* RFC 8489 section 5: binding, allocate (RFC 8656), and binding again. */
	uint8_t stun[20] = {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1,  2,
			    3, 4, 5, 6, 7,    8,    9,	  10,	11, 12};
	struct desk *desk = *state;
	struct flow_key key = desk->key;
	struct flow *flow;

	key.protocol = IPPROTO_UDP;
	flow = flow_table_find(desk->table, &key, START);
	show(desk, flow, true, stun, sizeof(stun));
	assert_int_equal(flow->signature, SIGNATURE_STUN);
	stun[1] = 3;
	show(desk, flow, true, stun, sizeof(stun));
	assert_int_equal(flow->signature, SIGNATURE_TURN);
	stun[1] = 1;
	show(desk, flow, true, stun, sizeof(stun));
	assert_int_equal(flow->signature, SIGNATURE_TURN);
}

static void the_program_of_a_request_is_told(void **state)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: media.testcam.example\r\n"
				      "User-Agent: camera/1.0\r\n\r\n";
	struct desk *desk = *state;
	struct flow *flow = flow_table_find(desk->table, &desk->key, START);

	show(desk, flow, true, request, sizeof(request) - 1);
	assert_string_equal(desk->agent, "camera/1.0");
	assert_int_equal(flow->host_source, HOST_HTTP);
	show(desk, flow, true, "more", 4);
	assert_string_equal(desk->agent, "");
}

static void inside_the_home_only_signatures_are_read(void **state)
{
	struct desk *desk = *state;
	struct flow_key key = desk->key;
	struct flow *flow;

	key.scope = FLOW_HOME;
	flow = flow_table_find(desk->table, &key, START);
	answer(desk, "media.testcam.example", START - SECOND);
	hello(desk, flow, "media.testcam.example");
	assert_null(flow->host);
	assert_string_equal(flow->protocol, "");
}

static void flows_not_heard_of_longest_make_room(void **state)
{
	struct desk *desk = *state;
	struct flow_table *small;
	struct flow_key key = desk->key;
	size_t kept = 0;

	assert_int_equal(flow_table_create(4, 0, desk->protocol, &small), 0);
	for (uint16_t i = 0; i < 6; i++) {
		key.local_port = i == 4 ? 0 : i; /* the first is heard of again */
		flow_table_find(small, &key, START + i);
	}
	for (uint16_t i = 0; i < 6; i++) {
		key.local_port = i == 4 ? 0 : i;
		kept += i != 4 && flow_table_look(small, &key) != NULL;
		assert_int_equal(flow_table_look(small, &key) != NULL, i != 1);
	}
	assert_int_equal(kept, 4);
	flow_table_destroy(small);
	flow_table_destroy(NULL);
}

#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DESK(rules_read_anew_are_asked_of_every_host),
		WITH_DESK(the_one_that_ndpi_was_shown_first_gives_way),
		WITH_DESK(a_flow_is_made_once_and_found_again),
		WITH_DESK(the_name_in_the_connection_is_its_host_with_its_rule),
		WITH_DESK(it_beats_the_resolvers_answer_whichever_came_first),
		WITH_DESK(without_one_the_resolvers_answer_is_its_host),
		WITH_DESK(an_answer_after_the_flow_began_does_not_name_it),
		WITH_DESK(the_most_telling_signature_stands),
		WITH_DESK(a_packet_of_quic_that_looks_like_rtp_is_still_of_quic),
		WITH_DESK(the_program_of_a_request_is_told),
		WITH_DESK(inside_the_home_only_signatures_are_read),
		WITH_DESK(flows_not_heard_of_longest_make_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
