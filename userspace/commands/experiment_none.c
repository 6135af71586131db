// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands for experiment.c in a program that is built with WITH_CORPUS=0. */
#include "commands/experiment.h"

#include <errno.h>
#include <stdio.h>

int experiment_set(const char *text, struct rule_thresholds *out)
{
	(void)text, (void)out;
	fputs("lenswatch: this build of Lenswatch has no --set\n", stderr);
	return -EINVAL;
}
