/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/history_gaps.h"

#include <stdlib.h>

#include "json/reading.h"
#include "ledger/legacy.h"
#include "report/history/array.h"

bool history_gap_overlaps(const struct event_gap *gap, uint64_t from_ns, uint64_t to_ns)
{
	/* A clock that was set back leaves the end before the beginning. */
	uint64_t first = gap->from_ns < gap->to_ns ? gap->from_ns : gap->to_ns;
	uint64_t last = gap->from_ns < gap->to_ns ? gap->to_ns : gap->from_ns;

	return !last || (last >= from_ns && first < to_ns);
}

int history_gaps_add(struct history_gaps *gaps, struct json_object *record, uint32_t device)
{
	int err;

	if (gaps->count == HISTORY_GAPS) {
		gaps->left_out++;
		return 0;
	}
	err = array_grow((void **)&gaps->items, gaps->count, &gaps->room, HISTORY_GAPS,
			 sizeof(*gaps->items));
	if (err)
		return err;
	gaps->items[gaps->count++] =
		(struct history_gap){.record = json_object_get(record), .device = device};
	return 0;
}

void history_gaps_choose(struct history_gaps *gaps,
			 bool (*keep)(const void *context, uint32_t device), const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < gaps->count; i++) {
		const struct history_gap *gap = &gaps->items[i];

		if (gap->device == HISTORY_NOBODY || keep(context, gap->device))
			gaps->items[kept++] = *gap;
		else
			json_object_put(gap->record);
	}
	gaps->count = kept;
}

void history_gaps_clear(struct history_gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++)
		json_object_put(gaps->items[i].record);
	free(gaps->items);
	*gaps = (struct history_gaps){0};
}

void history_gap_read(struct json_object *record, struct event_camera *camera,
		      struct event_gap *out)
{
	reading_gap(record, camera, out);
	if (out->cause != CAUSE_UNKNOWN)
		return;
	out->cause = legacy_cause(out->said, &out->count);
	/* Names of interfaces stand in what was said alone. */
	if (out->cause != CAUSE_UNKNOWN && cause_doubt(out->cause) != DOUBT_INTERRUPTED)
		out->said = NULL;
}

enum doubt history_gap_doubt(const struct event_gap *gap)
{
	if (gap->cause == CAUSE_UNKNOWN && gap->from_ns > gap->to_ns)
		return DOUBT_CLOCK;
	if (gap->cause == CAUSE_UNKNOWN && gap->camera)
		return gap->bytes ? DOUBT_UNSEEN : DOUBT_OFF_PATH;
	return cause_doubt(gap->cause);
}

void history_gap_event(const struct history_gap *gap, struct event_camera *camera,
		       struct event *out)
{
	*out = (struct event){.kind = EVENT_GAP};
	history_gap_read(gap->record, camera, &out->gap);
}
