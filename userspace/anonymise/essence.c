// SPDX-License-Identifier: GPL-2.0-or-later
/* SSDP, WS-Discovery and makers' own discovery: what of a message its meaning rests on. */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "anonymise/payload.h"
#include "base/table.h"
#include "packet/discovery.h"

#define ESSENCES_MOST 65536
#define ESSENCE_KEY 32

struct essence {
	uint8_t key[ESSENCE_KEY];
	uint8_t *bytes;
};

struct essences {
	struct table *table;
};

/* What is told of the device, rule by rule. */
struct essence_told {
	const struct rules *rules;
	crypto_generichash_state state;
};

int essences_create(struct essences **out)
{
	struct essences *essences = calloc(1, sizeof(*essences));
	int err = -ENOMEM;

	if (essences)
		err = table_create(ESSENCES_MOST, ESSENCE_KEY, sizeof(struct essence),
				   &essences->table);
	if (err)
		free(essences);
	else
		*out = essences;
	return err;
}

void essences_destroy(struct essences *essences)
{
	if (!essences)
		return;
	for (struct essence *e = NULL; (e = table_next(essences->table, e));)
		free(e->bytes);
	table_destroy(essences->table);
	free(essences);
}

static void essence_fact(void *context, const struct discovery *fact)
{
	struct essence_told *told = context;
	const struct rule_name *rule =
		fact->text ? rules_name(told->rules, WHERE_MODEL, fact->text) : NULL;

	if (!rule && fact->kind == DISCOVERED_MODEL)
		return;
	crypto_generichash_update(&told->state, (const uint8_t *)&fact->kind, sizeof(fact->kind));
	crypto_generichash_update(&told->state, (const uint8_t *)&rule, sizeof(rule));
}

static void essence_of(const struct rules *rules, const struct packet *packet,
		       const uint8_t *payload, uint8_t out[ESSENCE_KEY])
{
	struct essence_told told = {.rules = rules};
	struct packet shown = *packet;

	shown.payload = payload;
	crypto_generichash_init(&told.state, NULL, 0, ESSENCE_KEY);
	discovery_decode(&shown, essence_fact, &told);
	crypto_generichash_final(&told.state, out, ESSENCE_KEY);
}

static bool in_word(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void essence_blank(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = !in_word(bytes[i]) ? 0 : bytes[i] <= '9' ? '0' : 'x';
}

/* Marks of punctuation are no one's; bytes of no text are words of one. */
static size_t word_size(const uint8_t *bytes, size_t size)
{
	size_t word = 0;

	while (word < size && in_word(bytes[word]))
		word++;
	if (word)
		return word;
	return bytes[0] < ' ' || bytes[0] >= 0x7f ? 1 : 0;
}

static void essence_find(const struct rules *rules, const struct packet *packet, uint8_t *bytes,
			 size_t size)
{
	uint8_t wanted[ESSENCE_KEY], is[ESSENCE_KEY], before[256];

	essence_of(rules, packet, bytes, wanted);
	for (size_t at = 0, word; at < size; at += word ? word : 1) {
		word = word_size(bytes + at, size - at);
		if (!word || bytes[at] == '\r' || bytes[at] == '\n' || bytes[at] == '\t')
			continue;
		if (word > sizeof(before))
			word = sizeof(before);
		memcpy(before, bytes + at, word);
		essence_blank(bytes + at, word);
		essence_of(rules, packet, bytes, is);
		if (memcmp(is, wanted, sizeof(is)) != 0)
			memcpy(bytes + at, before, word);
	}
}

void essence_keep(struct essences *essences, const struct rules *rules, const struct packet *packet,
		  uint8_t *bytes, size_t size)
{
	uint8_t key[ESSENCE_KEY];
	struct essence *known;
	bool added;

	crypto_generichash(key, sizeof(key), bytes, size, NULL, 0);
	key[0] ^= (uint8_t)packet->source_port; /* who answers does so from a port of its own */
	key[1] ^= (uint8_t)(packet->source_port >> 8);
	known = table_find(essences->table, key, &added);
	if (known && !added && known->bytes) {
		memcpy(bytes, known->bytes, size);
		return;
	}
	essence_find(rules, packet, bytes, size);
	if (!known)
		return;
	known->bytes = malloc(size ? size : 1);
	if (known->bytes)
		memcpy(known->bytes, bytes, size);
}
