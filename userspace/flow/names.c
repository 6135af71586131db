/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/table.h"
#include "../bpf/flow.h"

#define NAMES_LEAST_TTL 300
#define NAMES_MOST_TTL 86400
#define NAMES_GRACE 3600
/* Answers kept of a name: one told of a flow late still finds that before its first packet. */
#define NAMES_KEPT 2

/* One text, shared by all the addresses of an answer. */
struct name {
	uint32_t uses;
	char text[];
};

struct names_answer {
	struct name *name;
	uint64_t since_ns; /* the name has held without a break since then */
	uint64_t time_ns;  /* of its last answer */
	uint32_t ttl;
};

/* No padding: its bytes are hashed. */
struct names_key {
	struct device_key client;
	struct address address;
};
_Static_assert(sizeof(struct names_key) == sizeof(struct device_key) + sizeof(struct address),
	       "the key is hashed as bytes");

struct names_entry {
	struct names_key key;
	struct names_answer answers[NAMES_KEPT]; /* newest first */
};

struct names {
	struct table *entries; /* in order of the newest answer */
};

int names_create(size_t limit, struct names **out)
{
	struct names *names;

	if (limit == 0 || limit > NAMES_LIMIT)
		return -EINVAL;
	names = calloc(1, sizeof(*names));
	if (!names)
		return -ENOMEM;
	if (table_create((uint32_t)limit, sizeof(struct names_key), sizeof(struct names_entry),
			 &names->entries)) {
		names_destroy(names);
		return -ENOMEM;
	}
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

static void names_release(struct names_entry *entry)
{
	for (size_t k = 0; k < NAMES_KEPT; k++)
		name_release(entry->answers[k].name);
}

void names_destroy(struct names *names)
{
	if (!names)
		return;
	for (struct names_entry *e = names->entries ? table_next(names->entries, NULL) : NULL; e;
	     e = table_next(names->entries, e))
		names_release(e);
	table_destroy(names->entries);
	free(names);
}

/* The one answered longest ago makes room. */
static void names_make_room(struct names *names)
{
	struct names_entry *oldest = table_oldest(names->entries);

	names_release(oldest);
	table_drop(names->entries, &oldest->key);
}

static struct names_entry *names_renew(struct names *names, const struct names_key *key)
{
	bool added;
	struct names_entry *entry = table_find(names->entries, key, &added);

	if (!entry) {
		names_make_room(names);
		entry = table_find(names->entries, key, &added);
	}
	table_use(names->entries, entry);
	return entry;
}

static struct names_key names_key_of(const struct device_key *client, const struct address *address)
{
	return (struct names_key){.client = *client, .address = *address};
}

static bool names_holds(const struct names_answer *answer, uint64_t time_ns)
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
static void answer_put(struct names_entry *entry, struct names_answer answer)
{
	struct names_answer *newest = &entry->answers[0];

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
		struct names_key key = names_key_of(client, &addresses[i]);

		answer_put(names_renew(names, &key),
			   (struct names_answer){text, time_ns, time_ns, ttl});
	}
	name_release(text);
}

const char *names_find(const struct names *names, const struct device_key *client,
		       const struct address *address, uint64_t time_ns, uint64_t *answered_ns)
{
	struct names_key key = names_key_of(client, address);
	const struct names_entry *entry = table_look(names->entries, &key);

	if (!entry)
		return NULL;
	for (size_t k = 0; k < NAMES_KEPT; k++) {
		const struct names_answer *answer = &entry->answers[k];

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

static bool names_entry_gives(const struct names_entry *entry, const char *name, uint64_t time_ns)
{
	for (size_t k = 0; k < NAMES_KEPT; k++) {
		const struct names_answer *answer = &entry->answers[k];

		if (answer->name && answer->since_ns <= time_ns && names_holds(answer, time_ns) &&
		    strcasecmp(answer->name->text, name) == 0)
			return true;
	}
	return false;
}

bool names_given(const struct names *names, const struct device_key *client, const char *name,
		 uint64_t time_ns)
{
	for (const struct names_entry *e = table_next(names->entries, NULL); e;
	     e = table_next(names->entries, e))
		if (memcmp(&e->key.client, client, sizeof(*client)) == 0 &&
		    names_entry_gives(e, name, time_ns))
			return true;
	return false;
}
