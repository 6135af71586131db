/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/plain.h"

#include <string.h>

#include "base/utf8.h"
#include "words/link.h"

#define BOLD "\x1b[1m"
#define DIM "\x1b[2m"
#define PLAIN "\x1b[0m"
#define COLUMNS 8

/* Characters of UTF-8, which is as wide as a name is but for a few scripts. */
static size_t plain_width(const char *text, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += utf8_begins(text[i]);
	return width;
}

/* A handle is typed, so it stands there; where else a link leads to is of use on a page alone. */
static void put_marked(const char *text, FILE *file)
{
	struct link_piece piece;

	while (link_piece(&text, &piece))
		fprintf(file, "%s%.*s", piece.here ? "#" : "", (int)piece.label_length,
			piece.label);
}

static void plain_styled(const char *code, const char *text, bool colour, FILE *file)
{
	fputs(colour ? code : "", file);
	put_marked(text, file);
	fprintf(file, "%s\n", colour ? PLAIN : "");
}

struct plain_table {
	size_t widths[COLUMNS];
	bool numbers[COLUMNS];
};

static void plain_measure(const struct outline_item *item, struct plain_table *table)
{
	const char *rest = item->text, *cell;
	size_t length;

	for (size_t i = 0; i < COLUMNS && outline_cell(&rest, &cell, &length); i++) {
		bool number = item->kind == OUTLINE_HEAD && *cell == '>';
		size_t width = plain_width(cell, length) - number;

		table->numbers[i] |= number;
		if (width > table->widths[i])
			table->widths[i] = width;
	}
}

static void put_row(const struct outline_item *item, const struct plain_table *table, FILE *file)
{
	const char *rest = item->text, *cell;
	size_t length;

	for (size_t i = 0; i < COLUMNS && outline_cell(&rest, &cell, &length); i++) {
		bool marked = item->kind == OUTLINE_HEAD && *cell == '>';
		size_t pad = table->widths[i] - (plain_width(cell, length) - marked);

		fprintf(file, "%s%*s%.*s", i ? "  " : "", table->numbers[i] ? (int)pad : 0, "",
			(int)(length - marked), cell + marked);
		/* No white space at the end of a line. */
		if (!table->numbers[i] && rest)
			fprintf(file, "%*s", (int)pad, "");
	}
	putc('\n', file);
}

/* The table that begins at `at`; returns how many items it has. */
static size_t put_table(const struct outline *outline, size_t at, bool colour, FILE *file)
{
	struct plain_table table = {0};
	size_t end = at + 1;

	while (end < outline->count && outline->items[end].kind == OUTLINE_ROW)
		end++;
	for (size_t i = at; i < end; i++)
		plain_measure(&outline->items[i], &table);
	putc('\n', file);
	for (size_t i = at; i < end; i++) {
		if (i == at && colour)
			fputs(BOLD, file);
		put_row(&outline->items[i], &table, file);
		if (i == at && colour)
			fputs(PLAIN, file);
	}
	return end - at;
}

static void put_section(const char *text, bool colour, FILE *file)
{
	size_t length = strcspn(text, "\t");

	fprintf(file, "\n%s%.*s%s\n", colour ? BOLD : "", (int)length, text, colour ? PLAIN : "");
	if (!colour) {
		for (size_t i = plain_width(text, length); i > 0; i--)
			putc('-', file);
		putc('\n', file);
	}
}

/* "Sunday 22 November 2026: 23 uploads, 12 MB", "Front door (Blink)" */
static void put_titled(const char *text, const char *between, const char *behind, bool colour,
		       FILE *file)
{
	const char *note;
	size_t length;

	outline_cell(&text, &note, &length);
	fprintf(file, "%s%.*s%s", colour ? BOLD : "", (int)length, note, colour ? PLAIN : "");
	if (outline_cell(&text, &note, &length) && length)
		fprintf(file, "%s%.*s%s", between, (int)length, note, behind);
	putc('\n', file);
}

/* "- Promise kept: only clips" */
static void put_chip(const char *text, FILE *file)
{
	struct outline_cells cells;

	outline_cells(text, &cells);
	fprintf(file, "- Promise %.*s: %.*s\n", (int)cells.length[1], cells.text[1],
		(int)cells.length[2], cells.text[2]);
}

/* "5 uploads on record · 20–32 s of video" */
static void put_tiles(const char *text, FILE *file)
{
	const char *cell;
	size_t length;

	for (size_t i = 0; outline_cell(&text, &cell, &length); i++)
		fprintf(file, "%s%.*s", !i ? "" : i % 2 ? " " : " · ", (int)length, cell);
	putc('\n', file);
}

/* "10:22", or "10:22–10:40", is bold, as text.c has it. */
static void plain_event(const char *text, bool colour, FILE *file)
{
	size_t clock = strcspn(text, " ");

	if (colour && clock >= 5 && text[2] == ':') {
		fprintf(file, BOLD "%.*s" PLAIN, (int)clock, text);
		text += clock;
	}
	put_marked(text, file);
	putc('\n', file);
}

static bool is_begin(const struct outline *outline, size_t at)
{
	return outline->items[at].kind == OUTLINE_SECTION ||
	       outline->items[at].kind == OUTLINE_FOLD;
}

/* Only pages show those, so there is nothing to say. */
static bool is_of_charts(const struct outline *outline, size_t at)
{
	size_t next = at + 1;

	while (next < outline->count && outline->items[next].kind == OUTLINE_CHART)
		next++;
	return next > at + 1 &&
	       (next == outline->count || outline->items[next].kind == OUTLINE_SECTION ||
		outline->items[next].kind == OUTLINE_FOLD);
}

static bool plain_is_first(const struct outline *outline, size_t at)
{
	while (at && outline->items[at - 1].kind == OUTLINE_CHART)
		at--;
	return !at || is_begin(outline, at - 1);
}

/* What begins a part stands behind an empty line, unless it is the first of its section. */
static void put_heading(const struct outline *outline, size_t at, bool colour, FILE *file)
{
	const struct outline_item *item = &outline->items[at];

	if (!plain_is_first(outline, at))
		putc('\n', file);
	if (item->kind == OUTLINE_DATE)
		put_titled(item->text, ": ", "", colour, file);
	else if (item->kind == OUTLINE_CARD)
		put_titled(item->text, " (", ")", colour, file);
	else
		plain_styled(BOLD, item->text, colour, file);
}

static size_t put_item(const struct outline *outline, size_t at, bool colour, FILE *file)
{
	const struct outline_item *item = &outline->items[at];

	switch (item->kind) {
	case OUTLINE_TITLE:
	case OUTLINE_VERDICT:
		plain_styled(BOLD, item->text, colour, file);
		break;
	case OUTLINE_TILES:
		put_tiles(item->text, file);
		break;
	case OUTLINE_SECTION:
	case OUTLINE_FOLD:
		if (!is_of_charts(outline, at))
			put_section(item->text, colour, file);
		break;
	case OUTLINE_DATE:
	case OUTLINE_CARD:
	case OUTLINE_DAY:
		put_heading(outline, at, colour, file);
		break;
	case OUTLINE_LINE:
		if (at && outline->items[at - 1].kind == OUTLINE_ITEM)
			putc('\n', file);
		plain_styled("", item->text, false, file);
		break;
	case OUTLINE_FIGURES:
		plain_styled("", item->text, false, file);
		break;
	case OUTLINE_CHIP:
		put_chip(item->text, file);
		break;
	case OUTLINE_ITEM:
	case OUTLINE_ALERT:
		fputs("- ", file);
		plain_styled("", item->text, false, file);
		break;
	case OUTLINE_EVENT:
		plain_event(item->text, colour, file);
		break;
	case OUTLINE_DETAIL:
		fputs("      ", file);
		plain_styled(DIM, item->text, colour, file);
		break;
	case OUTLINE_HEAD:
		return put_table(outline, at, colour, file);
	case OUTLINE_ROW:
	case OUTLINE_CHART:
		break;
	}
	return 1;
}

void plain_write(const struct outline *outline, bool colour, FILE *file)
{
	for (size_t i = 0; i < outline->count;)
		i += put_item(outline, i, colour, file);
}
