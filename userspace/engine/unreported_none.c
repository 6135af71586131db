// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands for unreported.c in a program that is built with WITH_CORPUS=0. */
#include "engine/unreported.h"

bool unreported_able(void)
{
	return false;
}

void unreported_episode(struct engine *engine, struct device *device, const struct episode *episode,
			enum condition why)
{
	(void)engine, (void)device, (void)episode, (void)why;
}

void unreported_waiting(struct engine *engine, struct device *device, enum condition why)
{
	(void)engine, (void)device, (void)why;
}

void unreported_crowd(struct engine *engine, struct device *device, const struct episode *episode)
{
	(void)engine, (void)device, (void)episode;
}

void unreported_rest(struct engine *engine, struct device *device, const struct track *track,
		     const struct episode_sums *sums)
{
	(void)engine, (void)device, (void)track, (void)sums;
}

void unreported_end(struct engine *engine)
{
	(void)engine;
}
