/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/write/markup.h"

#include <stdlib.h>
#include <string.h>

#include "words/clean.h"

static void put_character(FILE *file, char c)
{
	static const struct {
		char character;
		const char *reference;
	} special[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (special[i].character == c) {
			fputs(special[i].reference, file);
			return;
		}
	putc(c, file);
}

void markup_text(FILE *file, const char *text)
{
	char clean[CLEAN_MOST];

	for (const char *c = clean_printable(text, clean); *c; c++)
		put_character(file, *c);
}

void markup_part(FILE *file, const char *text, size_t length)
{
	char *copy = strndup(text, length);

	if (copy)
		markup_text(file, copy);
	free(copy);
}
