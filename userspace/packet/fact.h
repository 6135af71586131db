/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the discovery decoders hand over one fact; internal to this room. */
#ifndef LENSWATCH_PACKET_FACT_H
#define LENSWATCH_PACKET_FACT_H

#include "packet/discovery.h"

#define FACT_TEXT 256 /* 255 bytes and the zero */

struct teller {
	const struct packet *packet;
	discovery_fn *fact;
	void *context;
};

/* Cleans `size` bytes to printable UTF-8 and tells them; nothing where nothing is left. */
void fact_text(const struct teller *t, enum discovery_kind kind, const uint8_t *text, size_t size);
/* As fact_text and fact_address, about the device `mac` (NULL: the sender). */
void fact_text_of(const struct teller *t, const uint8_t *mac, enum discovery_kind kind,
		  const uint8_t *text, size_t size);
void fact_address_of(const struct teller *t, const uint8_t *mac, const struct address *address);
void fact_prefix(const struct teller *t, const struct address *address, uint8_t length);
void fact_router(const struct teller *t);
/* Writes printable UTF-8, at most 255 bytes and a zero, and returns how many bytes. */
size_t fact_clean(const uint8_t *text, size_t size, char out[FACT_TEXT]);

#endif
