// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/problems.h"

#include <stdio.h>
#include <string.h>

/* A sentence of somebody else's may end in a full stop. */
static int problems_length(const char *what)
{
	size_t length = strlen(what);

	return (int)(length && what[length - 1] == '.' ? length - 1 : length);
}

void problems_add(struct problems *problems, const char *setting, const char *value,
		  const char *what, const char *cure)
{
	struct problem *problem;

	if (problems->count++ >= PROBLEMS_MOST)
		return;
	problem = &problems->items[problems->count - 1];
	snprintf(problem->setting, sizeof(problem->setting), "%s", setting);
	snprintf(problem->value, sizeof(problem->value), "%s", value ? value : "");
	snprintf(problem->says, sizeof(problem->says), "%.*s%s%.*s", problems_length(what), what,
		 cure ? "; " : "", cure ? problems_length(cure) : 0, cure ? cure : "");
}

size_t problems_kept(const struct problems *problems)
{
	return problems->count < PROBLEMS_MOST ? problems->count : PROBLEMS_MOST;
}
