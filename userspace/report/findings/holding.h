/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may hold what left: by the vendor whose cloud it went to, never more than what was seen to
 * leave and never more than the rules know. Called by report.c; letter.c and data.c write it.
 */
#ifndef LENSWATCH_REPORT_HOLDING_H
#define LENSWATCH_REPORT_HOLDING_H

#include "report/findings/advice.h"
#include "report/history/history.h"

#define HOLDING_MOST 256

enum holder_kind {
	HOLDER_VENDOR = 1, /* its cloud, its bucket, its relay */
	HOLDER_TENANT,	   /* whoever rents that storage */
	HOLDER_VIEWER,	   /* went directly to somebody's device */
	HOLDER_VPN,
	HOLDER_UNKNOWN,
};

struct holder {
	enum holder_kind kind;
	char *name; /* of the vendor or service; NULL for viewers, VPNs and unknown ones */
	const struct rule *rule;  /* NULL: no rule has that name */
	uint64_t counts[CLASSES]; /* uploads, by class */
	uint64_t uploads, bytes;
	uint64_t video_high_s;
	uint64_t unmeasured;   /* of those whose length is unknown; snapshots have none */
	uint64_t lower_bound;  /* packets were lost while they ran */
	uint64_t relayed;      /* passed through its relay */
	uint64_t young;	       /* not older than the vendor keeps them, where that is known */
	struct advice keeps;   /* .rule NULL: nothing is known */
	struct advice encrypt; /* the same */
};

struct holding { /* begins zeroed */
	size_t count;
	struct holder items[HOLDING_MOST];
	uint64_t left_out; /* uploads of holders beyond HOLDING_MOST */
};

/* Only uploads that begin before `until_ns`. `rules` may be NULL. 0 or -ENOMEM. */
int holding_count(struct holding *holding, const struct history *history, const struct rules *rules,
		  uint64_t until_ns, uint64_t now_ns);
void holding_clear(struct holding *holding);

/* "Wyze", "a viewer that the footage went to directly", ... */
void holding_name(FILE *file, const struct holder *holder);
/* "at most 2 clips and 1 snapshot, with at most 13 s of video". */
void holding_amount(FILE *file, const struct holder *holder);
/* The sentences after it, one for each index from 0. False: there is none any more. */
bool holding_sentence(FILE *file, const struct holder *holder, uint64_t now_ns, size_t index);

#endif
