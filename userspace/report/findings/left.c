// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/findings/left.h"

#include <string.h>

#include "json/reading.h"
#include "json/scan.h"
#include "report/findings/report.h"

#define MICRO 1000U

static void left_doubt(struct left *left, enum doubt doubt, bool holds)
{
	if (holds)
		left->doubts |= 1U << doubt;
}

/* Whether that member of it is true. */
static bool left_says(const struct ledger_record *record, const char *key)
{
	struct scan value;

	return scan_member((struct scan){record->content, record->length}, key, &value) &&
	       scan_is(value, "true");
}

void left_add(struct left *left, const struct ledger_record *record)
{
	if (!record->content || strcmp(record->kind, "traffic") != 0 ||
	    record->end < left->counted_us)
		return;
	if (record->end > left->counted_us)
		left->under_way = false;
	left->counted_us = record->end;
	left->under_way |= left_says(record, "under_way");
}

static int left_any(void *context, const struct ledger_record *record)
{
	bool *found = context;

	*found = record->content && !left_says(record, "withdrawn");
	return *found;
}

static int look_for(const struct records *source, const struct ledger_query *query, bool *found)
{
	int err = source->each(source->context, query, left_any, found);

	return err == 1 ? 0 : err;
}

/* Of who was known before the period nothing need be told in it. */
static int judge_cameras(struct left *left, const struct report *report,
			 const struct records *source)
{
	struct ledger_query camera = {
		.to = report->order.to_ns / MICRO, .kind = "camera", .any_order = true};
	bool found = report->history->devices.count > 0;
	int err = found ? 0 : look_for(source, &camera, &found);

	left_doubt(left, DOUBT_NO_CAMERA, !found);
	return err;
}

/* What it was has been told where the counts go on. */
static int judge_under_way(struct left *left, const struct report *report,
			   const struct records *source)
{
	struct ledger_query later = {
		.from = left->counted_us + 1, .kind = "traffic", .any_order = true};
	bool going = report->order.sending && report->order.to_ns >= report->order.now_ns;
	bool told = false;
	int err = left->under_way ? look_for(source, &later, &told) : 0;

	left_doubt(left, DOUBT_UNDER_WAY, going || (left->under_way && !told));
	return err;
}

static void judge_gaps(struct left *left, const struct history *history)
{
	struct event_camera camera;
	struct event event;

	left_doubt(left, DOUBT_GAP, history->gaps.left_out > 0);
	for (size_t i = 0; i < history->gaps.count; i++) {
		const struct event_gap *gap = &event.gap;

		history_gap_event(&history->gaps.items[i], &camera, &event);
		left_doubt(left, history_gap_doubt(gap), true);
	}
}

static void judge_watching(struct left *left, const struct report *report)
{
	const struct report_order *order = &report->order;
	const struct watching *watching = &report->watching;
	uint64_t at = order->from_ns, end = report_end(report), from, until;
	bool open;

	left_doubt(left, DOUBT_UNWATCHED, watching->left_out > 0 || at >= end);
	left_doubt(left, DOUBT_UNWATCHED, report_hole(report, &at, end, &from, &until, &open));
	left->doubts |= report_doubts(report, order->from_ns, order->to_ns) & ~(1U << DOUBT_ABSENT);
	/* Of one camera that is known nothing hangs on another. */
	left_doubt(left, DOUBT_ABSENT,
		   !order->camera && report_absent(report, order->from_ns, order->to_ns));
}

static bool judge_uploads(struct left *left, const struct history *history)
{
	bool any_left = false;

	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];

		any_left |= !upload->local;
		left_doubt(left, DOUBT_PASSED_ON,
			   upload->local && upload->passed_on == PASSED_ON_YES);
	}
	return any_left;
}

int left_judge(struct left *left, const struct report *report, const struct records *source)
{
	bool any_left = judge_uploads(left, report->history);
	int err = judge_cameras(left, report, source);

	if (!err)
		err = judge_under_way(left, report, source);
	judge_gaps(left, report->history);
	judge_watching(left, report);
	left_doubt(left, DOUBT_CHANGED, report->history->unreadable > 0);
	left_doubt(left, DOUBT_ERASED, report->forgotten > 0);
	left_doubt(left, DOUBT_DROPPED, report->dropped_ns > report->order.from_ns);
	left_doubt(left, DOUBT_UNWRITTEN,
		   report_unwritten(report, report->order.from_ns, report->order.to_ns));
	left->nothing = any_left       ? NOTHING_LEFT_NO
			: left->doubts ? NOTHING_LEFT_CANNOT_TELL
				       : NOTHING_LEFT_YES;
	return err;
}
