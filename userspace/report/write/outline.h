/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says, as titles, sentences and tables: letter.c, answered.c, evidence.c and
 * attest/statement.c say it once, plain.c prints it and page.c makes HTML of it. All text in it is
 * printable (phrase_text) but the marks of links, and none is markup.
 */
#ifndef LENSWATCH_REPORT_OUTLINE_H
#define LENSWATCH_REPORT_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum outline_kind {
	OUTLINE_TITLE = 1, /* of the whole */
	OUTLINE_VERDICT,   /* the sentence that a reader takes along */
	OUTLINE_TILES,	 /* figures at a glance: value and what it is of, in turn, apart by tabs */
	OUTLINE_SECTION, /* title, a note and a name for links, apart by tabs; so do the next two */
	OUTLINE_FOLD,	 /* the same, and a page shows it closed */
	OUTLINE_DATE,	 /* in a section; a page shows it closed where there are many */
	OUTLINE_DAY,	 /* a heading in a section */
	OUTLINE_ALERT,	 /* one of those that are worth a look */
	OUTLINE_CARD,	 /* of one camera, and what follows belongs to it: its name, its make */
	OUTLINE_FIGURES, /* of that camera */
	OUTLINE_CHIP,	 /* how a promise fared: "kept", "broken" or "unknown", a word, the promise
			  */
	OUTLINE_LINE,	 /* a paragraph */
	OUTLINE_ITEM,	 /* one of a list */
	OUTLINE_EVENT,	 /* "10:22 Front door sent ..." */
	OUTLINE_DETAIL,	 /* what the event before rests on */
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
/* The beginning of a section: title, note or NULL, and the name that links have. */
void outline_section(struct outline *outline, enum outline_kind kind, const char *title,
		     const char *note, const char *name);
/* The first cells of a text whose cells are apart by tabs; those that it lacks are empty. */
#define OUTLINE_CELLS 3
struct outline_cells {
	const char *text[OUTLINE_CELLS];
	size_t length[OUTLINE_CELLS];
};
/* Borrows `text`. */
void outline_cells(const char *text, struct outline_cells *out);
/* The next cell of a text whose cells are apart by tabs; `*rest` NULL behind the last. */
bool outline_cell(const char **rest, const char **cell, size_t *length);
/* 0 or -ENOMEM. */
int outline_finish(struct outline *outline);
void outline_clear(struct outline *outline);

#endif
