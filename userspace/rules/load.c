// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "rules/duplicate.h"
#include "rules/example.h"
#include "rules/vendor.h"

/*
 * Both far above what is shipped, and low enough that a wrong folder does not fill a router's
 * memory.
 */
#define MOST_FILES 1024
#define MOST_BYTES (1024 * 1024)

int vector_add(struct vector *vector, const void *item, size_t size)
{
	if (vector->count == vector->room) {
		size_t room = vector->room ? vector->room * 2 : 16;
		void *items = reallocarray(vector->items, room, size);

		if (!items)
			return -ENOMEM;
		vector->items = items;
		vector->room = room;
	}
	memcpy((char *)vector->items + vector->count * size, item, size);
	vector->count++;
	return 0;
}

static void hash_texts(const struct rules_text *texts, size_t count, char hex[33])
{
	unsigned char digest[crypto_generichash_BYTES_MIN];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(digest));
	for (size_t i = 0; i < count; i++) {
		unsigned char length[8];

		/* The length goes in too, or bytes could move from one file to the next unseen. */
		for (size_t byte = 0; byte < sizeof(length); byte++)
			length[byte] = (unsigned char)((uint64_t)texts[i].length >> 8 * byte);
		crypto_generichash_update(&state, (const unsigned char *)texts[i].name,
					  strlen(texts[i].name) + 1);
		crypto_generichash_update(&state, length, sizeof(length));
		crypto_generichash_update(&state, (const unsigned char *)texts[i].bytes,
					  texts[i].length);
	}
	crypto_generichash_final(&state, digest, sizeof(digest));
	sodium_bin2hex(hex, 33, digest, sizeof(digest));
}

static void load_finish_rule(struct loader *l)
{
	size_t bytes = l->advice.count * sizeof(struct rule_advice);
	struct rule_advice *advice;

	if (bytes) {
		advice = arena_take(&l->rules->arena, bytes);
		if (advice) {
			memcpy(advice, l->advice.items, bytes);
			l->rule->advice = advice;
			l->rule->advice_count = l->advice.count;
		} else {
			l->no_memory = true;
		}
	}
	l->advice.count = 0;
	if (vector_add(&l->rules->rules, &l->rule, sizeof(l->rule)))
		l->no_memory = true;
}

static void load_root(struct loader *l, const struct node *root)
{
	if (!root) {
		loader_tell(l, 1, "write it, or take the file away", "nothing in the file");
		return;
	}
	l->rule = arena_take(&l->rules->arena, sizeof(*l->rule));
	if (!l->rule) {
		l->no_memory = true;
		return;
	}
	l->rule->file = l->file;
	l->rule->enabled = true;
	vendor_read(l, root);
	load_finish_rule(l);
}

static void load_text(struct loader *l, const struct rules_text *text)
{
	struct node_problem problem = {0};
	struct arena scratch = {0};
	struct node *root = NULL;
	int err;

	l->file = text->name;
	if (text->length > MOST_BYTES) {
		loader_tell(l, 0, "split it", "larger than 1 MiB");
		return;
	}
	l->file = arena_text(&l->rules->arena, text->name, strlen(text->name));
	if (!l->file) {
		l->file = text->name;
		l->no_memory = true;
		return;
	}
	err = node_parse(&scratch, text->bytes, text->length, &problem, &root);
	if (err == -EINVAL)
		loader_tell(l, problem.line, problem.cure, "%s", problem.what);
	else if (err)
		l->no_memory = true;
	else
		load_root(l, root);
	arena_destroy(&scratch);
}

/* A bucket is its owner's: what is known of the owner holds for what is sent there. */
static void find_bucket_owners(struct rules *rules)
{
	struct rule_host *hosts = rules->hosts.items;
	struct rule **all = rules->rules.items;

	for (size_t i = 0; i < rules->hosts.count; i++)
		for (size_t j = 0; hosts[i].bucket && j < rules->rules.count; j++)
			if (strcmp(all[j]->vendor, hosts[i].bucket) == 0)
				hosts[i].bucket_rule = all[j];
}

static bool is_enabled(const struct rule *rule)
{
	return rule->enabled;
}

static bool is_quiet_speaker(const struct rule *rule)
{
	return rule->kind == RULE_SPEAKER && !rule->enabled;
}

static int load_finish(struct loader *l)
{
	int err;

	duplicates_tell(l);
	examples_tell(l);
	if (l->no_memory)
		return -ENOMEM;
	if (l->errors)
		return -EINVAL;
	mac_index(&l->rules->macs);
	find_bucket_owners(l->rules);
	err = host_index_create(&l->rules->hosts, is_enabled, &l->rules->index);
	if (!err)
		err = host_index_create(&l->rules->hosts, is_quiet_speaker, &l->rules->assistants);
	return err;
}

int rules_load_texts(const struct rules_text *texts, size_t count, rules_error_fn *error,
		     void *context, struct rules **out)
{
	struct loader l = {.error = error, .context = context};
	int err;

	if (!count || count > MOST_FILES)
		return -EINVAL;
	if (sodium_init() < 0)
		return -ENOMEM;
	l.rules = calloc(1, sizeof(*l.rules));
	if (!l.rules)
		return -ENOMEM;
	hash_texts(texts, count, l.rules->hash);
	for (size_t i = 0; i < count; i++)
		load_text(&l, &texts[i]);
	err = load_finish(&l);
	free(l.advice.items);
	if (err)
		rules_destroy(l.rules);
	else
		*out = l.rules;
	return err;
}

void rules_destroy(struct rules *rules)
{
	if (!rules)
		return;
	host_index_destroy(rules->index);
	host_index_destroy(rules->assistants);
	free(rules->rules.items);
	free(rules->hosts.items);
	free(rules->macs.items);
	free(rules->names.items);
	free(rules->signatures.items);
	arena_destroy(&rules->arena);
	free(rules);
}

static bool is_enabled_or_speaker(const struct rule *rule)
{
	return rule->enabled || rule->kind == RULE_SPEAKER;
}

int rules_enable_speakers(struct rules *rules)
{
	struct rule **all = rules->rules.items;
	struct host_index *index;
	int err = host_index_create(&rules->hosts, is_enabled_or_speaker, &index);

	if (err)
		return err;
	host_index_destroy(rules->index);
	rules->index = index;
	for (size_t i = 0; i < rules->rules.count; i++)
		all[i]->enabled |= all[i]->kind == RULE_SPEAKER;
	return 0;
}

const char *rules_hash(const struct rules *rules)
{
	return rules->hash;
}

size_t rules_count(const struct rules *rules)
{
	return rules->rules.count;
}

const struct rule *rules_at(const struct rules *rules, size_t index)
{
	struct rule *const *all = rules->rules.items;

	return index < rules->rules.count ? all[index] : NULL;
}

const struct rule_signature *rules_signature(const struct rules *rules, enum signature signature)
{
	const struct rule_signature *all = rules->signatures.items, *best = NULL;

	for (size_t i = 0; i < rules->signatures.count; i++)
		if (all[i].signature == signature && all[i].rule->enabled &&
		    (!best || all[i].certainty > best->certainty))
			best = &all[i];
	return best;
}
