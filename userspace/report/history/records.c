// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/history/records.h"

static int records_each(void *context, const struct ledger_query *query, ledger_fn *each, void *to)
{
	return ledger_each(context, query, each, to);
}

struct records records_of(struct ledger *ledger)
{
	return (struct records){.context = ledger, .each = records_each};
}
