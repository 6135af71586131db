// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "rules/duplicate.h"

static void tell_twice(struct loader *l, const struct rule *rule, unsigned line,
		       const struct rule *first, unsigned first_line, const char *noun,
		       const char *name)
{
	l->file = rule->file;
	loader_tell(l, line, "keep one of them", "%s '%s' stands twice, first at %s:%u", noun, name,
		    first->file, first_line);
}

static void vendors_tell(struct loader *l)
{
	struct rule *const *all = l->rules->rules.items;

	for (size_t i = 0; i < l->rules->rules.count; i++)
		for (size_t j = 0; j < i; j++)
			if (all[i]->vendor && all[j]->vendor &&
			    !strcasecmp(all[i]->vendor, all[j]->vendor)) {
				tell_twice(l, all[i], all[i]->line, all[j], all[j]->line, "vendor",
					   all[i]->vendor);
				break;
			}
}

static int by_pattern(const void *left, const void *right)
{
	const struct rule_host *const *a = left, *const *b = right;
	int order = strcmp((*a)->pattern, (*b)->pattern);

	if (order)
		return order;
	if ((*a)->rule->kind != (*b)->rule->kind)
		return (*a)->rule->kind < (*b)->rule->kind ? -1 : 1;
	return *a < *b ? -1 : *a > *b; /* one array, in load order */
}

static void hosts_tell(struct loader *l)
{
	const struct rule_host *all = l->rules->hosts.items, **sorted;
	size_t count = l->rules->hosts.count, first = 0;

	if (!count)
		return;
	sorted = calloc(count, sizeof(*sorted));
	if (!sorted) {
		l->no_memory = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		sorted[i] = &all[i];
	qsort(sorted, count, sizeof(*sorted), by_pattern);
	for (size_t i = 1; i < count; i++) {
		const struct rule_host *a = sorted[first], *b = sorted[i];

		if (a->rule->kind == b->rule->kind && !strcmp(a->pattern, b->pattern))
			tell_twice(l, b->rule, b->line, a->rule, a->line, "host", b->pattern);
		else
			first = i;
	}
	free(sorted);
}

static bool same_prefix(const struct rule_mac *a, const struct rule_mac *b)
{
	return a->rule == b->rule && a->bits == b->bits &&
	       !memcmp(a->prefix, b->prefix, sizeof(a->prefix));
}

/* Between files a prefix may stand twice: Amazon's cameras of two brands share theirs. */
static void macs_tell(struct loader *l)
{
	const struct rule_mac *all = l->rules->macs.items;
	char text[MAC_TEXT];

	for (size_t i = 1; i < l->rules->macs.count; i++)
		for (size_t j = i; j && all[j - 1].rule == all[i].rule; j--)
			if (same_prefix(&all[i], &all[j - 1])) {
				tell_twice(l, all[i].rule, all[i].line, all[j - 1].rule,
					   all[j - 1].line, "MAC prefix",
					   mac_format(all[i].prefix, text));
				break;
			}
}

void duplicates_tell(struct loader *l)
{
	vendors_tell(l);
	hosts_tell(l);
	macs_tell(l);
}
