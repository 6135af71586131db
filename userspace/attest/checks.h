/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The conditions under which a history can say that nothing left (attest.h), each looked into by
 * itself. Called by attest.c.
 */
#ifndef LENSWATCH_ATTEST_CHECKS_H
#define LENSWATCH_ATTEST_CHECKS_H

#include "attest/attest.h"

/* After the hours are chosen. `key` is the camera's. 0, -ENOMEM, or what the source returned. */
int checks_make(struct attest *attest, const char *key, const struct records *source);

#endif
