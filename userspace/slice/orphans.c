// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/orphans.h"

#include <errno.h>

#include "slice/shelf.h"

struct orphans {
	struct ledger *ledger;
	int err;
};

#define ORPHANS_FOUND 1

static int orphans_found(void *context, const struct ledger_record *record)
{
	(void)context;
	return record->content ? ORPHANS_FOUND : 0;
}

/* In doubt it stays. */
static bool orphans_keep(void *context, const char *series)
{
	struct orphans *orphans = context;
	struct ledger_query query = {.series = series};
	int found = ledger_each(orphans->ledger, &query, orphans_found, NULL);

	if (found < 0)
		orphans->err = found;
	return found != 0;
}

int orphans_remove(const char *path, struct ledger *ledger)
{
	struct orphans orphans = {.ledger = ledger};
	char folder[SHELF_PATH];
	int err = shelf_folder(path, folder);

	if (!err)
		err = shelf_sort_out(folder, orphans_keep, &orphans);
	return err ? err : orphans.err;
}
