/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Letters of a text in UTF-8 (RFC 3629), so that none is cut in two, and those that cannot be seen
 * are. Called by those who keep names in fixed rooms, by config/owner_file.c, and by who prints
 * what strangers wrote.
 */
#ifndef LENSWATCH_LETTERS_H
#define LENSWATCH_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the letter that `text` begins with; 0: these bytes are none, or the text is at its end.
 */
size_t letters_next(const char *text, uint32_t *code);
/* Whether all of it is letters. */
bool letters_only(const char *text);
/* Copies as many whole letters as fit into `room` bytes with the zero; room > 0. */
void letters_copy(char *out, size_t room, const char *text);
/*
 * Whether it is not seen or moves what is: controls, what turns the direction of writing or ends a
 * line, what has no width, blanks that look like none.
 */
bool letters_hidden(uint32_t code);
/*
 * As letters_copy, of a name that a stranger gave itself: what is hidden, what is no letter, and
 * letters that look like Latin ones in a word that has Latin ones too are shown, as U+FFFD;
 * room > 0.
 */
void letters_copy_shown(char *out, size_t room, const char *text);
/*
 * Prints a text that a stranger wrote, on one line and as it is but for what is hidden, written as
 * JSON escapes it (RFC 8259 section 7), and bytes that are no letter, as U+FFFD. So what is printed
 * of a JSON text says the same.
 */
void letters_print(FILE *file, const char *text);

#endif
