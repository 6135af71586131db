/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "packet/signature.h"

struct example {
	enum signature is;
	uint8_t protocol;
	uint16_t port;
	uint32_t length; /* 0: as long as the bytes */
	uint32_t size;
	const char *bytes;
};

#define UDP 17
#define TCP 6
#define SAY(text) (sizeof(text) - 1), text
#define ID "\1\2\3\4\5\6\7\10\11\12\13\14"

static const struct example examples[] = {
	{SIGNATURE_PPPP_DATA, UDP, 999, 0, SAY("\xf1\xd0\0\4\xd1\0\0\1")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\xf1\xd0\0\5\xd1\0\0\1")},
	{SIGNATURE_PPPP_RENDEZVOUS, UDP, 32100, 0, SAY("\xf1\0\0\0")},
	{SIGNATURE_NONE, UDP, 32100, 0, SAY("\xf1\x99\0\0")},
	{SIGNATURE_PPPP_DATA, TCP, 999, 0, SAY("\0\0\x68\0\0\0\0\0\xf1\xd0\0\0")},
	{SIGNATURE_NONE, TCP, 999, 0, SAY("\0\0\x69\0\0\0\0\0\xf1\xd0\0\0")},
	{SIGNATURE_TUTK, UDP, 999, 0, SAY("\4\2\x1a\1\0\0\0\0\0\0\0\0\0\0\0\0")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\4\2\x1b\1\0\0\0\0\0\0\0\0\0\0\0\0")},
	{SIGNATURE_DAHUA_P2P, UDP, 8800, 0, SAY("DHGET /online")},
	{SIGNATURE_NONE, UDP, 8800, 0, SAY("DHGETS /online")},
	{SIGNATURE_DAHUA_PTCP, UDP, 999, 0, SAY("PTCP\0\0\0\0")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("PTCQ\0\0\0\0")},
	{SIGNATURE_REOLINK, UDP, 9999, 0, SAY("\x3a\xcf\x87\x2a\0")},
	{SIGNATURE_NONE, UDP, 9999, 0, SAY("\x3a\xcf\x87\x2b\0")},
	{SIGNATURE_REOLINK, TCP, 9000, 0, SAY("\xf0\xde\xbc\x0a\0")},
	{SIGNATURE_NONE, TCP, 9000, 0, SAY("\xf0\xde\xbc\x0b\0")},
	{SIGNATURE_HIK, UDP, 31007, 0, SAY("<?xml version")},
	{SIGNATURE_NONE, UDP, 3702, 0, SAY("<?xml version")},
	{SIGNATURE_TUYA_LAN, TCP, 6668, 0, SAY("\0\0\x55\xaa\0")},
	{SIGNATURE_NONE, TCP, 443, 0, SAY("\0\0\x55\xaa\0")},
	{SIGNATURE_DVRIP, TCP, 34567, 0, SAY("\xff\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
	{SIGNATURE_NONE, TCP, 34567, 0, SAY("\xff\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
	{SIGNATURE_STUN, UDP, 999, 0, SAY("\0\1\0\0\x21\x12\xa4\x42" ID)},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\0\1\0\0\x21\x12\xa4\x43" ID)},
	{SIGNATURE_TURN, UDP, 999, 0, SAY("\1\3\0\0\x21\x12\xa4\x42" ID)},
	{SIGNATURE_TURN, UDP, 999, 0, SAY("\0\x16\0\0\x21\x12\xa4\x42" ID)},
	{SIGNATURE_TURN, UDP, 3478, 0, SAY("\x40\0\0\4abcd")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\x40\0\0\4abcd")},
	{SIGNATURE_NONE, UDP, 3478, 0, SAY("\x40\0\0\5abcd")},
	{SIGNATURE_DTLS, UDP, 999, 0, SAY("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\1a")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\2a")},
	{SIGNATURE_RTP, UDP, 999, 0, SAY("\x80\x60\0\1\0\0\0\0\0\0\0\1v")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\x80\xc8\0\1\0\0\0\0\0\0\0\1v")},
	{SIGNATURE_RTSP, TCP, 554, 0, SAY("DESCRIBE rtsp://a/ RTSP/1.0")},
	{SIGNATURE_NONE, TCP, 554, 0, SAY("DESCRIBE http://a/")},
	{SIGNATURE_RTMP, TCP, 999, 1460, SAY("\3\0\0\0\1\0\0\0\0\5")},
	{SIGNATURE_NONE, TCP, 999, 1460, SAY("\3\0\0\0\1\0\0\0\1\5")},
	{SIGNATURE_WIREGUARD, UDP, 999, 148, SAY("\1\0\0\0")},
	{SIGNATURE_NONE, UDP, 999, 147, SAY("\1\0\0\0")},
	{SIGNATURE_OPENVPN, UDP, 1194, 0, SAY("\x38" ID "\0\0")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\x38" ID "\0\0")},
	{SIGNATURE_BITTORRENT, TCP, 999, 0,
	 SAY("\x13"
	     "BitTorrent protocol")},
	{SIGNATURE_NONE, TCP, 999, 0,
	 SAY("\x13"
	     "BitTorrent protocoL")},
	{SIGNATURE_BITTORRENT, UDP, 999, 0, SAY("\x41\0\1\2\3\4\5\6\0\0\0\0\0\0\1\0\0\1\0\0")},
	{SIGNATURE_NONE, UDP, 999, 0, SAY("\x41\0\1\2\3\4\5\6\0\0\0\0\0\0\1\0\0\2\0\0")},
};

static void each_example_is_found_and_each_near_miss_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct example *e = &examples[i];
		struct packet p = {.protocol = e->protocol,
				   .target_port = e->port,
				   .payload = (const uint8_t *)e->bytes,
				   .payload_captured = e->size,
				   .payload_length = e->length ? e->length : e->size};

		if (signature_detect(&p) != e->is)
			fail_msg("example %zu gives %s, not %s", i,
				 signature_name(signature_detect(&p)), signature_name(e->is));
	}
}

static void names_lead_back(void **state)
{
	(void)state;
	for (unsigned int i = 1; i < SIGNATURE_COUNT; i++)
		assert_int_equal(signature_from_name(signature_name(i)), i);
	assert_int_equal(signature_from_name("none"), SIGNATURE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_example_is_found_and_each_near_miss_is_not),
		cmocka_unit_test(names_lead_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
