// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/sending.h"

#include "upload/judge.h"

void sending_clear(struct sending *sending)
{
	struct record *r;

	while ((r = sending->told)) {
		sending->told = r->next;
		record_destroy(r);
	}
}

static bool sending_is_upload(const struct series *series)
{
	return series->scope == FLOW_OUTSIDE;
}

void sending_describe(const struct series *series, struct device *device,
		      struct geography *geography, sending_fn *each, void *context)
{
	struct record *r = sending_is_upload(series) ? series_peek(series) : NULL;
	struct event_upload upload;
	struct judge_room room;

	if (r && judge_peek(r, device, geography, &room, &upload))
		each(context, &upload);
	record_destroy(r);
}

void sending_begin(struct sending *sending, const struct series *series, struct device *device,
		   struct geography *geography, sending_fn *tell, void *context)
{
	struct event_upload upload;
	struct judge_room room;
	struct record *r;

	if (!sending_is_upload(series) || series->verdict->begun || series->verdict->parts_told)
		return;
	r = series_peek(series);
	if (!r || !judge_peek(r, device, geography, &room, &upload)) {
		record_destroy(r);
		return;
	}
	series->verdict->begun = true;
	r->next = sending->told;
	sending->told = r;
	tell(context, &upload);
}

struct record *sending_end(struct sending *sending)
{
	struct record **at = &sending->told, *r;

	while ((r = *at)) {
		/* Others hold the verdict as long as something may come of it. */
		if (r->verdict->holders > 1) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		r->next = NULL;
		if (!r->verdict->parts_told)
			return r;
		record_destroy(r);
	}
	return NULL;
}
