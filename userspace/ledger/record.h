/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One record of the ledger as a row: what its columns say of its content, how it is written and
 * read. Appending makes columns of content, verifying makes them again and compares.
 */
#ifndef LENSWATCH_LEDGER_RECORD_H
#define LENSWATCH_LEDGER_RECORD_H

#include "ledger/digest.h"
#include "ledger/store.h"

/* What queries ask for. */
struct record_columns {
	char device[LEDGER_DEVICE]; /* "": none */
	char series[EVENT_ID];	    /* "": none */
	uint64_t start, end;	    /* `written` where the content has no time */
	uint64_t time;		    /* the content's start; 0: it has none */
	bool single;		    /* told twice it is one record; else each stands for itself */
};

/* Of content in the canonical encoding. What cannot be read is as if it were not there. */
void record_columns(const char *kind, const char *content, size_t length, uint64_t written,
		    struct record_columns *out);

/* A row. Pointers are of the statement's row, NULL where the column is null or of another type. */
struct record {
	uint64_t number, written;
	const char *kind;
	const uint8_t *leaf, *link, *body, *salt, *identity;
	const char *device, *series, *content;
	size_t length;
	int times; /* how many of start and end are not null */
	bool odd;  /* a column is of a kind or size that none has, and NULL above */
	uint64_t start, end;
};

/* The columns that record_read expects, in its order. */
#define RECORD_SELECT                                                                              \
	"SELECT number, written, kind, leaf, link, body, salt, identity, device, series, start, "  \
	"finish, content FROM record "

/* The row that sqlite3_step() came to; what it points to lives until the next step. */
void record_read(sqlite3_stmt *row, struct record *out);

/* The same of what queries hand on, and no more: hashes took a fifth of looking through all. */
#define RECORD_SAID                                                                                \
	"SELECT number, written, kind, device, series, start, finish, content FROM record "
void record_hand(sqlite3_stmt *row, struct ledger_record *out);

/* What record_insert takes; an identity that is there already leaves the table as it is. */
#define RECORD_INSERT                                                                              \
	"INSERT INTO record (number, written, kind, leaf, link, salt, identity, device, series, "  \
	"start, finish, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "      \
	"ON CONFLICT (identity) DO NOTHING"

/* 1 written, 0 there already, or -errno. */
int record_insert(struct store *store, sqlite3_stmt *insert, const struct record *record);
/* The row of that number, then ready to be used again by sqlite3_reset. 0, -ENOENT, -errno. */
int record_find(struct store *store, sqlite3_stmt *select, uint64_t number, struct record *out);

#endif
