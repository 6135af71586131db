/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which camera of a history is meant by a name, a MAC or an address. Called by attest.c.
 */
#ifndef LENSWATCH_ATTEST_SUBJECT_H
#define LENSWATCH_ATTEST_SUBJECT_H

#include "report/history/records.h"

/*
 * 0 and the device's key; -ENOENT none was ever called so, -ENOTUNIQ several were: `error` names
 * them; -ENOMEM, or what the source returned.
 */
int subject_find(const struct records *source, const char *called, char key[LEDGER_DEVICE],
		 char error[LEDGER_ERROR]);

#endif
