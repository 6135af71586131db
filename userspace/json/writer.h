/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One event as one JSON object (docs/records.schema.json). Used by output.c; csv.c writes times and
 * numbers the same way.
 */
#ifndef LENSWATCH_OUTPUT_JSON_H
#define LENSWATCH_OUTPUT_JSON_H

#include <stdio.h>

#include "event.h"

#define JSON_SCHEMA 1
#define JSON_TIME 64   /* room for "2021-03-08T15:22:26.044000Z", and for what a compiler fears */
#define JSON_NUMBER 32 /* room for any number json_number writes */

/* RFC 3339 in UTC; nanoseconds are cut to microseconds. Returns `text`. */
const char *json_time(uint64_t time_ns, char text[JSON_TIME]);
/*
 * At most four decimals, no trailing zeros, a point whatever the locale; NULL for what JSON cannot
 * say.
 */
const char *json_number(double value, char text[JSON_NUMBER]);
/*
 * The same, with a point always: who reads a million of them must not take the first thousands, all
 * 1, for whole numbers.
 */
const char *json_fraction(double value, char text[JSON_NUMBER]);
/* Without its end, `length` bytes, which the caller frees; NULL where memory was short. */
char *json_line(const struct event *event, size_t *length);
/* The line, with its end. 0, -ENOMEM or -EIO. */
int json_write(const struct event *event, FILE *file);

#endif
