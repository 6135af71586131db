/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an opened ledger has to do first: an erasure that a power cut interrupted. Called by
 * ledger.c.
 */
#ifndef LENSWATCH_LEDGER_FORGET_H
#define LENSWATCH_LEDGER_FORGET_H

#include "ledger/book.h"

/* Whether one is unfinished; then nothing is dropped until it is finished. */
bool forget_unfinished(struct ledger *ledger);

#endif
