/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/name.h"

#include <stdio.h>
#include <string.h>

#define POINTER 0xc0	  /* the upper two bits: 11 a pointer, 00 a label, else reserved */
#define POINTERS_MOST 128 /* as many as a name has labels */

int name_skip(const uint8_t *message, size_t size, size_t at)
{
	size_t start = at;

	while (at < size) {
		uint8_t length = message[at];

		if ((length & POINTER) == POINTER)
			return size - at >= 2 ? (int)(at + 2 - start) : -1;
		if (length & POINTER || length >= size - at)
			return -1;
		at += 1U + length;
		if (!length)
			return (int)(at - start);
	}
	return -1;
}

int name_unpack(const uint8_t *message, size_t size, size_t at, uint8_t wire[NAME_WIRE])
{
	int taken = name_skip(message, size, at);
	unsigned pointers = 0;
	size_t used = 0;

	if (taken < 0)
		return -1;
	while (at < size) {
		uint8_t length = message[at];

		if ((length & POINTER) == POINTER) {
			if (size - at < 2 || ++pointers > POINTERS_MOST)
				return -1;
			at = (size_t)(length & ~POINTER) << 8 | message[at + 1];
			continue;
		}
		if (length & POINTER || length >= size - at || 1U + length > NAME_WIRE - used)
			return -1;
		memcpy(wire + used, message + at, 1U + length);
		used += 1U + length;
		at += 1U + length;
		if (!length)
			return taken;
	}
	return -1;
}

static size_t byte_text(uint8_t byte, char *text)
{
	if (byte <= ' ' || byte >= 0x7f)
		return (size_t)sprintf(text, "\\%03u", byte);
	if (strchr("\".;\\()@$", byte))
		return (size_t)sprintf(text, "\\%c", byte);
	*text = (char)byte;
	return 1;
}

void name_text(const uint8_t wire[NAME_WIRE], char text[NAME_TEXT])
{
	size_t used = 0;

	for (const uint8_t *label = wire; *label; label += 1 + *label) {
		if (used)
			text[used++] = '.';
		for (unsigned i = 1; i <= *label; i++)
			used += byte_text(label[i], text + used);
	}
	text[used] = '\0';
}
