// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/mention.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "json/scan.h"
#include "packet/address.h"

static int mention_add(struct mention *mention, const char *text, size_t length, int kind)
{
	struct mention_word *grown;

	for (size_t i = 0; i < mention->count; i++) {
		if (strlen(mention->words[i].text) == length &&
		    strncmp(mention->words[i].text, text, length) == 0)
			return 0;
	}
	if (mention->count == mention->room) {
		grown = reallocarray(mention->words, mention->room + 16, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		mention->words = grown;
		mention->room += 16;
	}
	mention->words[mention->count].text = strndup(text, length);
	mention->words[mention->count].kind = kind;
	return mention->words[mention->count].text ? (mention->count++, 0) : -ENOMEM;
}

/* As json/put.c encodes it, so that it is found byte by byte. */
static int mention_add_name(struct mention *mention, const char *name)
{
	struct json_object *value = json_object_new_string(name);
	const char *text =
		value ? json_object_to_json_string_ext(
				value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
		      : NULL;
	int err = text ? mention_add(mention, text + 1, strlen(text) - 2, MENTION_NAME) : -ENOMEM;

	json_object_put(value);
	return err;
}

int mention_tell(struct mention *mention, const char *text)
{
	char word[MAC_TEXT + ADDRESS_TEXT];
	struct address address;
	uint8_t mac[6];

	if (mac_parse(text, mac) == 0) {
		mac_format(mac, word);
		return mention_add(mention, word, strlen(word), MENTION_MAC);
	}
	if (address_parse(text, &address) == 0) {
		address_format(&address, word);
		return mention_add(mention, word, strlen(word), MENTION_ADDRESS);
	}
	return *text ? mention_add_name(mention, text) : 0;
}

/* What names a record's own camera; `at` is NULL where it is null or not there. */
struct camera_fields {
	struct scan mac, ip, name;
};

static struct scan member_string(struct scan object, const char *key)
{
	struct scan value, text = {0};

	if (scan_member(object, key, &value))
		scan_string(value, &text);
	return text;
}

static struct scan mention_whole(const char *content)
{
	return (struct scan){content, strlen(content)};
}

static bool camera_fields(const char *content, struct camera_fields *out)
{
	struct scan camera;

	*out = (struct camera_fields){0};
	if (!scan_member(mention_whole(content), "camera", &camera) || camera.at[0] != '{')
		return false;
	out->mac = member_string(camera, "mac");
	out->ip = member_string(camera, "ip");
	out->name = member_string(camera, "name");
	return true;
}

static int mention_add_field(struct mention *mention, struct scan field, int kind)
{
	return field.length ? mention_add(mention, field.at, field.length, kind) : 0;
}

int mention_learn(struct mention *mention, const char *content)
{
	struct camera_fields fields;
	int err;

	camera_fields(content, &fields);
	err = mention_add_field(mention, fields.mac, MENTION_MAC);
	if (!err)
		err = mention_add_field(mention, fields.ip, MENTION_ADDRESS);
	return err ? err : mention_add_field(mention, fields.name, MENTION_NAME);
}

static bool mention_has(const struct mention *mention, struct scan field)
{
	for (size_t i = 0; field.at && i < mention->count; i++) {
		if (strlen(mention->words[i].text) == field.length &&
		    strncasecmp(mention->words[i].text, field.at, field.length) == 0)
			return true;
	}
	return false;
}

bool mention_own(const struct mention *mention, const char *content)
{
	struct camera_fields fields;

	return camera_fields(content, &fields) &&
	       (mention_has(mention, fields.mac) || mention_has(mention, fields.ip) ||
		mention_has(mention, fields.name));
}

/* A word's end is where something stands that its kind is not made of: 192.168.1.2 is not in
 * 192.168.1.20. */
static bool word_goes_on(char next, int kind)
{
	unsigned char c = (unsigned char)next;

	return kind == MENTION_ADDRESS ? isxdigit(c) || c == '.' || c == ':' : isalnum(c);
}

/* A MAC or an address, wherever it stands; `own` is the other camera's address. */
static bool word_in(const struct mention_word *word, const char *content, struct scan own)
{
	size_t length = strlen(word->text);
	const char *at = content;

	for (; (at = strcasestr(at, word->text)); at++) {
		if (word->kind == MENTION_MAC)
			return true;
		if (!word_goes_on(at[length], word->kind) &&
		    (at == content || !word_goes_on(at[-1], word->kind)) && at != own.at)
			return true;
	}
	return false;
}

/* An option's value ("--camera 10.0.0.1=NAME"), or a text that is one by itself. */
static bool name_begins(struct scan text, size_t at)
{
	size_t back = at;

	if (at == 0 || text.at[at - 1] == '=')
		return true;
	if (text.at[at - 1] != ' ')
		return false;
	for (back--; back && text.at[back - 1] != ' '; back--)
		;
	return text.at[back] == '-' && text.at[back + 1] == '-';
}

/* A promise has a colon behind whose it is. */
static bool name_ends(struct scan text, size_t at)
{
	static const char option[] = " --";

	return at == text.length || text.at[at] == ':' ||
	       (text.length - at > sizeof(option) - 1 &&
		memcmp(text.at + at, option, sizeof(option) - 1) == 0);
}

static bool name_in_text(const char *name, struct scan text)
{
	size_t length = strlen(name);

	for (size_t at = 0; at + length <= text.length; at++) {
		if (strncasecmp(text.at + at, name, length) == 0 && name_begins(text, at) &&
		    name_ends(text, at + length))
			return true;
	}
	return false;
}

/* Where a record of no device names one; `from` and `to` are of what changed. */
static bool name_in_fields(const char *name, struct scan object)
{
	static const char *const keys[] = {"options", "name", "promise", "from", "to"};
	struct scan_walk walk = scan_begin(object);
	struct scan key, value, text;

	while (scan_next(&walk, &key, &value)) {
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (scan_is(key, keys[i]) && scan_string(value, &text) &&
			    name_in_text(name, text))
				return true;
	}
	return false;
}

static bool name_in(const char *name, struct scan record)
{
	static const char *const lists[] = {"changes", "absent"};
	struct scan list, none, item;
	struct scan_walk walk;

	if (name_in_fields(name, record))
		return true;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!scan_member(record, lists[i], &list))
			continue;
		walk = scan_begin(list);
		while (scan_next(&walk, &none, &item))
			if (name_in_fields(name, item))
				return true;
	}
	return false;
}

/* Reasons of another camera repeat its own name ("dhcp name cam"); only a host may be this one's.
 */
static bool name_is_host(const char *name, struct scan record)
{
	struct scan destination, host = {0};

	if (scan_member(record, "destination", &destination))
		host = member_string(destination, "host");
	return host.at && host.length == strlen(name) &&
	       strncasecmp(host.at, name, host.length) == 0;
}

bool mention_in(const struct mention *mention, const char *content)
{
	struct camera_fields fields;
	bool another = camera_fields(content, &fields), found = false;

	for (size_t i = 0; !found && i < mention->count; i++) {
		const struct mention_word *word = &mention->words[i];

		if (word->kind != MENTION_NAME)
			found = word_in(word, content, fields.ip);
		else if (another)
			found = name_is_host(word->text, mention_whole(content));
		else
			found = name_in(word->text, mention_whole(content));
	}
	return found;
}

void mention_free(struct mention *mention)
{
	for (size_t i = 0; i < mention->count; i++)
		free(mention->words[i].text);
	free(mention->words);
	*mention = (struct mention){0};
}
