/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which promises were in force when, from the notes of kind "promise" (promise_note()) and
 * the runs of `watch`: each begins without any. Called by promised.c.
 */
#ifndef LENSWATCH_REPORT_TERMS_H
#define LENSWATCH_REPORT_TERMS_H

#include "promise/promise.h"
#include "report/history/records.h"

struct term {
	uint64_t from_ns, to_ns; /* to_ns: UINT64_MAX while it goes on */
	char *capture;		 /* of a replay; NULL: of `watch` */
	uint64_t promises;	 /* a bit for each of terms.promises */
	bool any;		 /* told by options: of every event, whatever it came from */
};

struct terms { /* begins zeroed */
	size_t promise_count;
	struct promise promises[PROMISE_MOST];
	size_t left_out;   /* promises beyond these, and words that this Lenswatch cannot read */
	size_t unreadable; /* notes that the owner erased */
	size_t count, room;
	struct term *terms;
};

/* 0, -ENOMEM, or what the source returned. */
int terms_read(struct terms *terms, const struct records *source);
/* These, all the time, instead of what the history says. 0 or -ENOMEM. */
int terms_tell(struct terms *terms, const struct promise_list *list);
/* The bits of what was promised for an event of that time and capture (NULL: live). */
uint64_t terms_at(const struct terms *terms, uint64_t time_ns, const char *capture);
void terms_clear(struct terms *terms);

#endif
