/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a day's total is held to: "at most 500 MB a day", "at most 20 uploads a day", by the local
 * day. A few days are kept at once, as an upload of before midnight may be told after one of behind
 * it. Called by check.c.
 */
#ifndef LENSWATCH_PROMISE_DAY_H
#define LENSWATCH_PROMISE_DAY_H

#include "promise/judgement.h"

#define DAYS 4

struct day {
	int date;	     /* as daytime_day(); 0: none */
	uint64_t used;	     /* when it was last asked for; the least makes room */
	uint64_t counted[3]; /* of certain, likely and possible uploads: what surely was of that day
			      */
	double least[3];     /* the lowest confidence among them */
	uint64_t more;	     /* what may have been of that day too */
	bool lossy;	     /* packets were lost: it may have been more by nobody knows how much */
	unsigned reported;   /* a bit for each verdict that was told */
};

struct days { /* begins zeroed */
	uint64_t clock;
	struct day days[DAYS];
};

/*
 * Adds the part and judges the day it began on; `*day` is that day, until the next call. The
 * promise is one of a day's total.
 */
void days_judge(struct days *days, const struct promise *promise, const struct event_upload *upload,
		local_fn *local, struct judgement *out, struct day **day);
/* The same of what a camera sent that nothing explains: it may have been footage. */
void days_rest(struct days *days, const struct promise *promise, const struct event_gap *gap,
	       local_fn *local, struct judgement *out, struct day **day);

#endif
