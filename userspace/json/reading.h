/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as they stand in the ledger (json/writer.c wrote them), read back into event.h. What is
 * not there or of another type is unknown: a record of a newer Lenswatch is read as far as it is
 * known. Strings are borrowed from the JSON object. Called by who reads the history.
 */
#ifndef LENSWATCH_REPORT_READING_H
#define LENSWATCH_REPORT_READING_H

#include <json-c/json.h>

#include "event.h"

/* NULL where it is not one JSON object, or memory is short. The caller puts it. */
struct json_object *reading_parse(const char *content, size_t length);

/* NULL where there is none, or it is null. */
struct json_object *reading_member(struct json_object *object, const char *key);
const char *reading_text(struct json_object *object, const char *key);
uint64_t reading_count(struct json_object *object, const char *key);
double reading_number(struct json_object *object, const char *key); /* NAN: unknown */
bool reading_flag(struct json_object *object, const char *key);
/* How many there are in it; 0 where it is no array. */
size_t reading_length(struct json_object *list);
/* Nanoseconds since 1970, 0 unknown. */
uint64_t reading_time(struct json_object *object, const char *key);
uint64_t reading_moment(const char *text);

/* The record's `camera` and `destination`, as objects; all of `out` is set. */
void reading_camera(struct json_object *object, struct event_camera *out);
void reading_destination(struct json_object *object, struct event_destination *out);
/* All but camera and destination, which are often kept once for many. */
void reading_upload(struct json_object *object, struct event_upload *out);
/* The gap's camera, if it is of one, goes into `camera`. */
void reading_gap(struct json_object *object, struct event_camera *camera, struct event_gap *out);

#endif
