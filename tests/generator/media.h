/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Video and audio in datagrams: frames at a rate, every two seconds a picture that needs no other
 * and is several times as large. How a datagram begins is the protocol's affair.
 */
#ifndef GENERATOR_MEDIA_H
#define GENERATOR_MEDIA_H

#include "bytes.h"
#include "stage.h"

struct media;
/* Writes what stands before `payload` bytes of media in the next datagram. */
typedef void media_head_fn(struct media *media, bool up, uint32_t payload, struct bytes *out);

struct media {
	struct stage *stage;
	struct path *path;
	media_head_fn *head;
	double rate;	       /* bits of media a second */
	double frames;	       /* a second */
	uint32_t packet;       /* payload of a full datagram */
	uint32_t answer_every; /* the other end answers every so many datagrams; 0 never */
	media_head_fn *answer;
	uint16_t sequence;
	uint32_t stamp, source;
};

/* Sends media one way from `now_ns` until `end_ns`. */
void media_run(struct media *media, bool up, uint64_t now_ns, uint64_t end_ns);
/* An RTP header (RFC 3550 5.1), payload type 96. */
void media_rtp(struct media *media, bool up, uint32_t payload, struct bytes *out);

#endif
