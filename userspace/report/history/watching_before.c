/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was going on when a period began: it may have begun long before. */

#include "base/clock.h"
#include "report/history/watching.h"

#define LOOK_DAYS 120 /* a run that wrote nothing for so long is not looked for */

struct watching_look {
	struct watching *watching;
	uint64_t end_us;
};

static bool is_live_found(const struct watching *watching)
{
	for (size_t i = 0; i < watching->span_count; i++)
		if (watching->spans[i].live)
			return true;
	return false;
}

static int take_run(void *context, const struct ledger_record *record)
{
	struct watching_look *look = context;

	/* What reaches into the period comes with it. */
	return record->end >= look->end_us ? 0 : watching_add(look->watching, record);
}

/* What live capture told shows a run, though that began long before. One such record is enough. */
static int take_live(void *context, const struct ledger_record *record)
{
	struct watching_look *look = context;
	int err;

	if (record->end >= look->end_us || !watching_is_live(record) ||
	    watching_has_ended(look->watching, record->number))
		return 0;
	err = watching_begin(look->watching, record);
	return err ? err : 1;
}

static int take_written(void *context, const struct ledger_record *record)
{
	uint64_t *written_us = context;

	*written_us = record->written;
	return 1;
}

static int look_step(struct watching_look *look, const struct records *source, uint64_t from_us,
		     uint64_t to_us)
{
	static const char *const kinds[] = {"run", "summary"};
	struct ledger_query query = {.from = from_us, .to = to_us};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		query.kind = kinds[i];
		err = source->each(source->context, &query, take_run, look);
	}
	if (err || is_live_found(look->watching))
		return err;
	query.kind = NULL;
	query.any_order = true;
	err = source->each(source->context, &query, take_live, look);
	return err == 1 ? 0 : err;
}

/* The time that a run was of, however long ago. */
static int look_latest(void *context, const struct ledger_record *record)
{
	struct watching *watching = context;
	uint64_t from_ns = record->start * CLOCK_US_NS, to_ns = record->end * CLOCK_US_NS;

	if (!record->content)
		return 0;
	if (!watching->first_ns || from_ns < watching->first_ns)
		watching->first_ns = from_ns;
	if (to_ns > watching->last_ns)
		watching->last_ns = to_ns;
	return 0;
}

int watching_look(struct watching *watching, const struct records *source, uint64_t from_ns)
{
	uint64_t end = from_ns / CLOCK_US_NS, step = 7 * CLOCK_DAY_US, begun_us = UINT64_MAX;
	uint64_t least = end > LOOK_DAYS * CLOCK_DAY_US ? end - LOOK_DAYS * CLOCK_DAY_US : 0;
	struct watching_look look = {watching, end};
	int err = source->each(source->context, NULL, take_written, &begun_us);

	if (err == 1)
		err = 0;
	while (!err && end > least && !is_live_found(watching)) {
		uint64_t from = end > step ? end - step : 0;

		err = look_step(&look, source, from, end);
		end = from;
		step *= 4;
	}
	if (!err && !watching->span_count)
		err = source->each(source->context,
				   &(struct ledger_query){.to = from_ns / CLOCK_US_NS,
							  .kind = "run",
							  .any_order = true},
				   look_latest, watching);
	/* No run is older than the ledger, and one that ended does not go on. */
	watching->unsure =
		begun_us < least && !is_live_found(watching) && !watching_has_ended(watching, 0);
	return err;
}
