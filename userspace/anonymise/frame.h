/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One frame made anonymous in place, from its link to its payload, with its checksums redone.
 * Called twice for each frame of a file by anonymise.c: what the first reading finds the second
 * knows from the start.
 */
#ifndef LENSWATCH_ANONYMISE_FRAME_H
#define LENSWATCH_ANONYMISE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "anonymise/alias.h"

struct frames_alias;

/* What could not be kept although recognising may need it. */
struct frame_count {
	uint64_t copies;    /* frames inside of packets (a mirror's): blanked */
	uint64_t greetings; /* that would have named a server to rename, ciphered or in pieces */
};

/* Whether frames of this kind of link are known to the last byte of their header. */
bool frame_link_known(int link_type);
/* 0, -ENOMEM, or what aliases_create says. */
int frames_alias_create(const uint8_t key[CRYPTOPAN_KEY], const struct rules *rules,
			struct frames_alias **out);
void frames_alias_destroy(struct frames_alias *frames);
/* The first reading looks; the second writes. */
void frame_look(struct frames_alias *frames, int link_type, const uint8_t *data, uint32_t captured,
		uint32_t length);
void frame_alias(struct frames_alias *frames, int link_type, uint8_t *data, uint32_t captured,
		 uint32_t length);
struct aliases_count frames_alias_count(const struct frames_alias *frames,
					struct frame_count *blanked);

#endif
