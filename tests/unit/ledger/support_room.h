/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ledgers for tests: a folder of their own, records of every kind, what someone else does to the
 * file, and what verifying then finds.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_ROOM_H
#define LENSWATCH_TESTS_SUPPORT_ROOM_H

#include "ledger/book.h"
#include "ledger/ledger.h"

#define ROOM_FAULTS 64
#define ROOM_MAC "f4:b8:5e:35:67:b0" /* of the camera that most events are of */
#define ROOM_NAME "Front door"
#define ROOM_IP "192.168.1.130"
#define ROOM_OTHER "f4:b8:5e:00:00:02"

struct room {
	char folder[64];
	char path[128];
};

struct found {
	size_t count; /* of all */
	struct ledger_fault faults[ROOM_FAULTS];
	struct ledger_report report;
	char error[LEDGER_ERROR];
};

void room_make(struct room *room);
void room_remove(struct room *room);
/* Removes the ledger, its WAL and its keys. */
void room_clear(const struct room *room);
/* Event `index` of a history in which no two are the same: every kind, two cameras. */
void room_event(size_t index, struct event *out);
/* Opens to write; fails the test where it cannot. */
struct ledger *room_open(const struct room *room);
/* Appends `count` events from `first` on, five a commit, each with a signed head of its own. */
void room_fill(const struct room *room, size_t first, size_t count);
/* The ledger's file, whole, malloc'd; and back again, without WAL. */
uint8_t *room_load(const char *path, size_t *size);
void room_store(const char *path, const uint8_t *bytes, size_t size);
/* What someone with sqlite3 does. Fails the test where that is no SQL. */
void room_sql(const struct room *room, const char *sql);
int64_t room_number(const struct room *room, const char *sql);
/* What verifying finds. Returns as ledger_verify. */
int room_verify(const struct room *room, const struct ledger_anchor *anchor, struct found *out);
/* Whether a fault is about that record; 0: whether there is any. */
bool found_at(const struct found *found, uint64_t number);
/* What a fault says; valid until the next call. */
const char *fault_text(const struct ledger_fault *fault);
bool found_kind(const struct found *found, enum ledger_fault_kind kind);
/* A hash over all that ledger_each gives for `query`, so that two readings can be compared. 0,
 * -errno. */
int room_reading(const struct room *room, const struct ledger_query *query,
		 uint8_t out[LEDGER_HASH]);
/* Whether the bytes of `text` stand in the file `path`, in any case of letters. */
bool room_holds(const char *path, const char *text);

#endif
