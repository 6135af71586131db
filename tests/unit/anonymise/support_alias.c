/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymise/support_alias.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "support_rules.h"

const uint8_t support_alias_key[CRYPTOPAN_KEY] = "thirty-two bytes of no secret...";

int support_alias_make(void **state)
{
	static struct support_alias s;

	s.rules = good_rules("vendor: Acme\nkind: camera\n" RULES_FACTS, NULL);
	*state = &s;
	return aliases_create(support_alias_key, s.rules, &s.aliases);
}

int support_alias_free(void **state)
{
	struct support_alias *s = *state;

	aliases_destroy(s->aliases);
	rules_destroy(s->rules);
	return 0;
}

const uint8_t *support_alias_find(const uint8_t *bytes, size_t size, const void *what, size_t many)
{
	return memmem(bytes, size, what, many);
}
