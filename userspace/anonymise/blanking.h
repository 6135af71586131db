/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blanks, in bytes of any kind, what is written as text and looks like an address, a MAC or a
 * number of a device, and given names. Pure. Called by alias.c and name_alias.c; internal to this
 * room.
 */
#ifndef LENSWATCH_ANONYMISE_BLANKING_H
#define LENSWATCH_ANONYMISE_BLANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymise/alias.h"

#define SCRUB_NAME 64 /* of a name so much is searched for */
#define SCRUB_LEAST 4 /* shorter ones stand in other words too */
#define ALIAS_SPELL 64

/* Digits and hexadecimal letters of such text become 0. */
void scrub_text(uint8_t *bytes, size_t size);
/* Whether the word (letters and digits) looks like a number that only one device has. */
bool scrub_is_serial(const char *word, size_t size);
/* `name` in lower case, padded with zeros; case is ignored, letters and digits become x. */
void scrub_name(uint8_t *bytes, size_t size, const uint8_t name[SCRUB_NAME]);

/* What name_alias.c needs of aliases: letters for a label, and to keep a name in mind. */
void alias_spell(const struct aliases *aliases, const char *label, size_t size,
		 uint8_t out[ALIAS_SPELL]);
void alias_remember(struct aliases *aliases, const char *text, size_t size);

#endif
