/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an opened ledger has to do first: an erasure that a power cut interrupted. Called by
 * ledger.c.
 */
#ifndef LENSWATCH_LEDGER_FORGET_H
#define LENSWATCH_LEDGER_FORGET_H

#include "ledger/book.h"

/* Finishes what is unfinished, and tells it on stderr; also that it cannot be finished now. */
void forget_go_on(struct ledger *ledger);

#endif
