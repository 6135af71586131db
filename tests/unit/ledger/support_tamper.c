// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/support_tamper.h"

struct room tamper_room;
uint8_t *tamper_whole;
size_t tamper_size;
struct ledger_anchor tamper_anchor, tamper_early; /* of the end, and of the first ten */
struct found tamper_found;
bool tamper_hit[TAMPER_RECORDS + 1]; /* by a fault of one record alone */

/* A copy of the ledger in memory: what is done there is undone by copying again. */
struct store tamper_copy;
static sqlite3 *original;

static void keep_head(struct ledger_anchor *out)
{
	struct ledger *ledger = room_open(&tamper_room);
	struct ledger_head head;

	assert_int_equal(ledger_head(ledger, &head), 0);
	*out = (struct ledger_anchor){.size = head.size, .key_known = true};
	memcpy(out->root, head.root, sizeof(head.root));
	ledger_public_key(ledger, out->key);
	ledger_close(ledger);
}

int tamper_begin(void **state)
{
	size_t erased = 0;
	struct ledger *ledger;

	(void)state;
	room_make(&tamper_room);
	room_fill(&tamper_room, 0, 10);
	keep_head(&tamper_early);
	room_fill(&tamper_room, 10, TAMPER_RECORDS - 11);
	ledger = room_open(&tamper_room);
	ledger->interval = 0;
	assert_int_equal(ledger_forget(ledger, ROOM_OTHER, NULL, NULL, &erased), 0);
	assert_int_equal(erased, 4);
	ledger_close(ledger);
	keep_head(&tamper_anchor);
	assert_int_equal(tamper_anchor.size, TAMPER_RECORDS);
	tamper_whole = room_load(tamper_room.path, &tamper_size);
	assert_int_equal(sqlite3_open(tamper_room.path, &original), SQLITE_OK);
	assert_int_equal(store_open(":memory:", LEDGER_WRITE, &tamper_copy), 0);
	return 0;
}

int tamper_end(void **state)
{
	(void)state;
	sqlite3_close(original);
	store_close(&tamper_copy);
	free(tamper_whole);
	room_remove(&tamper_room);
	return 0;
}

void tamper_restore(void)
{
	sqlite3_backup *backup = sqlite3_backup_init(tamper_copy.db, "main", original, "main");

	assert_non_null(backup);
	assert_int_equal(sqlite3_backup_step(backup, -1), SQLITE_DONE);
	assert_int_equal(sqlite3_backup_finish(backup), SQLITE_OK);
}

static void remember(void *context, const struct ledger_fault *fault)
{
	struct found *to = context;

	if (to->count < ROOM_FAULTS)
		to->faults[to->count] = *fault;
	to->count++;
	if (fault->finding.first == fault->finding.last && fault->finding.first <= TAMPER_RECORDS)
		tamper_hit[fault->finding.first] = true;
}

/* What verifying does, but for SQLite's own check of pages. */
void tamper_look(const struct ledger_anchor *with)
{
	struct audit audit = {
		.store = &tamper_copy, .anchor = with, .fault = remember, .context = &tamper_found};

	memset(&tamper_found, 0, sizeof(tamper_found));
	memset(tamper_hit, 0, sizeof(tamper_hit));
	memcpy(audit.key, tamper_anchor.key, sizeof(audit.key));
	memcpy(audit.ledger_key, tamper_anchor.key, sizeof(audit.ledger_key));
	assert_int_equal(audit_run(&audit), 0);
	tamper_found.report = audit.report;
	audit_free(&audit);
}

void tamper_change(const char *sql)
{
	if (store_run(&tamper_copy, sql))
		fail_msg("%s: %s", sql, tamper_copy.error);
}

void tamper_look_after(const char *sql)
{
	tamper_restore();
	tamper_change(sql);
	tamper_look(&tamper_anchor);
}
