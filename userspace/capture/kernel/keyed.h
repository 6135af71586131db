/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capped table of entries that begin with their key, from which entries can be taken out. Memory
 * is touched only as far as it was ever filled. Called by kernel.c for its flows and devices.
 */
#ifndef LENSWATCH_CAPTURE_KEYED_H
#define LENSWATCH_CAPTURE_KEYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyed;

/* `key` and `entry` are sizes in bytes, the key's a multiple of 4. 0 or -ENOMEM. */
int keyed_create(uint32_t limit, size_t key, size_t entry, struct keyed **out);
void keyed_destroy(struct keyed *keyed);
/* The entry, or NULL. It stays where it is until it is dropped. */
void *keyed_look(const struct keyed *keyed, const void *key);
/* Finds it, or adds it, zeroed but for the key. NULL where it is full. */
void *keyed_find(struct keyed *keyed, const void *key, bool *added);
void keyed_drop(struct keyed *keyed, const void *key);
void keyed_each(const struct keyed *keyed, void (*each)(void *context, void *entry), void *context);

#endif
