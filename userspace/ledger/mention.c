// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/mention.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

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

/* As output/json.c encodes it, so that it is found byte by byte. */
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

/* The three in the order of output/json.c: {"mac":"…","ip":"…","name":"…","vendor":… */
static const char *const camera_keys[] = {"\"mac\":", "\"ip\":", "\"name\":"};

struct camera_field {
	const char *text; /* NULL: null */
	size_t length;
};

/* A JSON string ends at the first quote that has no backslash before it which is not escaped
 * itself. */
static size_t string_length(const char *text)
{
	size_t length = 0;

	while (text[length] && text[length] != '"')
		length += text[length] == '\\' && text[length + 1] ? 2 : 1;
	return length;
}

static bool camera_fields(const char *content, struct camera_field out[3])
{
	const char *at = strstr(content, "\"camera\":{");

	memset(out, 0, 3 * sizeof(*out));
	if (!at)
		return false;
	for (size_t i = 0; i < 3; i++) {
		at = strstr(at, camera_keys[i]);
		if (!at)
			return false;
		at += strlen(camera_keys[i]);
		if (*at != '"')
			continue;
		out[i].text = at + 1;
		out[i].length = string_length(at + 1);
		at += 1 + out[i].length;
	}
	return true;
}

int mention_learn(struct mention *mention, const char *content)
{
	static const int kinds[] = {MENTION_MAC, MENTION_ADDRESS, MENTION_NAME};
	struct camera_field fields[3];
	int err = 0;

	camera_fields(content, fields);
	for (size_t i = 0; !err && i < 3; i++) {
		if (fields[i].text && fields[i].length)
			err = mention_add(mention, fields[i].text, fields[i].length, kinds[i]);
	}
	return err;
}

static bool mention_has(const struct mention *mention, const struct camera_field *field)
{
	for (size_t i = 0; field->text && i < mention->count; i++) {
		if (strlen(mention->words[i].text) == field->length &&
		    strncasecmp(mention->words[i].text, field->text, field->length) == 0)
			return true;
	}
	return false;
}

bool mention_own(const struct mention *mention, const char *content)
{
	struct camera_field fields[3];

	return camera_fields(content, fields) &&
	       (mention_has(mention, &fields[0]) || mention_has(mention, &fields[1]) ||
		mention_has(mention, &fields[2]));
}

/* A word's end is where something stands that its kind is not made of: 192.168.1.2 is not in
 * 192.168.1.20. */
static bool word_goes_on(char next, int kind)
{
	unsigned char c = (unsigned char)next;

	return kind == MENTION_ADDRESS ? isxdigit(c) || c == '.' || c == ':' : isalnum(c);
}

/* Whether `at` is the other camera's own address or name. */
static bool word_is_owned(const struct camera_field fields[3], const char *at)
{
	return at == fields[1].text || at == fields[2].text;
}

static bool word_in(const struct mention_word *word, const char *content,
		    const struct camera_field fields[3])
{
	size_t length = strlen(word->text);
	const char *at = content;

	for (; (at = strcasestr(at, word->text)); at++) {
		if (word->kind == MENTION_MAC)
			return true;
		if (!word_goes_on(at[length], word->kind) &&
		    (at == content || !word_goes_on(at[-1], word->kind)) &&
		    !word_is_owned(fields, at))
			return true;
	}
	return false;
}

/* Reasons of another camera repeat its own name ("dhcp name cam"); only a host may be this one's.
 */
static bool name_is_host(const struct mention_word *word, const char *content)
{
	const char *host = strstr(content, "\"host\":\"");
	size_t length = strlen(word->text);

	return host && strncasecmp(host + 8, word->text, length) == 0 && host[8 + length] == '"';
}

bool mention_in(const struct mention *mention, const char *content)
{
	struct camera_field fields[3];
	bool another = camera_fields(content, fields), found = false;

	for (size_t i = 0; !found && i < mention->count; i++) {
		const struct mention_word *word = &mention->words[i];

		if (another && word->kind == MENTION_NAME)
			found = name_is_host(word, content);
		else
			found = word_in(word, content, fields);
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
