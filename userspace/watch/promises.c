// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "config/prepare.h"
#include "ledger/ledger.h"
#include "json/reading.h"
#include "watch/history.h"
#include "watch/ports.h"
#include "base/zone.h"

/* All of one moment; none is told where something was promised before. */
static void watch_promises_note(struct watch *w, const struct promise_list *list)
{
	uint64_t now_ns = watch_now();
	size_t count = list->count ? list->count : 1;

	for (size_t i = 0; i < count; i++) {
		char *note = promise_note(list->count ? list->items[i] : NULL, NULL, now_ns, 0);

		if (note)
			watch_ledger_note(w, "promise", note);
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
	uint64_t now_ns = watch_now();
	int64_t midnight;

	return zone_day((int64_t)(now_ns / CLOCK_SECOND_NS), 0, &midnight) == 0
		       ? (uint64_t)midnight * CLOCK_SECOND_NS
		       : now_ns;
}

void watch_promises_start(struct watch *w)
{
	struct ledger_query today = {.from = watch_promises_midnight() / CLOCK_US_NS,
				     .kind = "upload"};

	if (!w->gate.check)
		return;
	prepare_promises(check_promises(w->gate.check), w->rules);
	if (w->ledger && ledger_each(w->ledger, &today, watch_promises_recall, w->gate.check) != 0)
		fprintf(stderr,
			"lenswatch: what was sent today before this start does not count for "
			"promises: %s\n",
			ledger_error(w->ledger));
	check_begin(w->gate.check, watch_now());
	watch_promises_note(w, check_promises(w->gate.check));
}

void watch_promises_reload(struct watch *w, const struct promise_list *list)
{
	static const struct promise_list none;
	struct check *old = w->gate.check, *check = NULL;

	if (promise_list_equal(old ? check_promises(old) : &none, list))
		return;
	if (list->count && check_create(list, localtime_r, &check) != 0) {
		fputs("lenswatch: not enough memory for other promises; those from before stay in "
		      "force\n",
		      stderr);
		return;
	}
	prepare_promises(list, w->rules);
	if (check && old)
		check_inherit(check, old);
	if (check)
		check_begin(check, watch_now());
	w->gate.check = check;
	check_destroy(old);
	watch_promises_note(w, list);
}
