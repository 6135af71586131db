/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The open ledger as the files of this room share it. What is appended goes through book_add,
 * whoever it is from.
 */
#ifndef LENSWATCH_LEDGER_BOOK_H
#define LENSWATCH_LEDGER_BOOK_H

#include "ledger/backlog.h"
#include "ledger/key.h"
#include "ledger/merkle.h"
#include "ledger/store.h"
#include "ledger/suspects.h"

/* Of the last record. */
struct book_state {
	struct merkle tree;
	uint8_t link[LEDGER_HASH];
	uint64_t written;
};

struct ledger {
	struct store store;
	char *path;
	enum ledger_mode mode; /* LEDGER_WATCH is LEDGER_WRITE here */
	bool later;	       /* what an interrupted erasure left waits for ledger_go_on() */
	struct key key;	       /* the public one alone where it is read */
	sqlite3_stmt *insert;
	uint64_t interval; /* between checkpoints that are kept, µs */
	uint64_t (*clock)(void);
	unsigned step_ms;	   /* of what is done bit by bit, as erasing */
	bool open;		   /* a batch */
	struct book_state state;   /* with the open batch */
	struct book_state settled; /* without */
	struct suspects suspects;  /* in neither */
	struct backlog backlog;	   /* since the last commit, also what is in the open batch */
	int failed;		   /* why it cannot be written now; 0: it can */
	uint64_t failed_us;	   /* since when */
	/* A device is: half-way until the next start or another is. Nothing is dropped then. */
	enum { ERASING_NOTHING, ERASING_UNFINISHED, ERASING_NOW } erasing;
};

/* Opens a batch where there is none. 0 or -errno. */
int book_begin(struct ledger *ledger);
/*
 * Adds one record to the open batch, which it opens where there is none. 0 (also where it is there
 * already) or -errno; then the batch is gone.
 */
int book_add(struct ledger *ledger, const char *kind, const char *content, size_t length);
/* Drops the open batch; what was put into it waits. Returns `err`. */
int book_drop(struct ledger *ledger, int err);
/* -EPERM where the ledger is only read. */
int book_writable(struct ledger *ledger);

#endif
