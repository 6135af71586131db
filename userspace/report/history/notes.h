/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of a period that are no events: that a run had no end, that the clock was set back, what
 * changed, what the owner said of devices. Called by report.c and by the letter.
 */
#ifndef LENSWATCH_REPORT_NOTES_H
#define LENSWATCH_REPORT_NOTES_H

#include <json-c/json.h>

#include "ledger/ledger.h"

#define NOTES_MOST 1000 /* more are counted */

struct notes { /* begins zeroed */
	size_t count, left_out;
	struct notes_item {
		uint64_t written_ns;
		char kind[LEDGER_KIND];
		struct json_object *record;
	} items[NOTES_MOST];
};

/* Takes "restart", "clock", "change", "owner" and "late" records; others change nothing. */
void notes_add(struct notes *notes, const struct ledger_record *record);
void notes_clear(struct notes *notes);

#endif
