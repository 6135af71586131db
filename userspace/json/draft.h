/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is put (json/put.h) until all of it is there: a value a leaf, each its text already, from
 * one piece of memory that is freed at once. json-c's objects, of which an event has eighty, took
 * half of the time of keeping it in a history.
 */
#ifndef LENSWATCH_JSON_DRAFT_H
#define LENSWATCH_JSON_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

struct draft_leaf;

/* An empty object, the root; NULL where memory was short. The caller destroys it. */
struct draft_leaf *draft_create(void);
/* The whole, by its root; NULL is none. */
void draft_destroy(struct draft_leaf *root);

/*
 * What stands at the end of `to`, an object or an array, from then on. `key` is borrowed until the
 * draft is destroyed, and NULL in an array. NULL and false: memory was short, or `to` is NULL.
 */
struct draft_leaf *draft_object(struct draft_leaf *to, const char *key);
struct draft_leaf *draft_array(struct draft_leaf *to, const char *key);
/* A value that is JSON already, copied. */
bool draft_literal(struct draft_leaf *to, const char *key, const char *text, size_t length);
/* A string of well-formed UTF-8, copied; its escapes are those of json-c, but none of a slash. */
bool draft_string(struct draft_leaf *to, const char *key, const char *text, size_t length);

/* How many values an object or array has; 0 of NULL. */
size_t draft_count(const struct draft_leaf *of);
/* All of it in one line, no white space; NULL where memory was short. The caller frees it. */
char *draft_text(const struct draft_leaf *root, size_t *length);

#endif
