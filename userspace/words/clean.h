/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names come off the wire, from whoever is on it: makes them safe to print. Used by the writers of
 * this room.
 */
#ifndef LENSWATCH_OUTPUT_CLEAN_H
#define LENSWATCH_OUTPUT_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Bytes of one text, with the zero: more than any path (PATH_MAX); a longer one is cut at a
 * character.
 */
#define CLEAN_MOST 16384

/*
 * Well-formed UTF-8 (RFC 3629): every byte that belongs to no character becomes U+FFFD. Returns
 * `out`.
 */
const char *clean_utf8(const char *text, char out[CLEAN_MOST]);
/*
 * The same, and nothing that moves a terminal's cursor, breaks the line or turns the writing
 * direction: controls (C0, DEL, C1) and bidirectional overrides (Unicode UAX 9, section 2) become
 * U+FFFD.
 */
const char *clean_printable(const char *text, char out[CLEAN_MOST]);

#endif
