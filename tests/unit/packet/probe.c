// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "packet/probe.h"

static char heard[256];

static void hear(void *context, const struct discovery *fact)
{
	(void)context;
	assert_int_equal(fact->kind, DISCOVERED_MODEL);
	snprintf(heard, sizeof(heard), "%s", fact->text);
}

static const char *said(uint16_t port, const char *head, size_t skip, const char *json)
{
	uint8_t bytes[512] = {0};
	struct packet p = {.protocol = IPPROTO_UDP, .source_port = port, .payload = bytes};

	heard[0] = 0;
	memcpy(bytes + 4, head, strlen(head));
	memcpy(bytes + skip, json, strlen(json));
	p.payload_captured = p.payload_length = (uint32_t)(skip + strlen(json));
	if (probe_concerns(&p))
		discovery_decode(&p, hear, NULL);
	return heard;
}

static void tp_links_things_say_of_what_kind_they_are(void **state)
{
	(void)state;
	assert_string_equal(
		said(20002, "", 16, "{\"result\":{\"device_type\":\"SMART.TAPOPLUG\"}}"),
		"SMART.TAPOPLUG");
	assert_string_equal(said(20002, "", 16, "{ \"device_type\" : \"SMART.IPCAMERA\" }"),
			    "SMART.IPCAMERA");
}

static void dahuas_say_their_class(void **state)
{
	(void)state;
	assert_string_equal(said(37810, "DHIP", 32, "{\"params\":{\"DeviceClass\":\"VTO\"}}"),
			    "DHIP VTO");
	assert_string_equal(said(37810, "DHIQ", 32, "{\"DeviceClass\":\"VTO\"}"), "");
}

static const char *ubiquiti_said(const char *bytes, size_t size)
{
	struct packet p = {.protocol = IPPROTO_UDP,
			   .source_port = 10001,
			   .payload = (const uint8_t *)bytes,
			   .payload_captured = (uint32_t)size,
			   .payload_length = (uint32_t)size};

	heard[0] = 0;
	if (probe_concerns(&p))
		discovery_decode(&p, hear, NULL);
	return heard;
}
#define UBIQUITI_SAID(bytes) ubiquiti_said(bytes, sizeof(bytes) - 1)

static void ubiquitis_say_their_model(void **state)
{
	(void)state;
	assert_string_equal(UBIQUITI_SAID("\1\0\0\x15\x0a\0\4\0\0\0\xea\x0c\0\x0b"
					  "UVC G3 Flex"),
			    "UBNT UVC G3 Flex");
	assert_string_equal(UBIQUITI_SAID("\2\6\0\x08\x0c\0\5U7PG2"), "UBNT U7PG2");
	/* A length that is not the datagram's, a field beyond its end, another protocol's. */
	assert_string_equal(UBIQUITI_SAID("\1\0\0\x09\x0c\0\5U7PG2"), "");
	assert_string_equal(UBIQUITI_SAID("\1\0\0\x08\x0c\0\6U7PG2"), "");
	assert_string_equal(UBIQUITI_SAID("\4\2\0\x08\x0c\0\5U7PG2"), "");
	assert_string_equal(UBIQUITI_SAID("\1\0\0\0"), "");
}

static void hikvisions_say_their_model(void **state)
{
	(void)state;
	assert_string_equal(said(37020, "", 0,
				 "<?xml version=\"1.0\"?><ProbeMatch><Types>inquiry</Types>"
				 "<DeviceType>139</DeviceType><DeviceDescription>DS-2CD2543G2-IS"
				 "</DeviceDescription></ProbeMatch>"),
			    "SADP DS-2CD2543G2-IS");
	assert_string_equal(said(37020, "", 0, "<Probe><Types>inquiry</Types></Probe>"), "");
	assert_string_equal(said(37020, "", 0, "<ProbeMatch><DeviceDescription>DS-2CD"), "");
	assert_string_equal(said(37020, "", 0, "<DeviceDescription></DeviceDescription>"), "");
}

static void what_is_cut_or_asked_tells_nothing(void **state)
{
	(void)state;
	assert_string_equal(said(20002, "", 16, "{\"device_type\":\"SMART.IPC"), "");
	assert_string_equal(said(20002, "", 16, "{\"device_type\":"), "");
	assert_string_equal(said(20002, "", 16, ""), "");
	assert_string_equal(said(20002, "", 16, "x\"device_type\":\"a\""), "");
	assert_string_equal(said(50000, "", 16, "{\"device_type\":\"SMART.IPCAMERA\"}"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tp_links_things_say_of_what_kind_they_are),
		cmocka_unit_test(dahuas_say_their_class),
		cmocka_unit_test(ubiquitis_say_their_model),
		cmocka_unit_test(hikvisions_say_their_model),
		cmocka_unit_test(what_is_cut_or_asked_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
