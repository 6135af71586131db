// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "ledger/audit.h"
#include "ledger/key.h"
#include "ledger/schema.h"

#define VERIFY_MOST "20" /* SQLite's own findings: one damaged page has many */

/*
 * All of it is read, page by page and twice: asked for in one piece before, a file that was not in
 * memory took 11 s instead of 18 (make bench-ledger). No more than a small machine has room for.
 */
static void verify_fetch(const char *path)
{
	const off_t piece = 4 << 20; /* the kernel takes so much of one request, and not more */
	struct sysinfo machine;
	struct stat file;
	off_t most;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &file) == 0 && sysinfo(&machine) == 0) {
		most = (off_t)(machine.totalram / 4 * machine.mem_unit);
		for (off_t at = 0; at < file.st_size && at < most; at += piece)
			posix_fadvise(fd, at, piece, POSIX_FADV_WILLNEED);
	}
	close(fd);
}

/* Of the file or a key, not of records. */
static void verify_tell(struct audit *audit, enum ledger_fault_kind kind, enum finding_what what,
			uint64_t other, const char *text)
{
	struct finding finding = {.what = what, .other = other};

	snprintf(finding.text, sizeof(finding.text), "%s", text);
	audit_tell_of(audit, kind, &finding);
}

static void verify_odd(void *audit, const char *name, bool missing)
{
	verify_tell(audit, FAULT_FILE, missing ? FINDING_TABLE_GONE : FINDING_TABLE_ADDED, 0, name);
}

/* The indexes too: by them a query could miss a record that is there. */
static int verify_pages(struct audit *audit)
{
	sqlite3_stmt *rows = NULL;
	const char *text;
	int more = 0;
	int err = store_prepare(audit->store, "PRAGMA integrity_check(" VERIFY_MOST ")", &rows);

	while (!err && (more = store_step(audit->store, rows)) > 0) {
		text = (const char *)sqlite3_column_text(rows, 0);
		if (!text || strcmp(text, "ok") != 0)
			verify_tell(audit, FAULT_FILE, FINDING_DAMAGED, 0, text ? text : "");
	}
	sqlite3_finalize(rows);
	return err ? err : more;
}

static int verify_read_key(struct audit *audit)
{
	sqlite3_stmt *row = NULL;
	int err = store_prepare(audit->store, "SELECT public FROM key WHERE number = 1", &row);

	if (!err) {
		err = store_step(audit->store, row);
		if (err >= 0 && (!err || !store_blob(row, 0, LEDGER_KEY, audit->ledger_key)))
			audit_tell(audit, FAULT_KEY, 0, 0, FINDING_KEY_GONE);
		err = err < 0 ? err : 0;
	}
	sqlite3_finalize(row);
	return err;
}

/* The key that is trusted: the anchor's, else that of PATH.pub, else what the ledger itself says.
 */
static void verify_choose_key(struct audit *audit, const char *path)
{
	const struct ledger_anchor *anchor = audit->anchor;
	uint8_t beside[LEDGER_KEY];
	int err = key_public(path, beside);

	memcpy(audit->key, audit->ledger_key, LEDGER_KEY);
	if (!err)
		memcpy(audit->key, beside, LEDGER_KEY);
	if (anchor && anchor->key_known)
		memcpy(audit->key, anchor->key, LEDGER_KEY);
	if (err && err != -ENOENT)
		verify_tell(audit, FAULT_KEY, FINDING_KEY_UNREAD, (uint64_t)-err, path);
	else if (!err && memcmp(audit->key, beside, LEDGER_KEY) != 0)
		verify_tell(audit, FAULT_KEY, FINDING_KEY_BESIDE, 0, path);
	if (memcmp(audit->key, audit->ledger_key, LEDGER_KEY) != 0)
		audit_tell(audit, FAULT_KEY, 0, 0, FINDING_KEY_ANOTHER);
	audit->report.key_given = anchor && anchor->key_known &&
				  memcmp(anchor->key, audit->ledger_key, LEDGER_KEY) == 0;
	memcpy(audit->report.key, audit->key, LEDGER_KEY);
}

static int verify_all(struct audit *audit, const char *path)
{
	/* One state of the ledger, while another process may write. */
	int err = store_run(audit->store, "BEGIN");

	if (!err)
		err = schema_acts(audit->store);
	if (!err)
		err = schema_compare(audit->store, verify_odd, audit);
	if (!err)
		err = verify_pages(audit);
	if (!err)
		err = verify_read_key(audit);
	if (err)
		return err;
	verify_choose_key(audit, path);
	return audit_run(audit);
}

/* What cannot be read any more is a finding, not a reason for not looking. */
static int verify_damaged(struct audit *audit, int err)
{
	struct finding finding = {.what = FINDING_UNREADABLE};

	if (err != -EBADMSG && err != -EIO)
		return err;
	finding.first = audit->next;
	finding.other = audit->next ? audit->next - 1 : 0;
	snprintf(finding.text, sizeof(finding.text), "%.400s", audit->store->error);
	audit_tell_of(audit, FAULT_FILE, &finding);
	return 0;
}

int ledger_verify(const char *path, const struct ledger_anchor *anchor, ledger_fault_fn *fault,
		  void *context, struct ledger_report *out, char error[LEDGER_ERROR])
{
	struct store store = {0};
	struct audit audit = {
		.store = &store, .anchor = anchor, .fault = fault, .context = context};
	int err;

	if (sodium_init() < 0) {
		snprintf(error, LEDGER_ERROR, "libsodium could not be set up");
		return -ENOSYS;
	}
	err = store_open(path, LEDGER_READ, &store);
	if (!err)
		err = schema_check(&store, schema_step_count);
	if (!err)
		verify_fetch(path);
	if (!err)
		err = verify_damaged(&audit, verify_all(&audit, path));
	if (err)
		memcpy(error, store.error, LEDGER_ERROR);
	else
		*out = audit.report;
	audit_free(&audit);
	store_close(&store);
	return err;
}

const char *ledger_limit(const struct ledger_report *report, size_t index)
{
	enum finding_limit limits[8];
	size_t count = 0;

	limits[count++] = report->anchored ? LIMIT_END_SINCE : LIMIT_END;
	if (!report->key_given)
		limits[count++] = LIMIT_KEY;
	limits[count++] = report->anchored ? LIMIT_ANEW_SINCE : LIMIT_ANEW;
	limits[count++] = LIMIT_UNSEEN;
	if (report->erased)
		limits[count++] = LIMIT_ERASED;
	if (report->dropped)
		limits[count++] = LIMIT_DROPPED;
	if (report->beyond)
		limits[count++] = LIMIT_BEYOND;
	return index < count ? finding_limit_words(limits[index]) : NULL;
}
