/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says, as titles, sentences and tables: letter.c, answer.c and account.c say it
 * once, plain.c prints it and page.c makes HTML of it. All text in it is printable (phrase_text)
 * and none is markup.
 */
#ifndef LENSWATCH_REPORT_OUTLINE_H
#define LENSWATCH_REPORT_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum outline_kind {
	OUTLINE_TITLE = 1, /* of the whole */
	OUTLINE_VERDICT,   /* the sentence that a reader takes along */
	OUTLINE_TILES, /* figures at a glance: value and what it is of, in turn, apart by tabs */
	OUTLINE_SECTION,
	OUTLINE_DAY,	/* a heading in a section */
	OUTLINE_LINE,	/* a paragraph */
	OUTLINE_ITEM,	/* one of a list */
	OUTLINE_EVENT,	/* "10:22 Front door sent ..." */
	OUTLINE_DETAIL, /* what the event before rests on */
	OUTLINE_HEAD, /* of a table: cells apart by tabs, ">" before one whose column is of numbers
		       */
	OUTLINE_ROW,
	OUTLINE_CHART, /* only pages show it; the text is its number, and its title after a tab */
};

struct outline_item {
	enum outline_kind kind;
	char *text;
};

struct outline { /* begins zeroed */
	size_t count, room;
	struct outline_item *items;
	char *text; /* of the item that is being written */
	size_t length;
	FILE *file;
	enum outline_kind kind;
	bool failed; /* memory was short: told once, by outline_finish */
};

/* Begins an item; write its text to what is returned. The next one ends it. */
FILE *outline_begin(struct outline *outline, enum outline_kind kind);
/* An item of one fixed text. */
void outline_put(struct outline *outline, enum outline_kind kind, const char *text);
/* 0 or -ENOMEM. */
int outline_finish(struct outline *outline);
void outline_clear(struct outline *outline);

#endif
