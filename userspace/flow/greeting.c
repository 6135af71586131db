/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow/greeting.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "flow/quic.h"
#include "packet/bytes.h"

/*
 * Where the first segment seen is not the first sent, that one lies up to so many bytes before it:
 * two full segments.
 */
#define GREETING_BEFORE 3000U
#define GREETING_INITIALS 8 /* of a frame: datagrams that were joined hold more than one */
#define GREETING_UNKNOWN UINT32_MAX

struct greeting_pieces {
	struct greeting *owner; /* NULL: free */
	union {
		struct {		   /* TCP */
			uint32_t sequence; /* of bytes[0] */
			uint32_t begin;	   /* where the first record lies in `bytes` */
		};
		struct { /* QUIC */
			struct quic_keys keys;
			bool keyed;
		};
	};
	uint8_t have[GREETING_BYTES / 8]; /* a bit for each byte */
	uint8_t bytes[GREETING_BYTES];
};

struct greetings {
	size_t limit, turn;		 /* which gives way next */
	uint8_t message[GREETING_BYTES]; /* what records carried */
	uint8_t packet[QUIC_PACKET];
	struct greeting_pieces pieces[];
};

int greetings_create(size_t limit, struct greetings **out)
{
	struct greetings *g;

	if (!limit)
		return -EINVAL;
	g = calloc(1, sizeof(*g) + limit * sizeof(g->pieces[0]));
	if (!g)
		return -ENOMEM;
	g->limit = limit;
	*out = g;
	return 0;
}

void greetings_destroy(struct greetings *greetings)
{
	free(greetings);
}

void greeting_end(struct greeting *greeting)
{
	if (greeting->pieces)
		greeting->pieces->owner = NULL;
	greeting->pieces = NULL;
	greeting->over = true;
}

static struct greeting_pieces *pieces_begin(struct greetings *g, struct greeting *greeting)
{
	struct greeting_pieces *pieces = &g->pieces[g->turn];

	g->turn = (g->turn + 1) % g->limit;
	if (pieces->owner)
		greeting_end(pieces->owner);
	memset(pieces, 0, offsetof(struct greeting_pieces, bytes));
	pieces->owner = greeting;
	greeting->pieces = pieces;
	return pieces;
}

/* What came first stands: a byte sent twice is the same twice. */
static void pieces_add(struct greeting_pieces *pieces, uint64_t at, const uint8_t *bytes,
		       size_t size)
{
	for (size_t i = 0; i < size && at + i < GREETING_BYTES; i++) {
		size_t to = (size_t)at + i;

		if (pieces->have[to / 8] & 1U << to % 8)
			continue;
		pieces->have[to / 8] |= (uint8_t)(1U << to % 8);
		pieces->bytes[to] = bytes[i];
	}
}

/* How many bytes there are from `at` on without a hole. */
static size_t pieces_whole(const struct greeting_pieces *pieces, size_t at)
{
	size_t to = at;

	while (to < GREETING_BYTES && pieces->have[to / 8] & 1U << to % 8)
		to++;
	return to - at;
}

static int read_message(const uint8_t *message, size_t size, struct greeting_whole *out)
{
	int rc = hello_read(message, size, out->name);

	if (rc == -EAGAIN && size == GREETING_BYTES)
		rc = -EBADMSG;
	if (!rc) {
		out->message = message;
		out->size = 4 + ((size_t)message[1] << 16 | bytes_get16(message + 2));
	}
	return rc;
}

static int greeting_read_records(struct greetings *g, const uint8_t *bytes, size_t size,
				 struct greeting_whole *out)
{
	return read_message(g->message, hello_unpack(bytes, size, g->message, sizeof(g->message)),
			    out);
}

/*
 * Of the first byte of payload: a SYN counts as one before it (RFC 7413). Extension headers are not
 * walked: the caller passes over packets that have some.
 */
static uint32_t tcp_sequence(const struct packet *packet)
{
	size_t header = packet->flags & PACKET_IPV6 ? 40 : (packet->ip[0] & 15U) * 4;

	return bytes_get32(packet->ip + header + 4) + (packet->tcp_flags & TH_SYN ? 1 : 0);
}

static int take_tcp(struct greetings *g, struct greeting *greeting, const struct packet *packet,
		    struct greeting_whole *out)
{
	const uint8_t *bytes = packet->payload;
	uint32_t size = packet->payload_captured, sequence = tcp_sequence(packet), at;
	bool begins = hello_begins(bytes, size);
	struct greeting_pieces *pieces = greeting->pieces;
	int rc;

	if (!pieces && begins) {
		rc = greeting_read_records(g, bytes, size, out);
		if (rc != -EAGAIN)
			return rc;
	}
	if (!pieces) {
		pieces = pieces_begin(g, greeting);
		pieces->sequence = begins ? sequence : sequence - GREETING_BEFORE;
		pieces->begin = GREETING_UNKNOWN;
	}
	at = sequence - pieces->sequence;
	if (at >= GREETING_BYTES)
		return -EAGAIN;
	pieces_add(pieces, at, bytes, size);
	if (begins && at < pieces->begin)
		pieces->begin = at;
	if (pieces->begin == GREETING_UNKNOWN)
		return -EAGAIN;
	return greeting_read_records(g, pieces->bytes + pieces->begin,
				     pieces_whole(pieces, pieces->begin), out);
}

/*
 * A client ciphers all its Initials under keys of the first connection id that it sent to, also
 * when it has been given another; after a Retry, and in another version, under new ones (RFC 9001
 * section 5.2), and its stream begins anew.
 */
static int open_initial(struct greetings *g, struct greeting *greeting,
			const struct quic_initial *initial, size_t *frames, size_t *size)
{
	struct greeting_pieces *pieces = greeting->pieces;
	struct quic_keys keys;
	int rc;

	if (pieces && pieces->keyed) {
		rc = quic_open(initial, &pieces->keys, g->packet, frames, size);
		if (rc != -EBADMSG)
			return rc;
	}
	quic_derive(initial, &keys);
	rc = quic_open(initial, &keys, g->packet, frames, size);
	if (rc)
		return rc;
	if (!pieces)
		pieces = pieces_begin(g, greeting);
	memset(pieces->have, 0, sizeof(pieces->have));
	pieces->keys = keys;
	pieces->keyed = true;
	return 0;
}

static int take_quic(struct greetings *g, struct greeting *greeting, const struct packet *packet,
		     struct greeting_whole *out)
{
	struct quic_initial initial;
	struct quic_crypto crypto;
	size_t at = 0, frame, frames = 0, size = 0;
	int rc = -EAGAIN;

	for (int i = 0; rc == -EAGAIN && i < GREETING_INITIALS &&
			quic_next(packet->payload, packet->payload_captured, &at, &initial);
	     i++) {
		rc = open_initial(g, greeting, &initial, &frames, &size);
		if (rc == -EBADMSG) { /* nobody's */
			rc = -EAGAIN;
			continue;
		}
		if (rc)
			return -EBADMSG; /* there is no AES, or no memory */
		for (frame = 0; quic_crypto_next(g->packet + frames, size, &frame, &crypto);)
			pieces_add(greeting->pieces, crypto.at, crypto.bytes, crypto.size);
		rc = read_message(greeting->pieces->bytes, pieces_whole(greeting->pieces, 0), out);
	}
	return rc;
}

int greeting_take(struct greetings *greetings, struct greeting *greeting,
		  const struct packet *packet, struct greeting_whole *out)
{
	int rc;

	if (greeting->over)
		return -EBADMSG;
	if (!packet->payload_captured)
		return -EAGAIN;
	rc = packet->protocol == IPPROTO_TCP ? take_tcp(greetings, greeting, packet, out)
					     : take_quic(greetings, greeting, packet, out);
	if (rc != -EAGAIN)
		greeting_end(greeting);
	return rc;
}
