/* SPDX-License-Identifier: GPL-2.0-or-later */
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
#include <netinet/in.h>

#include <openssl/ssl.h>

#include "flow/protocol.h"

#define FRAME 4096
#define IP4 20
#define TCP 20
#define UDP 8

/* One TCP or UDP packet over IPv4; its bytes end where the heap block ends, so that ASan sees
 * over-reads. */
struct wire {
	uint8_t *bytes;
	size_t size;
	struct packet packet;
};

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void wire_cut(struct wire *wire, size_t size)
{
	uint8_t *bytes = malloc(size ? size : 1);

	assert_non_null(bytes);
	memcpy(bytes, wire->bytes, size);
	free(wire->bytes);
	wire->bytes = bytes;
	wire->packet.ip = bytes;
	wire->packet.ip_captured = (uint32_t)size;
	wire->size = size;
}

static struct wire wire_make(uint8_t protocol, bool up, uint16_t port, const void *payload,
			     size_t payload_size)
{
	static const uint8_t client[4] = {192, 168, 1, 20}, server[4] = {198, 51, 100, 7};
	size_t header = IP4 + (protocol == IPPROTO_TCP ? TCP : UDP);
	struct wire wire = {.size = header + payload_size};
	uint8_t *ip = calloc(1, wire.size);

	assert_non_null(ip);
	ip[0] = 0x45;
	put16(ip + 2, wire.size);
	ip[8] = 64;
	ip[9] = protocol;
	memcpy(ip + 12, up ? client : server, 4);
	memcpy(ip + 16, up ? server : client, 4);
	put16(ip + IP4, up ? 51000 : port);
	put16(ip + IP4 + 2, up ? port : 51000);
	if (protocol == IPPROTO_TCP) {
		put16(ip + IP4 + 6, 1);	 /* sequence */
		put16(ip + IP4 + 10, 1); /* acknowledgement */
		ip[IP4 + 12] = 0x50;
		ip[IP4 + 13] = 0x18; /* PSH, ACK */
	} else {
		put16(ip + IP4 + 4, UDP + payload_size);
	}
	if (payload_size)
		memcpy(ip + header, payload, payload_size);
	wire.bytes = ip;
	wire.packet = (struct packet){
		.protocol = protocol,
		.ip = ip,
		.ip_captured = (uint32_t)wire.size,
		.length = (uint32_t)wire.size,
	};
	return wire;
}

static size_t client_hello(const char *name, uint8_t *out, size_t room)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(context);
	BIO *in = BIO_new(BIO_s_mem()), *sent = BIO_new(BIO_s_mem());
	int size;

	assert_non_null(ssl);
	SSL_set_bio(ssl, in, sent);
	if (name)
		assert_int_equal(SSL_set_tlsext_host_name(ssl, name), 1);
	SSL_set_connect_state(ssl);
	SSL_do_handshake(ssl);
	size = BIO_read(sent, out, (int)room);
	assert_true(size > 0);
	SSL_free(ssl);
	SSL_CTX_free(context);
	return (size_t)size;
}

static int start(void **state)
{
	struct protocol *protocol;

	if (protocol_create(NULL, &protocol))
		return -1;
	*state = protocol;
	return 0;
}

static int finish(void **state)
{
	protocol_destroy(*state);
	return 0;
}

/* Shows one packet, cut to `size` bytes unless 0, to a new flow and gives up. */
static struct protocol_facts seen_once(struct protocol *protocol, struct wire wire, size_t size)
{
	struct protocol_flow *flow = protocol_flow_create(protocol);
	struct protocol_facts facts;

	assert_non_null(flow);
	if (size)
		wire_cut(&wire, size);
	protocol_inspect(protocol, flow, &wire.packet, true, 1000000000, &facts);
	if (!facts.done)
		protocol_giveup(protocol, flow, &facts);
	protocol_flow_destroy(flow);
	free(wire.bytes);
	return facts;
}

static struct protocol_facts seen_hello(struct protocol *protocol, const char *name)
{
	uint8_t hello[FRAME];
	size_t size = client_hello(name, hello, sizeof(hello));

	return seen_once(protocol, wire_make(IPPROTO_TCP, true, 443, hello, size), 0);
}

static void a_client_hello_tells_its_server_name_at_once(void **state)
{
	struct protocol_flow *flow = protocol_flow_create(*state);
	struct protocol_facts facts;
	uint8_t hello[FRAME];
	size_t size = client_hello("VS-cam.u011.immedia-semi.com", hello, sizeof(hello));
	struct wire wire = wire_make(IPPROTO_TCP, true, 443, hello, size);

	protocol_inspect(*state, flow, &wire.packet, true, 1000000000, &facts);
	assert_string_equal(facts.master, "TLS");
	assert_string_equal(facts.host, "vs-cam.u011.immedia-semi.com");
	assert_int_equal(facts.host_source, PROTOCOL_HOST_SNI);
	assert_true(facts.done);
	protocol_flow_destroy(flow);
	free(wire.bytes);
}

static void a_client_hello_without_a_name_has_no_host(void **state)
{
	struct protocol_facts facts = seen_hello(*state, NULL);

	assert_string_equal(facts.master, "TLS");
	assert_string_equal(facts.host, "");
	assert_int_equal(facts.host_source, PROTOCOL_HOST_NONE);
}

static void names_that_are_no_host_names_are_left_out(void **state)
{
	static const char *const names[] = {"localhost", "192.0.2.1", "a b.example.com",
					    "a..example.com", "ex\xc3\xa4mple.com"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(seen_hello(*state, names[i]).host, "");
}

static void a_name_is_told_whole_or_not_at_all(void **state)
{
	char name[256];

	for (size_t length = 60; length < 230; length++) {
		struct protocol_facts facts;

		memset(name, 'a', sizeof(name));
		for (size_t i = 20; i < length; i += 21)
			name[i] = '.';
		memcpy(name + length, ".example.com", 13);
		facts = seen_hello(*state, name);
		if (facts.host[0])
			assert_string_equal(facts.host, name);
		else
			assert_int_equal(facts.host_source, PROTOCOL_HOST_NONE);
	}
}

static void an_http_request_tells_host_and_user_agent(void **state)
{
	static const char request[] = "POST /upload HTTP/1.1\r\nHost: Media.Example.com:8080\r\n"
				      "User-Agent: camera/1.0\r\nContent-Length: 4\r\n\r\nabcd";
	struct protocol_facts facts = seen_once(
		*state, wire_make(IPPROTO_TCP, true, 80, request, sizeof(request) - 1), 0);

	assert_string_equal(facts.master, "HTTP");
	assert_string_equal(facts.host, "media.example.com");
	assert_int_equal(facts.host_source, PROTOCOL_HOST_HTTP);
	assert_string_equal(facts.user_agent, "camera/1.0");
}

static void a_dns_question_is_not_a_server_name(void **state)
{
	static const uint8_t question[] = {0x12, 0x34, 1,   0,	 0,   1,   0,	0,   0,
					   0,	 0,    0,   5,	 'm', 'e', 'd', 'i', 'a',
					   7,	 'e',  'x', 'a', 'm', 'p', 'l', 'e', 3,
					   'c',	 'o',  'm', 0,	 0,   1,   0,	1};
	struct protocol_facts facts =
		seen_once(*state, wire_make(IPPROTO_UDP, true, 53, question, sizeof(question)), 0);

	assert_string_equal(facts.master, "DNS");
	assert_string_equal(facts.host, "");
	assert_int_equal(facts.host_source, PROTOCOL_HOST_NONE);
}

static void garbage_is_unknown_whatever_its_port(void **state)
{
	uint8_t garbage[600];

	for (size_t i = 0; i < sizeof(garbage); i++)
		garbage[i] = (uint8_t)(i * 151 + 0xb7);
	for (uint16_t port = 1; port < 9000; port += 41) {
		struct protocol_facts facts = seen_once(
			*state, wire_make(IPPROTO_TCP, true, port, garbage, sizeof(garbage)), 0);

		assert_string_equal(facts.host, "");
		assert_string_equal(facts.master, "");
		assert_string_equal(facts.application, "");
	}
	assert_string_equal(
		seen_once(*state, wire_make(IPPROTO_TCP, true, 443, garbage, 600), 0).master, "");
}

static void packets_cut_anywhere_never_give_a_wrong_name(void **state)
{
	uint8_t hello[FRAME];
	size_t size = client_hello("media.example.com", hello, sizeof(hello));

	for (size_t cut = 1; cut <= IP4 + TCP + size; cut++) {
		struct wire wire = wire_make(IPPROTO_TCP, true, 443, hello, size);
		struct protocol_facts facts = seen_once(*state, wire, cut);

		if (facts.host[0])
			assert_string_equal(facts.host, "media.example.com");
	}
}

static void a_cut_http_request_still_tells_its_host(void **state)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: media.example.com\r\n\r\n";
	char long_request[1200] = {0};
	struct wire wire;

	memcpy(long_request, request, sizeof(request) - 1);
	wire = wire_make(IPPROTO_TCP, true, 80, long_request, sizeof(long_request));
	assert_string_equal(seen_once(*state, wire, 120).host, "media.example.com");
}

static void a_length_of_zero_does_not_hide_the_payload(void **state)
{
	uint8_t hello[FRAME];
	size_t size = client_hello("media.example.com", hello, sizeof(hello));
	struct wire wire = wire_make(IPPROTO_TCP, true, 443, hello, size);

	put16(wire.bytes + 2, 0);
	assert_string_equal(seen_once(*state, wire, 0).host, "media.example.com");
}

static void link_padding_is_not_payload(void **state)
{
	static const uint8_t noise[40] = {0x16, 0x03, 0x01};
	struct wire wire = wire_make(IPPROTO_TCP, true, 443, noise, sizeof(noise));

	put16(wire.bytes + 2, IP4 + TCP);
	assert_string_equal(seen_once(*state, wire, 0).master, "");
}

static void fragments_are_passed_over(void **state)
{
	uint8_t hello[FRAME];
	size_t size = client_hello("media.example.com", hello, sizeof(hello));
	struct wire wire = wire_make(IPPROTO_TCP, true, 443, hello, size);

	wire.packet.flags = PACKET_FRAGMENT;
	assert_string_equal(seen_once(*state, wire, 0).host, "");
}

/* Leaked nDPI 4.2's TLS buffer: found by the fuzzer. */
static void a_packet_of_another_transport_does_not_touch_the_flow(void **state)
{
	static const uint8_t record[] = {0x16, 0x03, 0x01, 0x02, 0x00,
					 0x01, 0x00, 0x01, 0xfc, 0x03};
	struct protocol_flow *flow = protocol_flow_create(*state);
	struct wire tcp = wire_make(IPPROTO_TCP, true, 443, record, sizeof(record));
	struct wire udp = wire_make(IPPROTO_UDP, true, 443, record, sizeof(record));
	struct protocol_facts facts;

	protocol_inspect(*state, flow, &tcp.packet, true, 1000000000, &facts);
	protocol_inspect(*state, flow, &udp.packet, true, 1000000000, &facts);
	protocol_flow_destroy(flow);
	free(tcp.bytes);
	free(udp.bytes);
}

static void an_unknown_flow_is_done_after_eight_packets_in_one_direction(void **state)
{
	struct protocol_flow *flow = protocol_flow_create(*state);
	uint8_t noise[64] = {0xb7, 0x91, 0xe3};
	struct wire wire = wire_make(IPPROTO_UDP, true, 45678, noise, sizeof(noise));
	struct protocol_facts facts;

	for (int i = 0; i < 7; i++) {
		protocol_inspect(*state, flow, &wire.packet, true, 1000000000, &facts);
		assert_false(facts.done);
	}
	protocol_inspect(*state, flow, &wire.packet, true, 1000000000, &facts);
	assert_true(facts.done);
	protocol_flow_destroy(flow);
	free(wire.bytes);
}

static void a_protocols_file_names_the_vendor_of_a_host(void **state)
{
	char path[] = "/tmp/lenswatch-protocols-XXXXXX";
	int descriptor = mkstemp(path);
	FILE *file = fdopen(descriptor, "w");
	struct protocol *protocol = NULL;
	struct protocol_facts facts;

	(void)state;
	assert_non_null(file);
	fputs("host:\"immedia-semi.com\"@Blink\n", file);
	fclose(file);
	assert_int_equal(protocol_create(path, &protocol), 0);
	facts = seen_hello(protocol, "ms-cam.u011.immedia-semi.com");
	unlink(path);
	protocol_destroy(protocol);
	assert_string_equal(facts.master, "TLS");
	assert_string_equal(facts.application, "Blink");
}

static void a_missing_protocols_file_is_refused(void **state)
{
	struct protocol *protocol = NULL;

	(void)state;
	assert_int_equal(protocol_create("/nonexistent/protocols.txt", &protocol), -EINVAL);
	assert_null(protocol);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_hello_tells_its_server_name_at_once),
		cmocka_unit_test(a_client_hello_without_a_name_has_no_host),
		cmocka_unit_test(names_that_are_no_host_names_are_left_out),
		cmocka_unit_test(a_name_is_told_whole_or_not_at_all),
		cmocka_unit_test(an_http_request_tells_host_and_user_agent),
		cmocka_unit_test(a_dns_question_is_not_a_server_name),
		cmocka_unit_test(garbage_is_unknown_whatever_its_port),
		cmocka_unit_test(packets_cut_anywhere_never_give_a_wrong_name),
		cmocka_unit_test(a_cut_http_request_still_tells_its_host),
		cmocka_unit_test(a_length_of_zero_does_not_hide_the_payload),
		cmocka_unit_test(link_padding_is_not_payload),
		cmocka_unit_test(fragments_are_passed_over),
		cmocka_unit_test(a_packet_of_another_transport_does_not_touch_the_flow),
		cmocka_unit_test(an_unknown_flow_is_done_after_eight_packets_in_one_direction),
		cmocka_unit_test(a_protocols_file_names_the_vendor_of_a_host),
		cmocka_unit_test(a_missing_protocols_file_is_refused),
	};

	return cmocka_run_group_tests_name("flow/protocol", tests, start, finish);
}
