/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks records and signed heads in order and tells what does not fit: what ledger_verify() does
 * once the file is open.
 */
#ifndef LENSWATCH_LEDGER_AUDIT_H
#define LENSWATCH_LEDGER_AUDIT_H

#include <pthread.h>

#include "ledger/dropped.h"
#include "ledger/merkle.h"
#include "ledger/ranges.h"
#include "ledger/record.h"

struct audit {
	struct store *store;
	const struct ledger_anchor *anchor; /* the next to come; NULL: none */
	bool unanchored;		    /* one did not fit */
	uint8_t ledger_key[LEDGER_KEY];	    /* as the ledger says: identities are made with it */
	uint8_t key[LEDGER_KEY];	    /* that signatures are checked with */
	ledger_fault_fn *fault;
	void *context;
	struct ledger_report report;

	struct dropped dropped;	   /* what the last record of that kind says */
	bool dropped_proven;	   /* it is as it was written */
	uint8_t kept[LEDGER_HASH]; /* digest_kept of the heads so far */
	uint64_t kept_count;

	uint64_t next; /* the number that must come */
	struct merkle tree;
	bool torn; /* a leaf is missing or wrong: roots cannot be made any more */
	/* What the next record may follow: the link as it was made here and as it stands there. */
	uint8_t made[LEDGER_HASH], stands[LEDGER_HASH];
	bool adrift; /* neither: there is a hole */

	sqlite3_stmt *blocks;
	uint64_t block; /* whole blocks so far */
	sqlite3_stmt *heads;
	bool head_there; /* `head` is the next one */
	struct ledger_head head;
	uint64_t covered;	   /* size of the last head */
	uint8_t past[LEDGER_HASH]; /* of the last head */

	struct ranges erased,
		forgotten; /* rows without contents, and what "forgotten" records say */
};

/* Tells one fault of the records from `first` to `last`. */
void audit_tell(struct audit *audit, enum ledger_fault_kind kind, uint64_t first, uint64_t last,
		enum finding_what what);
/* The same of one that has another number, or a text. */
void audit_tell_of(struct audit *audit, enum ledger_fault_kind kind, const struct finding *finding);
/* 0 whatever is found, or -errno where the check could not run. */
int audit_run(struct audit *audit);
void audit_free(struct audit *audit);

/*
 * audit_dropped.c: begins behind the records that were dropped, with what is kept of them. 0 or
 * -errno.
 */
int audit_dropped_begin(struct audit *audit);
/* One more head over dropped records, held against the anchors of its size. */
void audit_dropped_head(struct audit *audit, const uint8_t past[LEDGER_HASH]);
/* A record that says what was dropped; `proven`: it stands as it was written. */
void audit_dropped_record(struct audit *audit, const struct record *record, bool proven);
/* Once all was read. */
void audit_dropped_end(struct audit *audit);

#define AUDIT_BATCH 128

/*
 * audit_batch.c: records that were read, and what takes longest of them, made on a core of its own
 * while others are read and held against the chain.
 */
struct audit_batch { /* begins zeroed */
	size_t count;
	struct record records[AUDIT_BATCH]; /* point into `bytes` */
	uint8_t texts[AUDIT_BATCH][LEDGER_HASH];
	struct record_columns columns[AUDIT_BATCH]; /* where there is a content */
	char *bytes;
	size_t used, room;
	bool begun;
	pthread_t thread;
};

/*
 * The next rows, and begins with them. `more` is what the last step returned, 1 at first. 0 or
 * -ENOMEM; what could be read is in it also where `more` says that no more can.
 */
int audit_batch_begin(struct audit_batch *batch, struct store *store, sqlite3_stmt *rows,
		      int *more);
/* Waits until `texts` and `columns` are made. */
void audit_batch_finish(struct audit_batch *batch);
void audit_batch_free(struct audit_batch *batch);

/* audit_head.c: the signed heads up to that size. 0 or -errno. */
int audit_heads(struct audit *audit, uint64_t size);
/* What comes after the last record or the last head. */
int audit_end(struct audit *audit);

#endif
