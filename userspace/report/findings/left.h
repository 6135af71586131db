/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether nothing left in a period, for programs: from the records, never from what is said of
 * them. Called by report.c; data.c writes it.
 */
#ifndef LENSWATCH_REPORT_LEFT_H
#define LENSWATCH_REPORT_LEFT_H

#include "report/history/records.h"

struct report;

struct left { /* begins zeroed */
	enum nothing_left nothing;
	uint32_t doubts;     /* bits, of enum doubt */
	uint64_t counted_us; /* how far the traffic records of the period reach */
	bool under_way;	     /* by the last of these something was being sent */
};

/* Takes "traffic" records of the period; others change nothing. */
void left_add(struct left *left, const struct ledger_record *record);
/* When all else of the report is read. 0, or what the source returned. */
int left_judge(struct left *left, const struct report *report, const struct records *source);

#endif
