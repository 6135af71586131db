// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RING_BLOCK (256U * 1024U)

/* Memory follows what there is to keep: a quiet house takes one block. */
struct block {
	struct block *next;
	size_t used;
	uint64_t last_ns; /* of its frames */
	uint8_t bytes[];
};

struct ring {
	size_t blocks, limit;
	uint64_t age_ns;
	struct block *first, *last;
};

struct stored { /* stands before each frame's bytes */
	uint64_t time_ns;
	uint32_t captured, length;
	int32_t link_type;
};

int ring_create(size_t room, uint64_t age_ns, struct ring **out)
{
	struct ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return -ENOMEM;
	ring->limit = room > RING_BLOCK ? room / RING_BLOCK : 1;
	ring->age_ns = age_ns;
	*out = ring;
	return 0;
}

static void ring_drop(struct ring *ring)
{
	struct block *block = ring->first;

	ring->first = block->next;
	if (!ring->first)
		ring->last = NULL;
	ring->blocks--;
	free(block);
}

void ring_destroy(struct ring *ring)
{
	if (!ring)
		return;
	while (ring->first)
		ring_drop(ring);
	free(ring);
}

static void ring_age(struct ring *ring, uint64_t now_ns)
{
	while (ring->age_ns && ring->first && ring->first->last_ns + ring->age_ns < now_ns)
		ring_drop(ring);
}

static int ring_extend(struct ring *ring)
{
	struct block *block;

	if (ring->blocks == ring->limit)
		ring_drop(ring);
	block = malloc(RING_BLOCK);
	if (!block)
		return -ENOMEM;
	block->next = NULL;
	block->used = 0;
	block->last_ns = 0;
	if (ring->last)
		ring->last->next = block;
	else
		ring->first = block;
	ring->last = block;
	ring->blocks++;
	return 0;
}

int ring_add(struct ring *ring, const struct ring_frame *frame)
{
	const size_t room = RING_BLOCK - sizeof(struct block);
	struct stored stored = {frame->time_ns, frame->captured, frame->length, frame->link_type};
	size_t size = sizeof(stored) + frame->captured;
	struct block *block;

	if (size > room)
		return -ENOMEM;
	ring_age(ring, frame->time_ns);
	if ((!ring->last || room - ring->last->used < size) && ring_extend(ring) != 0)
		return -ENOMEM;
	block = ring->last;
	memcpy(block->bytes + block->used, &stored, sizeof(stored));
	memcpy(block->bytes + block->used + sizeof(stored), frame->data, frame->captured);
	block->used += size;
	if (frame->time_ns > block->last_ns)
		block->last_ns = frame->time_ns;
	return 0;
}

bool ring_next(const struct ring *ring, struct ring_place *place, struct ring_frame *out)
{
	const struct block *block = place->block ? place->block : ring->first;
	struct stored stored;

	while (block && place->at == block->used) {
		block = block->next;
		place->at = 0;
	}
	place->block = block;
	if (!block)
		return false;
	memcpy(&stored, block->bytes + place->at, sizeof(stored));
	*out = (struct ring_frame){stored.time_ns, stored.link_type, stored.captured, stored.length,
				   block->bytes + place->at + sizeof(stored)};
	place->at += sizeof(stored) + stored.captured;
	return true;
}
