// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/gaps.h"

#include <stdio.h>

static void watch_gaps_keep(struct watch_gaps *gaps, const struct event_gap *gap)
{
	struct watch_gap *kept = &gaps->at[gaps->count++ % WATCH_GAPS];
	const struct event_camera *camera = gap->camera;
	char label[PHRASE_LABEL];

	kept->from_ns = gap->from_ns;
	kept->to_ns = gap->to_ns;
	kept->packets = gap->packets;
	kept->cause = gap->cause;
	gap_words(gap, kept->reason);
	snprintf(kept->camera, sizeof(kept->camera), "%s",
		 camera ? phrase_label(camera, label) : "");
}

void watch_gaps_notice(struct watch_gaps *gaps, const struct event *event)
{
	if (event->kind == EVENT_GAP)
		watch_gaps_keep(gaps, &event->gap);
	if (event->kind != EVENT_UPLOAD)
		return;
	gaps->merged += event->upload.coverage == COVERAGE_MERGED;
	gaps->lossy += event->upload.coverage == COVERAGE_LOWER_BOUND;
}
