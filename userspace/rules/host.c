// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names come at flow rate, so patterns are not tried one by one: each stands in a hash table under
 * its tail, the labels from the right up to the first with a star. A name is read once from the
 * right; at each label's beginning the hash so far is looked up, and only patterns with that very
 * tail are tried.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rules/pattern.h"
#include "rules/loaded.h"

#define NONE UINT32_MAX

struct host_entry {
	const struct rule_host *host;
	uint32_t hash;
	uint32_t next;	 /* of the same bucket, or NONE; always less specific */
	uint16_t length; /* of the pattern */
	uint16_t tail;	 /* where its tail begins */
	uint16_t labels, literals;
};

struct host_index {
	size_t count;
	struct host_entry *entries; /* most specific first: the index is the rank */
	uint32_t mask;
	uint32_t *buckets;
};

/* FNV-1a, from the right. */
static uint32_t hash_step(uint32_t hash, char c)
{
	return (hash ^ (unsigned char)c) * UINT32_C(16777619);
}

static uint32_t hash_start(void)
{
	return UINT32_C(2166136261);
}

static void host_describe(struct host_entry *entry, const struct rule_host *host)
{
	const char *pattern = host->pattern;
	size_t length = strlen(pattern), at = length;

	*entry = (struct host_entry){.host = host, .length = (uint16_t)length, .labels = 1};
	for (size_t i = 0; i < length; i++) {
		entry->labels += pattern[i] == '.';
		entry->literals += pattern[i] != '.' && pattern[i] != '*';
	}
	while (at && pattern[at - 1] != '*')
		at--;
	/* A label that holds a star is no part of the tail. */
	if (at)
		while (pattern[at - 1] != '.')
			at++;
	entry->tail = (uint16_t)at;
	entry->hash = hash_start();
	for (size_t i = length; i > at; i--)
		entry->hash = hash_step(entry->hash, pattern[i - 1]);
}

static int by_rank(const void *left, const void *right)
{
	const struct host_entry *a = left, *b = right;

	if (a->labels != b->labels)
		return a->labels > b->labels ? -1 : 1;
	if (a->literals != b->literals)
		return a->literals > b->literals ? -1 : 1;
	return a->host < b->host ? -1 : a->host > b->host; /* one array, in load order */
}

static int fill_buckets(struct host_index *index)
{
	uint32_t size = 16;

	while (size < index->count * 2)
		size *= 2;
	index->buckets = malloc(size * sizeof(*index->buckets));
	if (!index->buckets)
		return -ENOMEM;
	index->mask = size - 1;
	for (uint32_t i = 0; i < size; i++)
		index->buckets[i] = NONE;
	/* Backwards, so that each chain runs from the most specific on. */
	for (size_t i = index->count; i > 0; i--) {
		struct host_entry *entry = &index->entries[i - 1];
		uint32_t *bucket = &index->buckets[entry->hash & index->mask];

		entry->next = *bucket;
		*bucket = (uint32_t)(i - 1);
	}
	return 0;
}

int host_index_create(const struct vector *hosts, host_wanted_fn *wanted, struct host_index **out)
{
	const struct rule_host *all = hosts->items;
	struct host_index *index = calloc(1, sizeof(*index));
	int err = -ENOMEM;

	if (!index)
		return -ENOMEM;
	index->entries = calloc(hosts->count + 1, sizeof(*index->entries));
	if (!index->entries)
		goto fail;
	for (size_t i = 0; i < hosts->count; i++)
		if (wanted(all[i].rule))
			host_describe(&index->entries[index->count++], &all[i]);
	qsort(index->entries, index->count, sizeof(*index->entries), by_rank);
	err = fill_buckets(index);
	if (err)
		goto fail;
	*out = index;
	return 0;
fail:
	host_index_destroy(index);
	return err;
}

void host_index_destroy(struct host_index *index)
{
	if (!index)
		return;
	free(index->entries);
	free(index->buckets);
	free(index);
}

static bool entry_matches(const struct host_entry *entry, const char *name, size_t length,
			  size_t at)
{
	const char *pattern = entry->host->pattern;
	size_t tail = entry->tail;

	if (entry->length - tail != length - at || memcmp(&pattern[tail], &name[at], length - at))
		return false;
	return labels_match(pattern, tail ? tail - 1 : 0, name, at ? at - 1 : 0);
}

struct matches {
	uint32_t *ranks; /* ascending */
	size_t count, most;
};

static void add_match(struct matches *matches, uint32_t rank)
{
	size_t at = matches->count;

	if (at == matches->most) {
		if (!at || matches->ranks[at - 1] <= rank)
			return;
		at--;
	} else {
		matches->count++;
	}
	for (; at && matches->ranks[at - 1] > rank; at--)
		matches->ranks[at] = matches->ranks[at - 1];
	matches->ranks[at] = rank;
}

static void match_tail(const struct host_index *index, uint32_t hash, const char *name,
		       size_t length, size_t at, struct matches *matches)
{
	uint32_t rank = index->buckets[hash & index->mask];

	for (; rank != NONE; rank = index->entries[rank].next) {
		const struct host_entry *entry = &index->entries[rank];

		if (entry->hash == hash && entry_matches(entry, name, length, at))
			add_match(matches, rank);
	}
}

static void match_all(const struct host_index *index, const char *name, struct matches *matches)
{
	char text[MOST_HOST + 1];
	size_t length = host_name_read(name, text);
	uint32_t hash = hash_start();

	for (size_t at = length; at > 0; at--) {
		hash = hash_step(hash, text[at - 1]);
		if (at == 1 || text[at - 2] == '.')
			match_tail(index, hash, text, length, at - 1, matches);
	}
}

static const struct rule_host *match_best(const struct host_index *index, const char *name)
{
	uint32_t rank = NONE;
	struct matches matches = {.ranks = &rank, .most = 1};

	match_all(index, name, &matches);
	return matches.count ? index->entries[rank].host : NULL;
}

const struct rule_host *rules_host(const struct rules *rules, const char *name)
{
	return match_best(rules->index, name);
}

const struct rule_host *rules_assistant(const struct rules *rules, const char *name)
{
	const struct rule_host *host = match_best(rules->assistants, name);

	if (!host)
		host = rules_host(rules, name);
	return host && host->rule->kind == RULE_SPEAKER ? host : NULL;
}

/* More than that match no name in any rules that are shipped; the most specific are kept. */
#define MOST_MATCHES 64

size_t rules_hosts(const struct rules *rules, const char *name, const struct rule_host **out,
		   size_t most)
{
	uint32_t ranks[MOST_MATCHES];
	struct matches matches = {.ranks = ranks,
				  .most = most < MOST_MATCHES ? most : MOST_MATCHES};

	match_all(rules->index, name, &matches);
	for (size_t i = 0; i < matches.count; i++)
		out[i] = rules->index->entries[ranks[i]].host;
	return matches.count;
}
