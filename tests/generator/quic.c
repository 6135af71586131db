/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handshakes.h"
#include "protection.h"
#include "udp.h"

#define QUIC_DATAGRAM 1200 /* what carries an Initial is at least this long (RFC 9000 14.1) */
#define QUIC_KEYS 1216	   /* bytes of X25519MLKEM768's share */
#define QUIC_FULL 1350	   /* of Chromium, a common size of datagrams on Ethernet */

enum {
	QUIC_INITIAL = 0xc3,
	QUIC_HANDSHAKE = 0xe3,
	QUIC_FRAME_ACK = 0x02,
	QUIC_FRAME_CRYPTO = 0x06
};

struct quic {
	struct bytes client_hello; /* as recorded */
	uint8_t client_id[QUIC_CID - 1];
	struct bytes server_frames; /* of the server's Initial */
};

struct recorded { /* where things stand in a recorded Initial */
	const uint8_t *to, *from;
	size_t to_length, from_length, number_at, end;
};

/* A variable-length integer (RFC 9000 16). */
static size_t quic_integer(const uint8_t *data, size_t *at)
{
	size_t length = 1UL << (data[*at] >> 6), value = data[*at] & 0x3f;

	while (--length)
		value = value << 8 | data[++*at];
	++*at;
	return value;
}

static int quic_locate(const uint8_t *data, size_t size, struct recorded *r)
{
	size_t at = 5, length;

	r->to_length = data[at++];
	r->to = data + at;
	at += r->to_length;
	r->from_length = data[at++];
	r->from = data + at;
	at += r->from_length;
	length = quic_integer(data, &at); /* of a token */
	at += length;
	length = quic_integer(data, &at);
	r->number_at = at;
	r->end = at + length;
	return r->end <= size ? 0 : -EIO;
}

/* The ClientHello stands in one CRYPTO frame, with padding around it. */
static int quic_take_hello(struct quic *quic, const struct bytes *frames)
{
	size_t at = 0, length;

	while (at < frames->length && !frames->data[at])
		at++;
	if (at + 16 > frames->length || frames->data[at++] != QUIC_FRAME_CRYPTO ||
	    quic_integer(frames->data, &at))
		return -EIO;
	length = quic_integer(frames->data, &at);
	if (at + length > frames->length)
		return -EIO;
	bytes_add(&quic->client_hello, frames->data + at, length);
	return 0;
}

static int quic_take(struct quic *quic)
{
	struct bytes frames = {0};
	struct protection protection;
	struct recorded client, server;

	if (quic_locate(handshakes_client, sizeof(handshakes_client), &client) ||
	    client.from_length != sizeof(quic->client_id) ||
	    protection_derive(&protection, client.to, client.to_length, "client in") ||
	    protection_open(&protection, handshakes_client, client.number_at, client.end,
			    &frames) ||
	    quic_take_hello(quic, &frames))
		return -EIO;
	memcpy(quic->client_id, client.from, client.from_length);
	if (quic_locate(handshakes_server, sizeof(handshakes_server), &server) ||
	    protection_derive(&protection, client.to, client.to_length, "server in"))
		return -EIO;
	return protection_open(&protection, handshakes_server, server.number_at, server.end,
			       &quic->server_frames);
}

struct quic *quic_create(void)
{
	struct quic *quic = calloc(1, sizeof(*quic));

	if (quic && !quic_take(quic))
		return quic;
	free(quic);
	return NULL;
}

void quic_free(struct quic *quic)
{
	free(quic);
}

static void quic_shift16(struct bytes *bytes, size_t at, size_t more)
{
	bytes_set16(bytes, at, (unsigned)(bytes_get16(bytes->data + at) + more));
}

/* Where the length of all extensions stands in a ClientHello (RFC 8446 4.1.2). */
static size_t quic_extensions(const struct bytes *hello)
{
	size_t at = 4 + 2 + 32;

	at += 1 + hello->data[at];
	at += 2 + bytes_get16(hello->data + at);
	return at + 1 + hello->data[at];
}

/* Puts another name and other random values in; every length around the name (RFC 6066 3) follows.
 */
static int quic_rename(const struct quic *quic, struct quic_connection *c, const char *name,
		       struct bytes *out)
{
	const struct bytes *old = &quic->client_hello;
	const uint8_t *found =
		memmem(old->data, old->length, HANDSHAKES_NAME, strlen(HANDSHAKES_NAME));
	size_t more = strlen(name) - strlen(HANDSHAKES_NAME), at;
	uint8_t *id;

	if (!found)
		return -EIO;
	at = (size_t)(found - old->data);
	bytes_add(out, old->data, at);
	bytes_text(out, name);
	bytes_add(out, found + strlen(HANDSHAKES_NAME), old->length - at - strlen(HANDSHAKES_NAME));
	quic_shift16(out, 2, more);
	quic_shift16(out, quic_extensions(out), more);
	quic_shift16(out, at - 2, more);
	quic_shift16(out, at - 5, more);
	quic_shift16(out, at - 7, more);
	random_bytes(&c->stage->random, out->data + 6, 32);
	id = memmem(out->data, out->length, quic->client_id, sizeof(quic->client_id));
	if (!id)
		return -EIO;
	memcpy(id, c->client, sizeof(c->client)); /* initial_source_connection_id (RFC 9000 7.3) */
	return 0;
}

/* Room as a post-quantum key takes it, in an extension that servers ignore (RFC 8701). */
static void quic_lengthen(struct bytes *hello)
{
	size_t extensions = quic_extensions(hello);

	bytes_u16(hello, 0xfafa);
	bytes_u16(hello, QUIC_KEYS);
	bytes_zero(hello, QUIC_KEYS);
	quic_shift16(hello, 2, 4 + QUIC_KEYS);
	quic_shift16(hello, extensions, 4 + QUIC_KEYS);
}

static void quic_header(struct bytes *out, const struct quic_connection *c, bool up, unsigned type,
			size_t payload, uint32_t number)
{
	/* The client does not know the server's id before it answered. */
	const uint8_t *to = !up ? c->client : c->answered ? c->server : c->first;

	bytes_u8(out, type);
	bytes_u32(out, 1);
	bytes_u8(out, up ? sizeof(c->server) : sizeof(c->client));
	bytes_add(out, to, up ? sizeof(c->server) : sizeof(c->client));
	bytes_u8(out, up ? sizeof(c->client) : sizeof(c->server));
	bytes_add(out, up ? c->client : c->server, up ? sizeof(c->client) : sizeof(c->server));
	if (type == QUIC_INITIAL)
		bytes_u8(out, 0);
	bytes_u16(out, (unsigned)(0x4000 | (4 + payload + PROTECTION_TAG)));
	bytes_u32(out, number);
}

static int quic_initial(struct quic_connection *c, bool up, uint32_t number, struct bytes *frames,
			size_t room, struct bytes *out)
{
	struct protection protection;

	if (frames->length < room)
		bytes_zero(frames, room - frames->length);
	if (protection_derive(&protection, c->first, sizeof(c->first),
			      up ? "client in" : "server in"))
		return -EIO;
	quic_header(out, c, up, QUIC_INITIAL, frames->length, number);
	return protection_seal(&protection, out, 0, frames);
}

/* What follows is under keys that no listener has: filling is as good. */
static void quic_handshake(struct quic_connection *c, bool up, size_t payload, struct bytes *out)
{
	uint8_t secret[1400];

	random_bytes(&c->stage->random, secret, payload + PROTECTION_TAG);
	quic_header(out, c, up, QUIC_HANDSHAKE, payload, 1);
	bytes_add(out, secret, payload + PROTECTION_TAG);
}

static void quic_crypto(struct bytes *frames, const struct bytes *hello, size_t at, size_t end)
{
	bytes_u8(frames, QUIC_FRAME_CRYPTO);
	if (at)
		bytes_u16(frames, (unsigned)(0x4000 | at));
	else
		bytes_u8(frames, 0);
	bytes_u16(frames, (unsigned)(0x4000 | (end - at)));
	bytes_add(frames, hello->data + at, end - at);
}

/* Of two datagrams each holds pieces of both halves, out of order, as Chromium sends them. */
static int quic_greet(struct quic_connection *c, const struct bytes *hello)
{
	size_t half = hello->length / 2;
	struct bytes frames[2] = {0}, client = {0};

	if (c->two) {
		quic_crypto(&frames[0], hello, half + 40, hello->length);
		bytes_u8(&frames[0], 1); /* PING */
		quic_crypto(&frames[0], hello, 70, 90);
		quic_crypto(&frames[1], hello, 90, half + 40);
		quic_crypto(&frames[1], hello, 0, 70);
	} else {
		quic_crypto(&frames[0], hello, 0, hello->length);
	}
	for (unsigned i = 0; i <= c->two; i++) {
		client.length = 0;
		if (quic_initial(c, true, i, &frames[i], QUIC_DATAGRAM - 65, &client))
			return -EIO;
		udp_send(c->stage, &c->path, true, c->now_ns, client.data, client.length, 0);
		c->now_ns += c->two ? 20 * STAGE_US : 0;
	}
	return 0;
}

static int quic_flights(struct quic_connection *c, const struct bytes *hello)
{
	static const uint8_t ack[] = {QUIC_FRAME_ACK, 0, 0, 0, 0};
	struct bytes frames = {0}, server = {0}, last = {0}, answer;

	if (quic_greet(c, hello))
		return -EIO;
	c->answered = true;
	c->now_ns += c->round_trip_ns;
	answer = c->stage->quic->server_frames;
	if (quic_initial(c, false, 0, &answer, 0, &server))
		return -EIO;
	quic_handshake(c, false, 960, &server);
	udp_send(c->stage, &c->path, false, c->now_ns, server.data, server.length, 0);
	c->now_ns += STAGE_MS;
	frames.length = 0;
	bytes_add(&frames, ack, sizeof(ack));
	if (quic_initial(c, true, 1 + c->two, &frames, QUIC_DATAGRAM - 200, &last))
		return -EIO;
	quic_handshake(c, true, 60, &last);
	udp_send(c->stage, &c->path, true, c->now_ns, last.data, last.length, 0);
	c->now_ns += STAGE_MS;
	return 0;
}

int quic_open(struct quic_connection *connection, struct stage *stage, const struct path *path,
	      uint64_t now_ns, const char *name, bool two)
{
	struct bytes hello = {0};

	*connection = (struct quic_connection){
		.stage = stage,
		.path = *path,
		.now_ns = now_ns,
		.round_trip_ns = 35 * STAGE_MS,
		.gap_ns = 1200 * STAGE_US,
		.two = two,
	};
	random_bytes(&stage->random, connection->first, sizeof(connection->first));
	random_bytes(&stage->random, connection->client, sizeof(connection->client));
	random_bytes(&stage->random, connection->server, sizeof(connection->server));
	if (quic_rename(stage->quic, connection, name, &hello))
		return -EIO;
	if (two)
		quic_lengthen(&hello);
	return quic_flights(connection, &hello);
}

static void quic_short(struct quic_connection *c, bool up, uint64_t time_ns, size_t bytes)
{
	struct bytes out = {0};

	bytes_u8(&out, 0x40 | (unsigned)random_below(&c->stage->random, 64));
	bytes_add(&out, up ? c->server : c->client, up ? sizeof(c->server) : sizeof(c->client));
	udp_send(c->stage, &c->path, up, time_ns, out.data, out.length,
		 (uint32_t)bytes + PROTECTION_TAG + 2);
}

void quic_data(struct quic_connection *connection, bool up, size_t bytes)
{
	size_t most = QUIC_FULL - 19 - PROTECTION_TAG - 2, sent = 0;

	while (bytes) {
		size_t part = bytes < most ? bytes : most;

		quic_short(connection, up, connection->now_ns, part);
		bytes -= part;
		/* One acknowledgement for two to ten datagrams (RFC 9000 13.2.2). */
		if (++sent % 4 == 0 || !bytes)
			quic_short(connection, !up,
				   connection->now_ns +
					   (up ? connection->round_trip_ns : 300 * STAGE_US),
				   12);
		connection->now_ns += connection->gap_ns;
	}
}
