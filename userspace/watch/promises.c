// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "config/prepare.h"
#include "ledger/ledger.h"
#include "json/reading.h"
#include "base/zone.h"

/* All of one moment; none is told where something was promised before. */
static void watch_promises_note(struct watch_history *history, const struct promise_list *list)
{
	uint64_t now_ns = clock_now_ns();
	size_t count = list->count ? list->count : 1;

	for (size_t i = 0; i < count; i++) {
		char *note = promise_note(list->count ? list->items[i] : NULL, NULL, now_ns, 0);

		if (note)
			watch_history_note(history, "promise", note);
		free(note);
	}
}

/* What a replay put into the same history was not of this house's day. */
static int watch_promises_recall(void *context, const struct ledger_record *record)
{
	struct json_object *object =
		record->content ? reading_parse(record->content, record->length) : NULL;
	struct event event = {.kind = EVENT_UPLOAD};

	if (object && !reading_text(object, "capture")) {
		reading_upload(object, &event.upload);
		reading_camera(reading_member(object, "camera"), &event.upload.camera);
		reading_destination(reading_member(object, "destination"),
				    &event.upload.destination);
		check_event(context, &event, NULL, NULL);
	}
	json_object_put(object);
	return 0;
}

static uint64_t watch_promises_midnight(void)
{
	uint64_t now_ns = clock_now_ns();
	int64_t midnight;

	return zone_day((int64_t)(now_ns / CLOCK_SECOND_NS), 0, &midnight) == 0
		       ? (uint64_t)midnight * CLOCK_SECOND_NS
		       : now_ns;
}

void watch_promises_start(struct house *house, struct watch_history *history)
{
	struct ledger_query today = {.from = watch_promises_midnight() / CLOCK_US_NS,
				     .kind = "upload"};

	if (!house->gate.check)
		return;
	prepare_promises(check_promises(house->gate.check), house->config.rules);
	if (history->ledger &&
	    ledger_each(history->ledger, &today, watch_promises_recall, house->gate.check) != 0)
		fprintf(stderr,
			"lenswatch: what was sent today before this start does not count for "
			"promises: %s\n",
			ledger_error(history->ledger));
	check_begin(house->gate.check, clock_now_ns());
	watch_promises_note(history, check_promises(house->gate.check));
}

void watch_promises_reload(struct house *house, struct watch_history *history,
			   const struct promise_list *list)
{
	static const struct promise_list none;
	struct check *old = house->gate.check, *check = NULL;

	if (promise_list_equal(old ? check_promises(old) : &none, list))
		return;
	if (list->count && check_create(list, localtime_r, &check) != 0) {
		fputs("lenswatch: not enough memory for other promises; those from before stay in "
		      "force\n",
		      stderr);
		return;
	}
	prepare_promises(list, house->config.rules);
	if (check && old)
		check_inherit(check, old);
	if (check)
		check_begin(check, clock_now_ns());
	house->gate.check = check;
	check_destroy(old);
	watch_promises_note(history, list);
}
