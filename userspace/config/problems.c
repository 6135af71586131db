// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/problems.h"

#include <stdio.h>
#include <string.h>

/* A sentence of somebody else's may end in a full stop. */
static void problems_say(struct problem *problem, const char *what, const char *cure)
{
	size_t length;

	snprintf(problem->says, sizeof(problem->says), "%s%s%s", what, cure ? "; " : "",
		 cure ? cure : "");
	length = strlen(problem->says);
	if (length && problem->says[length - 1] == '.')
		problem->says[length - 1] = '\0';
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
	problems_say(problem, what, cure);
}

size_t problems_kept(const struct problems *problems)
{
	return problems->count < PROBLEMS_MOST ? problems->count : PROBLEMS_MOST;
}
