/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was found, as one JSON object for programs (docs/attest.md). Called by commands/attest.c.
 */
#ifndef LENSWATCH_ATTEST_DATA_H
#define LENSWATCH_ATTEST_DATA_H

#include <stdio.h>

#include "attest/attest.h"

/* 0, -ENOMEM or -EIO. */
int data_write(const struct attest *attest, FILE *file);

#endif
