// SPDX-License-Identifier: GPL-2.0-or-later
#include <fnmatch.h>

#include "rules/loaded.h"

const struct rule_name *rules_name(const struct rules *rules, enum rule_where where,
				   const char *text)
{
	const struct rule_name *all = rules->names.items, *best = NULL;

	for (size_t i = 0; i < rules->names.count; i++) {
		const struct rule_name *name = &all[i];

		if (name->where & where && name->rule->enabled &&
		    (!best || name->certainty > best->certainty) &&
		    !fnmatch(name->pattern, text, FNM_CASEFOLD))
			best = name;
	}
	return best;
}
