/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the words that there are was meant by one that is none. Called by usage.c and main.c. */
#ifndef LENSWATCH_USAGE_NEAR_H
#define LENSWATCH_USAGE_NEAR_H

struct near {
	const char *word;  /* as it was typed */
	const char *best;  /* NULL: none is near */
	unsigned distance; /* of the best */
};

/* Holds one word against what was typed; it must outlive `near`. */
void near_weigh(struct near *near, const char *candidate);

#endif
