// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands for jobs.c and resume.c in a program that is built with WITH_CORPUS=0: the same is
 * printed, one after the other, and all of it in one go.
 */
#include <errno.h>

#include "house/pieces.h"
#include "house/resume.h"

int jobs_run(const struct jobs_order *order, FILE *out, size_t *written)
{
	return pieces_run(order, out, written);
}

int resume_open(const char *path, const struct resume_key *keys, size_t count, struct resume **out,
		char error[RESUME_ERROR])
{
	(void)path, (void)keys, (void)count, (void)out;
	snprintf(error, RESUME_ERROR, "this build of Lenswatch has no --resume");
	return -ENOSYS;
}

void resume_close(struct resume *resume)
{
	(void)resume;
}

int resume_status(const struct resume *resume, size_t index)
{
	(void)resume, (void)index;
	return -1;
}
