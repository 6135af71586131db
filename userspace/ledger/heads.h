/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heads of a history that were kept elsewhere, as anchors for ledger_verify(): one from the command
 * line, all from a file that `watch --heads` wrote. Called by verify.c and standing.c.
 */
#ifndef LENSWATCH_LEDGER_HEADS_H
#define LENSWATCH_LEDGER_HEADS_H

#include "ledger/ledger.h"

struct heads { /* begins zeroed */
	size_t count, room;
	struct ledger_anchor *items;
	bool key_known; /* `key` is the one that is trusted: told, else of the first head with one
			 */
	uint8_t key[LEDGER_KEY];
	struct ledger_anchor only; /* where there is a key and no head */
};

/* "SIZE:ROOT", and behind a space, where it is there, the key. 0; -EINVAL no head; -ENOMEM. */
int heads_add(struct heads *heads, const char *text);
/* 64 hex digits. 0 or -EINVAL. */
int heads_key(struct heads *heads, const char *text);
/*
 * All lines of the file. A line that is none is told on stderr and left out: a stick that was
 * pulled out leaves one. 0; -ENODATA, told: there is none in it; -errno, told.
 */
int heads_load(struct heads *heads, const char *path);
/* The same of an open one, which is called `path`; that there is none in it is no error. */
int heads_read(struct heads *heads, const char *path, FILE *file);
/* In order, for ledger_verify; NULL: nothing was told. */
const struct ledger_anchor *heads_link(struct heads *heads);
void heads_free(struct heads *heads);

#endif
