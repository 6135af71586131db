/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a running daemon tells, as Prometheus reads it (its text format, version 0.0.4): called by
 * `lenswatch status`, for the textfile collector of a node exporter.
 */
#ifndef LENSWATCH_COMMANDS_METRICS_H
#define LENSWATCH_COMMANDS_METRICS_H

#include <json-c/json.h>
#include <stdio.h>

#define METRICS_CAMERAS 64 /* with labels of their own; all others are "other" */

/*
 * `status` and `cameras` are the daemon's answers. Uploads are those of its history while that has
 * them all, else those since it began. 0, or -errno, told, with nothing written: its history cannot
 * be read now, and a counter must not go back.
 */
int metrics_write(struct json_object *status, struct json_object *cameras, FILE *file);

#endif
