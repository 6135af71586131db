/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of a promise that is the same for every camera: "only clips". Called by parse.c. */
#ifndef LENSWATCH_PROMISE_RULE_H
#define LENSWATCH_PROMISE_RULE_H

#include "promise/parse.h"

/* Sets what `rule` in the promise asks for. 0; -EINVAL with `error`, and nothing of it set. */
int rule_parse(const char *text, struct promise *out, char error[PROMISE_ERROR]);

#endif
