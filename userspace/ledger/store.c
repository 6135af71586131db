// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define STORE_WAIT_MS 1000
/* Without a WAL a commit waits until nobody reads. */
#define STORE_WAIT_ALONE_MS 10000
#define STORE_SHARED 32768 /* what SQLite maps at a time of the index of a WAL */

int store_refuse(struct store *store, int err, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(store->error, sizeof(store->error), format, arguments);
	va_end(arguments);
	/* SQLite cites from the file, which a stranger may have made: nothing of it moves a cursor.
	 */
	for (unsigned char *at = (unsigned char *)store->error; *at; at++)
		if (*at < ' ' || *at == 0x7f || (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0))
			*at = '?';
	return err;
}

struct store_word {
	int code, err;
	const char *text;
};

/* SQLite's codes (sqlite.org/rescode.html) in words that say what to do. */
static const struct store_word store_words[] = {
	{SQLITE_FULL, -ENOSPC, "the disk is full: make room on it; what was committed is kept"},
	{SQLITE_READONLY, -EROFS,
	 "it can only be read here: remount the file system for writing, or put the ledger "
	 "elsewhere"},
	{SQLITE_BUSY, -EBUSY,
	 "another program holds it: end that one (a reader that stays, or sqlite3), then try "
	 "again"},
	{SQLITE_LOCKED, -EBUSY, "it is in use within this program: try again"},
	{SQLITE_CORRUPT, -EBADMSG,
	 "the file is damaged. Keep it, run `lenswatch verify` on it to see what is whole, look at "
	 "the disk, and move it away to begin a new one"},
	{SQLITE_NOTADB, -EMEDIUMTYPE,
	 "this is not a ledger of Lenswatch: name another file; `lenswatch replay` reads captures"},
	{SQLITE_NOMEM, -ENOMEM, "not enough memory"},
	{SQLITE_PERM, -EACCES, "this user may not: look at who owns it"},
	{SQLITE_CONSTRAINT, -EBADMSG,
	 "a record that should be new is there already: the file was changed; run `lenswatch "
	 "verify` on "
	 "it"},
};

/* What SQLite says where the index of a WAL cannot be mapped (sqlite.org/rescode.html). */
static bool store_wants_shared(sqlite3 *db)
{
	int code = sqlite3_extended_errcode(db);

	return code == SQLITE_IOERR_SHMMAP || code == SQLITE_IOERR_SHMOPEN ||
	       code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_SHMLOCK;
}

int store_fail(struct store *store)
{
	int code = sqlite3_errcode(store->db), system = sqlite3_system_errno(store->db);
	int err = code == SQLITE_CANTOPEN && system ? -system : -EIO;

	/* The file names a page that it has not; errno is then of something else. */
	if (sqlite3_extended_errcode(store->db) == SQLITE_IOERR_SHORT_READ)
		code = SQLITE_CORRUPT;
	if (sqlite3_extended_errcode(store->db) == SQLITE_READONLY_ROLLBACK)
		return store_refuse(store, -EUCLEAN,
				    "%s: its writer ended in the middle of a commit, which the "
				    "next start undoes. Start `lenswatch watch` with it (or a copy "
				    "of it and all files beside it), then ask again",
				    store->path);
	for (size_t i = 0; i < sizeof(store_words) / sizeof(store_words[0]); i++) {
		if (store_words[i].code == code)
			return store_refuse(store, store_words[i].err, "%s: %s", store->path,
					    store_words[i].text);
	}
	if (store_wants_shared(store->db))
		return store_refuse(store, -EOPNOTSUPP,
				    "%s was begun where programs can share memory through a file, "
				    "and this file system cannot (JFFS2). Let `lenswatch watch` "
				    "open it once: it brings it into another form",
				    store->path);
	if (code == SQLITE_IOERR && system)
		err = -system;
	if (err == -ENOENT)
		return store_refuse(store, err,
				    "%s: there is no history here: name the one that you mean with "
				    "--ledger FILE; `lenswatch watch --ledger FILE` begins one",
				    store->path);
	if (err == -EROFS)
		return store_refuse(store, err, "%s: %s", store->path, store_words[1].text);
	if (err == -EACCES || err == -EPERM)
		return store_refuse(store, err,
				    "%s: this user may not open it: ask as root (sudo), or as who "
				    "owns it",
				    store->path);
	return store_refuse(store, err,
			    "%s could not be read or written (%s, %s): look at the disk; what was "
			    "committed is kept",
			    store->path, sqlite3_errmsg(store->db), strerror(-err));
}

int store_run(struct store *store, const char *sql)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_fail(store);
}

int store_prepare(struct store *store, const char *sql, sqlite3_stmt **out)
{
	if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) !=
	    SQLITE_OK)
		return store_fail(store);
	return 0;
}

int store_step(struct store *store, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : store_fail(store);
}

int store_do(struct store *store, sqlite3_stmt *statement)
{
	int result;

	do {
		result = store_step(store, statement);
	} while (result > 0);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return result;
}

int store_number(struct store *store, const char *sql, int64_t *out)
{
	sqlite3_stmt *statement = NULL;
	int result = store_prepare(store, sql, &statement);

	if (!result) {
		result = store_step(store, statement);
		if (result > 0)
			*out = sqlite3_column_int64(statement, 0);
		result = result > 0 ? 0 : result ? result : -ENOENT;
	}
	sqlite3_finalize(statement);
	return result;
}

bool store_blob(sqlite3_stmt *statement, int column, size_t size, uint8_t *out)
{
	const void *bytes = sqlite3_column_blob(statement, column);

	if (!bytes || sqlite3_column_type(statement, column) != SQLITE_BLOB ||
	    (size_t)sqlite3_column_bytes(statement, column) != size)
		return false;
	memcpy(out, bytes, size);
	return true;
}

void store_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, size_t size)
{
	sqlite3_bind_blob64(statement, place, bytes, size, SQLITE_STATIC);
}

void store_bind_text(sqlite3_stmt *statement, int place, const char *text, size_t length)
{
	sqlite3_bind_text64(statement, place, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

/*
 * A WAL is found through memory that processes share as a file beside it (sqlite.org/wal.html).
 * JFFS2, on which small routers keep their settings, refuses to share it for writing, and SQLite
 * finds that out only after it has marked the ledger as one with a WAL.
 */
static bool store_shares_memory(const char *path)
{
	char *name = NULL;
	void *memory = NULL;
	int fd = -1;

	if (asprintf(&name, "%s.XXXXXX", path) < 0)
		return true;
	fd = mkstemp(name);
	if (fd >= 0 && unlink(name) == 0 && ftruncate(fd, STORE_SHARED) == 0)
		memory = mmap(NULL, STORE_SHARED, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory && memory != MAP_FAILED)
		munmap(memory, STORE_SHARED);
	if (fd >= 0)
		close(fd);
	free(name);
	return memory != MAP_FAILED;
}

/*
 * SQLite opens it anew for each commit and never removes it. Made now, while whoever opens the
 * ledger may still make files there; the daemon's user may not be able to later.
 */
static int store_make_journal(struct store *store, const char *file)
{
	char *name = NULL;
	int fd, err = 0;

	if (asprintf(&name, "%s-journal", file) < 0)
		return store_refuse(store, -ENOMEM, "not enough memory");
	fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		err = store_refuse(store, -errno, "%s could not be made: %s", name,
				   strerror(errno));
	else
		close(fd);
	free(name);
	return err;
}

/* Letting go of the lock takes a look at the file (sqlite.org/pragma.html#pragma_locking_mode). */
static int store_choose_alone(struct store *store, const char *file)
{
	int err = store_run(store, "PRAGMA journal_mode = TRUNCATE; PRAGMA locking_mode = NORMAL;"
				   "SELECT count(*) FROM sqlite_schema");

	return err ? err : store_make_journal(store, file);
}

static int store_choose_journal(struct store *store, bool alone)
{
	const char *file = sqlite3_db_filename(store->db, "main"); /* "" in memory */
	/* With its pages' owners kept a file can be made smaller bit by bit (drop.c). */
	int err = store_run(store, "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");

	if (err)
		return err;
	if (alone)
		return store_choose_alone(store, file);
	sqlite3_wal_autocheckpoint(store->db, STORE_WAL_PAGES);
	return store_run(store, "PRAGMA journal_mode = WAL");
}

/*
 * Where no memory can be shared, a WAL that was begun elsewhere can only be read by whoever locks
 * the file before it looks at it (sqlite.org/wal.html#noshm).
 */
static int store_go_alone(struct store *store)
{
	sqlite3_busy_timeout(store->db, STORE_WAIT_ALONE_MS);
	return store_run(store, "PRAGMA locking_mode = EXCLUSIVE");
}

/* Schemas come from a file that anyone may have changed: nothing in it may act
 * (sqlite.org/security). */
static int store_set_up(struct store *store, enum ledger_mode mode)
{
	const char *file = sqlite3_db_filename(store->db, "main"); /* "" in memory */
	bool alone = mode == LEDGER_WRITE && *file && !store_shares_memory(file);
	int err = 0;

	sqlite3_extended_result_codes(store->db, 0);
	sqlite3_busy_timeout(store->db, STORE_WAIT_MS);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	if (alone) /* before anything looks at the file, as some pragmas do */
		err = store_go_alone(store);
	if (!err)
		err = store_run(store, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
				       "PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;"
				       "PRAGMA secure_delete = ON");
	/* Reads the first page, and so finds out that a file is none or that its WAL cannot be had.
	 */
	if (!err)
		err = store_run(store, "SELECT count(*) FROM sqlite_schema");
	return err || mode != LEDGER_WRITE ? err : store_choose_journal(store, alone);
}

static int store_try(struct store *store, const char *name, int flags, enum ledger_mode mode)
{
	int err, code = sqlite3_open_v2(name, &store->db, flags, NULL);

	if (!store->db)
		return store_refuse(store, -ENOMEM, "not enough memory");
	err = code == SQLITE_OK ? store_set_up(store, mode) : store_fail(store);
	if (err)
		store_close(store);
	return err;
}

/* sqlite.org/uri.html: what means something in a URI is written as %XX. */
static char *store_uri(const char *path)
{
	static const char before[] = "file:", after[] = "?immutable=1";
	char *uri = malloc(sizeof(before) + 3 * strlen(path) + sizeof(after)), *at = uri;

	if (!uri)
		return NULL;
	at = stpcpy(at, before);
	for (; *path; path++) {
		if (strchr("%?#", *path))
			at += sprintf(at, "%%%02X", (unsigned char)*path);
		else
			*at++ = *path;
	}
	memcpy(at, after, sizeof(after));
	return uri;
}

/* Whether that file is not there, or empty. */
static bool store_lacks(const char *path, const char *ending)
{
	struct stat status;
	char *name = NULL;
	bool lacks = false;

	if (asprintf(&name, "%s%s", path, ending) >= 0)
		lacks = stat(name, &status) != 0 || status.st_size == 0;
	free(name);
	return lacks;
}

/* Whether all that was committed is in the file itself, and nothing else. */
static bool store_whole(const char *path)
{
	return access(path, F_OK) == 0 && store_lacks(path, "-wal") &&
	       store_lacks(path, "-journal");
}

/*
 * What SQLite has no room to sort in memory goes into a temporary file: not into /tmp, which is
 * memory on a router and closed to the daemon, but beside the ledger. It has no name there
 * (sqlite.org/c3ref/temp_directory.html).
 */
static void store_temporary(const char *path)
{
	const char *slash = strrchr(path, '/');
	int length = slash > path ? (int)(slash - path) : 1;

	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = sqlite3_mprintf("%.*s", length, slash ? path : ".");
}

/*
 * What is written is no link, as another may have left it there. SQLite takes links above it for
 * one as well, so they are resolved before.
 */
static int store_open_written(const char *path, struct store *out)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
			  SQLITE_OPEN_NOFOLLOW;
	const char *slash = strrchr(path, '/');
	char *folder = NULL, *above = NULL, *name = NULL;
	struct stat status;
	int err = -ENOMEM;

	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
		return store_refuse(out, -ELOOP, "%s is a link: name the file itself", path);
	if (slash > path) {
		folder = strndup(path, (size_t)(slash - path));
		above = folder ? realpath(folder, NULL) : NULL;
	}
	if (above ? asprintf(&name, "%s%s", above, slash) >= 0 : (name = strdup(path)) != NULL)
		err = store_try(out, name, flags, LEDGER_WRITE);
	free(folder);
	free(above);
	free(name);
	return err == -ENOMEM ? store_refuse(out, err, "not enough memory") : err;
}

int store_open(const char *path, enum ledger_mode mode, struct store *out)
{
	int flags = SQLITE_OPEN_READONLY;
	char *uri;
	int err;

	flags |= SQLITE_OPEN_NOMUTEX; /* no two threads use one ledger: verifying takes 6 % less */
	*out = (struct store){.path = path};
	if (mode == LEDGER_WRITE && path[0] != ':')
		store_temporary(path);
	if (mode == LEDGER_WRITE)
		return store_open_written(path, out);
	err = store_try(out, path, flags, mode);
	if (!err || err == -EMEDIUMTYPE || !store_whole(path))
		return err;
	uri = store_uri(path);
	if (uri)
		err = store_try(out, uri, flags | SQLITE_OPEN_URI, mode);
	free(uri);
	return err;
}

void store_close(struct store *store)
{
	sqlite3_close(store->db);
	store->db = NULL;
}
