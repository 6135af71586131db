/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How each promise fared in a period: kept, broken, or cannot be told, from the uploads in the
 * history held against it anew. Called by report.c; commands/promises.c, letter.c and data.c write
 * it.
 */
#ifndef LENSWATCH_REPORT_PROMISED_H
#define LENSWATCH_REPORT_PROMISED_H

#include "promise/check.h"
#include "report/history/terms.h"

struct report;

#define PROMISED_BREACHES 20 /* told one by one; more are counted */
#define PROMISED_DOUBTS 8    /* reasons that are told apart */

struct promised_breach {
	char upload[EVENT_ID];
	char camera[96];
	uint64_t start_ns, bytes;
	enum upload_class class;
	double confidence;
	char reason[JUDGE_REASON];
};

struct promised_doubt {
	char reason[JUDGE_REASON];
	uint64_t count; /* uploads, or days */
};

struct promised_item {
	struct check *check; /* of this promise alone */
	enum verdict verdict;
	uint64_t parts;	   /* of uploads that were held against it */
	uint64_t breaches; /* uploads, or days */
	size_t told;	   /* of these, here */
	struct promised_breach breach[PROMISED_BREACHES];
	uint64_t doubts; /* uploads, or days, of which it cannot be told */
	size_t doubt_count;
	struct promised_doubt doubt[PROMISED_DOUBTS]; /* why; the commonest first */
	uint64_t gaps;	       /* in which something of its cameras could not be seen */
	bool left;	       /* in one of them something left, and what is not known */
	uint64_t force_ns;     /* how long it was in force */
	uint64_t unwatched_ns; /* of that, while nobody watched */
	uint64_t unsure_ns;    /* or while it is not known whether somebody did */
	bool unwritten;	       /* of some of it records are missing from the history */
	uint64_t erased;       /* records that the owner erased in or after the period */
	bool sending;	       /* something is being sent now, and is not told yet */
	bool known;	       /* a camera that it is about is in the history */
};

struct promised { /* begins zeroed */
	struct terms terms;
	struct promised_item *items; /* of terms.promises */
};

/*
 * `report` has the period, the times of watching and the chosen camera. `list` NULL: what the
 * history says was promised. 0, -ENOMEM, or what the source returned.
 */
int promised_make(struct promised *promised, const struct report *report,
		  const struct source *source, const struct promise_list *list);
void promised_clear(struct promised *promised);
bool promised_broken(const struct promised *promised);

/* How many promises were in force in the period. */
size_t promised_count(const struct promised *promised);
#endif
