/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bounded buffer that protocol encoders append to, in network byte order. */
#ifndef GENERATOR_BYTES_H
#define GENERATOR_BYTES_H

#include <stddef.h>
#include <stdint.h>

#define BYTES_MAX 4096

struct bytes {
	size_t length;
	uint8_t data[BYTES_MAX];
};

/* Appending past the end is a mistake of the generator itself: it aborts. */
void bytes_add(struct bytes *bytes, const void *data, size_t length);
void bytes_zero(struct bytes *bytes, size_t length);
void bytes_u8(struct bytes *bytes, unsigned value);
void bytes_u16(struct bytes *bytes, unsigned value);
void bytes_u32(struct bytes *bytes, uint32_t value);
void bytes_text(struct bytes *bytes, const char *text);
void bytes_set16(struct bytes *bytes, size_t at, unsigned value);
void bytes_put16(uint8_t *at, unsigned value);
void bytes_put32(uint8_t *at, uint32_t value);
unsigned bytes_get16(const uint8_t *at);
uint32_t bytes_get32(const uint8_t *at);

#endif
