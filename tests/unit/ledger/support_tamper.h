/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small ledger for tests of what verifying finds: 22 records, six signed heads, four records that
 * the owner erased; and a copy of it in memory to tamper with.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_TAMPER_H
#define LENSWATCH_TESTS_SUPPORT_TAMPER_H

#include "ledger/support_room.h"

#define TAMPER_RECORDS 22

extern struct room tamper_room;
extern uint8_t *tamper_whole; /* its file */
extern size_t tamper_size;
extern struct ledger_anchor tamper_anchor, tamper_early; /* of the end, and of the first ten */
extern struct found tamper_found;			 /* by tamper_look */
extern bool tamper_hit[TAMPER_RECORDS + 1];		 /* by a fault of that record alone */
extern struct store tamper_copy; /* what is done there is undone by tamper_restore */

int tamper_begin(void **state);
int tamper_end(void **state);
void tamper_restore(void);
/* What verifying does, but for SQLite's own check of pages. */
void tamper_look(const struct ledger_anchor *with);
void tamper_change(const char *sql);
/* Restores, changes and looks. */
void tamper_look_after(const char *sql);

#endif
