// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands for progress.c in a program that is built with WITH_CORPUS=0: nothing is shown. */
#include "capture/file/progress.h"

#include <stddef.h>

int progress_create(FILE *file, unsigned every_s, uint64_t total, struct progress **out)
{
	(void)file, (void)every_s, (void)total;
	*out = NULL;
	return 0;
}

void progress_destroy(struct progress *progress)
{
	(void)progress;
}

void progress_name(struct progress *progress, const char *name)
{
	(void)progress, (void)name;
}

void progress_add(struct progress *progress, uint64_t bytes)
{
	(void)progress, (void)bytes;
}

void progress_clear(struct progress *progress)
{
	(void)progress;
}
