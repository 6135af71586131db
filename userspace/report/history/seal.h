/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report carries so that the history it was made from can be held against it later: the head
 * in the form that `verify --head` takes, and the public key. Made by command_report.c; the
 * writers write it.
 */
#ifndef LENSWATCH_REPORT_SEAL_H
#define LENSWATCH_REPORT_SEAL_H

#include "ledger/ledger.h"

#define SEAL_HEAD (20 + 1 + 2 * LEDGER_HASH + 1)
#define SEAL_KEY (2 * LEDGER_KEY + 1)

struct seal {
	char head[SEAL_HEAD]; /* "19:5f0c...": size and root; "" where nothing is signed yet */
	char key[SEAL_KEY];   /* hex digits */
};

/* 0, or what ledger_head() returned. */
int seal_read(struct ledger *ledger, struct seal *out);

#endif
