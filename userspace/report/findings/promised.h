/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How each promise fared in a period: kept, broken, or cannot be told, from the uploads in the
 * history held against it anew. Called by report.c; command_promises.c, letter.c and data.c write
 * it.
 */
#ifndef LENSWATCH_REPORT_PROMISED_H
#define LENSWATCH_REPORT_PROMISED_H

#include "base/clock.h"
#include "promise/check.h"
#include "report/history/terms.h"
#include "words/phrase.h"

struct report;

#define PROMISED_BREACHES 20 /* told one by one; more are counted */
#define PROMISED_DOUBTS 8    /* reasons that are told apart */
/* What is shorter lies between two runs, or in the last moment. */
#define PROMISED_LEAST_NS CLOCK_MINUTE_NS

struct promised_breach {
	char upload[EVENT_ID];
	uint8_t handle; /* digits of it that people are shown; 0: no upload of the report */
	char camera[PHRASE_LABEL];
	uint64_t start_ns, bytes;
	enum upload_class class;
	double confidence;
	struct promise_reason reason;
};

struct promised_doubt {
	struct promise_reason reason;
	uint64_t count; /* uploads, or days */
};

struct promised_item {
	struct check *check; /* of this promise alone */
	enum verdict verdict;
	uint64_t breaches; /* uploads, or days */
	size_t told;	   /* of these, here */
	uint64_t *broken;  /* of these, by each device of the history */
	struct promised_breach breach[PROMISED_BREACHES];
	uint64_t doubts; /* uploads, or days, of which it cannot be told */
	size_t doubt_count;
	struct promised_doubt doubt[PROMISED_DOUBTS]; /* why; the commonest first */
	uint64_t gaps;	       /* in which something of its cameras could not be seen */
	bool left;	       /* in one of them something left, and what is not known */
	uint64_t force_ns;     /* how long it was in force */
	uint64_t unwatched_ns; /* of that, while nobody watched */
	uint64_t unsure_ns;    /* or while it is not known whether somebody did */
	uint32_t unseen;       /* what recordings leave open and no gap tells: bits of doubts */
	bool open;	       /* one of these speaks against its being kept */
	bool absent;	       /* it is of all cameras, and one that was declared was not seen */
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
		  const struct records *source, const struct promise_list *list);
void promised_clear(struct promised *promised);
bool promised_broken(const struct promised *promised);

/* Nothing of that time was missed, as far as is known. */
bool promised_is_seen(const struct promised_item *item);
/* How many promises were in force in the period. */
size_t promised_count(const struct promised *promised);
#endif
