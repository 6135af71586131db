/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Aliases by a rule file and a key of no secret, as state of a group of tests. */
#ifndef LENSWATCH_TESTS_SUPPORT_ALIAS_H
#define LENSWATCH_TESTS_SUPPORT_ALIAS_H

#include "anonymise/alias.h"

struct support_alias {
	struct rules *rules;
	struct aliases *aliases;
};

extern const uint8_t support_alias_key[CRYPTOPAN_KEY];

int support_alias_make(void **state);
int support_alias_free(void **state);
/* Where in `bytes` those stand; NULL: nowhere. */
const uint8_t *support_alias_find(const uint8_t *bytes, size_t size, const void *what, size_t many);

#endif
