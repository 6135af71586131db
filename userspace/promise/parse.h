/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a promise as people write it (docs/promises.md). Called by config/options.c, and where
 * the history says what was promised.
 */
#ifndef LENSWATCH_PROMISE_PARSE_H
#define LENSWATCH_PROMISE_PARSE_H

#include "promise/promise.h"

#define PROMISE_ERROR 512

/* 0; -EINVAL with `error` what is wrong and the cure, without an end of line. */
int promise_parse(const char *text, struct promise *out, char error[PROMISE_ERROR]);

#endif
