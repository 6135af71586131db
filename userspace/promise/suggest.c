// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define LETTERS 64 /* longer words are nobody's typing error */

static size_t suggest_less(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool suggest_same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/*
 * Edit distance in which two letters that changed places are one mistake (optimal string
 * alignment), three rows at a time; both are shorter than LETTERS.
 */
static size_t suggest_distance(const char *word, const char *other)
{
	size_t rows[3][LETTERS + 1], length = strlen(other), line = 0;

	for (size_t i = 0; i <= length; i++)
		rows[0][i] = i;
	for (; word[line]; line++) {
		const size_t *above = rows[line % 3], *over = rows[(line + 2) % 3];
		size_t *row = rows[(line + 1) % 3];

		row[0] = line + 1;
		for (size_t i = 0; i < length; i++) {
			bool equal = suggest_same(word[line], other[i]);

			row[i + 1] = suggest_less(suggest_less(above[i + 1], row[i]) + 1,
						  above[i] + !equal);
			if (line && i && suggest_same(word[line], other[i - 1]) &&
			    suggest_same(word[line - 1], other[i]))
				row[i + 1] = suggest_less(row[i + 1], over[i - 1] + 1);
		}
	}
	return rows[line % 3][length];
}

const char *suggest(const char *word, const char *const *candidates)
{
	const char *best = NULL;
	size_t fewest = LETTERS;

	if (strlen(word) >= LETTERS)
		return NULL;
	for (; *candidates; candidates++) {
		size_t apart = suggest_distance(word, *candidates);

		if (apart * 3 <= strlen(*candidates) && apart < fewest) {
			fewest = apart;
			best = *candidates;
		}
	}
	return best;
}
