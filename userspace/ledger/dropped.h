/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a record of kind "dropped" says: up to which number records are gone, and what their rest
 * is held against. The last one counts; it is signed as all records are. Written by drop.c, read
 * when verifying.
 */
#ifndef LENSWATCH_LEDGER_DROPPED_H
#define LENSWATCH_LEDGER_DROPPED_H

#include "ledger/record.h"

struct dropped {
	uint64_t number;      /* of the record that says so; 0: nothing was dropped */
	uint64_t first, last; /* numbers that went then; 1 to `first` - 1 had gone before */
	uint64_t from, until; /* when these were written */
	const char *setting;  /* "keep-days" or "keep-mb"; NULL where it was read */
	unsigned value;
	uint64_t kept;				       /* heads over no more than `last` records */
	uint8_t root[LEDGER_HASH], chain[LEDGER_HASH]; /* of the first `last` records */
	uint8_t previous[LEDGER_HASH]; /* what the next head names as the one before it */
	uint8_t heads[LEDGER_HASH];    /* digest_kept over the heads that are kept */
};

/* As canonical content. */
void dropped_write(const struct dropped *dropped, FILE *file);
/* 0, or -EINVAL where it is no such content. `number` is of its record. */
int dropped_read(uint64_t number, const char *content, size_t length, struct dropped *out);
/* The last one; zeros where nothing was dropped. 0, -EBADMSG unreadable, -errno. */
int dropped_last(struct store *store, struct dropped *out);

#endif
