/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way that was taken because the program in the kernel could not be used, as JSON: in a run's
 * record and in `status`. words/fallback.h says the same to people.
 */
#ifndef LENSWATCH_JSON_DETOUR_H
#define LENSWATCH_JSON_DETOUR_H

#include "event.h"
#include "json/put.h"

/* A member of `to`; null where there was none (NULL, or without a cause). */
void detour_put(struct put to, const char *key, const struct event_fallback *fallback);
/* Reads such an object. False where it is none of ours; `out` is then untouched. */
bool detour_parse(struct json_object *object, struct event_fallback *out);

#endif
