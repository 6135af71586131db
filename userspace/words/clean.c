/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "words/clean.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static bool is_unprintable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x061c;
}

static const char *clean_text(const char *text, bool printable, char out[CLEAN_MOST])
{
	const unsigned char *in = (const unsigned char *)text;
	size_t at = 0, length, step;
	const char *piece;
	uint32_t code;

	while (*in) {
		length = step = utf8_decode(in, SIZE_MAX, &code);
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
	return clean_text(text, false, out);
}

const char *clean_printable(const char *text, char out[CLEAN_MOST])
{
	return clean_text(text, true, out);
}
