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

struct letters_range {
	uint32_t first, last;
};

static bool letters_among(uint32_t code, const struct letters_range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

bool letters_hidden(uint32_t code)
{
	static const struct letters_range hidden[] = {
		{0, 0x1f},	    {0x7f, 0x9f},     /* C0, DEL, C1 */
		{0xad, 0xad},	    {0x34f, 0x34f},   /* soft hyphen, grapheme joiner */
		{0x61c, 0x61c},	    {0x115f, 0x1160}, /* Arabic mark, Hangul fillers */
		{0x180b, 0x180f},   {0x200b, 0x200f}, /* Mongolian, zero width and marks */
		{0x2028, 0x202e},   {0x2060, 0x206f}, /* lines, directions, joiners */
		{0x3164, 0x3164},   {0xfeff, 0xfeff}, /* filler, byte order mark */
		{0xffa0, 0xffa0},   {0xfff9, 0xfffb}, /* filler, annotations */
		{0xe0000, 0xe0fff},		      /* tags, selectors */
	};

	return letters_among(code, hidden, sizeof(hidden) / sizeof(hidden[0]));
}

/*
 * Letters of other scripts of which some look as Latin ones do (Unicode UTS 39, confusables): they
 * only deceive beside Latin ones, so a word of one script is left as it is.
 */
static bool letters_resemble(uint32_t code)
{
	static const struct letters_range resembling[] = {
		{0x370, 0x58f},	    {0x13a0, 0x13ff}, /* Greek to Armenian, Cherokee */
		{0x1c80, 0x1c8f},   {0x1f00, 0x1fff}, /* Cyrillic, Greek */
		{0x2de0, 0x2dff},   {0xa640, 0xa69f}, /* Cyrillic */
		{0xa4d0, 0xa4ff},   {0xab70, 0xabbf}, /* Lisu, Cherokee */
		{0x10400, 0x1044f}, {0x10a0, 0x10ff}, /* Deseret, Georgian */
	};

	return letters_among(code, resembling, sizeof(resembling) / sizeof(resembling[0]));
}

/* Latin letters in another shape: full width, letter-like, mathematical. Nobody's writing. */
static bool letters_dressed_up(uint32_t code)
{
	static const struct letters_range dressed[] = {
		{0xff21, 0xff3a}, {0xff41, 0xff5a},   {0x2102, 0x2115},
		{0x2119, 0x2126}, {0x2128, 0x2139},   {0x2145, 0x2149},
		{0x24b6, 0x24e9}, {0x1d400, 0x1d7cb}, {0x1f130, 0x1f189},
	};

	return letters_among(code, dressed, sizeof(dressed) / sizeof(dressed[0]));
}

static bool letters_latin(uint32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
	       (code >= 0xc0 && code <= 0x24f);
}

/* Whether the word that `text` begins with, up to a blank or mark, is of Latin letters and of
 * others that look like them. */
static bool letters_mixed(const char *text)
{
	bool latin = false, resembling = false;
	uint32_t code;

	for (size_t length; (length = letters_next(text, &code)); text += length) {
		if (code < 0xc0 && !letters_latin(code) && code > ' ' && code != '-' && code != '_')
			continue; /* digits stand in words */
		if (code <= ' ' || code == '-' || code == '_')
			break;
		latin = latin || letters_latin(code);
		resembling = resembling || letters_resemble(code);
	}
	return latin && resembling;
}

void letters_copy_shown(char *out, size_t room, const char *text)
{
	static const char shown[] = "\xef\xbf\xbd";
	bool mixed = false, begins = true;
	size_t used = 0;
	uint32_t code;

	for (size_t length; *text; text += length ? length : 1) {
		size_t put;
		bool whole;

		mixed = begins ? letters_mixed(text) : mixed;
		length = letters_next(text, &code);
		whole = length && !letters_hidden(code) && !letters_dressed_up(code) &&
			!(mixed && letters_resemble(code));
		begins = !length || code <= ' ' || code == '-' || code == '_';
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
