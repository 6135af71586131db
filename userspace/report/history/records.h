/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a report's records come from: the ledger, or lines that a test made. Made by the commands.
 */
#ifndef LENSWATCH_REPORT_RECORDS_H
#define LENSWATCH_REPORT_RECORDS_H

#include "ledger/ledger.h"

struct records {
	void *context;
	/* As ledger_each(). */
	int (*each)(void *context, const struct ledger_query *query, ledger_fn *each, void *to);
};

/* The ledger, which is borrowed. */
struct records records_of(struct ledger *ledger);

#endif
