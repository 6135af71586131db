/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a running daemon as JSON (docs/status.md). Called by answers.c.
 */
#ifndef LENSWATCH_STATUS_H
#define LENSWATCH_STATUS_H

#include "json/put.h"

struct engine_camera;
struct watch;

/* A new object, which the caller puts; NULL where memory was short. */
struct json_object *status_of(struct watch *watch);
/* The member `history`: whether one is kept, and since when; what is not in it. */
void status_history(const struct watch *watch, struct put to);
/* A member of `to`, or, where `key` is NULL, an element. */
void status_camera(struct watch *watch, const struct engine_camera *camera, struct put to,
		   const char *key);

#endif
