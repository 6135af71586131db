// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "rules/entries.h"

/* Two digits from 01 to `last`. */
static bool is_part(const char *text, const char *last)
{
	return strncmp(text, "01", 2) >= 0 && strncmp(text, last, 2) <= 0;
}

static bool entries_advice_is_date(const char *text)
{
	static const char shape[] = "dddd-dd-dd";
	size_t length = strlen(text);

	if (length != 7 && length != 10)
		return false;
	for (size_t i = 0; i < length; i++)
		if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != '-')
			return false;
	return is_part(&text[5], "12") && (length == 7 || is_part(&text[8], "31"));
}

static void advice_date(struct loader *l, const struct field *field, const struct node *value,
			void *into)
{
	if (!node_is(l, field, value, NODE_TEXT))
		return;
	if (entries_advice_is_date(value->text))
		field_text(l, field, value, into);
	else
		loader_tell(l, value->line, field->cure, "'%.80s' is no date", value->text);
}

static void advice_topic(struct loader *l, const struct field *field, const struct node *value,
			 void *into)
{
	int topic = 0;

	field_word(l,
		   &(struct field){.key = field->key, .words = keywords_topic, .cure = field->cure},
		   value, &topic);
	if (topic)
		field_text(l, field, value, into);
}

/* Whether there is such a country is not looked up: a report writes what it does not know as it is.
 */
static void advice_country(struct loader *l, const struct field *field, const struct node *value,
			   void *into)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	if (!node_is(l, field, value, NODE_TEXT))
		return;
	if (strlen(value->text) == 2 && strspn(value->text, letters) == 2)
		field_text(l, field, value, into);
	else
		loader_tell(l, value->line, field->cure, "'%.80s' is no country", value->text);
}

/* What only some topics have, and these must have. */
static bool fits_topic(struct loader *l, const struct node *node, const struct rule_advice *advice)
{
	bool request = !strcmp(advice->topic, "request");
	size_t errors = l->errors;

	if (advice->days > 0 && strcmp(advice->topic, "keeps") != 0)
		loader_tell(l, node->line, "take it out, or write topic: keeps",
			    "'days' with topic '%s'", advice->topic);
	if (advice->country && !request)
		loader_tell(l, node->line, "take it out, or write topic: request",
			    "'country' with topic '%s'", advice->topic);
	if (advice->asked && !request)
		loader_tell(l, node->line, "take it out, or write topic: request",
			    "'asked' with topic '%s'", advice->topic);
	if (request && !advice->country)
		loader_tell(l, node->line, "write where that holds, as in country: US",
			    "topic 'request' without 'country'");
	if (request && !advice->asked)
		loader_tell(l, node->line, "write asked: vendor, or asked: owner",
			    "topic 'request' without 'asked'");
	return l->errors == errors;
}

static void read_advice(struct loader *l, const struct node *node)
{
	static const struct field fields[] = {
		{"topic", true, advice_topic, offsetof(struct rule_advice, topic),
		 "one of keeps, see, delete, encrypt, local, request", NULL},
		{"text", true, field_text, offsetof(struct rule_advice, text),
		 "a sentence or two for the owner", NULL},
		{"days", false, field_ratio, offsetof(struct rule_advice, days),
		 "for how many days the vendor keeps it", NULL},
		{"source", true, field_text, offsetof(struct rule_advice, source),
		 "the page that says so", NULL},
		{"date", true, advice_date, offsetof(struct rule_advice, date),
		 "when it was read there: YYYY-MM or YYYY-MM-DD", NULL},
		{"country", false, advice_country, offsetof(struct rule_advice, country),
		 "two capital letters, as in US (ISO 3166-1)", NULL},
		{"asked", false, field_word, offsetof(struct rule_advice, asked),
		 "whom: vendor or owner", keywords_asked},
	};
	struct rule_advice advice = {0};

	if (mapping_read(l, node, "advice", fields, FIELDS(fields), &advice) &&
	    fits_topic(l, node, &advice))
		loader_keep(l, &l->advice, &advice, sizeof(advice));
}

void field_advice(struct loader *l, const struct field *field, const struct node *value, void *into)
{
	(void)into;
	list_read(l, field, value, read_advice);
}
