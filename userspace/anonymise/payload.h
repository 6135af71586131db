/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a packet's payload recognising needs, made anonymous; the rest becomes zero, and lengths
 * stay. Called by frame.c; internal to this room.
 */
#ifndef LENSWATCH_ANONYMISE_PAYLOAD_H
#define LENSWATCH_ANONYMISE_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymise/alias.h"
#include "packet/packet.h"

struct essences;

/* The part of a connection's greeting that a packet carries. */
enum greeted {
	GREETED_NOT = 0, /* it is none */
	GREETED_NAMED,	 /* it stays, with the name that its server may have */
	GREETED_BLANK,	 /* the name cannot be changed */
};

struct payload {
	struct aliases *aliases;
	struct essences *essences;
	const uint8_t *tag;	     /* a key of 32 bytes, of the marks that tell packets apart */
	const struct packet *packet; /* as it was */
	uint8_t *bytes;		     /* a copy of its payload */
	size_t size;
	enum greeted greeted;
	const char *host, *alias; /* with GREETED_NAMED, as long as each other */
};

void payload_alias(const struct payload *payload);

/* What discovery messages were worth, by their bytes: they are sent again and again. 0, -ENOMEM. */
int essences_create(struct essences **out);
void essences_destroy(struct essences *essences);
/* Blanks each word without which the same is recognised of the device that sent it. */
void essence_keep(struct essences *essences, const struct rules *rules, const struct packet *packet,
		  uint8_t *bytes, size_t size);

/* A greeting, a request or an answer in lines of text (HTTP, RTSP, SIP). False: it is none. */
bool lines_alias(struct aliases *aliases, uint8_t *bytes, size_t size);

#endif
