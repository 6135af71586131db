// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/utf8.h"

size_t utf8_decode(const uint8_t *text, size_t size, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length;
	uint32_t c;

	if (!size)
		return 0;
	if (text[0] < 0x80) {
		*code = text[0];
		return 1;
	}
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	length = text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	c = text[0] & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if (i == size || utf8_begins((char)text[i]))
			return 0;
		c = c << 6 | (text[i] & 0x3f);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return length;
}

bool utf8_begins(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}
