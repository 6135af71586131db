/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * That the program in the kernel could not be used: why, in the kernel's own words, what libpcap
 * costs instead, and the cure where there is one. As JSON (a run's record, `status`) and for people
 * (the daemon's first lines, `status`), from the same facts.
 */
#ifndef LENSWATCH_OUTPUT_FALLBACK_H
#define LENSWATCH_OUTPUT_FALLBACK_H

#include <json-c/json.h>
#include <stdio.h>

#include "event.h"

/* A new object, or NULL where there is no memory. */
struct json_object *fallback_json(const struct event_fallback *fallback);
/* Reads such an object. False where it is none of ours. */
bool fallback_parse(struct json_object *object, struct event_fallback *out);
/* Why, a sentence without its full stop; then lines of what was said, each after `before`. */
void fallback_write_why(const struct refusal *why, const char *before, FILE *file);
/* "libpcap does the work, because ...", with what it costs and what to do: lines after `before`. */
void fallback_write(const struct event_fallback *fallback, const char *before, FILE *file);
/* What to do about it, without its full stop; NULL where nothing is known. */
const char *fallback_cure(const struct refusal *why);

#endif
