/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/outline.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report/history/array.h"

static void end_item(struct outline *outline)
{
	if (!outline->file)
		return;
	if (fclose(outline->file) != 0 ||
	    array_grow((void **)&outline->items, outline->count, &outline->room, SIZE_MAX,
		       sizeof(*outline->items)) != 0) {
		outline->failed = true;
		free(outline->text);
	} else {
		outline->items[outline->count++] =
			(struct outline_item){outline->kind, outline->text};
	}
	outline->file = NULL;
	outline->text = NULL;
}

FILE *outline_begin(struct outline *outline, enum outline_kind kind)
{
	end_item(outline);
	outline->kind = kind;
	outline->file = open_memstream(&outline->text, &outline->length);
	if (outline->file)
		return outline->file;
	/* Who writes needs a file in any case; that the outline is not whole is told at the end. */
	outline->failed = true;
	return stderr;
}

void outline_put(struct outline *outline, enum outline_kind kind, const char *text)
{
	fputs(text, outline_begin(outline, kind));
}

void outline_section(struct outline *outline, enum outline_kind kind, const char *title,
		     const char *note, const char *name)
{
	fprintf(outline_begin(outline, kind), "%s\t%s\t%s", title, note ? note : "", name);
}

bool outline_cell(const char **rest, const char **cell, size_t *length)
{
	if (!*rest)
		return false;
	*cell = *rest;
	*length = strcspn(*cell, "\t");
	*rest = (*cell)[*length] ? *cell + *length + 1 : NULL;
	return true;
}

void outline_cells(const char *text, struct outline_cells *out)
{
	*out = (struct outline_cells){.text = {"", "", ""}};
	for (size_t i = 0; i < OUTLINE_CELLS; i++)
		if (!outline_cell(&text, &out->text[i], &out->length[i]))
			return;
}

int outline_finish(struct outline *outline)
{
	end_item(outline);
	return outline->failed ? -ENOMEM : 0;
}

void outline_clear(struct outline *outline)
{
	end_item(outline);
	for (size_t i = 0; i < outline->count; i++)
		free(outline->items[i].text);
	free(outline->items);
	*outline = (struct outline){0};
}
