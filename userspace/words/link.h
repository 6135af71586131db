/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links inside of a text, as marks that no text from outside can hold: a page makes links of them,
 * and where there are none the label is all. Used by what a report is made of.
 */
#ifndef LENSWATCH_WORDS_LINK_H
#define LENSWATCH_WORDS_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct link_piece {
	const char *label, *target; /* target NULL: it is no link */
	size_t label_length, target_length;
	bool here; /* it is the place that links lead to, and the label is its name */
};

/* `target`: "#unseen" within the page, or "https://...". */
void link_write(FILE *file, const char *target, const char *label);
/* Where a fact was read: a link where it is an address of the web. */
void link_source(FILE *file, const char *source);
/* The handle of an event ("34f0") where the event stands: links to "#e34f0" lead here. */
void link_here(FILE *file, const char *handle);
/* The next piece from `*text`, which is set behind it. False: there is none any more. */
bool link_piece(const char **text, struct link_piece *out);

#endif
