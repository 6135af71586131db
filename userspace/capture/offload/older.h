/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections that something forwarded around us already when watching began, so that not even
 * their first packets passed here: what they carry is told of nobody. Called by capture/offload.c.
 */
#ifndef LENSWATCH_CAPTURE_OLDER_H
#define LENSWATCH_CAPTURE_OLDER_H

#include <stdbool.h>
#include <stdint.h>

/* So much sent, and more than was received: less is told of no connection. */
#define OLDER_LEAST_BYTES 65536U

struct older_one {
	uint64_t hash;	   /* of its ends */
	uint64_t up, down; /* counted when it was told of last, at first when watching began */
};

struct older {
	uint32_t count, room;
	struct older_one *ones;
};

/* It is there when watching begins. Where there is no room for it nothing is told of it. */
void older_add(struct older *older, uint64_t hash, uint64_t up, uint64_t down);
/* It passes here after all. */
void older_see(struct older *older, uint64_t hash);
/* Whether it sent so much since it was asked last with yes for an answer. */
bool older_sends(struct older *older, uint64_t hash, uint64_t up, uint64_t down);
void older_free(struct older *older);

#endif
