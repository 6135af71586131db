// SPDX-License-Identifier: GPL-2.0-or-later
/* The names of alias.h: which of their letters stay, and what is written over the others. */
#include <string.h>

#include "anonymise/alias.h"
#include "anonymise/blanking.h"
#include "camera/domain.h"

/* What recognising makes of a text: as long as it is the same, letters may change. */
struct name_meaning {
	const void *rule, *assistant;
	bool camera;
};

struct name_question {
	struct aliases *aliases;
	enum rule_where where; /* 0: a host */
	char text[ALIAS_NAME + 1];
	size_t size;
	uint8_t spelt[ALIAS_NAME]; /* what may stand in the place of each */
};

static struct name_meaning meaning_of(const struct name_question *q)
{
	const struct rules *rules = alias_rules(q->aliases);

	if (q->where)
		return (struct name_meaning){.rule = rules_name(rules, q->where, q->text)};
	return (struct name_meaning){.rule = rules_host(rules, q->text),
				     .assistant = rules_assistant(rules, q->text),
				     .camera = domain_names_camera(q->text)};
}

static bool meaning_same(const struct name_meaning *a, const struct name_meaning *b)
{
	return a->rule == b->rule && a->assistant == b->assistant && a->camera == b->camera;
}

/* One of the same kind and another: rules ask for digits, hexadecimal digits and letters. */
static char letter_turn(char c, uint8_t by)
{
	static const struct {
		char from, to;
	} kinds[] = {{'0', '9'}, {'a', 'f'}, {'g', 'z'}, {'A', 'F'}, {'G', 'Z'}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		int many = kinds[i].to - kinds[i].from + 1;

		if (c >= kinds[i].from && c <= kinds[i].to)
			return (char)(kinds[i].from +
				      (c - kinds[i].from + 1 + by % (many - 1)) % many);
	}
	return (unsigned char)c >= 0x80 ? 'x' : c;
}

/* Label by label, so that what two names share they share afterwards. */
static void name_spell(const struct aliases *aliases, const char *text, size_t size, uint8_t *out)
{
	uint8_t by[ALIAS_SPELL];
	size_t start = 0;

	for (size_t at = 0; at <= size; at++) {
		if (at < size && text[at] != '.')
			continue;
		alias_spell(aliases, text + start, at - start, by);
		for (size_t i = start; i < at; i++)
			out[i] = (uint8_t)letter_turn(text[i], by[(i - start) % ALIAS_SPELL]);
		if (at < size)
			out[at] = '.';
		start = at + 1;
	}
}

static bool name_begin(struct name_question *q, struct aliases *aliases, enum rule_where where,
		       const char *text, size_t size)
{
	if (size > ALIAS_NAME || memchr(text, '\0', size))
		return false;
	q->aliases = aliases;
	q->where = where;
	q->size = size;
	memcpy(q->text, text, size);
	q->text[size] = '\0';
	name_spell(aliases, text, size, q->spelt);
	return true;
}

/* Lets stay, beside what `keep` already names, as little as leaves the meaning. */
static void name_answer(struct name_question *q, bool keep[])
{
	const struct name_meaning wanted = meaning_of(q);
	char before[ALIAS_NAME];
	struct name_meaning is;

	memcpy(before, q->text, q->size);
	for (size_t i = 0; i < q->size; i++)
		if (!keep[i])
			q->text[i] = (char)q->spelt[i];
	is = meaning_of(q);
	if (meaning_same(&wanted, &is))
		return;
	memcpy(q->text, before, q->size);
	for (size_t i = 0; i < q->size; i++) {
		if (keep[i])
			continue;
		q->text[i] = (char)q->spelt[i];
		is = meaning_of(q);
		if (meaning_same(&wanted, &is))
			continue;
		q->text[i] = before[i];
		keep[i] = true;
	}
}

/* What stays of a host that a rule knows: all but words that only one device or house has. */
static void keep_known(const char *text, size_t size, bool keep[])
{
	char blank[ALIAS_NAME];

	memcpy(blank, text, size);
	scrub_text((uint8_t *)blank, size);
	for (size_t i = 0; i < size; i++)
		keep[i] = blank[i] == text[i];
	/* A zero is blanked to itself: a whole word goes. */
	for (size_t start = 0, at = 0; at <= size; at++) {
		bool stays = true;

		if (at < size && text[at] != '.' && text[at] != '-')
			continue;
		for (size_t i = start; i < at; i++)
			stays = stays && keep[i];
		for (size_t i = start; i < at; i++)
			keep[i] = stays;
		start = at + 1;
	}
}

void alias_keep_host(struct aliases *aliases, const char *text, size_t size, bool keep[])
{
	struct name_question q;
	const char *registered, *suffix;

	memset(keep, 0, size * sizeof(*keep));
	if (!name_begin(&q, aliases, 0, text, size))
		return;
	if (rules_host(alias_rules(aliases), q.text)) {
		keep_known(text, size, keep);
	} else {
		registered = domain_registered(q.text);
		suffix = strchr(registered, '.');
		for (size_t i = suffix ? (size_t)(suffix - q.text) : size; i < size; i++)
			keep[i] = true;
	}
	name_answer(&q, keep);
}

/* What of it may not stay: it may stand elsewhere too. */
static void name_remember(struct aliases *aliases, const char *text, size_t size, const bool keep[])
{
	size_t start = 0;

	for (size_t at = 0; at <= size; at++) {
		if (at < size && !keep[at])
			continue;
		alias_remember(aliases, text + start, at - start);
		start = at + 1;
	}
}

void alias_keep_name(struct aliases *aliases, enum rule_where where, const char *text, size_t size,
		     bool keep[])
{
	struct name_question q;

	memset(keep, 0, size * sizeof(*keep));
	if (!name_begin(&q, aliases, where, text, size))
		return;
	if (where == WHERE_TEXT) { /* what is said stays, and HomeKit's kind of thing */
		const char *value = memchr(text, '=', size);
		size_t said = value ? (size_t)(value - text) : 0;

		if (size > 3 && strncmp(text, "ci=", 3) == 0)
			said = size;
		for (size_t i = 0; i < said; i++)
			keep[i] = true;
	}
	name_answer(&q, keep);
	if (where & (WHERE_DHCP | WHERE_MDNS))
		name_remember(aliases, text, size, keep);
}

void alias_apply(struct aliases *aliases, char *text, size_t size, const bool keep[])
{
	uint8_t spelt[ALIAS_NAME];

	if (size > ALIAS_NAME) {
		memset(text, 0, size);
		return;
	}
	name_spell(aliases, text, size, spelt);
	for (size_t i = 0; i < size; i++)
		if (!keep[i])
			text[i] = (char)spelt[i];
}

void alias_host(struct aliases *aliases, char *text, size_t size)
{
	bool keep[ALIAS_NAME] = {false};

	if (size <= ALIAS_NAME)
		alias_keep_host(aliases, text, size, keep);
	alias_apply(aliases, text, size, keep);
}

void alias_name(struct aliases *aliases, enum rule_where where, char *text, size_t size)
{
	bool keep[ALIAS_NAME] = {false};

	if (size <= ALIAS_NAME)
		alias_keep_name(aliases, where, text, size, keep);
	alias_apply(aliases, text, size, keep);
}
