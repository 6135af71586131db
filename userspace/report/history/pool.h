/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON objects that come again and again (a camera, a destination), kept once. Called by history.c.
 */
#ifndef LENSWATCH_REPORT_POOL_H
#define LENSWATCH_REPORT_POOL_H

#include <json-c/json.h>
#include <stdint.h>

#define POOL_MOST 65536

struct pool { /* begins zeroed */
	size_t count, room;
	struct json_object **items;
	size_t slot_count; /* a power of two */
	uint32_t *slots;   /* index + 1, 0 free */
};

/* Takes a reference of its own. 0, -ENOMEM or -E2BIG. */
int pool_keep(struct pool *pool, struct json_object *object, uint32_t *index);
void pool_clear(struct pool *pool);

#endif
