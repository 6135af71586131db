/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heads of the history go where its writer cannot change them any more: as lines of a file, and to
 * a program of the owner's. A small process of its own does both, since the daemon itself may
 * neither start programs nor see other folders. It is forked before the daemon gives its rights
 * away, runs as the same user without capabilities, takes nothing but heads, and ends with the
 * daemon. Called by history.c.
 */
#ifndef LENSWATCH_ANCHOR_H
#define LENSWATCH_ANCHOR_H

#include "ledger/ledger.h"

#define ANCHOR_TEXT 512

struct anchor_config {
	const char *file;    /* a line "SIZE:ROOT KEY" each is added to it; NULL: none */
	const char *command; /* a program: its words are SIZE:ROOT and KEY; NULL: none */
	const char *user;    /* see sandbox.h */
	unsigned pause_s; /* a head that comes sooner after the last is not given to the program */
	unsigned patience_s; /* a program that runs longer is killed */
};

struct anchor;

/* 0 or -errno, with `text` a sentence. What fails later is told on stderr, once until it works. */
int anchor_start(const struct anchor_config *config, struct anchor **out, char text[ANCHOR_TEXT]);
/* Never waits. 0 or -errno: it is not given. */
int anchor_give(struct anchor *anchor, const struct ledger_head *head,
		const uint8_t key[LEDGER_KEY]);
/* Ends it, once what it was given is written. A program that still runs is killed. NULL is allowed.
 */
void anchor_finish(struct anchor *anchor);

#endif
