/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is taken piece by piece and given back at once. The rules keep all their strings in
 * one, the loader keeps each file's nodes in another.
 */
#ifndef LENSWATCH_RULES_ARENA_H
#define LENSWATCH_RULES_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

/* Zeroed memory for any type, or NULL. */
void *arena_take(struct arena *arena, size_t size);
/* A copy of `length` bytes with a zero behind, or NULL. */
char *arena_text(struct arena *arena, const char *text, size_t length);
void arena_destroy(struct arena *arena);

#endif
