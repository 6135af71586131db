/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's answers for people: what is being sent now, whether everything is seen, which
 * cameras there are. Used by `lenswatch status` and `lenswatch cameras`.
 */
#ifndef LENSWATCH_OUTPUT_STATUS_TEXT_H
#define LENSWATCH_OUTPUT_STATUS_TEXT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

/* `answer` as docs/status.md tells; what it lacks is left out. `verbose`: memory and rights too. */
void status_text_write(struct json_object *answer, bool verbose, bool colour, FILE *file);
/* One camera of {"cameras":[...]}, in two lines. */
void status_text_camera(struct json_object *camera, bool colour, FILE *file);

#endif
