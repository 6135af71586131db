/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What attest found, in words for a homeowner or a third person: whether footage left, which
 * conditions hold or why not, how the bound was found, what this cannot tell. Called by
 * attest/statement.c and attest/statement_json.c, which know where it all stands.
 */
#ifndef LENSWATCH_WORDS_ATTESTED_H
#define LENSWATCH_WORDS_ATTESTED_H

#include <stdio.h>

#include "event.h"

#define ATTEST_DETAIL 256

/* What must hold before "nothing left" is said. */
enum attest_condition {
	ATTEST_GENUINE,	 /* the history is as it was written */
	ATTEST_KEPT,	 /* its owner erased nothing that may be of this camera and time */
	ATTEST_WATCHED,	 /* a run of Lenswatch covers all of it */
	ATTEST_COUNTED,	 /* all that the camera sent to outside was counted, without a hole */
	ATTEST_ON_PATH,	 /* its traffic passes where it is counted */
	ATTEST_SEEN,	 /* nothing was lost or out of sight */
	ATTEST_CLOCK,	 /* nobody set the clock */
	ATTEST_REPORTED, /* what was under way at its end has been told since */
	ATTEST_CONDITIONS,
};

/* Why one does not hold, where the condition alone does not say it. */
enum attest_why {
	ATTEST_WHY_CONDITION = 0, /* it does */
	ATTEST_WHY_SAID,	  /* `text`: of a fault, or of a gap whose cause is not known */
	ATTEST_WHY_GAP,		  /* `cause`, of `devices`, of the interface in `text` */
	ATTEST_WHY_LOSSES,	  /* a file of a kind that cannot tell of them */
	ATTEST_WHY_FILTERED,	  /* a file that leaves out what a filter does */
	ATTEST_WHY_UNWRITTEN,	  /* the history cannot be written */
	ATTEST_WHY_PASSED_ON,	  /* who took its stream at home sent as much out */
	ATTEST_WHY_HEARD,	  /* it is, but what it sends does not pass */
	ATTEST_WHY_NEVER_BEFORE,  /* nothing of it was seen to pass before the time */
	ATTEST_WHY_NEVER_SINCE,	  /* nor in it or since */
};

struct attest_check {
	uint64_t failures;	 /* 0: it holds; the rest is of the first */
	uint64_t from_ns, to_ns; /* both 0: of no time in particular */
	uint64_t count;		 /* packets, records or faults; 0 unknown */
	enum attest_why why;
	enum cause cause;
	uint32_t devices;
	char text[ATTEST_DETAIL];
};

/* Which camera, from when to when, and whether of a capture. */
struct attested_of {
	const struct event_camera *camera;
	uint64_t from_ns, to_ns;
	bool replayed;
};

/* Whose lowest rate of video bytes are reckoned with. */
enum rate_basis { RATE_ANY_CAMERA = 1, RATE_VENDOR, RATE_OWN };

/* How much may have left at most, and what it would be. */
struct attested_bound {
	uint64_t bytes, seconds, pictures;
	unsigned picture_kb;
	uint32_t kbit;
	enum rate_basis basis;
	uint64_t record; /* of RATE_OWN */
};

/* Where the bound comes from. */
struct attested_sum {
	uint64_t bytes, counted, across, merged, outside; /* the first is what they make */
	size_t records;
};

/* No such history can tell them, or this one. */
enum attested_limit {
	ATTESTED_OTHER_WAY = 0,
	ATTESTED_OTHER_DEVICE,
	ATTESTED_LATER,
	ATTESTED_OTHER_ADDRESSES,
	ATTESTED_ONWARD,     /* `number` bytes stayed at home at first */
	ATTESTED_UNREADABLE, /* `number` packets */
};

enum attested_title {
	ATTESTED_TITLE_LEFT = 0,
	ATTESTED_TITLE_CONDITIONS,
	ATTESTED_TITLE_BOUND,
	ATTESTED_TITLE_LIMITS,
	ATTESTED_TITLE_HEAD,
};

/* The first line, by verdict. */
void attested_nothing(const struct attested_of *of, FILE *file);
void attested_left(const struct attested_of *of, size_t uploads, uint64_t bytes, FILE *file);
void attested_unknown(const struct attested_of *of, bool uploads, FILE *file);
/* How much left at most, and what that rests on: the second and the third, where nothing did. */
void attested_most(const struct attested_bound *bound, FILE *file);
void attested_basis(const struct attested_of *of, const struct attested_bound *bound, FILE *file);
/* Behind the third, where no more follows. */
void attested_more(FILE *file);
/* How many conditions do not hold, above those; with `uploads`, more than these may have left. */
void attested_checks(size_t failing, bool uploads, FILE *file);
const char *attested_title(enum attested_title title);
/*
 * That it holds, or why not, without a full stop. Of ATTEST_COUNTED: `nothing` at all is counted in
 * this history; `ends`: nothing behind the hole is.
 */
void attested_condition(enum attest_condition condition, const struct attest_check *check,
			bool nothing, bool ends, FILE *file);
/* A clause; "" where the condition says it all. */
const char *attested_why(const struct attest_check *check, char text[ATTEST_DETAIL]);
void attested_sum(const struct attested_sum *sum, FILE *file);
/* A sentence; it may lie in `room`. */
const char *attested_limit(enum attested_limit limit, uint64_t number, char room[ATTEST_DETAIL]);
/* What the head and the key are for. */
void attested_head(FILE *file);

#endif
