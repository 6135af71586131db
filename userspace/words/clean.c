/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <string.h>

#include "words/clean.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* RFC 3629 section 4: bytes of the character that begins at `text` and its code point, or 0. */
static size_t decode(const unsigned char *text, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length, i;
	uint32_t c;

	if (text[0] < 0x80) {
		*code = text[0];
		return 1;
	}
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	length = text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	c = text[0] & (0x7f >> length);
	for (i = 1; i < length; i++) {
		/*
		 * The zero that ends the text is no continuation byte, so this never reads beyond
		 * it.
		 */
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3f);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return length;
}

static bool is_unprintable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x061c;
}

static const char *clean(const char *text, bool printable, char out[CLEAN_MOST])
{
	const unsigned char *in = (const unsigned char *)text;
	size_t at = 0, length, step;
	const char *piece;
	uint32_t code;

	while (*in) {
		length = step = decode(in, &code);
		piece = (const char *)in;
		if (!length || (printable && is_unprintable(code))) {
			piece = REPLACEMENT;
			length = sizeof(REPLACEMENT) - 1;
			step = step ? step : 1;
		}
		if (at + length >= CLEAN_MOST)
			break;
		memcpy(out + at, piece, length);
		at += length;
		in += step;
	}
	out[at] = '\0';
	return out;
}

const char *clean_utf8(const char *text, char out[CLEAN_MOST])
{
	return clean(text, false, out);
}

const char *clean_printable(const char *text, char out[CLEAN_MOST])
{
	return clean(text, true, out);
}
