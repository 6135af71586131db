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
	{SIGNATURE_DTLS, UDP, 999, 200, SAY("\x2e\0\1\0\xc3\0")},
	{SIGNATURE_NONE, UDP, 999, 201, SAY("\x2e\0\1\0\xc3\0")},
	{SIGNATURE_NONE, UDP, 999, 21, SAY("\x2e\0\1\0\x10\0")},
	{SIGNATURE_STUN, TCP, 999, 0, SAY("\0\x14\0\1\0\0\x21\x12\xa4\x42" ID)},
	{SIGNATURE_TURN, TCP, 999, 0, SAY("\0\3\0\0\x21\x12\xa4\x42" ID)},
	{SIGNATURE_DTLS, TCP, 999, 0, SAY("\0\x0e\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\1a")},
	{SIGNATURE_NONE, TCP, 999, 0, SAY("\0\x0f\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\1a")},
	{SIGNATURE_SRT, UDP, 9000, 64, SAY("\x80\0\0\0" ID "\0\0\0\4" ID "\0\0\0\0\0\0\0\1")},
	{SIGNATURE_SRT, UDP, 9000, 120,
	 SAY("\x80\0\0\0" ID "\0\0\0\5" ID "\0\0\0\0\xff\xff\xff\xff")},
	{SIGNATURE_RTP, UDP, 9000, 64, SAY("\x80\0\0\0" ID "\0\0\0\6" ID "\0\0\0\0\0\0\0\1")},
	{SIGNATURE_MYDLINK, UDP, 999, 25, SAY("$\xff\0\x15\0\x3c")},
	{SIGNATURE_NONE, UDP, 999, 26, SAY("$\xff\0\x15\0\x3c")},
	{SIGNATURE_NONE, UDP, 999, 24, SAY("$\xff\0\x14\0\x3c")},
	{SIGNATURE_MYDLINK, UDP, 999, 66, SAY("$\x21\0\x3e\x80\xc8")},
	{SIGNATURE_NONE, UDP, 999, 66, SAY("$\x21\0\x3e\x40\xc8")},
	{SIGNATURE_NONE, TCP, 999, 66, SAY("$\x21\0\x3e\x80\xc8")},
	{SIGNATURE_MJPEG, TCP, 8081, 0,
	 SAY("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=ffmpeg\r\n")},
	{SIGNATURE_NONE, TCP, 8081, 0,
	 SAY("HTTP/1.0 200 OK\r\nContent-Type: multipart/mixed; boundary=MIME\r\n")},
	{SIGNATURE_NONE, TCP, 8081, 0, SAY("GET /?accept=multipart/x-mixed-replace HTTP/1.1\r\n")},
	{SIGNATURE_TAPO, TCP, 8800, 0,
	 SAY("POST /stream HTTP/1.1\r\nContent-Type: "
	     "multipart/mixed;boundary=--client-stream-boundary--\r\n")},
	{SIGNATURE_TAPO, TCP, 8800, 0,
	 SAY("HTTP/1.1 200 OK\r\nContent-Type: "
	     "multipart/mixed; boundary=--device-stream-boundary--\r\n")},
	{SIGNATURE_NONE, TCP, 8800, 0, SAY("POST /stream HTTP/1.1\r\nContent-Length: 9\r\n")},
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

static bool follows(struct signature_rtp *last, uint16_t sequence, uint32_t source)
{
	uint8_t bytes[12] = {0x80,
			     0x60,
			     (uint8_t)(sequence >> 8),
			     (uint8_t)sequence,
			     [8] = (uint8_t)(source >> 24),
			     (uint8_t)(source >> 16),
			     (uint8_t)(source >> 8),
			     (uint8_t)source};
	struct packet p = {.protocol = UDP,
			   .payload = bytes,
			   .payload_captured = sizeof(bytes),
			   .payload_length = 1000};

	return signature_rtp_follows(last, &p);
}

static void rtp_takes_two_packets_of_one_source_with_near_numbers(void **state)
{
	struct signature_rtp last = {0};

	(void)state;
	assert_false(follows(&last, 65535, 7));
	assert_true(follows(&last, 1, 7));  /* around zero */
	assert_true(follows(&last, 0, 7));  /* out of order */
	assert_false(follows(&last, 0, 7)); /* what stands still is no number */
	assert_false(follows(&last, 500, 7));
	assert_false(follows(&last, 501, 8));
}

static unsigned int rtmp(const char *bytes, uint32_t size, uint32_t length)
{
	struct packet p = {.protocol = TCP,
			   .payload = (const uint8_t *)bytes,
			   .payload_captured = size,
			   .payload_length = length};

	return signature_rtmp_begins(&p);
}

static void rtmp_of_ffmpeg_takes_both_ends(void **state)
{
	(void)state;
	assert_int_equal(rtmp("\3\0\0\0\0\x09\0\x7c\2", 9, 1448), 2);
	assert_int_equal(rtmp("\3", 1, 1), 1);
	assert_int_equal(rtmp("\3\0\0\x13", 4, 19), 0);
	assert_int_equal(rtmp("\3\0\5\xa8", 4, 1448), 0); /* TPKT tells its own length */
	assert_int_equal(rtmp("\2\0\0\0", 4, 1448), 0);
}

static void names_lead_back(void **state)
{
	(void)state;
	for (unsigned int i = 1; i < SIGNATURE_COUNT; i++)
		assert_int_equal(signature_from_name(signature_name(i)), i);
	assert_int_equal(signature_from_name("none"), SIGNATURE_NONE);
}

static void each_has_a_row_and_what_is_none_has_that_of_none(void **state)
{
	const struct signature_traits *none = signature_traits(SIGNATURE_NONE);

	(void)state;
	for (unsigned int i = 1; i < SIGNATURE_COUNT; i++) {
		const struct signature_traits *traits = signature_traits((enum signature)i);

		assert_string_equal(traits->name, signature_name((enum signature)i));
		assert_true(traits->rank > none->rank);
		/* What is a way to carry media says which; a tunnel does not tell what it carries.
		 */
		assert_true(!traits->call || traits->media != MEDIA_NONE);
		assert_true((traits->way == WAY_UNKNOWN || traits->way == WAY_TUNNEL) ||
			    traits->media != MEDIA_NONE);
	}
	assert_ptr_equal(signature_traits(SIGNATURE_COUNT), none);
	assert_int_equal(none->media, MEDIA_NONE);
	assert_true(signature_traits(SIGNATURE_TURN)->rank >
		    signature_traits(SIGNATURE_STUN)->rank);
	assert_true(signature_traits(SIGNATURE_DTLS)->rank > signature_traits(SIGNATURE_RTP)->rank);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_example_is_found_and_each_near_miss_is_not),
		cmocka_unit_test(rtp_takes_two_packets_of_one_source_with_near_numbers),
		cmocka_unit_test(rtmp_of_ffmpeg_takes_both_ends),
		cmocka_unit_test(names_lead_back),
		cmocka_unit_test(each_has_a_row_and_what_is_none_has_that_of_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
