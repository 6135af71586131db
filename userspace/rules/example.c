// SPDX-License-Identifier: GPL-2.0-or-later
#include "rules/example.h"

#include <fnmatch.h>
#include <string.h>

#include "rules/pattern.h"

static void example_tell(struct loader *l, const struct rule *rule, unsigned line, const char *what,
			 const char *example)
{
	l->file = rule->file;
	loader_tell(l, line, "mend the pattern or the example", "%s example '%.80s'", what,
		    example);
}

static bool host_matches(const struct rule_host *host, const char *name, size_t length)
{
	return labels_match(host->pattern, strlen(host->pattern), name, length);
}

static void hosts_tell(struct loader *l)
{
	const struct rule_host *all = l->rules->hosts.items;
	char name[MOST_HOST + 1];

	for (size_t i = 0; i < l->rules->hosts.count; i++) {
		const struct rule_host *host = &all[i];
		size_t length = host->example ? host_name_read(host->example, name) : 0;

		if (!host->example)
			continue;
		if (!length || !host_matches(host, name, length))
			example_tell(l, host->rule, host->line, "the pattern does not match its",
				     host->example);
		for (size_t k = 0; length && k < l->rules->hosts.count; k++)
			if (all[k].rule->kind == RULE_PERSONAL &&
			    host->rule->kind != RULE_PERSONAL &&
			    host_matches(&all[k], name, length))
				example_tell(l, host->rule, host->line,
					     "a personal rule matches the", host->example);
	}
}

static bool name_matches(const struct rule_name *name, const char *text)
{
	return !fnmatch(name->pattern, text, FNM_CASEFOLD);
}

/* A speaker is no camera where speakers are not told, and is one where they are: both may say so.
 */
static bool names_clash(const struct rule_name *personal, const struct rule_name *name)
{
	return personal->rule->kind == RULE_PERSONAL && name->rule->kind != RULE_PERSONAL &&
	       !(name->rule->kind == RULE_SPEAKER && personal->means == MEANS_SPEAKER);
}

static void names_tell(struct loader *l)
{
	const struct rule_name *all = l->rules->names.items;

	for (size_t i = 0; i < l->rules->names.count; i++) {
		const struct rule_name *name = &all[i];

		if (!name->example)
			continue;
		if (!name_matches(name, name->example))
			example_tell(l, name->rule, name->line, "the pattern does not match its",
				     name->example);
		for (size_t k = 0; k < l->rules->names.count; k++)
			if (names_clash(&all[k], name) && all[k].where & name->where &&
			    name_matches(&all[k], name->example))
				example_tell(l, name->rule, name->line,
					     "a personal rule matches the", name->example);
	}
}

void examples_tell(struct loader *l)
{
	hosts_tell(l);
	names_tell(l);
}
