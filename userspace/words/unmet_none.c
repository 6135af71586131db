// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands for unmet.c in a program that is built with WITH_CORPUS=0. */
#include "words/unmet.h"

void unmet_write(const struct event *event, FILE *file)
{
	(void)event, (void)file;
}
