/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device is called anywhere in the ledger, and whether a record names it. Called when a
 * device is forgotten.
 */
#ifndef LENSWATCH_LEDGER_MENTION_H
#define LENSWATCH_LEDGER_MENTION_H

#include <stdbool.h>
#include <stddef.h>

struct mention {
	size_t count, room;
	struct mention_word {
		char *text; /* as it stands in a JSON text, without its quotes */
		enum { MENTION_MAC = 1, MENTION_ADDRESS, MENTION_NAME } kind;
	} *words;
};

/* Adds a word that the owner gave, of whichever kind it is. 0 or -ENOMEM. */
int mention_tell(struct mention *mention, const char *text);
/* Adds MAC, address and name of the camera that this record is of. 0 or -ENOMEM. */
int mention_learn(struct mention *mention, const char *content);
/* Whether the record's own camera has one of the words as its MAC, address or name. */
bool mention_own(const struct mention *mention, const char *content);
/*
 * Whether a record of another device, or of none, names this one. An address that the other has as
 * its own is the other's there, and so is a name.
 */
bool mention_in(const struct mention *mention, const char *content);
void mention_free(struct mention *mention);

#endif
