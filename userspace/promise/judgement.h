/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds one part of an upload against one promise, as far as that part alone can decide; totals of
 * a day are day.c's. Pure: the time zone is a function that the caller gives. Called by check.c.
 */
#ifndef LENSWATCH_PROMISE_JUDGEMENT_H
#define LENSWATCH_PROMISE_JUDGEMENT_H

#include <time.h>

#include "promise/promise.h"

enum verdict { VERDICT_KEPT = 1, VERDICT_BROKEN, VERDICT_UNKNOWN };

struct judgement {
	enum verdict verdict;
	double confidence;	      /* how sure it is that it is broken; 0 where it is not */
	struct promise_reason reason; /* what broke it, or why it cannot be told */
};

/* As localtime_r(). */
typedef struct tm *local_fn(const time_t *time, struct tm *out);

/* That it cannot be told, and why. */
void judgement_unknown(struct judgement *out, enum promise_why why);
/* Puts the name into the reason, as much of it as has room; NULL: none. */
void judgement_name(struct promise_reason *reason, const char *name);
/* Whether both say the same, with the same numbers and names. */
bool judgement_is_same(const struct promise_reason *a, const struct promise_reason *b);
/* "kept", "broken", "unknown": the words of the contract. */
const char *verdict_name(enum verdict verdict);
/* The promise is of the upload's camera, and no promise of a day's total. */
void judgement_part(const struct promise *promise, const struct event_upload *upload,
		    local_fn *local, struct judgement *out);
/*
 * Broken with that confidence, unless that is more than is known: what is only possibly footage
 * breaks nothing but "nothing leaves", and a device that is only suspected breaks nothing.
 */
void judgement_broken(struct judgement *out, const struct promise *promise,
		      const struct event_upload *upload, double confidence);

#endif
