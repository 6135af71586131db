/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does not fit in a history, and what a check of it cannot prove, in words. The ledger says
 * which (ledger.h); used by `verify` and `attest`.
 */
#ifndef LENSWATCH_WORDS_FINDING_H
#define LENSWATCH_WORDS_FINDING_H

#include <stdint.h>

/* Of the records from `first` to `last`, or of `last` alone. */
enum finding_what {
	FINDING_CHANGED = 1,
	FINDING_COLUMN,	     /* its column `text` was changed */
	FINDING_COLUMNS,     /* it was erased, but columns of it are there */
	FINDING_MUTE,	     /* it should say what was erased */
	FINDING_DROPS_MUTE,  /* ... or dropped */
	FINDING_ORDER,	     /* it does not follow the one before */
	FINDING_IMPOSSIBLE,  /* none can have the number `other` */
	FINDING_REMOVED,     /* they are not there */
	FINDING_GONE,	     /* their contents are not, and nobody erased them */
	FINDING_NOT_ERASED,  /* they are said to be, and are not */
	FINDING_BACK,	     /* it was dropped, as record `other` says, and is there */
	FINDING_UNSIGNED,    /* they come after the last signed head */
	FINDING_CUT,	     /* they were cut off, as the signed head says */
	FINDING_CUT_OUTSIDE, /* ... or one that was kept outside */
	/* Of a signed head over `last` records: */
	FINDING_HEAD_NONE,	/* it is none */
	FINDING_HEAD_SIGNATURE, /* its signature does not hold */
	FINDING_HEAD_ORDER,	/* it does not follow the one before */
	FINDING_HEAD_OTHERS,	/* records are others than those it is over */
	FINDING_HEAD_OUTSIDE,	/* they are not those of one that was kept outside */
	/* Of the roots that are kept beside: */
	FINDING_ROOT,	    /* over these records */
	FINDING_ROOTS_OVER, /* over records that are not there */
	/* Of `last` records that were dropped: */
	FINDING_DROPPED_ROOTS,
	FINDING_DROPPED_HEADS,
	FINDING_DROPPED_OUTSIDE,  /* they were not those of a head that was kept outside */
	FINDING_DROPPED_UNSIGNED, /* record `other`, which says so, is not one that was signed */
	/* Of the file: */
	FINDING_TABLE_GONE,  /* a table or index `text` */
	FINDING_TABLE_ADDED, /* `text` is none of Lenswatch's */
	FINDING_DAMAGED,     /* SQLite's words are `text` */
	FINDING_UNREADABLE,  /* behind record `other`, likewise */
	/* Of the public key: */
	FINDING_KEY_GONE,
	FINDING_KEY_UNREAD,  /* that of `text`.pub; `other` is errno */
	FINDING_KEY_BESIDE,  /* that of `text`.pub is not the one that was given */
	FINDING_KEY_ANOTHER, /* that in the ledger is not the one it is signed with */
};

struct finding {
	enum finding_what what;
	uint64_t first, last; /* numbers of the records concerned; 0: none in particular */
	uint64_t other;
	char text[408];
};

#define FINDING_WORDS 512

/* A sentence. */
const char *finding_words(const struct finding *finding, char text[FINDING_WORDS]);

/* What could not be proven: whether ... */
enum finding_limit {
	LIMIT_END,	  /* records were cut off at the end */
	LIMIT_END_SINCE,  /* ... since the last head that was given */
	LIMIT_KEY,	  /* this is the key of one's own Lenswatch */
	LIMIT_ANEW,	  /* who holds the secret key wrote all of it anew */
	LIMIT_ANEW_SINCE, /* ... what came after the last head that was given */
	LIMIT_UNSEEN,	  /* what Lenswatch never saw */
	LIMIT_ERASED,	  /* what erased records said */
	LIMIT_DROPPED,	  /* what dropped records said */
	LIMIT_BEYOND,	  /* the head that was given is of this history */
};

/* A sentence. */
const char *finding_limit_words(enum finding_limit limit);

#endif
