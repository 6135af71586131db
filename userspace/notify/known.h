/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lenswatch-notify knows from before, in one small file: how far it has heard, to whom each
 * camera sent until now, what was sent today, and which messages of an upload were sent. It is
 * written after the messages that rest on it: who is killed in between says something twice, never
 * not at all. Used by hearing.c and announce.c.
 */
#ifndef LENSWATCH_NOTIFY_KNOWN_H
#define LENSWATCH_NOTIFY_KNOWN_H

#include <json-c/json.h>
#include <stdbool.h>
#include <time.h>

#include "event.h"

#define KNOWN_CAMERAS 256
#define KNOWN_VALUES 64 /* companies, countries, protocols of a camera, each; the latest */
#define KNOWN_TOLD 128	/* uploads of which it is known what was said */

struct known {
	char *path;
	struct json_object *root;
	bool changed; /* since it was written */
};

/*
 * A file that is not there, or broken and put aside as PATH.broken, is as if nothing had been heard
 * yet. 0; -EBADMSG it was broken, and `out` is good; -errno.
 */
int known_open(const char *path, struct known *out);
int known_save(struct known *known); /* where something changed; 0 or -errno */
void known_close(struct known *known);

/* The newest id that was heard, 0 none (docs/status.md). */
uint64_t known_position(const struct known *known);
void known_set_position(struct known *known, uint64_t id);
/* Until when somebody was heard at least, in microseconds since 1970, 0 unknown. */
uint64_t known_listened(const struct known *known);
void known_set_listened(struct known *known, time_t time);

/* The camera by its MAC, else its address; NULL where there is no room for another. */
struct json_object *known_camera(struct known *known, const struct event_camera *camera);
void known_forget(struct known *known, const char *key);
/* Calls for each; what it is given is borrowed. */
void known_each(const struct known *known,
		void (*each)(void *context, const char *key, struct json_object *camera),
		void *context);

/* Counts the part, and returns what is new about it, as bits of enum notice_kind. */
unsigned known_upload(struct known *known, const struct event_upload *upload, time_t now);
void known_breach(struct known *known, const struct event_camera *camera, uint64_t end_ns,
		  time_t now);
/* Which of these bits were not said of this upload yet; from now on they were. */
unsigned known_unsaid(struct known *known, const char *series, unsigned kinds);
/* Whether so much went unseen that it deserves a message, and an hour's first of its kind. */
bool known_gap(struct known *known, const struct event_gap *gap);
/* Today's figures begin anew at midnight. Whether it was. */
bool known_day(struct known *known, time_t now);

#endif
