/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds one part of an upload against one promise, as far as that part alone can decide; totals of
 * a day are day.c's. Pure: the time zone is a function that the caller gives. Called by check.c.
 */
#ifndef LENSWATCH_PROMISE_JUDGE_H
#define LENSWATCH_PROMISE_JUDGE_H

#include <time.h>

#include "promise/promise.h"

#define JUDGE_REASON 256

enum verdict { VERDICT_KEPT = 1, VERDICT_BROKEN, VERDICT_UNKNOWN };

struct judgement {
	enum verdict verdict;
	double confidence;	   /* how sure it is that it is broken; 0 where it is not */
	char reason[JUDGE_REASON]; /* a clause: what broke it, or why it cannot be told; "" kept */
};

/* As localtime_r(). */
typedef struct tm *local_fn(const time_t *time, struct tm *out);

/* "kept", "broken", "unknown": the words of the contract. */
const char *verdict_name(enum verdict verdict);
/* The promise is of the upload's camera, and no promise of a day's total. */
void judge_part(const struct promise *promise, const struct event_upload *upload, local_fn *local,
		struct judgement *out);
/*
 * Broken with that confidence, unless that is more than is known: what is only possibly footage
 * breaks nothing but "nothing leaves", and a device that is only suspected breaks nothing.
 */
void judge_broken(struct judgement *out, const struct promise *promise,
		  const struct event_upload *upload, double confidence);

#endif
