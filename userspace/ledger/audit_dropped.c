// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/tree.h"

static bool dropped_same(const uint8_t *one, const uint8_t *other)
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
	if (!err && there && dropped_same(root, audit->dropped.root)) {
		audit->tree = tree;
		return 0;
	}
	audit->torn = true;
	audit->tree.size = audit->dropped.last;
	audit_tell(audit, FAULT_DROPPED, 1, audit->dropped.last, FINDING_DROPPED_ROOTS);
	return 0;
}

static void dropped_heads(struct audit *audit)
{
	if (audit->kept_count != audit->dropped.kept ||
	    !dropped_same(audit->kept, audit->dropped.heads))
		audit_tell(audit, FAULT_DROPPED, 1, audit->dropped.last, FINDING_DROPPED_HEADS);
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
		if (dropped_same(audit->anchor->root, audit->head.root)) {
			audit->report.anchors++;
			continue;
		}
		audit->unanchored = true;
		audit_tell(audit, FAULT_ANCHOR, 1, audit->anchor->size, FINDING_DROPPED_OUTSIDE);
	}
}

void audit_dropped_record(struct audit *audit, const struct record *record, bool proven)
{
	struct dropped said;

	if (record->number == audit->dropped.number)
		audit->dropped_proven = proven;
	else if (proven && (!record->content || dropped_read(record->number, record->content,
							     record->length, &said) != 0))
		audit_tell(audit, FAULT_RECORD, record->number, record->number, FINDING_DROPS_MUTE);
}

void audit_dropped_end(struct audit *audit)
{
	const struct dropped *dropped = &audit->dropped;

	/* A later one that fits stands for all before it. */
	audit->report.beyond = audit->report.beyond && !audit->report.anchors;
	if (dropped->number && (!audit->dropped_proven || dropped->number > audit->covered))
		audit_tell_of(audit, FAULT_MISSING,
			      &(struct finding){.what = FINDING_DROPPED_UNSIGNED,
						.first = 1,
						.last = dropped->last,
						.other = dropped->number});
}
