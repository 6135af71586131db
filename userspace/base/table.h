/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of all that is found by what comes from the network: capped, of entries that begin with
 * their key. Its hash is keyed by chance (SipHash, crypto_shorthash), so that nobody who chooses
 * keys makes a long chain of them: one is as long as chance makes it, a few entries of as many as
 * there may be. Chance shows nowhere: entries are numbered as they come, and who makes room goes by
 * age, whatever their hashes. Memory is touched only as far as it was ever filled.
 */
#ifndef LENSWATCH_BASE_TABLE_H
#define LENSWATCH_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table;

/*
 * `key` and `entry` are sizes in bytes; a key has no padding. 0, -ENOMEM, or -EINVAL for a limit of
 * 0 or one that no number reaches.
 */
int table_create(uint32_t limit, size_t key, size_t entry, struct table **out);
void table_destroy(struct table *table); /* NULL is nothing to do */
/* The entry, or NULL. It stays where it is until it is dropped. */
void *table_look(const struct table *table, const void *key);
/* Finds it, or adds it as the newest, zeroed but for the key. NULL where it is full. */
void *table_find(struct table *table, const void *key, bool *added);
/* Takes the entry of that key out, if it is there; its number is the next one's. */
void table_drop(struct table *table, const void *key);

/* How many there are, and how many there may be. */
uint32_t table_count(const struct table *table);
bool table_is_full(const struct table *table);
/* An entry's number, from 0; numbers have no holes where nothing was dropped. */
uint32_t table_index(const struct table *table, const void *entry);
void *table_at(const struct table *table, uint32_t index);
/* All entries in the order of their numbers: the one behind `entry`, the first behind NULL. */
void *table_next(const struct table *table, const void *entry);

/* It was used: none is newer. */
void table_use(struct table *table, void *entry);
/* It has no age, and is not found as the oldest, until it is used again. */
void table_keep(struct table *table, void *entry);
/* The one used longest ago, and the next behind `entry`. NULL where there is none. */
void *table_oldest(const struct table *table);
void *table_newer(const struct table *table, const void *entry);

#endif
