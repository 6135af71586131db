/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>
#include <openssl/evp.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "flow/quic.h"
#include "support_hello.h"

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

size_t hello_make(const char *name, size_t fill, uint8_t out[HELLO_ROOM])
{
	static const uint8_t suites[] = {0, 0, 4, 0x13, 1, 0x13, 2, 1, 0};
	size_t at = 4 + 34, extensions;

	memset(out, 0, HELLO_ROOM);
	out[0] = 1;
	out[4] = out[5] = 3;
	memset(out + 6, 0x5a, 32);
	memcpy(out + at, suites, sizeof(suites)); /* after a session id of no bytes */
	extensions = at += sizeof(suites);
	at += 2;
	if (fill) {
		put16(out + at, 0xfafa);
		put16(out + at + 2, fill);
		memset(out + at + 4, 0xa5, fill);
		at += 4 + fill;
	}
	if (name) {
		size_t length = strlen(name);

		put16(out + at + 2, length + 5);
		put16(out + at + 4, length + 3);
		put16(out + at + 7, length);
		memcpy(out + at + 9, name, length);
		at += 9 + length;
	}
	put16(out + extensions, at - extensions - 2);
	put16(out + 2, at - 4);
	return at;
}

size_t hello_pack(const uint8_t *hello, size_t size, size_t most, uint8_t out[HELLO_ROOM])
{
	size_t at = 0;

	while (size) {
		size_t part = size < most ? size : most;

		assert_true(at + 5 + part <= HELLO_ROOM);
		memcpy(out + at, "\x16\x03\x01", 3);
		put16(out + at + 3, part);
		memcpy(out + at + 5, hello, part);
		at += 5 + part;
		hello += part;
		size -= part;
	}
	return at;
}

/* `header` bytes of transport stand between IP and `bytes`. */
static struct hello_packet packet_make(bool v6, uint8_t protocol, size_t header,
				       const uint8_t *bytes, size_t size)
{
	static const uint8_t addresses[] = {192, 168, 1, 20, 198, 51, 100, 7};
	size_t ip = v6 ? 40 : 20, all = ip + header + size;
	struct hello_packet p = {.bytes = calloc(1, all)};

	assert_non_null(p.bytes);
	if (v6) {
		p.bytes[0] = 0x60;
		put16(p.bytes + 4, header + size);
		p.bytes[6] = protocol;
		p.bytes[8] = p.bytes[24] = 0x20;
		p.bytes[39] = 7;
	} else {
		p.bytes[0] = 0x45;
		put16(p.bytes + 2, all);
		p.bytes[8] = 64;
		p.bytes[9] = protocol;
		memcpy(p.bytes + 12, addresses, sizeof(addresses));
	}
	put16(p.bytes + ip, 51000);
	put16(p.bytes + ip + 2, 443);
	memcpy(p.bytes + ip + header, bytes, size);
	return p;
}

static struct hello_packet packet_decoded(struct hello_packet p, size_t size)
{
	assert_int_equal(packet_decode(DLT_RAW, p.bytes, (uint32_t)size, (uint32_t)size, &p.packet),
			 0);
	return p;
}

struct hello_packet hello_segment(bool v6, uint32_t sequence, const uint8_t *bytes, size_t size)
{
	size_t ip = v6 ? 40 : 20;
	struct hello_packet p = packet_make(v6, IPPROTO_TCP, 20, bytes, size);

	put16(p.bytes + ip + 4, sequence >> 16);
	put16(p.bytes + ip + 6, sequence & 0xffff);
	p.bytes[ip + 11] = 1; /* acknowledged */
	p.bytes[ip + 12] = 0x50;
	p.bytes[ip + 13] = 0x18;
	return packet_decoded(p, ip + 20 + size);
}

struct hello_packet hello_datagram(bool v6, const uint8_t *bytes, size_t size)
{
	size_t ip = v6 ? 40 : 20;
	struct hello_packet p = packet_make(v6, IPPROTO_UDP, 8, bytes, size);

	put16(p.bytes + ip + 4, 8 + size);
	return packet_decoded(p, ip + 8 + size);
}

void hello_crypto(const uint8_t *stream, size_t at, size_t size, uint8_t frames[HELLO_ROOM],
		  size_t *length)
{
	assert_true(*length + 5 + size <= HELLO_ROOM && at < 0x4000 && size < 0x4000);
	frames[*length] = 6;
	put16(frames + *length + 1, 0x4000 | at);
	put16(frames + *length + 3, 0x4000 | size);
	memcpy(frames + *length + 5, stream + at, size);
	*length += 5 + size;
}

static void seal(const struct quic_keys *keys, uint8_t number, uint8_t *packet, size_t number_at,
		 size_t size)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	uint8_t nonce[AES128_NONCE], mask[16], *body = packet + number_at + 4;
	size_t length = size - number_at - 4 - AES128_TAG;
	int done;

	memcpy(nonce, keys->iv, sizeof(nonce));
	nonce[AES128_NONCE - 1] ^= number;
	assert_int_equal(EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, keys->key, nonce), 1);
	EVP_EncryptUpdate(context, NULL, &done, packet, (int)number_at + 4);
	EVP_EncryptUpdate(context, body, &done, body, (int)length);
	EVP_EncryptFinal_ex(context, body + length, &done);
	EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, AES128_TAG, body + length);
	EVP_CIPHER_CTX_free(context);
	assert_int_equal(aes128_block(keys->header, body, mask), 0);
	packet[0] ^= mask[0] & 0x0f;
	for (int i = 0; i < 4; i++)
		packet[number_at + (size_t)i] ^= mask[1 + i];
}

void hello_initial(const struct hello_quic *quic, const uint8_t *frames, size_t size,
		   uint8_t datagram[HELLO_ROOM], size_t *length)
{
	uint8_t *packet = datagram + *length;
	const char *to = quic->to ? quic->to : quic->first;
	struct quic_initial first = {.version = quic->version,
				     .cid = (const uint8_t *)quic->first,
				     .cid_size = strlen(quic->first)};
	struct quic_keys keys;
	size_t at = 5, header, body = size;

	packet[0] = quic->version == HELLO_QUIC_V2 ? 0xd3 : 0xc3;
	put16(packet + 1, quic->version >> 16);
	put16(packet + 3, quic->version & 0xffff);
	packet[at++] = (uint8_t)strlen(to);
	memcpy(packet + at, to, strlen(to));
	at += strlen(to);
	packet[at++] = 0; /* the client has no id */
	put16(packet + at, 0x4000 | quic->token);
	memset(packet + at + 2, 0x77, quic->token);
	at += 2 + quic->token;
	header = at + 2 + 4;
	if (header + body + AES128_TAG < quic->least)
		body = quic->least - header - AES128_TAG;
	assert_true(*length + header + body + AES128_TAG <= HELLO_ROOM);
	put16(packet + at, 0x4000 | (4 + body + AES128_TAG));
	put16(packet + at + 2, 0);
	put16(packet + at + 4, quic->number);
	memset(packet + header, 0, body);
	memcpy(packet + header, frames, size);
	quic_derive(&first, &keys);
	seal(&keys, (uint8_t)quic->number, packet, at + 2, header + body + AES128_TAG);
	*length += header + body + AES128_TAG;
}
