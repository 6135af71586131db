// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages are read and written by SQLite's own handle of the file, as closing another would take
 * SQLite's locks away (sqlite.org/howtocorrupt.html, 2.2). Only bytes that the format says nothing
 * of change (sqlite.org/fileformat2.html#b_tree_pages, "unallocated region"), so whoever reads
 * meanwhile, and a power cut in the middle, find all that is in use as it was.
 */
#include "ledger/scrub.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCRUB_PIECE 64 /* pages between two looks at the time */
/* From here on the number of an overflow page's next one could be taken for a page's type. */
#define SCRUB_MOST_PAGES (UINT32_C(2) << 24)
#define SCRUB_WAL_HEADER 32 /* sqlite.org/fileformat2.html#walformat */
#define SCRUB_FRAME_HEADER 24
#define SCRUB_FILE_HEADER 100
#define SCRUB_WAIT_MS 50

struct scrub {
	struct store *store;
	sqlite3_file *file;
	uint8_t *page;
	uint32_t size, usable, count; /* of a page, of it without what is reserved; pages */
	bool maps;		      /* some pages tell of others whose they are */
	bool wal;
	unsigned step_ms;
	uint32_t next;	   /* pages before it are done */
	uint32_t *changed; /* as the WAL had them */
	size_t changed_count;
};

static uint32_t scrub_number(const uint8_t *at, int bytes)
{
	uint32_t number = 0;

	while (bytes--)
		number = number << 8 | *at++;
	return number;
}

static int scrub_failed(struct scrub *s)
{
	return store_refuse(s->store, -EIO,
			    "%s: old pages could not be overwritten: look at the disk, and forget "
			    "again",
			    s->store->path);
}

/* The lock byte's page holds nothing (section 1.3), and a map begins with any byte (1.8). */
static bool scrub_skips(const struct scrub *s, uint32_t number)
{
	uint32_t each = s->usable / 5 + 1, lock = 0x40000000 / s->size + 1;
	uint32_t map = number < 2 ? 0 : (number - 2) / each * each + 2;

	return number == lock || (s->maps && number >= 2 && number == map + (map == lock));
}

/* Where the page's unallocated region begins and ends; false where it is no page of a tree. */
static bool scrub_region(const struct scrub *s, uint32_t number, uint32_t *from, uint32_t *to)
{
	uint32_t at = number == 1 ? SCRUB_FILE_HEADER : 0;
	const uint8_t *header = s->page + at;
	bool interior = header[0] == 2 || header[0] == 5;

	if (!interior && header[0] != 10 && header[0] != 13)
		return false;
	*from = at + (interior ? 12 : 8) + 2 * scrub_number(header + 3, 2);
	*to = scrub_number(header + 5, 2);
	*to = *to ? *to : 65536;
	return *from < *to && *to <= s->usable;
}

static int scrub_page(struct scrub *s, uint32_t number)
{
	sqlite3_int64 place = (sqlite3_int64)(number - 1) * s->size;
	uint32_t from, to, first;

	if (scrub_skips(s, number))
		return 0;
	if (s->file->pMethods->xRead(s->file, s->page, (int)s->size, place) != SQLITE_OK)
		return scrub_failed(s);
	if (!scrub_region(s, number, &from, &to))
		return 0;
	for (first = from; first < to && !s->page[first]; first++)
		;
	if (first == to)
		return 0;
	memset(s->page + from, 0, to - from);
	return s->file->pMethods->xWrite(s->file, s->page + from, (int)(to - from), place + from) ==
			       SQLITE_OK
		       ? 0
		       : scrub_failed(s);
}

/* Every page that is in the WAL, as that is about to be copied into the file as it is. */
static int scrub_list(struct scrub *s)
{
	sqlite3_int64 bytes = 0, each = SCRUB_FRAME_HEADER + (sqlite3_int64)s->size;
	sqlite3_file *wal = NULL;
	uint8_t number[4];
	uint32_t *grown;

	s->changed_count = 0;
	if (sqlite3_file_control(s->store->db, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &wal) !=
		    SQLITE_OK ||
	    !wal || !wal->pMethods || wal->pMethods->xFileSize(wal, &bytes) != SQLITE_OK)
		return 0;
	grown = reallocarray(s->changed, (size_t)(bytes / each) + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	s->changed = grown;
	for (sqlite3_int64 at = SCRUB_WAL_HEADER; at + each <= bytes; at += each) {
		if (wal->pMethods->xRead(wal, number, sizeof(number), at) != SQLITE_OK)
			return scrub_failed(s);
		s->changed[s->changed_count++] = scrub_number(number, 4);
	}
	return 0;
}

/* Empties the WAL, so that nobody copies anything into the file while it is looked through. */
static int scrub_checkpoint(struct scrub *s)
{
	int64_t patience = 0;
	sqlite3_stmt *row = NULL;
	int err = store_number(s->store, "PRAGMA busy_timeout", &patience);
	bool busy = false;

	if (!err)
		err = store_prepare(s->store, "PRAGMA wal_checkpoint(TRUNCATE)", &row);
	sqlite3_busy_timeout(s->store->db, SCRUB_WAIT_MS); /* who reads may read for long */
	if (!err)
		err = store_step(s->store, row);
	sqlite3_busy_timeout(s->store->db, (int)patience);
	if (err > 0) {
		busy = sqlite3_column_int(row, 0) != 0;
		s->wal = sqlite3_column_int(row, 1) >= 0;
		err = 0;
	}
	sqlite3_finalize(row);
	return err || !busy ? err
			    : store_refuse(s->store, -EBUSY,
					   "%s is being read, so old pages could not be "
					   "overwritten yet: end what reads it and forget again",
					   s->store->path);
}

/* The file as it is once the WAL is in it (section 1.3). */
static int scrub_look(struct scrub *s)
{
	uint8_t header[SCRUB_FILE_HEADER];
	sqlite3_int64 bytes = 0;

	if (s->file->pMethods->xRead(s->file, header, sizeof(header), 0) != SQLITE_OK ||
	    s->file->pMethods->xFileSize(s->file, &bytes) != SQLITE_OK ||
	    bytes / s->size >= SCRUB_MOST_PAGES)
		return scrub_failed(s);
	s->usable = s->size - header[20];
	s->maps = scrub_number(header + 52, 4) != 0;
	s->count = (uint32_t)(bytes / s->size);
	return 0;
}

static uint64_t scrub_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Those that changed, then more of the others, as far as the time goes. */
static int scrub_pages(struct scrub *s)
{
	uint64_t due = scrub_now() + s->step_ms;
	int err = 0;

	for (size_t i = 0; !err && i < s->changed_count; i++)
		if (s->changed[i] && s->changed[i] <= s->count)
			err = scrub_page(s, s->changed[i]);
	while (!err && s->next <= s->count) {
		err = scrub_page(s, s->next++);
		if (s->wal && s->next % SCRUB_PIECE == 0 && scrub_now() >= due)
			break;
	}
	if (!err && s->file->pMethods->xSync(s->file, SQLITE_SYNC_NORMAL) != SQLITE_OK)
		err = scrub_failed(s);
	return err;
}

/*
 * Between two steps records may be written: what SQLite has in memory of a page is let go, and what
 * it writes is looked at in the next step, before it is done with. Without a WAL nothing says what
 * changed, so all of it is one step.
 */
static int scrub_step(struct scrub *s)
{
	int err = scrub_list(s);

	if (!err)
		err = scrub_checkpoint(s);
	if (!err)
		err = store_run(s->store, "BEGIN EXCLUSIVE");
	if (err)
		return err;
	err = scrub_look(s);
	if (!err)
		err = scrub_pages(s);
	sqlite3_exec(s->store->db, "ROLLBACK", NULL, NULL, NULL); /* nothing of SQLite's was */
	sqlite3_db_release_memory(s->store->db);
	return err;
}

static int scrub_all(struct scrub *s, scrub_pause_fn *pause, void *context)
{
	int err = scrub_step(s);

	while (!err && pause && s->next <= s->count) {
		err = pause(context);
		if (!err)
			err = scrub_step(s);
	}
	return err;
}

int scrub_run(struct store *store, unsigned step_ms, scrub_pause_fn *pause, void *context)
{
	struct scrub s = {.store = store, .step_ms = step_ms, .next = pause ? 1 : UINT32_MAX};
	int64_t size = 0;
	int err = store_number(store, "PRAGMA page_size", &size);

	if (!err &&
	    sqlite3_file_control(store->db, NULL, SQLITE_FCNTL_FILE_POINTER, &s.file) != SQLITE_OK)
		err = scrub_failed(&s);
	s.size = (uint32_t)size;
	s.page = err ? NULL : malloc(s.size);
	if (!err && !s.page)
		err = -ENOMEM;
	if (err)
		return err;
	sqlite3_wal_autocheckpoint(store->db, 0); /* it would begin the WAL anew, unseen */
	err = scrub_all(&s, pause, context);
	sqlite3_wal_autocheckpoint(store->db, STORE_WAL_PAGES);
	free(s.changed);
	free(s.page);
	return err;
}
