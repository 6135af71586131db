// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/history/seen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define SEEN_ROOM 256

static struct seen_part *seen_slot(const struct seen *seen, uint64_t key)
{
	size_t at = (size_t)key & (seen->room - 1);

	while (seen->parts[at].key && seen->parts[at].key != key)
		at = (at + 1) & (seen->room - 1);
	return &seen->parts[at];
}

static int seen_grow(struct seen *seen)
{
	struct seen grown = {.count = seen->count, .room = seen->room ? 2 * seen->room : SEEN_ROOM};

	if (seen->count * 2 < seen->room)
		return 0;
	grown.parts = calloc(grown.room, sizeof(*grown.parts));
	if (!grown.parts)
		return -ENOMEM;
	for (size_t i = 0; i < seen->room; i++)
		if (seen->parts[i].key)
			*seen_slot(&grown, seen->parts[i].key) = seen->parts[i];
	free(seen->parts);
	*seen = grown;
	return 0;
}

/* An id is a hash of 64 bits already, of where and when the upload began. */
static uint64_t seen_key(const struct event_upload *part, uint64_t scope)
{
	struct {
		char id[20];
		uint32_t part;
		uint64_t scope;
	} what = {.part = part->part, .scope = scope};
	uint64_t key;

	_Static_assert(sizeof(part->id) <= sizeof(what.id), "room for an id");
	_Static_assert(sizeof(what) % 4 == 0, "hash_bytes takes whole words");
	memcpy(what.id, part->id, strnlen(part->id, sizeof(part->id)));
	key = hash_bytes(&what, sizeof(what));
	return key ? key : 1;
}

int seen_add(struct seen *seen, const struct event_upload *part, uint64_t scope, uint64_t *more)
{
	uint64_t key = seen_key(part, scope);
	struct seen_part *slot;
	int err = seen_grow(seen);
	bool known;

	if (err)
		return err;
	slot = seen_slot(seen, key);
	known = slot->key != 0;
	*more = part->bytes_up > slot->bytes ? part->bytes_up - slot->bytes : 0;
	slot->key = key;
	slot->bytes += *more;
	seen->count += !known;
	return !known;
}

void seen_clear(struct seen *seen)
{
	free(seen->parts);
	*seen = (struct seen){0};
}
