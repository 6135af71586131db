// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/blanking.h"

#include <string.h>

#define SERIAL_LEAST 6	/* letters and digits of a serial number, */
#define SERIAL_DIGITS 3 /* and how many of them are digits */

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool scrub_is_serial(const char *word, size_t size)
{
	size_t digits = 0;

	for (size_t i = 0; i < size; i++)
		digits += is_digit(word[i]);
	return size >= SERIAL_LEAST && digits >= SERIAL_DIGITS;
}

/* Four numbers with the same mark between them: an address, in a name often with dashes. */
static size_t quad_find(const uint8_t *at, size_t size)
{
	size_t used = 0;
	unsigned int numbers = 0;
	uint8_t mark = 0;

	for (;;) {
		size_t digits = 0;

		while (used + digits < size && digits < 4 && is_digit(at[used + digits]))
			digits++;
		if (!digits || digits > 3)
			return 0;
		used += digits;
		if (++numbers == 4)
			return used;
		if (used == size || (at[used] != '.' && at[used] != '-' && at[used] != '_') ||
		    (mark && at[used] != mark))
			return 0;
		mark = at[used++];
	}
}

/* Groups of hexadecimal digits between colons or dashes: a MAC, an IPv6 address, an UUID. */
static size_t groups_find(const uint8_t *at, size_t size)
{
	size_t used = 0, marks = 0, digits = 0;

	while (used < size && (is_hex(at[used]) || at[used] == ':' || at[used] == '-')) {
		if (is_hex(at[used]))
			digits++;
		else
			marks++;
		used++;
	}
	/* A time of day has two colons, fe80::1 as well: all but the shortest are taken. */
	return marks >= 2 && digits >= 4 ? used : 0;
}

static void scrub_blank(uint8_t *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (is_hex(at[i]))
			at[i] = '0';
}

void scrub_text(uint8_t *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		size_t word = 0, found;

		found = quad_find(bytes + at, size - at);
		if (!found)
			found = groups_find(bytes + at, size - at);
		if (found) {
			scrub_blank(bytes + at, found);
			at += found;
			continue;
		}
		while (at + word < size &&
		       (is_letter(bytes[at + word]) || is_digit(bytes[at + word])))
			word++;
		if (scrub_is_serial((const char *)bytes + at, word))
			for (size_t i = 0; i < word; i++)
				bytes[at + i] = is_digit(bytes[at + i]) ? '0' : 'x';
		at += word ? word : 1;
	}
}

void scrub_name(uint8_t *bytes, size_t size, const uint8_t name[SCRUB_NAME])
{
	size_t length = strnlen((const char *)name, SCRUB_NAME);

	for (size_t at = 0; length && at + length <= size; at++) {
		size_t same = 0;

		while (same < length &&
		       (bytes[at + same] == name[same] ||
			(is_letter(bytes[at + same]) && (bytes[at + same] | 32) == name[same])))
			same++;
		if (same < length)
			continue;
		for (size_t i = 0; i < length; i++)
			if (is_letter(bytes[at + i]) || is_digit(bytes[at + i]) ||
			    bytes[at + i] >= 0x80)
				bytes[at + i] = 'x';
	}
}
