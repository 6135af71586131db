/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "packet/packet.h"

#define ETHERNET 1
#define RAW 12
#define SLL 113
#define SLL2 276

struct frame {
	uint8_t data[256];
	uint32_t size;
};

static void add(struct frame *f, const void *bytes, uint32_t size)
{
	memcpy(f->data + f->size, bytes, size);
	f->size += size;
}

static void add_macs(struct frame *f)
{
	add(f, "\x02\0\0\0\0\x01\xf4\xb8\x5e\0\0\x02", 12);
}

/* A header of 20 bytes, then a TCP header of 20, then `body` bytes; the IP length says so. */
static void add_tcp(struct frame *f, uint32_t total, uint32_t body)
{
	uint8_t ip[20] = {0x45, 0, total >> 8, total & 255, 0x12, 0x34, 0, 0, 64, IPPROTO_TCP,
			  0,	0, 192,	       168,	    1,	  9,	3, 4, 5,  6};
	uint8_t tcp[20] = {0x9c, 0x40, 0x01, 0xbb, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18, 1, 1};
	static const uint8_t zeros[128];

	add(f, ip, 20);
	add(f, tcp, 20);
	add(f, zeros, body);
}

static void expect_tcp(const struct packet *p)
{
	char text[ADDRESS_TEXT];

	assert_string_equal(address_format(&p->source, text), "192.168.1.9");
	assert_string_equal(address_format(&p->target, text), "3.4.5.6");
	assert_int_equal(p->source_port, 40000);
	assert_int_equal(p->target_port, 443);
	assert_int_equal(p->protocol, IPPROTO_TCP);
}

static void decode_behind(int link, const void *head, uint32_t size, struct packet *p)
{
	struct frame f = {.size = 0};

	add(&f, head, size);
	add_tcp(&f, 50, 10);
	assert_int_equal(packet_decode(link, f.data, f.size, f.size, p), 0);
	expect_tcp(p);
	assert_int_equal(p->length, 50);
	assert_int_equal(p->payload_length, 10);
}

#define MACS "\x02\0\0\0\0\x01\xf4\xb8\x5e\0\0\x02"

static void links_and_tags_give_the_same_packet(void **state)
{
	struct packet p, tagged;

	(void)state;
	decode_behind(ETHERNET, MACS "\x08\0", 14, &p);
	assert_memory_equal(p.source_mac, "\xf4\xb8\x5e\0\0\x02", 6);
	decode_behind(ETHERNET, MACS "\x81\0\0\x07\x08\0", 18, &tagged);
	assert_int_equal(p.fingerprint, tagged.fingerprint);
	decode_behind(ETHERNET, MACS "\x88\xa8\0\x07\x81\0\0\x08\x08\0", 22, &p);
	decode_behind(ETHERNET, MACS "\x91\0\0\x07\x81\0\0\x08\x08\0", 22, &p);
	decode_behind(ETHERNET, MACS "\x88\x64\x11\0\0\x01\0\x34\0\x21", 22, &p);
	decode_behind(RAW, "", 0, &p);
	assert_int_equal(p.flags, 0);
	decode_behind(101, "", 0, &p);
	decode_behind(228, "", 0, &p);
	decode_behind(0, "\x02\0\0\0", 4, &p);
	decode_behind(108, "\0\0\0\x02", 4, &p);
}

static void cooked_captures_tell_who_sent(void **state)
{
	struct packet p;

	(void)state;
	decode_behind(SLL, "\0\x04\0\x01\0\x06\xf4\xb8\x5e\0\0\x02\0\0\x08\0", 16, &p);
	assert_int_equal(p.flags, PACKET_HAS_SOURCE_MAC | PACKET_SENT_HERE);
	decode_behind(SLL2, "\x08\0\0\0\0\0\0\x05\0\x01\0\x06\xf4\xb8\x5e\0\0\x02\0\0", 20, &p);
	assert_int_equal(p.flags, PACKET_HAS_SOURCE_MAC);
	assert_int_equal(p.interface, 5);
}

static void a_cut_frame_keeps_sizes_and_ports(void **state)
{
	struct frame f = {.size = 0};
	struct packet p;

	(void)state;
	add_macs(&f);
	add(&f, "\x08\0", 2);
	add_tcp(&f, 1500, 20);
	for (uint32_t cut = 38; cut <= 60; cut++) {
		assert_int_equal(packet_decode(ETHERNET, f.data, cut, 1514, &p), 0);
		expect_tcp(&p);
		assert_int_equal(p.length, 1500);
		assert_int_equal(p.payload_length, 1460);
		assert_int_equal(p.ip_captured, cut - 14);
		assert_int_equal(p.payload_captured, cut > 54 ? cut - 54 : 0);
		assert_int_equal(p.tcp_flags, cut > 47 ? 0x18 : 0);
	}
	assert_int_equal(packet_decode(ETHERNET, f.data, 33, 1514, &p), -EBADMSG);
}

static void padding_is_not_payload(void **state)
{
	struct frame f = {.size = 0};
	struct packet p;

	(void)state;
	add_macs(&f);
	add(&f, "\x08\0", 2);
	add_tcp(&f, 40, 6);
	assert_int_equal(packet_decode(ETHERNET, f.data, 60, 60, &p), 0);
	assert_int_equal(p.ip_captured, 40);
	assert_int_equal(p.payload_length, 0);
	assert_null(p.payload);
}

static void total_length_0_means_the_frame(void **state)
{
	struct frame f = {.size = 0};
	struct packet p;

	(void)state;
	add_macs(&f);
	add(&f, "\x08\0", 2);
	add_tcp(&f, 0, 6);
	assert_int_equal(packet_decode(ETHERNET, f.data, f.size, 65000, &p), 0);
	assert_int_equal(p.length, 65000 - 14);
	assert_int_equal(p.payload_length, 65000 - 54);
}

static void later_fragments_have_no_ports(void **state)
{
	struct frame f = {.size = 0};
	struct packet p;

	(void)state;
	add_tcp(&f, 50, 10);
	f.data[6] = 0x20;
	assert_int_equal(packet_decode(RAW, f.data, f.size, f.size, &p), 0);
	assert_int_equal(p.flags, PACKET_FRAGMENT);
	assert_int_equal(p.source_port, 40000);
	f.data[7] = 0x10;
	assert_int_equal(packet_decode(RAW, f.data, f.size, f.size, &p), 0);
	assert_int_equal(p.flags, PACKET_FRAGMENT | PACKET_LATER);
	assert_int_equal(p.source_port, 0);
}

static void copies_share_a_fingerprint_and_retransmissions_do_not(void **state)
{
	struct frame f = {.size = 0};
	struct packet first, copy;

	(void)state;
	add_tcp(&f, 50, 10);
	assert_int_equal(packet_decode(RAW, f.data, f.size, f.size, &first), 0);
	f.data[8]--;  /* TTL */
	f.data[10]++; /* and with it the header checksum */
	assert_int_equal(packet_decode(RAW, f.data, f.size, f.size, &copy), 0);
	assert_int_equal(first.fingerprint, copy.fingerprint);
	assert_int_not_equal(first.fingerprint, 0);
	f.data[5]++;
	assert_int_equal(packet_decode(RAW, f.data, f.size, f.size, &copy), 0);
	assert_int_not_equal(first.fingerprint, copy.fingerprint);
	assert_int_equal(copy.identity, 0x1235);
}

/* An IPv6 packet whose extension headers are `chain`, then UDP of 8 + 4 bytes. */
static int decode_v6(uint8_t next, const void *chain, uint32_t size, struct packet *p)
{
	static uint8_t data[256];
	static const uint8_t udp[12] = {0x13, 0x88, 0, 53, 0, 12};

	memset(data, 0, sizeof(data));
	data[0] = 0x60;
	data[5] = (uint8_t)(size + 12);
	data[6] = next;
	data[8] = 0x20;
	data[24] = 0x20;
	memcpy(data + 40, chain, size);
	memcpy(data + 40 + size, udp, 12);
	return packet_decode(229, data, 52 + size, 52 + size, p);
}

static void ipv6_extension_headers_are_walked(void **state)
{
	struct packet p;

	(void)state;
	assert_int_equal(decode_v6(0,
				   "\x3c\0\0\0\0\0\0\0\x2b\0\0\0\0\0\0\0\x33\0\0\0\0\0\0\0"
				   "\x11\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
				   40, &p),
			 0);
	assert_int_equal(p.protocol, IPPROTO_UDP);
	assert_int_equal(p.source_port, 5000);
	assert_int_equal(p.target_port, 53);
	assert_int_equal(p.length, 92);
	assert_int_equal(p.payload_length, 4);
	assert_int_equal(decode_v6(44, "\x11\0\0\x01\0\0\0\x07", 8, &p), 0);
	assert_int_equal(p.flags, PACKET_IPV6 | PACKET_FRAGMENT);
	assert_int_equal(p.identity, 7);
	assert_int_equal(p.source_port, 5000);
	assert_int_equal(decode_v6(44, "\x11\0\0\x08\0\0\0\x07", 8, &p), 0);
	assert_int_equal(p.flags, PACKET_IPV6 | PACKET_FRAGMENT | PACKET_LATER);
	assert_int_equal(p.source_port, 0);
	/* A header that claims more than there is ends the walk. */
	assert_int_equal(decode_v6(0, "\x11\xff\0\0\0\0\0\0", 8, &p), 0);
	assert_int_equal(p.protocol, 0);
	assert_int_equal(p.source_port, 0);
}

static void what_is_not_ip_is_refused(void **state)
{
	uint8_t frame[64] = MACS "\0\x20\xaa\xaa\x03";
	struct packet p;

	(void)state;
	assert_int_equal(packet_decode(ETHERNET, frame, 60, 60, &p), -ENOMSG);
	assert_int_equal(packet_decode(ETHERNET, frame, 13, 60, &p), -EBADMSG);
	assert_int_equal(packet_decode(105, frame, 60, 60, &p), -ENOMSG);
	assert_false(packet_knows_link(105));
	assert_true(packet_knows_link(SLL2));
	memcpy(frame + 12, "\x08\0\x41\0\0\x28", 6);
	assert_int_equal(packet_decode(ETHERNET, frame, 60, 60, &p), -EBADMSG);
}

static void arp_gives_both_addresses(void **state)
{
	static const uint8_t frame[] = MACS "\x08\x06\0\x01\x08\0\x06\x04\0\x02\xf4\xb8\x5e\0\0\x02"
					    "\xc0\xa8\x01\x09\x02\0\0\0\0\x01\xc0\xa8\x01\x01";
	struct packet p;

	(void)state;
	assert_int_equal(packet_decode(ETHERNET, frame, 42, 42, &p), 0);
	assert_true(p.flags & PACKET_ARP);
	assert_int_equal(p.arp_operation, 2);
	assert_int_equal(p.source.bytes[15], 9);
	assert_int_equal(p.target.bytes[15], 1);
}

static void ip_is_found_behind_what_else_stands_before_it(void **state)
{
	static const uint8_t mac[6] = {0xf4, 0xb8, 0x5e, 0, 0, 2};
	uint8_t pktap[108 + 14] = {108, 0, 0, 0, 1, 0, 0, 0, 1};
	uint8_t cooked[16 + 14] = {0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, 0, 1};
	struct packet p;

	(void)state;
	decode_behind(ETHERNET, MACS "\x88\x64\x11\0\0\x01\0\x33\x21", 21, &p);
	decode_behind(ETHERNET, MACS "\0\x3a\xaa\xaa\x03\0\0\0\x08\0", 22, &p);
	memcpy(pktap + 108, MACS "\x08\0", 14);
	decode_behind(258, pktap, sizeof(pktap), &p);
	decode_behind(149, pktap, sizeof(pktap), &p);
	assert_memory_equal(p.source_mac, mac, 6);
	memcpy(cooked + 16, MACS "\x08\0", 14);
	decode_behind(SLL, cooked, sizeof(cooked), &p);
	assert_memory_equal(p.source_mac, mac, 6);
	assert_true(p.flags & PACKET_HAS_TARGET_MAC);
}

static void what_only_looks_like_it_is_not_read(void **state)
{
	uint8_t pktap[60] = {40, 0, 0, 0, 1, 0, 0, 0, 1}; /* shorter than itself */
	struct frame f = {.size = 0};
	struct packet p;

	(void)state;
	add(&f, MACS "\0\x3a\xaa\xaa\x03\0\0\x0c\x08\0", 22); /* another's numbers */
	add_tcp(&f, 50, 10);
	assert_int_equal(packet_decode(ETHERNET, f.data, f.size, f.size, &p), -ENOMSG);
	assert_int_equal(packet_decode(258, pktap, sizeof(pktap), sizeof(pktap), &p), -EBADMSG);
	pktap[0] = 61;
	assert_int_equal(packet_decode(258, pktap, sizeof(pktap), sizeof(pktap), &p), -EBADMSG);
	pktap[0] = 52;
	pktap[8] = 258 & 0xff;
	pktap[9] = 1; /* one in another, for ever */
	assert_int_equal(packet_decode(258, pktap, sizeof(pktap), sizeof(pktap), &p), -ENOMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_and_tags_give_the_same_packet),
		cmocka_unit_test(cooked_captures_tell_who_sent),
		cmocka_unit_test(a_cut_frame_keeps_sizes_and_ports),
		cmocka_unit_test(padding_is_not_payload),
		cmocka_unit_test(total_length_0_means_the_frame),
		cmocka_unit_test(later_fragments_have_no_ports),
		cmocka_unit_test(copies_share_a_fingerprint_and_retransmissions_do_not),
		cmocka_unit_test(ipv6_extension_headers_are_walked),
		cmocka_unit_test(what_is_not_ip_is_refused),
		cmocka_unit_test(arp_gives_both_addresses),
		cmocka_unit_test(ip_is_found_behind_what_else_stands_before_it),
		cmocka_unit_test(what_only_looks_like_it_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
