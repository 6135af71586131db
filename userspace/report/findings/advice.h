/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules advise on a vendor, and whether it is still young enough to be told as it is.
 * Called by holding.c and letter.c.
 */
#ifndef LENSWATCH_REPORT_ADVICE_H
#define LENSWATCH_REPORT_ADVICE_H

#include "rules/rules.h"

#define ADVICE_YEARS 2 /* unchecked for longer, it is not known any more */

struct advice {
	const struct rule_advice *rule;
	bool stale; /* read more than two years before now */
};

/* The rule whose vendor has that name; NULL: there is none. `rules` may be NULL. */
const struct rule *advice_vendor(const struct rules *rules, const char *vendor);
/* The next of that topic at or after `*at`, which is set behind it. */
bool advice_next(const struct rule *rule, const char *topic, uint64_t now_ns, size_t *at,
		 struct advice *out);
/* The youngest of that topic. */
bool advice_find(const struct rule *rule, const char *topic, uint64_t now_ns, struct advice *out);
/* The sentence, where it was read and when: "... (read 2025-09-30 at https://...)". */
void advice_write(FILE *file, const struct advice *advice);

#endif
