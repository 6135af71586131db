// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/letters.h"

#include <string.h>

#include "base/utf8.h"

size_t letters_next(const char *text, uint32_t *code)
{
	/* The zero at the end is no byte that goes on with a letter. */
	return *text ? utf8_decode((const uint8_t *)text, 4, code) : 0;
}

bool letters_only(const char *text)
{
	uint32_t code;

	for (size_t length; *text; text += length) {
		length = letters_next(text, &code);
		if (!length)
			return false;
	}
	return true;
}

/* A byte that belongs to no letter is taken by itself: what it means is for others to say. */
void letters_copy(char *out, size_t room, const char *text)
{
	size_t used = 0, length;
	uint32_t code;

	while (text[used]) {
		length = letters_next(text + used, &code);
		if (!length)
			length = 1;
		if (length >= room - used)
			break;
		used += length;
	}
	memcpy(out, text, used);
	out[used] = '\0';
}

bool letters_hidden(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{0, 0x1f},	    {0x7f, 0x9f},     /* C0, DEL, C1 */
		{0xad, 0xad},	    {0x34f, 0x34f},   /* soft hyphen, grapheme joiner */
		{0x61c, 0x61c},	    {0x115f, 0x1160}, /* Arabic mark, Hangul fillers */
		{0x180b, 0x180f},   {0x200b, 0x200f}, /* Mongolian, zero width and marks */
		{0x2028, 0x202e},   {0x2060, 0x206f}, /* lines, directions, joiners */
		{0x3164, 0x3164},   {0xfeff, 0xfeff}, /* filler, byte order mark */
		{0xffa0, 0xffa0},   {0xfff9, 0xfffb}, /* filler, annotations */
		{0xe0000, 0xe0fff},		      /* tags, selectors */
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return true;
	return false;
}

void letters_copy_shown(char *out, size_t room, const char *text)
{
	static const char shown[] = "\xef\xbf\xbd";
	size_t used = 0;
	uint32_t code;

	for (size_t length; *text; text += length ? length : 1) {
		size_t put;
		bool whole;

		length = letters_next(text, &code);
		whole = length && !letters_hidden(code);
		put = whole ? length : sizeof(shown) - 1;
		if (put >= room - used)
			break;
		memcpy(out + used, whole ? text : shown, put);
		used += put;
	}
	out[used] = '\0';
}

void letters_print(FILE *file, const char *text)
{
	uint32_t code = 0;

	for (size_t length; *text; text += length ? length : 1) {
		length = letters_next(text, &code);
		if (!length)
			fputs("\xef\xbf\xbd", file);
		else if (!letters_hidden(code))
			fwrite(text, 1, length, file);
		else if (code < 0x10000)
			fprintf(file, "\\u%04x", (unsigned)code);
		else
			fprintf(file, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (code >> 10)),
				(unsigned)(0xdc00 | (code & 0x3ff)));
	}
}
