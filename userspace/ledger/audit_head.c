// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/checkpoint.h"

/* Makes `head` the next one there is, or says that there is none. */
static int head_next(struct audit *audit)
{
	int there = 0;
	bool readable = false;

	audit->head_there = false;
	while (!readable && (there = store_step(audit->store, audit->heads)) > 0) {
		readable = checkpoint_read(audit->heads, &audit->head) &&
			   audit->head.size > audit->covered && audit->head.size <= INT64_MAX;
		if (!readable)
			audit_tell(audit, FAULT_CHECKPOINT, 0, 0, FINDING_HEAD_NONE);
	}
	audit->head_there = there > 0;
	return there < 0 ? there : 0;
}

static int head_begin(struct audit *audit)
{
	int err = store_prepare(audit->store, CHECKPOINT_SELECT "ORDER BY size", &audit->heads);

	return err ? err : head_next(audit);
}

static bool head_fits(struct audit *audit)
{
	const struct ledger_head *head = &audit->head;
	uint8_t root[LEDGER_HASH];
	bool here = head->size == audit->next - 1, fits = true;

	merkle_root(&audit->tree, root);
	if (here && memcmp(head->chain, audit->made, LEDGER_HASH) != 0 &&
	    memcmp(head->chain, audit->stands, LEDGER_HASH) != 0)
		fits = false;
	if (here && !audit->torn && memcmp(head->root, root, LEDGER_HASH) != 0) {
		fits = false;
		audit->torn = true; /* told once: all later roots are wrong as well */
	}
	return fits;
}

/* Over records that were dropped: it is held by what the "dropped" record says of all of them. */
static bool head_kept(struct audit *audit)
{
	const struct ledger_head *head = &audit->head;
	uint8_t past[LEDGER_HASH];

	if (head->size > audit->dropped.last)
		return false;
	digest_past(head, past);
	audit_dropped_head(audit, past);
	return true;
}

static void head_check(struct audit *audit)
{
	const struct ledger_head *head = &audit->head;
	uint64_t first = audit->covered + 1, last = head->size;
	bool kept = head_kept(audit);

	audit->report.checkpoints++;
	if (!checkpoint_signed(head, audit->key))
		audit_tell(audit, FAULT_CHECKPOINT, first, last, FINDING_HEAD_SIGNATURE);
	else if (!kept && memcmp(head->previous, audit->past, LEDGER_HASH) != 0)
		audit_tell(audit, FAULT_CHECKPOINT, first, last, FINDING_HEAD_ORDER);
	else if (!kept && !head_fits(audit))
		audit_tell(audit, FAULT_CHECKPOINT, first, last, FINDING_HEAD_OTHERS);
	digest_past(head, audit->past);
	audit->report.head = *head;
	audit->covered = head->size;
}

int audit_heads(struct audit *audit, uint64_t size)
{
	int err = audit->heads ? 0 : head_begin(audit);

	while (!err && audit->head_there && audit->head.size <= size) {
		head_check(audit);
		err = head_next(audit);
	}
	return err;
}

static void end_cut(struct audit *audit, uint64_t size, enum finding_what what)
{
	if (size >= audit->next)
		audit_tell(audit, FAULT_MISSING, audit->next, size, what);
}

int audit_end(struct audit *audit)
{
	uint64_t signed_size = 0;
	int more = 0, err = audit->heads ? 0 : head_begin(audit);

	while (!err && audit->head_there) { /* over more records than there are */
		if (audit->head.size > signed_size)
			signed_size = audit->head.size;
		head_check(audit);
		err = head_next(audit);
	}
	end_cut(audit, signed_size, FINDING_CUT);
	for (; audit->anchor; audit->anchor = audit->anchor->next) {
		audit->unanchored = audit->unanchored || audit->anchor->size;
		if (audit->anchor->size > signed_size && !audit->anchor->next)
			end_cut(audit, audit->anchor->size, FINDING_CUT_OUTSIDE);
	}
	if (audit->next - 1 > audit->covered)
		audit_tell(audit, FAULT_UNSIGNED, audit->covered + 1, audit->next - 1,
			   FINDING_UNSIGNED);
	if (!err)
		more = store_step(audit->store, audit->blocks);
	if (more > 0)
		audit_tell(audit, FAULT_COLUMN, 0, 0, FINDING_ROOTS_OVER);
	return err ? err : more < 0 ? more : 0;
}
