/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/plain.h"

#include <string.h>

#include "base/utf8.h"

#define BOLD "\x1b[1m"
#define DIM "\x1b[2m"
#define PLAIN "\x1b[0m"
#define COLUMNS 8

/* Characters of UTF-8, which is as wide as a name is but for a few scripts. */
static size_t width_of(const char *text, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += utf8_begins(text[i]);
	return width;
}

static void put_styled(const char *code, const char *text, bool colour, FILE *file)
{
	fprintf(file, "%s%s%s\n", colour ? code : "", text, colour ? PLAIN : "");
}

struct table {
	size_t widths[COLUMNS];
	bool numbers[COLUMNS];
};

/* The next cell of a row: its length, and `*cell` at its beginning. False: there is none. */
static bool next_cell(const char **rest, const char **cell, size_t *length)
{
	if (!*rest)
		return false;
	*cell = *rest;
	*length = strcspn(*cell, "\t");
	*rest = (*cell)[*length] ? *cell + *length + 1 : NULL;
	return true;
}

static void plain_measure(const struct outline_item *item, struct table *table)
{
	const char *rest = item->text, *cell;
	size_t length;

	for (size_t i = 0; i < COLUMNS && next_cell(&rest, &cell, &length); i++) {
		bool number = item->kind == OUTLINE_HEAD && *cell == '>';
		size_t width = width_of(cell, length) - number;

		table->numbers[i] |= number;
		if (width > table->widths[i])
			table->widths[i] = width;
	}
}

static void put_row(const struct outline_item *item, const struct table *table, FILE *file)
{
	const char *rest = item->text, *cell;
	size_t length;

	for (size_t i = 0; i < COLUMNS && next_cell(&rest, &cell, &length); i++) {
		bool marked = item->kind == OUTLINE_HEAD && *cell == '>';
		size_t pad = table->widths[i] - (width_of(cell, length) - marked);

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
	struct table table = {0};
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

static void put_section(const char *title, bool colour, FILE *file)
{
	putc('\n', file);
	put_styled(BOLD, title, colour, file);
	if (!colour) {
		for (size_t i = width_of(title, strlen(title)); i > 0; i--)
			putc('-', file);
		putc('\n', file);
	}
}

/* "5 uploads on record · 20–32 s of video" */
static void put_tiles(const char *text, FILE *file)
{
	const char *cell;
	size_t length;

	for (size_t i = 0; next_cell(&text, &cell, &length); i++)
		fprintf(file, "%s%.*s", !i ? "" : i % 2 ? " " : " · ", (int)length, cell);
	putc('\n', file);
}

/* "10:22", or "10:22–10:40", is bold, as text.c has it. */
static void put_event(const char *text, bool colour, FILE *file)
{
	size_t clock = strcspn(text, " ");

	if (colour && clock >= 5 && text[2] == ':')
		fprintf(file, BOLD "%.*s" PLAIN "%s\n", (int)clock, text, text + clock);
	else
		fprintf(file, "%s\n", text);
}

static size_t put_item(const struct outline *outline, size_t at, bool colour, FILE *file)
{
	const struct outline_item *item = &outline->items[at];

	switch (item->kind) {
	case OUTLINE_TITLE:
		put_styled(BOLD, item->text, colour, file);
		break;
	case OUTLINE_VERDICT:
		put_styled(BOLD, item->text, colour, file);
		break;
	case OUTLINE_TILES:
		put_tiles(item->text, file);
		break;
	case OUTLINE_SECTION:
		put_section(item->text, colour, file);
		break;
	case OUTLINE_DAY:
		if (at && outline->items[at - 1].kind != OUTLINE_SECTION)
			putc('\n', file);
		put_styled(BOLD, item->text, colour, file);
		break;
	case OUTLINE_LINE:
		if (at && outline->items[at - 1].kind == OUTLINE_ITEM)
			putc('\n', file);
		fprintf(file, "%s\n", item->text);
		break;
	case OUTLINE_ITEM:
		fprintf(file, "- %s\n", item->text);
		break;
	case OUTLINE_EVENT:
		put_event(item->text, colour, file);
		break;
	case OUTLINE_DETAIL:
		fputs("      ", file);
		put_styled(DIM, item->text, colour, file);
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
