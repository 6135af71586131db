// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ledger/book.h"
#include "ledger/checkpoint.h"
#include "ledger/forget.h"
#include "ledger/record.h"
#include "ledger/schema.h"
#include "ledger/tree.h"

#define LEDGER_STEP_MS 25
#define LEDGER_INTERVAL_US (UINT64_C(600) * 1000000)

static uint64_t ledger_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* A copy that was put back may have been made for all to read. */
static void ledger_close_file(const char *path)
{
	struct stat status;
	int fd;

	if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode) || !(status.st_mode & 07))
		return;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	/* Where a file system has no modes the key refuses it (key.c). */
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		(void)fchmod(fd, status.st_mode & 0770);
	close(fd);
}

/* What it tells of a house is nobody else's; SQLite gives its WAL the same mode. */
static int ledger_make_file(struct store *store, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		return store_refuse(store, -errno, "%s could not be made: %s", path,
				    strerror(errno));
	else
		ledger_close_file(path);
	return 0;
}

static int ledger_keep_key(struct ledger *ledger)
{
	sqlite3_stmt *insert = NULL;
	int err =
		store_prepare(&ledger->store, "INSERT OR IGNORE INTO key VALUES (1, ?1)", &insert);

	if (!err) {
		store_bind_blob(insert, 1, ledger->key.public, LEDGER_KEY);
		err = store_do(&ledger->store, insert);
	}
	sqlite3_finalize(insert);
	return err;
}

static int ledger_read_key(struct store *store, uint8_t out[LEDGER_KEY])
{
	sqlite3_stmt *row = NULL;
	int err = store_prepare(store, "SELECT public FROM key WHERE number = 1", &row);

	if (!err) {
		err = store_step(store, row);
		err = err < 0 ? err : err && store_blob(row, 0, LEDGER_KEY, out) ? 0 : -EBADMSG;
	}
	sqlite3_finalize(row);
	if (err == -EBADMSG)
		store_refuse(store, err, "%s has no public key: it was changed or damaged",
			     store->path);
	return err;
}

static int ledger_changed(struct store *store)
{
	return store_refuse(store, -EBADMSG,
			    "%s was changed or damaged since Lenswatch wrote it: keep it, run "
			    "`lenswatch verify` on it, and move it away to begin a new one",
			    store->path);
}

/* The chain as the last commit left it; only onto that may a record be put. */
static int ledger_load(struct ledger *ledger)
{
	struct store *store = &ledger->store;
	struct book_state *state = &ledger->state;
	struct ledger_head head = {0};
	uint8_t root[LEDGER_HASH];
	struct record record = {0};
	sqlite3_stmt *row = NULL;
	int64_t last = 0;
	int err = checkpoint_last(store, 0, &head);

	if (err && err != -ENOENT)
		return err;
	err = store_number(store, "SELECT coalesce(max(number), 0) FROM record", &last);
	if (!err && (uint64_t)last != head.size)
		err = ledger_changed(store);
	if (!err)
		err = merkle_restore(head.size, tree_node, store, &state->tree);
	if (err || !head.size)
		return err;
	merkle_root(&state->tree, root);
	err = store_prepare(store, RECORD_SELECT "WHERE number = ?1", &row);
	if (!err)
		err = record_find(store, row, head.size, &record);
	if (!err && (!record.link || memcmp(record.link, head.chain, LEDGER_HASH) != 0 ||
		     memcmp(root, head.root, LEDGER_HASH) != 0 ||
		     !checkpoint_signed(&head, ledger->key.public)))
		err = ledger_changed(store);
	memcpy(state->link, head.chain, LEDGER_HASH);
	state->written = record.written;
	sqlite3_finalize(row);
	ledger->settled = *state;
	return err;
}

static int ledger_open_file(struct ledger *ledger)
{
	struct store *store = &ledger->store;
	uint8_t key[LEDGER_KEY];
	int err = store_open(ledger->path, ledger->mode, store);

	if (err)
		return err;
	if (ledger->mode == LEDGER_WRITE) {
		err = schema_bring(store, schema_steps, schema_step_count);
		if (!err)
			err = ledger_keep_key(ledger);
	} else {
		err = schema_check(store, schema_step_count);
	}
	if (!err)
		err = schema_acts(store);
	if (!err)
		err = ledger_read_key(store, key);
	if (err)
		return err;
	if (ledger->mode == LEDGER_READ)
		memcpy(ledger->key.public, key, sizeof(key));
	else if (memcmp(key, ledger->key.public, sizeof(key)) != 0)
		return store_refuse(
			store, -EKEYREJECTED,
			"%s was signed with another key than %s.key: put the right one back, or "
			"move the ledger away and a new one is begun",
			ledger->path, ledger->path);
	if (ledger->mode == LEDGER_WRITE)
		err = ledger_load(ledger);
	if (!err)
		err = store_prepare(store, RECORD_INSERT, &ledger->insert);
	if (!err && ledger->mode == LEDGER_WRITE && forget_unfinished(ledger) && !ledger->later)
		ledger_go_on(ledger, NULL, NULL);
	return err;
}

/* What is no history has no key: that is said, and not to look for one. */
static int ledger_take_key(struct ledger *ledger, bool fresh, char error[LEDGER_ERROR])
{
	struct store *store = &ledger->store;
	int err = key_take(ledger->path, fresh, &ledger->key, error), read;

	if (err != -ENOKEY)
		return err;
	read = store_open(ledger->path, LEDGER_READ, store);
	if (!read)
		read = schema_check(store, schema_step_count);
	if (read == -EMEDIUMTYPE) {
		err = read;
		memcpy(error, store->error, LEDGER_ERROR);
	}
	store_close(store);
	return err;
}

static int ledger_begin(struct ledger *ledger, char error[LEDGER_ERROR])
{
	struct stat status;
	bool fresh = stat(ledger->path, &status) != 0 || status.st_size == 0;
	int err = 0;

	if (ledger->mode == LEDGER_WRITE)
		err = ledger_take_key(ledger, fresh, error);
	else if (sodium_init() < 0)
		err = -ENOSYS;
	if (err)
		return err;
	if (ledger->mode == LEDGER_WRITE)
		err = ledger_make_file(&ledger->store, ledger->path);
	if (!err)
		err = ledger_open_file(ledger);
	if (err == -EBUSY) /* no other Lenswatch: that one would hold the key */
		err = -EAGAIN;
	if (err)
		memcpy(error, ledger->store.error, LEDGER_ERROR);
	return err;
}

static struct ledger *ledger_make(const char *path, enum ledger_mode mode)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (!ledger)
		return NULL;
	*ledger = (struct ledger){.path = strdup(path),
				  .mode = mode == LEDGER_READ ? LEDGER_READ : LEDGER_WRITE,
				  .later = mode == LEDGER_WATCH,
				  .key.lock = -1,
				  .interval = LEDGER_INTERVAL_US,
				  .clock = ledger_now,
				  .step_ms = LEDGER_STEP_MS};
	if (ledger->path)
		return ledger;
	free(ledger);
	return NULL;
}

int ledger_open(const char *path, enum ledger_mode mode, struct ledger **out,
		char error[LEDGER_ERROR])
{
	struct ledger *ledger = ledger_make(path, mode);
	int err;

	snprintf(error, LEDGER_ERROR, "not enough memory");
	if (!ledger)
		return -ENOMEM;
	err = ledger_begin(ledger, error);
	if (err)
		ledger_close(ledger);
	else
		*out = ledger;
	return err;
}

int ledger_await(const char *path, struct ledger **out)
{
	struct ledger *ledger = ledger_make(path, LEDGER_WATCH);

	if (!ledger)
		return -ENOMEM;
	ledger->failed = -ENOENT;
	ledger->failed_us = ledger->clock();
	*out = ledger;
	return 0;
}

static void ledger_shut(struct ledger *ledger)
{
	sqlite3_finalize(ledger->insert);
	ledger->insert = NULL;
	store_close(&ledger->store);
	key_drop(&ledger->key);
}

int ledger_reach(struct ledger *ledger, char error[LEDGER_ERROR])
{
	int err = ledger_begin(ledger, error);

	if (err)
		ledger_shut(ledger);
	return err;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	if (ledger->open || ledger->failed)
		ledger_commit(ledger);
	suspects_drop(&ledger->suspects, NULL);
	backlog_clear(&ledger->backlog);
	ledger_shut(ledger);
	free(ledger->path);
	free(ledger);
}

const char *ledger_error(const struct ledger *ledger)
{
	return ledger->store.error;
}

int ledger_head(struct ledger *ledger, struct ledger_head *out)
{
	int err = checkpoint_last(&ledger->store, 0, out);

	if (err == -ENOENT) {
		memset(out, 0, sizeof(*out));
		err = 0;
	}
	return err;
}

void ledger_public_key(const struct ledger *ledger, uint8_t out[LEDGER_KEY])
{
	memcpy(out, ledger->key.public, LEDGER_KEY);
}
