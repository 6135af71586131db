/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "packet/discovery.h"

static void note(void *context, const struct discovery *d)
{
	char *log = context, line[300];

	snprintf(line, sizeof(line), "%d:%s:%d:%d|", d->kind, d->text ? d->text : "",
		 d->prefix.length, d->about_other);
	strcat(log, line);
}

static void tell(uint8_t *data, size_t size, char *log)
{
	struct packet p = {.protocol = 17, .source_port = 67, .target_port = 68};

	p.source = address_from_v4((const uint8_t *)"\xc0\xa8\1\1");
	p.payload = data;
	p.payload_captured = p.payload_length = (uint32_t)size;
	log[0] = '\0';
	discovery_decode(&p, note, log);
}

static void fill(uint8_t data[300], uint8_t operation, const char *options, size_t size)
{
	memset(data, 0, 300);
	data[0] = operation;
	data[1] = 1;
	data[2] = 6;
	memcpy(data + 16, "\xc0\xa8\1\x09", 4);
	memcpy(data + 28, "\xf4\xb8\x5e\0\0\2", 6);
	memcpy(data + 236, "\x63\x82\x53\x63", 4);
	memcpy(data + 240, options, size);
}

static void a_request_names_the_client(void **state)
{
	uint8_t data[300];
	char log[1000];

	(void)state;
	fill(data, 1, "\x0c\3Ca\n\x3c\4udhc\xff", 12);
	tell(data, sizeof(data), log);
	assert_string_equal(log, "1:Ca?:0:1|2:udhc:0:1|");
}

static void a_request_sent_for_another_names_nobody_unless_a_relay_passes_it_on(void **state)
{
	struct packet p = {.protocol = 17,
			   .source_port = 68,
			   .target_port = 67,
			   .flags = PACKET_HAS_SOURCE_MAC,
			   .source_mac = {0xf4, 0xb8, 0x5e, 0, 0, 2}};
	uint8_t data[300];
	char log[1000] = "";

	(void)state;
	fill(data, 1, "\x0c\3Ca\n\x3c\4udhc\xff", 12);
	p.payload = data;
	p.payload_captured = p.payload_length = sizeof(data);
	discovery_decode(&p, note, log);
	assert_string_equal(log, "1:Ca?:0:0|2:udhc:0:0|");
	p.source_mac[5] = 3;
	log[0] = 0;
	discovery_decode(&p, note, log);
	assert_string_equal(log, "");
	memcpy(data + 24, "\xc0\xa8\1\2", 4);
	discovery_decode(&p, note, log);
	assert_string_equal(log, "1:Ca?:0:1|2:udhc:0:1|");
}

static void an_ack_gives_router_address_and_prefix(void **state)
{
	uint8_t data[300];
	char log[1000];

	(void)state;
	fill(data, 2, "\x35\1\5\1\4\xff\xff\xff\0\3\4\xc0\xa8\1\1\xff", 16);
	tell(data, sizeof(data), log);
	assert_string_equal(log, "10::0:0|9::128:1|8::120:0|");
	data[242] = 2; /* an offer is not yet an address */
	tell(data, sizeof(data), log);
	assert_string_equal(log, "");
}

static void every_cut_is_survived(void **state)
{
	uint8_t data[300];
	char log[1000];

	(void)state;
	fill(data, 2, "\x35\1\5\1\4\xff\xff\xff\0\3\4\xc0\xa8\1\1\xff", 16);
	for (size_t size = 1; size < 243; size++) {
		tell(data, size, log);
		assert_string_equal(log, "");
	}
}

static void dhcpv6_gives_name_address_and_delegated_prefix(void **state)
{
	static const uint8_t ask[] = "\1abc\0\x27\0\5\0\3Cam\0\x10\0\7\0\0\0\1\0\1v";
	uint8_t reply[100] = "\7abc\0\3\0\x28\0\0\0\1\0\0\0\0\0\0\0\0\0\5\0\x18\x20\1";
	struct packet p = {.protocol = 17, .source_port = 546, .target_port = 547};
	char log[1000] = "";

	(void)state;
	p.flags = PACKET_IPV6 | PACKET_HAS_TARGET_MAC;
	p.target_mac[5] = 1;
	p.payload = ask;
	p.payload_captured = p.payload_length = sizeof(ask) - 1;
	discovery_decode(&p, note, log);
	assert_string_equal(log, "1:Cam:0:0|2:v:0:0|");
	memcpy(reply + 48, "\0\x19\0\x29", 4);
	memcpy(reply + 64, "\0\x1a\0\x19\0\0\0\1\0\0\0\1\x38\x20\1", 15);
	p.source_port = 547;
	p.target_port = 546;
	p.payload = reply;
	p.payload_captured = p.payload_length = 93;
	log[0] = '\0';
	discovery_decode(&p, note, log);
	assert_string_equal(log, "9::128:1|8::56:0|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_names_the_client),
		cmocka_unit_test(
			a_request_sent_for_another_names_nobody_unless_a_relay_passes_it_on),
		cmocka_unit_test(an_ack_gives_router_address_and_prefix),
		cmocka_unit_test(every_cut_is_survived),
		cmocka_unit_test(dhcpv6_gives_name_address_and_delegated_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
