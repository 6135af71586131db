// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/older.h"

#include <stdlib.h>

#define OLDER_FIRST 64U
#define OLDER_MOST 4096U /* forwarded connections of a home's router: some hundreds */

static struct older_one *older_find(const struct older *older, uint64_t hash)
{
	for (uint32_t i = 0; i < older->count; i++)
		if (older->ones[i].hash == hash)
			return &older->ones[i];
	return NULL;
}

void older_add(struct older *older, uint64_t hash, uint64_t up, uint64_t down)
{
	uint32_t room = older->room ? older->room * 2 : OLDER_FIRST;
	struct older_one *ones;

	if (older->count == older->room) {
		ones = room > OLDER_MOST ? NULL : realloc(older->ones, room * sizeof(*ones));
		if (!ones)
			return;
		older->ones = ones;
		older->room = room;
	}
	older->ones[older->count++] = (struct older_one){hash, up, down};
}

void older_see(struct older *older, uint64_t hash)
{
	struct older_one *one = older_find(older, hash);

	if (one)
		*one = older->ones[--older->count];
}

bool older_sends(struct older *older, uint64_t hash, uint64_t up, uint64_t down)
{
	struct older_one *one = older_find(older, hash);

	if (!one)
		return false;
	if (up < one->up || down < one->down) { /* another one of the same ends: that is new */
		older_see(older, hash);
		return false;
	}
	if (up - one->up < OLDER_LEAST_BYTES || up - one->up <= down - one->down)
		return false;
	one->up = up;
	one->down = down;
	return true;
}

void older_free(struct older *older)
{
	free(older->ones);
	*older = (struct older){0};
}
