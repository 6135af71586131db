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

#include "rules/store.h"

#define MOST_NAME 253 /* RFC 1035 section 2.3.4, as text without the last dot */
#define MOST_LABEL 63
#define NONE UINT32_MAX

struct entry {
	const struct rule_host *host;
	uint32_t hash;
	uint32_t next;	 /* of the same bucket, or NONE; always less specific */
	uint16_t length; /* of the pattern */
	uint16_t tail;	 /* where its tail begins */
	uint16_t labels, literals;
};

struct host_index {
	size_t count;
	struct entry *entries; /* most specific first: the index is the rank */
	uint32_t mask;
	uint32_t *buckets;
};

struct span {
	const char *bytes;
	size_t length;
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_literal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static const char *check_labels(const char *text, size_t length)
{
	size_t label = 0, labels = 1, literals = 0, last_literals = 0;
	bool star = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.') {
			if (!label || label > MOST_LABEL)
				return label ? "a label is longer than 63" : "a label is empty";
			last_literals = literals;
			label = literals = 0;
			star = false;
			labels++;
			continue;
		}
		if (!is_literal(text[i]) && text[i] != '*')
			return "a character no host name has";
		star |= text[i] == '*';
		literals += text[i] != '*';
		label++;
	}
	if (!label || label > MOST_LABEL)
		return label ? "a label is longer than 63" : "a label is empty";
	if (labels < 2 || !last_literals || star)
		return "far too wide: its last two labels must be told";
	return NULL;
}

const char *host_pattern_read(const char *pattern, char text[MOST_NAME + 1])
{
	size_t length = strlen(pattern);

	if (length > MOST_NAME)
		return "longer than a host name can be";
	for (size_t i = 0; i <= length; i++)
		text[i] = lower(pattern[i]);
	return check_labels(text, length);
}

/* FNV-1a, from the right. */
static uint32_t hash_step(uint32_t hash, char c)
{
	return (hash ^ (unsigned char)c) * UINT32_C(16777619);
}

static uint32_t hash_start(void)
{
	return UINT32_C(2166136261);
}

static void describe(struct entry *entry, const struct rule_host *host)
{
	const char *pattern = host->pattern;
	size_t length = strlen(pattern), at = length;

	*entry = (struct entry){.host = host, .length = (uint16_t)length, .labels = 1};
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
	const struct entry *a = left, *b = right;

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
		struct entry *entry = &index->entries[i - 1];
		uint32_t *bucket = &index->buckets[entry->hash & index->mask];

		entry->next = *bucket;
		*bucket = (uint32_t)(i - 1);
	}
	return 0;
}

int host_index_create(const struct vector *hosts, struct host_index **out)
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
		if (all[i].rule->enabled)
			describe(&index->entries[index->count++], &all[i]);
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

/* One label against one label; a star stands for any characters, also none. */
static bool label_matches(struct span pattern, struct span label)
{
	size_t p = 0, l = 0, star = SIZE_MAX, retry = 0;

	while (l < label.length) {
		if (p < pattern.length && pattern.bytes[p] == '*') {
			star = p++;
			retry = l;
		} else if (p < pattern.length && pattern.bytes[p] == label.bytes[l]) {
			p++;
			l++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			l = ++retry;
		} else {
			return false;
		}
	}
	while (p < pattern.length && pattern.bytes[p] == '*')
		p++;
	return p == pattern.length;
}

/* Takes the last label, and the dot before it, off `span`. */
static struct span take_label(struct span *span)
{
	size_t begin = span->length;
	struct span label;

	while (begin && span->bytes[begin - 1] != '.')
		begin--;
	label = (struct span){&span->bytes[begin], span->length - begin};
	span->length = begin ? begin - 1 : 0;
	return label;
}

/* What is left of the tails: the head of the pattern against the name's, label by label from the
 * right. */
static bool head_matches(struct span pattern, struct span name)
{
	while (pattern.length) {
		struct span label = take_label(&pattern);

		if (!name.length || !label_matches(label, take_label(&name)))
			return false;
	}
	return true;
}

static bool entry_matches(const struct entry *entry, const char *name, size_t length, size_t at)
{
	const char *pattern = entry->host->pattern;
	size_t tail = entry->tail;

	if (entry->length - tail != length - at || memcmp(&pattern[tail], &name[at], length - at))
		return false;
	return head_matches((struct span){pattern, tail ? tail - 1 : 0},
			    (struct span){name, at ? at - 1 : 0});
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
		const struct entry *entry = &index->entries[rank];

		if (entry->hash == hash && entry_matches(entry, name, length, at))
			add_match(matches, rank);
	}
}

/* Lower case, without the dot of the root. 0 where it is no host name. */
static size_t normalise(const char *name, char text[MOST_NAME + 1])
{
	size_t length = strnlen(name, MOST_NAME + 2);

	if (length && name[length - 1] == '.')
		length--;
	if (length > MOST_NAME)
		return 0;
	for (size_t i = 0; i < length; i++)
		text[i] = lower(name[i]);
	text[length] = 0;
	return length;
}

static void match_all(const struct host_index *index, const char *name, struct matches *matches)
{
	char text[MOST_NAME + 1];
	size_t length = normalise(name, text);
	uint32_t hash = hash_start();

	for (size_t at = length; at > 0; at--) {
		hash = hash_step(hash, text[at - 1]);
		if (at == 1 || text[at - 2] == '.')
			match_tail(index, hash, text, length, at - 1, matches);
	}
}

const struct rule_host *rules_host(const struct rules *rules, const char *name)
{
	uint32_t rank = NONE;
	struct matches matches = {.ranks = &rank, .most = 1};

	match_all(rules->index, name, &matches);
	return matches.count ? rules->index->entries[rank].host : NULL;
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
