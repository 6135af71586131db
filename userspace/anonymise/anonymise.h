/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture without whose it is: addresses, MACs and names under others, the same for the same key,
 * and no payload that recognising does not need, so that a replay of it tells the same. Called by
 * `lenswatch anonymise`.
 */
#ifndef LENSWATCH_ANONYMISE_ANONYMISE_H
#define LENSWATCH_ANONYMISE_ANONYMISE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "anonymise/frame.h"

#define ANONYMISE_ERROR 640

struct anonymised {
	uint64_t packets;
	struct aliases_count names;
	struct frame_count blanked;
	bool cut; /* it ends early, and so does what was written */
};

/*
 * Reads `path` twice and writes it as pcapng. 0, or -errno with a sentence in `error`; what was
 * written is then worth nothing. What is said besides packets stays only as far as a replay goes by
 * it: how many were lost, that a filter was on, that it ends early.
 */
int anonymise_file(const char *path, const uint8_t key[CRYPTOPAN_KEY], const struct rules *rules,
		   FILE *to, struct anonymised *out, char error[ANONYMISE_ERROR]);

/* 32 bytes, or 64 hexadecimal digits and a line's end. 0 or -errno with a sentence in `error`. */
int anonymise_read_key(const char *path, uint8_t key[CRYPTOPAN_KEY], char error[ANONYMISE_ERROR]);

#endif
