/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Greetings of two connections in pieces, with room for one: each packet is a byte of flags (1 UDP,
 * 2 the other connection), two of the sequence number, two of length, then its payload. A name that
 * is told stands in the message it was read from.
 */
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "flow/greeting.h"
#include "flow/quic.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct greeting_whole *told)
{
	size_t length = strnlen(told->name, HELLO_NAME);

	assert(length < HELLO_NAME && told->size <= GREETING_BYTES);
	assert(!length || memmem(told->message, told->size, told->name, length));
}

/* From heap blocks of exact size, so that over-reads are seen. */
static void show(struct greetings *greetings, struct greeting *greeting, const uint8_t *data,
		 size_t size)
{
	uint8_t *ip = calloc(1, 40), *payload = malloc(size ? size : 1);
	struct packet packet = {
		.ip = ip,
		.protocol = data[0] & 1 ? IPPROTO_UDP : IPPROTO_TCP,
		.payload = payload,
		.payload_captured = (uint32_t)size,
	};
	struct greeting_whole told;

	ip[0] = 0x45;
	ip[26] = data[1];
	ip[27] = data[2];
	memcpy(payload, data + 5, size);
	if (!greeting_take(greetings, greeting, &packet, &told))
		check(&told);
	free(payload);
	free(ip);
}

/* As frames that were opened: what is ciphered no fuzzer gets through. */
static void show_frames(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct quic_crypto crypto;
	size_t at = 0;

	memcpy(copy, data, size);
	while (quic_crypto_next(copy, size, &at, &crypto))
		assert(crypto.bytes >= copy && crypto.bytes + crypto.size <= copy + size);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct greeting two[2] = {0};
	struct greetings *greetings;

	show_frames(data, size);
	if (greetings_create(1, &greetings))
		abort();
	while (size >= 5) {
		size_t take = (size_t)data[3] << 8 | data[4];

		if (take > size - 5)
			take = size - 5;
		show(greetings, &two[data[0] >> 1 & 1], data, take);
		data += 5 + take;
		size -= 5 + take;
	}
	greeting_end(&two[0]);
	greeting_end(&two[1]);
	greetings_destroy(greetings);
	return 0;
}
