// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/tree.h"

static bool same(const uint8_t *one, const uint8_t *other)
{
	return memcmp(one, other, LEDGER_HASH) == 0;
}

/* The roots of the dropped blocks, one by one: they are told to be wrong as a whole. */
static int dropped_blocks(struct audit *audit)
{
	struct merkle tree;
	uint8_t root[LEDGER_HASH] = {0};
	int there = 1, err;

	while (there > 0 && audit->block < audit->dropped.last >> MERKLE_BLOCK) {
		there = store_step(audit->store, audit->blocks);
		audit->block++;
		if (there > 0 && (uint64_t)sqlite3_column_int64(audit->blocks, 0) != audit->block)
			there = 0;
	}
	if (there < 0)
		return there;
	err = merkle_restore(audit->dropped.last, tree_node, audit->store, &tree);
	if (err && err != -EBADMSG)
		return err;
	if (!err)
		merkle_root(&tree, root);
	if (!err && there && same(root, audit->dropped.root)) {
		audit->tree = tree;
		return 0;
	}
	audit->torn = true;
	audit->tree.size = audit->dropped.last;
	audit_tell(audit, FAULT_DROPPED, 1, audit->dropped.last,
		   "The kept roots over records 1 to %" PRIu64
		   ", which were dropped, were changed or removed.",
		   audit->dropped.last);
	return 0;
}

static void dropped_heads(struct audit *audit)
{
	if (audit->kept_count != audit->dropped.kept || !same(audit->kept, audit->dropped.heads))
		audit_tell(audit, FAULT_DROPPED, 1, audit->dropped.last,
			   "The kept heads over records 1 to %" PRIu64
			   ", which were dropped, were changed or removed, or others put in.",
			   audit->dropped.last);
}

/* Anchors of a smaller size: there is no head of theirs. */
static void dropped_skip(struct audit *audit, uint64_t size)
{
	for (; audit->anchor && audit->anchor->size < size; audit->anchor = audit->anchor->next)
		audit->report.beyond = audit->report.beyond || audit->anchor->size;
}

int audit_dropped_begin(struct audit *audit)
{
	struct dropped *dropped = &audit->dropped;
	int err = dropped_last(audit->store, dropped);

	if (err == -EBADMSG) /* is told when its record is looked at */
		err = 0;
	if (err || !dropped->number)
		return err;
	audit->next = dropped->last + 1;
	memcpy(audit->made, dropped->chain, LEDGER_HASH);
	memcpy(audit->stands, dropped->chain, LEDGER_HASH);
	err = dropped_blocks(audit);
	if (!err)
		err = audit_heads(audit, dropped->last);
	if (err)
		return err;
	dropped_heads(audit);
	dropped_skip(audit, dropped->last + 1);
	memcpy(audit->past, dropped->previous, LEDGER_HASH);
	audit->covered = dropped->last;
	audit->report.dropped = dropped->last;
	audit->report.until = dropped->until;
	return 0;
}

void audit_dropped_head(struct audit *audit, const uint8_t past[LEDGER_HASH])
{
	digest_kept(past, audit->kept);
	audit->kept_count++;
	dropped_skip(audit, audit->head.size);
	for (; audit->anchor && audit->anchor->size == audit->head.size;
	     audit->anchor = audit->anchor->next) {
		if (same(audit->anchor->root, audit->head.root)) {
			audit->report.anchors++;
			continue;
		}
		audit->unanchored = true;
		audit_tell(audit, FAULT_ANCHOR, 1, audit->anchor->size,
			   "The first %" PRIu64
			   " records, which were dropped, were not those of the head that was kept "
			   "outside.",
			   audit->anchor->size);
	}
}

void audit_dropped_record(struct audit *audit, const struct record *record, bool proven)
{
	struct dropped said;

	if (record->number == audit->dropped.number)
		audit->dropped_proven = proven;
	else if (proven && (!record->content || dropped_read(record->number, record->content,
							     record->length, &said) != 0))
		audit_tell(audit, FAULT_RECORD, record->number, record->number,
			   "Record %" PRIu64 " should say what was dropped, and does not.",
			   record->number);
}

void audit_dropped_end(struct audit *audit)
{
	const struct dropped *dropped = &audit->dropped;

	/* A later one that fits stands for all before it. */
	audit->report.beyond = audit->report.beyond && !audit->report.anchors;
	if (dropped->number && (!audit->dropped_proven || dropped->number > audit->covered))
		audit_tell(audit, FAULT_MISSING, 1, dropped->last,
			   "Records 1 to %" PRIu64 " were removed: record %" PRIu64
			   ", which says that they were dropped, is not one that was signed.",
			   dropped->last, dropped->number);
}
