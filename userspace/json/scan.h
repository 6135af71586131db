/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Members of a JSON text (RFC 8259), found without making objects of it: where they stand, at which
 * depth, in any order. For the ledger, which reads each record when it is verified: by json-c that
 * took three times as long. Of well-formed texts only; of others nothing is read beyond their end,
 * and less is found. Keys are compared as they are written: ours need no escapes.
 */
#ifndef LENSWATCH_JSON_SCAN_H
#define LENSWATCH_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* A value, or a part of one, borrowed from the text; `length` bytes, no zero behind them. */
struct scan {
	const char *at;
	size_t length;
};

/*
 * The members of an object or the elements of an array, one after the other. Elements have a key of
 * no length. False at the end, and where the text is neither.
 */
struct scan_walk {
	struct scan rest;
	bool object;
};

/* Borrows the text of `container`; nothing is to be freed. */
struct scan_walk scan_begin(struct scan container);
bool scan_next(struct scan_walk *walk, struct scan *key, struct scan *value);
/* Whether the text is that word to the byte. */
bool scan_is(struct scan text, const char *word);
/* The first member of that key; false where there is none. */
bool scan_member(struct scan object, const char *key, struct scan *value);
/* What stands between the quotes, with its escapes; false where the value is no string. */
bool scan_string(struct scan value, struct scan *text);

#endif
