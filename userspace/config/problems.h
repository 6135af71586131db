/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings that could not be used: the daemon watches without them, and says so for as long as it
 * runs. Filled by config.c, commands/command_watch.c, reload.c and the start of watch.c; told by
 * status.c.
 */
#ifndef LENSWATCH_PROBLEMS_H
#define LENSWATCH_PROBLEMS_H

#include <stddef.h>

#define PROBLEMS_MOST 24

struct problem {
	char setting[32]; /* as the configuration file names it */
	char value[160];  /* "" where none was written */
	char says[400];	  /* what is wrong and what to do, no full stop */
};

struct problems {
	size_t count; /* ever; the first PROBLEMS_MOST are kept */
	struct problem items[PROBLEMS_MOST];
};

/* Each text is copied, cut where it has no room; `value` NULL: none was written. */
void problems_add(struct problems *problems, const char *setting, const char *value,
		  const char *what, const char *cure); /* cure: NULL none */
/* How many are kept. */
size_t problems_kept(const struct problems *problems);

#endif
