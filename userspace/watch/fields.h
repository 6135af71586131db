/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fields of what a running daemon answers: what is unknown is null, and no text is anything but
 * UTF-8. Called by status.c.
 */
#ifndef LENSWATCH_WATCH_FIELDS_H
#define LENSWATCH_WATCH_FIELDS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "event.h"

void fields_text(struct json_object *to, const char *key, const char *text); /* NULL, "": null */
void fields_count(struct json_object *to, const char *key, uint64_t count);
void fields_bool(struct json_object *to, const char *key, bool value);
void fields_number(struct json_object *to, const char *key, double value);   /* NAN: null */
void fields_time(struct json_object *to, const char *key, uint64_t time_ns); /* 0: null */
void fields_say(struct json_object *list, const char *text);
/* `nothing_left`, and `doubts` from bits of enum doubt. */
void fields_left(struct json_object *to, enum nothing_left left, uint32_t doubts);

#endif
