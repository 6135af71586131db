/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/clock.h"
#include "../bpf/flow.h"

#define NAMES_LEAST_TTL 300
#define NAMES_MOST_TTL 86400
#define NAMES_GRACE 3600
/* Answers kept of a name: one told of a flow late still finds that before its first packet. */
#define NAMES_KEPT 2
#define NONE UINT32_MAX

/* One text, shared by all the addresses of an answer. */
struct name {
	uint32_t uses;
	char text[];
};

struct answer {
	struct name *name;
	uint64_t since_ns; /* the name has held without a break since then */
	uint64_t time_ns;  /* of its last answer */
	uint32_t ttl;
};

/* No padding: its bytes are hashed. */
struct key {
	struct device_key client;
	struct address address;
};
_Static_assert(sizeof(struct key) == sizeof(struct device_key) + sizeof(struct address),
	       "the key is hashed as bytes");

struct entry {
	struct key key;
	struct answer answers[NAMES_KEPT]; /* newest first */
	uint32_t next;			   /* in its bucket */
	uint32_t older, newer;		   /* in order of the newest answer */
};

/*
 * The hash is keyed by chance, because a server that is asked chooses the addresses of its answers.
 * What is found and what is dropped goes by time alone, so chance shows nowhere.
 */
struct names {
	unsigned char hash_key[crypto_shorthash_KEYBYTES];
	struct entry *entries;
	uint32_t *buckets;
	uint32_t limit, used;
	uint32_t mask;
	uint32_t oldest, newest;
};

int names_create(size_t limit, struct names **out)
{
	struct names *names;
	uint32_t buckets = 1;

	if (limit == 0 || limit > NAMES_LIMIT)
		return -EINVAL;
	if (sodium_init() < 0)
		return -ENOMEM;
	while (buckets < limit)
		buckets *= 2;
	names = calloc(1, sizeof(*names));
	if (!names)
		return -ENOMEM;
	names->entries = calloc(limit, sizeof(*names->entries));
	names->buckets = malloc(buckets * sizeof(*names->buckets));
	if (!names->entries || !names->buckets) {
		names_destroy(names);
		return -ENOMEM;
	}
	memset(names->buckets, 0xff, buckets * sizeof(*names->buckets));
	randombytes_buf(names->hash_key, sizeof(names->hash_key));
	names->limit = (uint32_t)limit;
	names->mask = buckets - 1;
	names->oldest = names->newest = NONE;
	*out = names;
	return 0;
}

static void name_release(struct name *name)
{
	if (name && --name->uses == 0)
		free(name);
}

static struct name *name_make(const char *text)
{
	size_t length = strnlen(text, NAMES_TEXT);
	struct name *name;

	if (length == 0 || length == NAMES_TEXT)
		return NULL;
	name = malloc(sizeof(*name) + length + 1);
	if (!name)
		return NULL;
	name->uses = 1;
	memcpy(name->text, text, length + 1);
	return name;
}

void names_destroy(struct names *names)
{
	if (!names)
		return;
	for (uint32_t i = 0; i < names->used; i++)
		for (size_t k = 0; k < NAMES_KEPT; k++)
			name_release(names->entries[i].answers[k].name);
	free(names->entries);
	free(names->buckets);
	free(names);
}

/* The link (bucket head or `next` field) that holds the index of the entry with `key`, or NONE. */
static uint32_t *link_of(const struct names *names, const struct key *key)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint32_t bucket, *link;

	crypto_shorthash(hash, (const unsigned char *)key, sizeof(*key), names->hash_key);
	memcpy(&bucket, hash, sizeof(bucket));
	link = &names->buckets[bucket & names->mask];
	while (*link != NONE && memcmp(&names->entries[*link].key, key, sizeof(*key)) != 0)
		link = &names->entries[*link].next;
	return link;
}

static void names_unlist(struct names *names, uint32_t index)
{
	struct entry *entry = &names->entries[index];

	*(entry->older == NONE ? &names->oldest : &names->entries[entry->older].newer) =
		entry->newer;
	*(entry->newer == NONE ? &names->newest : &names->entries[entry->newer].older) =
		entry->older;
}

static void enlist_newest(struct names *names, uint32_t index)
{
	struct entry *entry = &names->entries[index];

	entry->older = names->newest;
	entry->newer = NONE;
	*(names->newest == NONE ? &names->oldest : &names->entries[names->newest].newer) = index;
	names->newest = index;
}

/* A free entry: unused, or the one answered longest ago. */
static uint32_t names_take(struct names *names)
{
	uint32_t index = names->oldest;
	struct entry *entry;
	uint32_t *link;

	if (names->used < names->limit)
		return names->used++;
	entry = &names->entries[index];
	link = link_of(names, &entry->key);
	*link = entry->next;
	names_unlist(names, index);
	for (size_t k = 0; k < NAMES_KEPT; k++)
		name_release(entry->answers[k].name);
	memset(entry, 0, sizeof(*entry));
	return index;
}

static struct entry *entry_renew(struct names *names, const struct key *key)
{
	uint32_t index = *link_of(names, key);

	if (index != NONE) {
		names_unlist(names, index);
	} else {
		uint32_t *link;

		index = names_take(names);
		link = link_of(names,
			       key); /* looked up anew: names_take() may have changed this bucket */
		names->entries[index].key = *key;
		names->entries[index].next = NONE;
		*link = index;
	}
	enlist_newest(names, index);
	return &names->entries[index];
}

static struct key key_of(const struct device_key *client, const struct address *address)
{
	return (struct key){.client = *client, .address = *address};
}

static bool names_holds(const struct answer *answer, uint64_t time_ns)
{
	uint64_t ttl = answer->ttl;

	if (ttl < NAMES_LEAST_TTL)
		ttl = NAMES_LEAST_TTL;
	if (ttl > NAMES_MOST_TTL)
		ttl = NAMES_MOST_TTL;
	return time_ns <= answer->time_ns ||
	       time_ns - answer->time_ns <= (ttl + NAMES_GRACE) * CLOCK_SECOND_NS;
}

/* The same name anew prolongs its answer; another's pushes it down. */
static void answer_put(struct entry *entry, struct answer answer)
{
	struct answer *newest = &entry->answers[0];

	if (newest->name && strcmp(newest->name->text, answer.name->text) != 0) {
		name_release(entry->answers[NAMES_KEPT - 1].name);
		memmove(&entry->answers[1], newest, (NAMES_KEPT - 1) * sizeof(*newest));
	} else {
		if (newest->name && names_holds(newest, answer.time_ns))
			answer.since_ns = newest->since_ns;
		name_release(newest->name);
	}
	answer.name->uses++;
	*newest = answer;
}

void names_answer(struct names *names, const struct device_key *client, const char *name,
		  const struct address *addresses, size_t count, uint32_t ttl, uint64_t time_ns)
{
	struct name *text = name_make(name);

	if (!text)
		return;
	for (size_t i = 0; i < count; i++) {
		struct key key = key_of(client, &addresses[i]);

		answer_put(entry_renew(names, &key), (struct answer){text, time_ns, time_ns, ttl});
	}
	name_release(text);
}

const char *names_find(const struct names *names, const struct device_key *client,
		       const struct address *address, uint64_t time_ns, uint64_t *answered_ns)
{
	struct key key = key_of(client, address);
	uint32_t index = *link_of(names, &key);

	if (index == NONE)
		return NULL;
	for (size_t k = 0; k < NAMES_KEPT; k++) {
		const struct answer *answer = &names->entries[index].answers[k];

		if (!answer->name)
			return NULL;
		if (answer->since_ns > time_ns)
			continue;
		if (!names_holds(answer, time_ns))
			return NULL;
		if (answered_ns)
			*answered_ns =
				answer->time_ns <= time_ns ? answer->time_ns : answer->since_ns;
		return answer->name->text;
	}
	return NULL;
}
