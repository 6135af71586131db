/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slices outlive nothing: where the history holds no record of an upload any more, erased by the
 * owner or dropped with age, its headers go too. Called after either.
 */
#ifndef LENSWATCH_SLICE_ORPHANS_H
#define LENSWATCH_SLICE_ORPHANS_H

#include "ledger/ledger.h"

/* `path`: of the history. 0, also where no headers were ever kept, or -errno. */
int orphans_remove(const char *path, struct ledger *ledger);

#endif
