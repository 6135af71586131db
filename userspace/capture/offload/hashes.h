/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hashes of the connections that one look met, to tell those that are older than a flow. All zero
 * is an empty one. Called by capture/offload.c.
 */
#ifndef LENSWATCH_CAPTURE_HASHES_H
#define LENSWATCH_CAPTURE_HASHES_H

#include <stdbool.h>
#include <stdint.h>

#define HASHES_MOST 65536U /* half a MiB */

struct hashes {
	uint32_t count, room;
	bool full; /* one found no room */
	uint64_t *list;
};

void hashes_add(struct hashes *hashes, uint64_t hash);
/* Where not all found room any may have been there: then less is told, never more. */
bool hashes_have(const struct hashes *hashes, uint64_t hash);
/* Empty again; the memory is kept for the next look. */
void hashes_clear(struct hashes *hashes);
void hashes_free(struct hashes *hashes);

#endif
