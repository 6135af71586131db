/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `replay --set NAME=NUMBER`: a threshold of footage (upload/footage.h) for one replay.
 * experiment_none.c stands for it in programs that are built with WITH_CORPUS=0. Called by
 * command_replay.c.
 */
#ifndef LENSWATCH_COMMANDS_EXPERIMENT_H
#define LENSWATCH_COMMANDS_EXPERIMENT_H

#include "rules/rules.h"

/* 0 or -EINVAL, told on stderr with what there is. */
int experiment_set(const char *text, struct rule_thresholds *out);

#endif
