/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon answers to `lenswatch status` and `lenswatch cameras` (docs/status.md). Called by
 * the control socket, with the struct watch for context.
 */
#ifndef LENSWATCH_ANSWERS_H
#define LENSWATCH_ANSWERS_H

#include <json-c/json.h>

/* A new object, which the caller puts; see control_fn. */
struct json_object *answers_give(void *watch, struct json_object *question);

#endif
