/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/reading.h"

#define MICRO 1000U
#define DAY_US (86400ULL * 1000000ULL)
#define LOOK_DAYS 120U /* where nothing says since when a run goes on, that is told */

static int take(void *context, const struct ledger_record *record)
{
	struct report *report = context;
	int err = history_add(report->history, record);

	watching_alive(&report->watching, record);
	notes_add(&report->notes, record);
	return err ? err : watching_add(&report->watching, record);
}

static int take_run(void *context, const struct ledger_record *record)
{
	struct report *report = context;

	/* What reaches into the period comes with it. */
	if (record->end * MICRO >= report->order.from_ns)
		return 0;
	return watching_add(&report->watching, record);
}

static bool is_live_found(const struct watching *watching)
{
	for (size_t i = 0; i < watching->span_count; i++)
		if (watching->spans[i].live)
			return true;
	return false;
}

static int take_first(void *context, const struct ledger_record *record)
{
	uint64_t *written_us = context;

	*written_us = record->written;
	return 1;
}

/* The run that was going on when the period began may have begun long before it. */
static int look_for_run(struct report *report, const struct source *source)
{
	uint64_t end = report->order.from_ns / MICRO, step = 7 * DAY_US;
	uint64_t least = end > LOOK_DAYS * DAY_US ? end - LOOK_DAYS * DAY_US : 0;
	struct ledger_query query = {0};
	uint64_t begun_us = UINT64_MAX;
	int err = source->each(source->context, NULL, take_first, &begun_us);

	if (err == 1)
		err = 0;
	while (!err && end > least && !is_live_found(&report->watching)) {
		query.to = end;
		query.from = end > step ? end - step : 0;
		end = query.from;
		step *= 4;
		query.kind = "run";
		err = source->each(source->context, &query, take_run, report);
		query.kind = "summary";
		if (!err)
			err = source->each(source->context, &query, take_run, report);
	}
	/* No run is older than the ledger. */
	report->watching.unsure = begun_us < least && !is_live_found(&report->watching);
	return err;
}

/* The first record after the period shows whether the run before it was alive till then. */
static int take_after(void *context, const struct ledger_record *record)
{
	struct report *report = context;

	if (record->written * MICRO < report->order.to_ns)
		return 0;
	watching_alive(&report->watching, record);
	return 1;
}

static int take_forgotten(void *context, const struct ledger_record *record)
{
	struct report *report = context;
	struct json_object *object =
		record->content ? reading_parse(record->content, record->length) : NULL;

	report->forgotten += reading_count(object, "records");
	json_object_put(object);
	return 0;
}

static int read_records(struct report *report, const struct source *source)
{
	const struct report_order *order = &report->order;
	struct ledger_query period = {.from = order->from_ns / MICRO,
				      .to = report->history->to_ns / MICRO};
	struct ledger_query after = {.from = order->to_ns / MICRO};
	struct ledger_query forgotten = {.from = order->from_ns / MICRO, .kind = "forgotten"};
	int err = look_for_run(report, source);

	if (!err)
		err = source->each(source->context, &period, take, report);
	if (!err && order->to_ns < order->now_ns)
		err = source->each(source->context, &after, take_after, report);
	if (err > 0)
		err = 0;
	if (!err)
		err = source->each(source->context, &forgotten, take_forgotten, report);
	watching_finish(&report->watching);
	return err;
}

static int count_all(struct report *report, const struct source *source)
{
	const struct report_order *order = &report->order;
	int err = figures_count(&report->figures, report->history);

	if (!err)
		err = holding_count(&report->holding, report->history, order->rules,
				    report->history->to_ns, order->now_ns);
	if (!err && !order->request)
		err = novelty_find(&report->novelty, report->history, source);
	if (!err && !order->request)
		err = promised_make(&report->promised, report, source, order->promises);
	return err;
}

int report_make(const struct report_order *order, const struct source *source, struct report **out)
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
		err = read_records(report, source);
	if (!err && order->camera)
		err = history_choose(report->history, order->camera);
	if (!err) {
		history_finish(report->history);
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
	novelty_clear(&report->novelty);
	holding_clear(&report->holding);
	promised_clear(&report->promised);
	free(report);
}
