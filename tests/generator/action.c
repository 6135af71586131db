/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "action.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPLAIN(...) (snprintf(error, 256, __VA_ARGS__), -EINVAL)

enum key_type { KEY_TEXT, KEY_SIZE, KEY_DURATION, KEY_RATE, KEY_NUMBER, KEY_YES, KEY_ADDRESS };

/* What may stand in a line, and between which values; none where both are 0. */
static const struct {
	const char *key;
	enum key_type type;
	double least, most;
	const char *example;
} action_keys[] = {
	{"to", KEY_TEXT, 0, 0, "to media.example.net"},
	{"ip", KEY_ADDRESS, 0, 0, "ip 198.18.0.9"},
	{"port", KEY_NUMBER, 1, 65535, "port 443"},
	{"from-port", KEY_NUMBER, 1, 65535, "from-port 40001"},
	{"bytes", KEY_SIZE, 0, 1e+09, "bytes 580kB"},
	{"down", KEY_SIZE, 0, 1e+09, "down 12kB"},
	{"packet", KEY_SIZE, 60, 60000, "packet 1000"},
	{"segment", KEY_SIZE, 600, 1500, "segment 1453"},
	{"seconds", KEY_DURATION, 0, 2.7648e+06, "seconds 30"},
	{"gap", KEY_DURATION, 0.001, 86400, "gap 10"},
	{"rtt", KEY_DURATION, 0.001, 5, "rtt 35ms"},
	{"rate", KEY_RATE, 1000, 1e+09, "rate 400kbit"},
	{"line", KEY_RATE, 10000, 1e+10, "line 8Mbit"},
	{"audio-down", KEY_RATE, 1000, 1e+09, "audio-down 64kbit"},
	{"loss", KEY_NUMBER, 0, 1, "loss 0.5%"},
	{"ratio", KEY_NUMBER, 0.01, 1e+06, "ratio 3"},
	{"count", KEY_NUMBER, 1, 1e+06, "count 12"},
	{"fps", KEY_NUMBER, 1, 240, "fps 20"},
	{"flows", KEY_NUMBER, 1, 1e+06, "flows 70000"},
	{"tls", KEY_TEXT, 0, 0, "tls 1.3"},
	{"initials", KEY_NUMBER, 1, 2, "initials 2"},
	{"sni", KEY_YES, 0, 0, "sni yes"},
	{"dns", KEY_YES, 0, 0, "dns yes"},
	{"cname", KEY_TEXT, 0, 0, "cname edge.example.net"},
	{"by", KEY_TEXT, 0, 0, "by pppp"},
	{"rendezvous", KEY_TEXT, 0, 0, "rendezvous 203.0.113.100:32100"},
	{"share-tls", KEY_NUMBER, 0, 1e+06, "share-tls 10"},
	{"share-quic", KEY_NUMBER, 0, 1e+06, "share-quic 10"},
	{"share-dns", KEY_NUMBER, 0, 1e+06, "share-dns 10"},
	{"share-http", KEY_NUMBER, 0, 1e+06, "share-http 10"},
	{"share-stun", KEY_NUMBER, 0, 1e+06, "share-stun 10"},
	{"share-rtp", KEY_NUMBER, 0, 1e+06, "share-rtp 10"},
	{"share-mqtt", KEY_NUMBER, 0, 1e+06, "share-mqtt 10"},
	{"share-unknown", KEY_NUMBER, 0, 1e+06, "share-unknown 10"},
	{"class", KEY_TEXT, 0, 0, "class clip"},
	{"kind", KEY_TEXT, 0, 0, "kind vendor-cloud"},
	{"footage", KEY_YES, 0, 0, "footage yes"},
};

static int action_value(enum key_type type, const char *text, double *number)
{
	struct address address;

	*number = 0;
	switch (type) {
	case KEY_SIZE:
		return words_size(text, number);
	case KEY_DURATION:
		return words_duration(text, number);
	case KEY_RATE:
		return words_rate(text, number);
	case KEY_NUMBER:
		return words_number(text, number);
	case KEY_ADDRESS:
		return address_parse(text, &address);
	case KEY_YES:
		*number = !strcmp(text, "yes");
		return !strcmp(text, "yes") || !strcmp(text, "no") ? 0 : -EINVAL;
	case KEY_TEXT:
		break;
	}
	return *text ? 0 : -EINVAL;
}

static int action_parameter(struct action *action, const char *key, const char *value, char *error)
{
	for (size_t i = 0; i < sizeof(action_keys) / sizeof(action_keys[0]); i++) {
		struct parameter *p = &action->parameters[action->parameter_count];

		if (strcmp(key, action_keys[i].key))
			continue;
		if (action->parameter_count == ACTION_PARAMETERS)
			return COMPLAIN("more than %d parameters; leave some out",
					ACTION_PARAMETERS);
		if (action_value(action_keys[i].type, value, &p->number) ||
		    (action_keys[i].most > 0 &&
		     (p->number < action_keys[i].least || p->number > action_keys[i].most)))
			return COMPLAIN("\"%.60s\" is no value for %s; write for example: %s",
					value, key, action_keys[i].example);
		p->key = action_keys[i].key;
		p->text = strdup(value);
		if (!p->text)
			abort();
		action->parameter_count++;
		return 0;
	}
	return COMPLAIN("there is no parameter \"%.40s\"; README.md lists them", key);
}

static int action_when(struct action *action, const struct words *words, int *at, char *error)
{
	double step;

	if (words->count < 4 || words_clock(words->word[1], &action->at_ns))
		return COMPLAIN("say: at HH:MM[:SS] DEVICE VERB key value ...");
	*at = 2;
	if (strcmp(words->word[2], "every"))
		return 0;
	if (words->count < 8 || words_duration(words->word[3], &step) || step <= 0 ||
	    strcmp(words->word[4], "until") || words_clock(words->word[5], &action->until_ns))
		return COMPLAIN("say: at HH:MM every DURATION until HH:MM DEVICE VERB ...");
	action->every_ns = (uint64_t)(step * 1e9);
	*at = 6;
	return 0;
}

void action_free(struct action *action)
{
	for (int i = 0; i < action->parameter_count; i++)
		free(action->parameters[i].text);
}

static const struct parameter *action_find(const struct action *action, const char *key)
{
	for (int i = 0; i < action->parameter_count; i++) {
		if (!strcmp(action->parameters[i].key, key))
			return &action->parameters[i];
	}
	return NULL;
}

/* An IPv4 device cannot talk to an IPv6 address, nor the reverse. */
static int action_family(const struct action *action, const struct house *house, char *error)
{
	const char *text = action_text(action, "ip", NULL);
	struct address address;

	if (!text || address_parse(text, &address))
		return 0;
	if (address.family == 6 ? house->v6 : house->v4)
		return 0;
	return COMPLAIN(
		"the house has no IPv%u, so %.60s cannot be reached; add it to the house line",
		address.family, text);
}

bool action_has(const struct action *action, const char *key)
{
	return action_find(action, key) != NULL;
}

const char *action_text(const struct action *action, const char *key, const char *otherwise)
{
	const struct parameter *p = action_find(action, key);

	return p ? p->text : otherwise;
}

double action_number(const struct action *action, const char *key, double otherwise)
{
	const struct parameter *p = action_find(action, key);

	return p ? p->number : otherwise;
}

bool action_yes(const struct action *action, const char *key, bool otherwise)
{
	return action_number(action, key, otherwise) != 0;
}

int action_line(struct action *action, const struct house *house, const struct words *words,
		char *error)
{
	int i, rc = action_when(action, words, &i, error);

	if (rc)
		return rc;
	action->device = house_find(house, words->word[i]);
	if (action->device < 0)
		return COMPLAIN(
			"no device \"%.40s\"; declare it above: device %.40s KIND mac ... ip ...",
			words->word[i], words->word[i]);
	snprintf(action->verb, sizeof(action->verb), "%s", words->word[i + 1]);
	for (i += 2; i < words->count; i += 2) {
		if (i + 1 == words->count)
			return COMPLAIN("\"%.40s\" has no value; write one after it",
					words->word[i]);
		rc = action_parameter(action, words->word[i], words->word[i + 1], error);
		if (rc)
			return rc;
	}
	return action_family(action, house, error);
}
