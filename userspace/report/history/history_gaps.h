/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What could not be seen, as the records of kind `gap` tell it. Called by history.c.
 */
#ifndef LENSWATCH_REPORT_HISTORY_GAPS_H
#define LENSWATCH_REPORT_HISTORY_GAPS_H

#include <json-c/json.h>

#include "event.h"

#define HISTORY_GAPS 10000
#define HISTORY_NOBODY UINT32_MAX

struct history_gap {
	struct json_object *record;
	uint32_t device; /* HISTORY_NOBODY: of all */
};

struct history_gaps { /* begins zeroed */
	size_t count, room;
	struct history_gap *items;
	size_t left_out; /* beyond HISTORY_GAPS */
};

/* Takes a reference of its own. 0 or -ENOMEM. */
int history_gaps_add(struct history_gaps *gaps, struct json_object *record, uint32_t device);
/* Drops those of devices that `keep` does not want; what is of all stays. */
void history_gaps_choose(struct history_gaps *gaps,
			 bool (*keep)(const void *context, uint32_t device), const void *context);
void history_gaps_clear(struct history_gaps *gaps);
/* Whether a gap falls into from <= time < to; a gap of unknown time falls into all. */
bool history_gap_overlaps(const struct event_gap *gap, uint64_t from_ns, uint64_t to_ns);
/* A gap from its record, of whatever version wrote it; `camera` holds its camera. Strings live as
 * long as the record. */
void history_gap_read(struct json_object *record, struct event_camera *camera,
		      struct event_gap *out);
/* What it makes of "nothing left"; of a version without causes by whose it is and by its times. */
enum doubt history_gap_doubt(const struct event_gap *gap);
/* `camera` holds the gap's camera. */
void history_gap_event(const struct history_gap *gap, struct event_camera *camera,
		       struct event *out);

#endif
