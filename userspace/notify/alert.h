/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message: what the daemon's records say, made into the JSON that waits in the queue and that
 * receivers get (docs/notify.md). Made by hearing.c.
 */
#ifndef LENSWATCH_NOTIFY_ALERT_H
#define LENSWATCH_NOTIFY_ALERT_H

#include <json-c/json.h>

#include "event.h"

#define ALERT_SAID 256

struct alert {
	unsigned kinds; /* bits of enum notice_kind (words/notice.h); 0: there is no message */
	struct json_object *record; /* owned: an upload, a breach or a gap; NULL: of none */
	char promise[ALERT_SAID], reason[ALERT_SAID]; /* of a breach; "" none */
	uint64_t from_ns, to_ns;		      /* of NOTICE_MISSED; 0 unknown */
};

/* Its text, which the caller frees; NULL where memory is short. */
char *alert_text(const struct alert *alert);
/*
 * Several messages, as their texts, in one: those that waited while it was quiet. As above; texts
 * that are no messages are left out.
 */
char *alert_digest(char *const *texts, size_t count);
void alert_end(struct alert *alert);

/* The upload that a record of it or of a breach speaks of. All of `out` is set, borrowed from it.
 */
void alert_upload(struct json_object *record, struct event_upload *out);

#endif
