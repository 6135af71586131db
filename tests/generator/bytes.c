/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bytes.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *bytes_room(struct bytes *bytes, size_t length)
{
	uint8_t *at = bytes->data + bytes->length;

	if (length > BYTES_MAX - bytes->length)
		abort();
	bytes->length += length;
	return at;
}

void bytes_add(struct bytes *bytes, const void *data, size_t length)
{
	if (length)
		memcpy(bytes_room(bytes, length), data, length);
}

void bytes_zero(struct bytes *bytes, size_t length)
{
	memset(bytes_room(bytes, length), 0, length);
}

void bytes_u8(struct bytes *bytes, unsigned value)
{
	*bytes_room(bytes, 1) = (uint8_t)value;
}

void bytes_u16(struct bytes *bytes, unsigned value)
{
	bytes_put16(bytes_room(bytes, 2), value);
}

void bytes_u32(struct bytes *bytes, uint32_t value)
{
	bytes_put32(bytes_room(bytes, 4), value);
}

void bytes_text(struct bytes *bytes, const char *text)
{
	bytes_add(bytes, text, strlen(text));
}

void bytes_set16(struct bytes *bytes, size_t at, unsigned value)
{
	bytes_put16(bytes->data + at, value);
}

void bytes_put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

void bytes_put32(uint8_t *at, uint32_t value)
{
	bytes_put16(at, value >> 16);
	bytes_put16(at + 2, value & 0xffff);
}

unsigned bytes_get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

uint32_t bytes_get32(const uint8_t *at)
{
	return (uint32_t)bytes_get16(at) << 16 | bytes_get16(at + 2);
}
