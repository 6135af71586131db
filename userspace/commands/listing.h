/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's answers on cameras and devices: read, and as tables. Used by `lenswatch cameras` and
 * `lenswatch devices`.
 */
#ifndef LENSWATCH_COMMANDS_LISTING_H
#define LENSWATCH_COMMANDS_LISTING_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

struct running_camera;

/* A camera of an answer. Its texts live as long as the answer. */
void listing_read(struct json_object *one, struct running_camera *out);
/* `answer` as docs/status.md tells. How many rows there are, or -ENOMEM. */
int listing_cameras(struct json_object *answer, bool colour, FILE *file);
int listing_devices(struct json_object *answer, bool colour, FILE *file);

#endif
