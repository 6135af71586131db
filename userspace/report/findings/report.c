/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json/reading.h"

#define MICRO 1000U
#define DAY_US (86400ULL * 1000000ULL)
#define AFTER_DAYS 7U /* grows where nothing was written for so long */
#define LONG_AGO (60ULL * DAY_US * MICRO)

static int report_take(void *context, const struct ledger_record *record)
{
	struct report *report = context;
	int err = history_add(report->history, record);

	watching_alive(&report->watching, record);
	notes_add(&report->notes, record);
	left_add(&report->left, record);
	return err ? err : watching_add(&report->watching, record);
}

/*
 * The first that live capture wrote after the period shows whether it went on till then. What a run
 * that began after it wrote shows nothing of the one before.
 */
static int take_after(void *context, const struct ledger_record *record)
{
	struct report *report = context;

	if (record->written * MICRO < report->order.to_ns)
		return 0;
	report->ran_anew = watching_is_run(record);
	if (report->ran_anew)
		return 1;
	if (!watching_is_live(record))
		return 0;
	watching_alive(&report->watching, record);
	return 1;
}

/* Step by step, since what a step holds is sorted before the first of it comes. */
static int look_after(struct report *report, const struct records *source)
{
	uint64_t from = report->order.to_ns / MICRO, now = report->order.now_ns / MICRO;
	uint64_t step = AFTER_DAYS * DAY_US;
	int err = 0;

	while (!err && from < now) {
		struct ledger_query query = {.from = from, .to = from + step};

		err = source->each(source->context, &query, take_after, report);
		from += step;
		step *= 4;
	}
	return err == 1 ? 0 : err;
}

static int take_forgotten(void *context, const struct ledger_record *record)
{
	struct report *report = context;
	struct json_object *object = record->content && record->end * MICRO >= report->order.from_ns
					     ? reading_parse(record->content, record->length)
					     : NULL;

	report->forgotten += reading_count(object, "records");
	json_object_put(object);
	return 0;
}

static int look_for_forgotten(struct report *report, const struct records *source)
{
	const struct report_order *order = &report->order;
	struct ledger_query query = {.kind = "forgotten", .any_order = true};

	/* Of what is long ago most of the ledger is younger, and that is read fastest as it lies.
	 */
	if (order->now_ns - order->from_ns < LONG_AGO)
		query.from = order->from_ns / MICRO;
	return source->each(source->context, &query, take_forgotten, report);
}

/* By the limits of its owner (keep-days, keep-mb): the last such record says up to when. */
static int take_dropped(void *context, const struct ledger_record *record)
{
	struct report *report = context;

	if (record->content)
		report->dropped_ns = record->end * MICRO;
	return 0;
}

static int report_read_records(struct report *report, const struct records *source)
{
	const struct report_order *order = &report->order;
	struct ledger_query period = {.from = order->from_ns / MICRO,
				      .to = report->history->to_ns / MICRO};
	struct ledger_query dropped = {.kind = "dropped"};
	int err = source->each(source->context, &dropped, take_dropped, report);

	report->watching.dropped_ns = report->dropped_ns;
	if (!err)
		err = watching_look(&report->watching, source, order->from_ns);
	if (!err)
		err = source->each(source->context, &period, report_take, report);
	if (!err)
		err = look_after(report, source);
	if (!err)
		err = look_for_forgotten(report, source);
	watching_finish(&report->watching);
	return err;
}

static int count_all(struct report *report, const struct records *source)
{
	const struct report_order *order = &report->order;
	int err = figures_count(&report->figures, report->history);

	if (!err)
		err = cards_make(&report->cards, report->history);
	if (!err)
		err = holding_count(&report->holding, report->history, order->rules,
				    report->history->to_ns, order->now_ns);
	if (!err && !order->request)
		err = cards_compare(&report->cards, report->history, source);
	if (!err && !order->request)
		err = novelty_find(&report->novelty, report->history, source);
	if (!err && !order->request)
		err = promised_make(&report->promised, report, source, order->promises);
	if (!err)
		err = left_judge(&report->left, report, source);
	return err;
}

uint64_t report_end(const struct report *report)
{
	const struct report_order *order = &report->order;

	return order->to_ns < order->now_ns ? order->to_ns : order->now_ns;
}

bool report_hole(const struct report *report, uint64_t *at, uint64_t to_ns, uint64_t *from,
		 uint64_t *until, bool *open)
{
	const struct watching *watching = &report->watching;
	bool goes_on = report->order.goes_on && !report->ran_anew;

	while (watching_hole(watching, at, to_ns, from, until, open))
		if (!*open || !goes_on || *from < watching->last_ns || *from < watching->dropped_ns)
			return true;
	return false;
}

bool report_unwritten(const struct report *report, uint64_t from_ns, uint64_t to_ns)
{
	if ((report->order.missing_ns && report->order.missing_ns < to_ns) ||
	    report->notes.left_out)
		return true;
	for (size_t i = 0; i < report->notes.count; i++) {
		const struct notes_item *item = &report->notes.items[i];

		if (!strcmp(item->kind, "late") && reading_count(item->record, "lost") &&
		    reading_time(item->record, "start") < to_ns &&
		    reading_time(item->record, "end") >= from_ns)
			return true;
	}
	return false;
}

static uint32_t report_span_doubts(const struct watching_span *span)
{
	return (span->silent ? 1U << DOUBT_LOSSES_UNKNOWN : 0) |
	       (span->filtered ? 1U << DOUBT_FILTERED : 0);
}

uint32_t report_doubts(const struct report *report, uint64_t from_ns, uint64_t to_ns)
{
	const struct watching *watching = &report->watching;
	uint32_t doubts = 0;

	for (size_t i = 0; i < watching->span_count; i++) {
		const struct watching_span *span = &watching->spans[i];

		if (!span->live && span->from_ns < to_ns && span->to_ns >= from_ns)
			doubts |= report_span_doubts(span);
	}
	for (size_t i = 0; i < watching->doubt_count; i++) {
		const struct watching_doubt *doubt = &watching->doubts[i];

		if (doubt->from_ns < to_ns && doubt->to_ns >= from_ns)
			doubts |= doubt->doubts;
	}
	return doubts;
}

bool report_absent(const struct report *report, uint64_t from_ns, uint64_t to_ns)
{
	return (report->order.absent_ns && report->order.absent_ns < to_ns) ||
	       report_doubts(report, from_ns, to_ns) & 1U << DOUBT_ABSENT;
}

int report_make(const struct report_order *order, const struct records *source, struct report **out)
{
	struct report *report = calloc(1, sizeof(*report));
	int err = report ? 0 : -ENOMEM;

	if (!err) {
		report->order = *order;
		err = history_create(order->from_ns,
				     order->to_ns + (order->request ? REPORT_AFTER : 0),
				     &report->history);
	}
	if (!err)
		err = report_read_records(report, source);
	if (!err && order->camera)
		err = history_choose(report->history, order->camera);
	if (!err) {
		err = history_finish(report->history);
		if (!err)
			err = count_all(report, source);
	}
	if (!err || err == -ENOENT)
		*out = report; /* who misspelt a camera's name is told which there are */
	else
		report_destroy(report);
	return err;
}

void report_destroy(struct report *report)
{
	if (!report)
		return;
	history_destroy(report->history);
	watching_clear(&report->watching);
	notes_clear(&report->notes);
	figures_clear(&report->figures);
	cards_clear(&report->cards);
	novelty_clear(&report->novelty);
	holding_clear(&report->holding);
	promised_clear(&report->promised);
	free(report);
}
