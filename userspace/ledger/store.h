/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SQLite file of the ledger and what can go wrong with it: opening, statements, and errors in
 * words with their cure. The only file that knows how SQLite says things; it does not know what is
 * kept.
 */
#ifndef LENSWATCH_LEDGER_STORE_H
#define LENSWATCH_LEDGER_STORE_H

#include <sqlite3.h>

#include "ledger/ledger.h"

#define STORE_WAL_PAGES 128 /* the WAL is emptied into the file when it has so many */

struct store {
	sqlite3 *db;
	const char *path; /* borrowed */
	char error[LEDGER_ERROR];
};

/*
 * Opens for `mode`. A file that cannot have a WAL (on a medium that is only read, and left whole)
 * is read without one. 0 or -errno; then `error` is set and nothing is open.
 */
int store_open(const char *path, enum ledger_mode mode, struct store *out);
void store_close(struct store *store);

/* Writes why, returns `err`. */
int store_refuse(struct store *store, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* SQLite's last error as -errno, in words with its cure. */
int store_fail(struct store *store);

/* Runs statements that return nothing. 0 or -errno. */
int store_run(struct store *store, const char *sql);
/* 0 or -errno. Free with sqlite3_finalize. */
int store_prepare(struct store *store, const char *sql, sqlite3_stmt **out);
/* 1 a row, 0 done, or -errno. */
int store_step(struct store *store, sqlite3_stmt *statement);
/* Runs it to its end and makes it ready to be used again. 0 or -errno. */
int store_do(struct store *store, sqlite3_stmt *statement);
/* The first column of the first row. 0, -ENOENT no row, or -errno. */
int store_number(struct store *store, const char *sql, int64_t *out);

/* Copies a blob of exactly `size` bytes. False where the column is anything else. */
bool store_blob(sqlite3_stmt *statement, int column, size_t size, uint8_t *out);
void store_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, size_t size);
/* NULL binds null. */
void store_bind_text(sqlite3_stmt *statement, int place, const char *text, size_t length);

#endif
