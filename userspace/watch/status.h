/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a running daemon as JSON (docs/status.md). Called by answers.c.
 */
#ifndef LENSWATCH_STATUS_H
#define LENSWATCH_STATUS_H

#include <json-c/json.h>

struct engine_camera;
struct watch;

/* New objects, which the caller puts. */
struct json_object *status_of(struct watch *watch);
/* Whether a history is kept, and since when; what is not in it. */
struct json_object *status_history(const struct watch *watch);
struct json_object *status_camera(struct watch *watch, const struct engine_camera *camera);

#endif
