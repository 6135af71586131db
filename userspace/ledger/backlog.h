/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was told and is not on the disk yet, in the order it was told: a batch that cannot be
 * written waits here and is tried again. Called by batch.c and book.c.
 */
#ifndef LENSWATCH_LEDGER_BACKLOG_H
#define LENSWATCH_LEDGER_BACKLOG_H

#include "ledger/ledger.h"

/* An upload takes some 1,500 bytes: what ten cameras send in hours. */
#define BACKLOG_BYTES (1024UL * 1024)

struct backlog_record {
	struct backlog_record *next;
	size_t length;
	char kind[LEDGER_KIND];
	char content[]; /* ends with a zero */
};

struct backlog { /* begins zeroed */
	struct backlog_record *first, *last;
	struct backlog_record *next; /* that is not in the open batch; NULL: all are */
	size_t count, bytes;
	uint64_t begun_ns; /* when what the earliest of them is about began; 0: there are none */
	uint64_t lost;	   /* for which there was no room */
	uint64_t lost_ns;  /* when what the earliest of them is about began */
};

/*
 * Copies what is about something that began then. 0, -ENOMEM or -ENOBUFS (it would be more than
 * BACKLOG_BYTES): it is not in it.
 */
int backlog_put(struct backlog *backlog, const char *kind, const char *content, size_t length,
		uint64_t begun_ns);
/* One is lost. */
void backlog_lose(struct backlog *backlog, uint64_t begun_ns);
/* The open batch is gone: all are to be put into the next. */
void backlog_rewind(struct backlog *backlog);
/* All are on the disk, and what was lost was told; also at the end. */
void backlog_clear(struct backlog *backlog);

#endif
