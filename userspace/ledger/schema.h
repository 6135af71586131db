/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of the ledger, and how a file of an older Lenswatch becomes one of this. SQLite's
 * application_id says that a file is a ledger, its user_version which steps were taken.
 */
#ifndef LENSWATCH_LEDGER_SCHEMA_H
#define LENSWATCH_LEDGER_SCHEMA_H

#include "ledger/store.h"

#define SCHEMA_APPLICATION 0x4c77614c /* "LwaL" */

/* Statements that lead from version [i] to i + 1; [0] makes the tables. */
extern const char *const schema_steps[];
extern const size_t schema_step_count;

/*
 * 0 where the file is a ledger of version `count`; -ENODATA an empty file, -EMEDIUMTYPE not a
 * ledger, -EPROTO made by a newer Lenswatch, -EUCLEAN by an older one; -errno.
 */
int schema_check(struct store *store, size_t count);
/* Makes an empty or older file one of version `count`, all or nothing. 0, or -errno as
 * schema_check. */
int schema_bring(struct store *store, const char *const *steps, size_t count);

/*
 * -EBADMSG where a table computes what it holds (a generated column, a virtual table): who made the
 * file then chose what runs, and how much memory it takes, as it is read. Asked before anything is.
 */
int schema_acts(struct store *store);

/* One table, index or the like that this version does not have, or that it has and the file has
 * not. */
typedef void schema_odd_fn(void *context, const char *name, bool missing);

/* Tells what stands in the file that schema_bring would not have made. 0 or -errno. */
int schema_compare(struct store *store, schema_odd_fn *odd, void *context);

#endif
