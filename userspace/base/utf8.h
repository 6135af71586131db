/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters of UTF-8 (RFC 3629 section 4). Used wherever bytes from outside become text.
 */
#ifndef LENSWATCH_BASE_UTF8_H
#define LENSWATCH_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The bytes of the well-formed character that begins at `text`, of which `size` are there, and its
 * code point; 0 where none does. Stops at the first byte that does not go on with it, so a text
 * that ends with a zero needs no size.
 */
size_t utf8_decode(const uint8_t *text, size_t size, uint32_t *code);
/* Whether a character of a well-formed text begins at that byte. */
bool utf8_begins(char byte);

#endif
