// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/sending.h"

#include "upload/judge.h"

void sending_clear(struct sending *sending)
{
	struct episode *e;

	while ((e = sending->reported)) {
		sending->reported = e->next;
		episode_destroy(e);
	}
}

static bool sending_is_upload(const struct series *series)
{
	return series->scope == FLOW_OUTSIDE;
}

void sending_describe(const struct series *series, struct device *device,
		      struct geography *geography, sending_fn *each, void *context)
{
	struct episode *e = sending_is_upload(series) ? series_peek(series) : NULL;
	struct event_upload upload;
	struct judge_room room;

	if (e && judge_peek(e, device, geography, &room, &upload))
		each(context, &upload);
	episode_destroy(e);
}

void sending_begin(struct sending *sending, const struct series *series, struct device *device,
		   struct geography *geography, sending_fn *tell, void *context)
{
	struct event_upload upload;
	struct judge_room room;
	struct episode *e;

	if (!sending_is_upload(series) || series->decision->begun ||
	    series->decision->parts_reported)
		return;
	e = series_peek(series);
	if (!e || !judge_peek(e, device, geography, &room, &upload)) {
		episode_destroy(e);
		return;
	}
	series->decision->begun = true;
	e->next = sending->reported;
	sending->reported = e;
	tell(context, &upload);
}

struct episode *sending_end(struct sending *sending)
{
	struct episode **at = &sending->reported, *r;

	while ((r = *at)) {
		/* Others hold the verdict as long as something may come of it. */
		if (r->decision->holders > 1) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		r->next = NULL;
		if (!r->decision->parts_reported)
			return r;
		episode_destroy(r);
	}
	return NULL;
}
