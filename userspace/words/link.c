// SPDX-License-Identifier: GPL-2.0-or-later
#include "words/link.h"

#include <string.h>

#include "words/clean.h"

/* No text that came from outside has these: clean_printable() takes them out. */
enum { LINK_TO = '\x01', LINK_LABEL, LINK_END, LINK_HERE };

void link_write(FILE *file, const char *target, const char *label)
{
	fprintf(file, "%c%s%c%s%c", LINK_TO, target, LINK_LABEL, label, LINK_END);
}

void link_here(FILE *file, const char *handle)
{
	fprintf(file, "%c%s%c", LINK_HERE, handle, LINK_END);
}

bool link_piece(const char **text, struct link_piece *out)
{
	static const char marks[] = {LINK_TO, LINK_HERE, '\0'};
	static const char middle[] = {LINK_LABEL, '\0'}, end[] = {LINK_END, '\0'};
	const char *at = *text;

	*out = (struct link_piece){.label = at, .label_length = strcspn(at, marks)};
	if (!*at)
		return false;
	if (!out->label_length) {
		out->here = *at == LINK_HERE;
		out->target = ++at;
		out->target_length = strcspn(at, out->here ? end : middle);
		if (!out->here)
			at += out->target_length + (at[out->target_length] != '\0');
		out->label = at;
		out->label_length = strcspn(at, end);
		*text = at + out->label_length + (at[out->label_length] != '\0');
	} else {
		*text = at + out->label_length;
	}
	return true;
}

void link_source(FILE *file, const char *source)
{
	char clean[CLEAN_MOST];

	clean_printable(source, clean);
	if (strncmp(clean, "https://", strlen("https://")) == 0)
		link_write(file, clean, clean);
	else
		fputs(clean, file);
}
