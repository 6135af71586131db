/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/outline.h"

#include <errno.h>
#include <stdlib.h>

static int make_room(struct outline *outline)
{
	size_t room = outline->room ? outline->room * 2 : 64;
	struct outline_item *items;

	if (outline->count < outline->room)
		return 0;
	items = realloc(outline->items, room * sizeof(*items));
	if (!items)
		return -ENOMEM;
	outline->items = items;
	outline->room = room;
	return 0;
}

static void end_item(struct outline *outline)
{
	if (!outline->file)
		return;
	if (fclose(outline->file) != 0 || make_room(outline) != 0) {
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
