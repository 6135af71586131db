/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was found, as one JSON object for programs (docs/attest.md). Called by command_attest.c.
 */
#ifndef LENSWATCH_ATTEST_STATEMENT_JSON_H
#define LENSWATCH_ATTEST_STATEMENT_JSON_H

#include <stdio.h>

#include "attest/attest.h"

/* 0, -ENOMEM or -EIO. */
int statement_json_write(const struct attest *attest, FILE *file);

#endif
