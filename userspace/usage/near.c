// SPDX-License-Identifier: GPL-2.0-or-later
#include "usage/near.h"

#include <string.h>

#define NEAR_MOST 32

static unsigned near_least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * How many letters to leave out, put in, change or swap with their neighbour: the optimal string
 * alignment distance (Damerau, doi:10.1145/363958.363994).
 */
static unsigned near_distance(const char *from, const char *to)
{
	unsigned rows[3][NEAR_MOST + 1];
	unsigned *two = rows[0], *last = rows[1], *now = rows[2], *spare;
	size_t length = strlen(to);

	for (unsigned k = 0; k <= length; k++)
		now[k] = k;
	for (unsigned i = 1; from[i - 1]; i++) {
		spare = two;
		two = last;
		last = now;
		now = spare;
		now[0] = i;
		for (unsigned k = 1; k <= length; k++) {
			now[k] = near_least(last[k - 1] + (from[i - 1] != to[k - 1]),
					    near_least(last[k], now[k - 1]) + 1);
			if (i > 1 && k > 1 && from[i - 1] == to[k - 2] && from[i - 2] == to[k - 1])
				now[k] = near_least(now[k], two[k - 2] + 1);
		}
	}
	return now[length];
}

/* One in three letters may be wrong; what is a beginning is as good as one wrong letter. */
void near_weigh(struct near *near, const char *candidate)
{
	size_t length = strlen(near->word);
	unsigned distance;

	if (length > NEAR_MOST || strlen(candidate) > NEAR_MOST)
		return;
	distance = near_distance(near->word, candidate);
	if (length > 1 && strncmp(near->word, candidate, length) == 0)
		distance = 1;
	if (distance > 1 + length / 3 || distance >= length ||
	    (near->best && distance >= near->distance))
		return;
	near->best = candidate;
	near->distance = distance;
}
