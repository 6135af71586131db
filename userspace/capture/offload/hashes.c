// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/hashes.h"

#include <stdlib.h>

#define HASHES_FIRST 1024U

static bool hashes_grow(struct hashes *hashes)
{
	uint32_t room = hashes->room ? hashes->room * 2 : HASHES_FIRST;
	uint64_t *list = room > HASHES_MOST ? NULL : realloc(hashes->list, room * sizeof(*list));

	if (!list)
		return false;
	hashes->list = list;
	hashes->room = room;
	return true;
}

void hashes_add(struct hashes *hashes, uint64_t hash)
{
	if (hashes->count == hashes->room && !hashes_grow(hashes)) {
		hashes->full = true;
		return;
	}
	hashes->list[hashes->count++] = hash;
}

bool hashes_have(const struct hashes *hashes, uint64_t hash)
{
	for (uint32_t i = 0; i < hashes->count; i++)
		if (hashes->list[i] == hash)
			return true;
	return hashes->full;
}

void hashes_clear(struct hashes *hashes)
{
	hashes->count = 0;
	hashes->full = false;
}

void hashes_free(struct hashes *hashes)
{
	free(hashes->list);
	*hashes = (struct hashes){0};
}
