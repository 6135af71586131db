// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/history/source.h"

static int source_each(void *context, const struct ledger_query *query, ledger_fn *each, void *to)
{
	return ledger_each(context, query, each, to);
}

struct source source_of(struct ledger *ledger)
{
	return (struct source){.context = ledger, .each = source_each};
}
