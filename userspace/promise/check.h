/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds events against promises as they come: each part of an upload is kept, broken or cannot be
 * told. It keeps the totals of a few days and which uploads were told, nothing else. Same events,
 * same verdicts. Used by gate.c, and by findings/promised.c over the history.
 */
#ifndef LENSWATCH_PROMISE_CHECK_H
#define LENSWATCH_PROMISE_CHECK_H

#include "promise/judgement.h"

struct check;

struct check_result {
	size_t index; /* of the promise in the list */
	const struct promise *promise;
	const struct event *event; /* of EVENT_UPLOAD, or a gap that check_counts() */
	struct judgement judgement;
	bool first; /* no part of that upload (or, of a day's total, of that day) had this verdict
		       yet */
};

typedef void check_fn(void *context, const struct check_result *result);

/* Promises are copied. `local` is the house's time zone, as localtime_r(). 0 or -ENOMEM. */
int check_create(const struct promise_list *list, local_fn *local, struct check **out);
void check_destroy(struct check *check);
/* Tells `each` a result for each promise that the event is held against; NULL: only takes it in. */
void check_event(struct check *check, const struct event *event, check_fn *each, void *context);
/*
 * Whether what a gap says that it does not explain is counted into that promise's totals of days,
 * rather than leaving it open.
 */
bool check_counts(const struct promise *promise, const struct event_gap *gap);
/* Takes over what `old` has counted for promises that both have. */
void check_inherit(struct check *check, const struct check *old);
/* Those that are new are in force from then on. */
void check_begin(struct check *check, uint64_t now_ns);
/* Of the copies; valid as long as `check`. */
const struct promise_list *check_promises(const struct check *check);

/* Where a promise stands so far, and today, by the local day of `now_ns`. */
struct check_today {
	enum verdict verdict;
	uint64_t breaches;	      /* uploads, or 1 where the day's total is over */
	struct promise_reason reason; /* of the last breach, else of what cannot be told */
	bool known;		      /* a camera that it is about was seen */
	uint64_t since_ns;	      /* when it came into force; 0: not told (check_begin) */
	uint64_t doubts;	      /* uploads, or days, of which it could not be told, so far */
	struct promise_reason doubt;  /* why not, of the last */
};

/* `index` is that of check_promises. Every field of `out` is set. */
void check_today(const struct check *check, size_t index, uint64_t now_ns, struct check_today *out);

#endif
