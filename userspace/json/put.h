/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one way in which members get into JSON, for records, answers and receipts. Every value is
 * checked as it is put, and one flag says at the end whether all are there: json-c says "out of
 * memory" by NULL, which it also takes for null. Texts become well-formed UTF-8 (RFC 8259,
 * section 8.1).
 */
#ifndef LENSWATCH_JSON_PUT_H
#define LENSWATCH_JSON_PUT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "event.h"

/* An object or array that is being filled; both pointers borrowed. */
struct draft_leaf;

struct put {
	struct draft_leaf *leaf; /* NULL once something failed */
	bool *failed;
};

/* The root, which one of the next four frees. `*failed` becomes false. */
struct put put_begin(bool *failed);
/*
 * The text in one line, which the caller frees, and its bytes, where `length` is not NULL; NULL
 * where memory was short. Ends the root.
 */
char *put_end(struct put root, size_t *length);
/* The same as a line of `file`: 0, -ENOMEM with nothing written, or -EIO. Ends the root. */
int put_line(struct put root, FILE *file);
/* The same as an object, which the caller puts; NULL where memory was short. Ends the root. */
struct json_object *put_take(struct put root);
/* Nobody wants it any more. */
void put_drop(struct put root);

/*
 * `key` is a constant, not there yet; NULL where `to` is an array, whose end the value becomes.
 * put_value takes the value over, and NULL is a failure.
 */
void put_value(struct put to, const char *key, struct json_object *value);
void put_null(struct put to, const char *key);
void put_text(struct put to, const char *key, const char *text); /* NULL: null */
void put_some(struct put to, const char *key, const char *text); /* NULL, "": null */
void put_bool(struct put to, const char *key, bool value);
void put_count(struct put to, const char *key, uint64_t value);
void put_known(struct put to, const char *key, uint64_t value);	 /* 0: null */
void put_number(struct put to, const char *key, double value);	 /* as json_number */
void put_fraction(struct put to, const char *key, double value); /* as json_fraction */
void put_time(struct put to, const char *key, uint64_t time_ns); /* 0: null */
struct put put_object(struct put to, const char *key);
struct put put_array(struct put to, const char *key);
/* How many elements it has so far. */
size_t put_length(struct put list);
/* Two members: `nothing_left`, and `doubts` from bits of enum doubt. */
void put_left(struct put to, enum nothing_left left, uint32_t doubts);

#endif
