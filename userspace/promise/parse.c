// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "promise/rule.h"

#define PARSE_MOST (PROMISE_TEXT - ADDRESS_TEXT)

static const char parse_long[] = "a promise of more than 200 letters";

static const char *skip_space(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

static size_t parse_trimmed(const char *text, size_t length)
{
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	return length;
}

static int parse_refuse(char error[PROMISE_ERROR], const char *what)
{
	snprintf(error, PROMISE_ERROR, "%s; write one as in \"front door: only clips\"", what);
	return -EINVAL;
}

/* `length` bytes of `text` say whose it is. */
static int take_subject(const char *text, size_t length, struct promise *out,
			char error[PROMISE_ERROR])
{
	char word[PROMISE_TEXT], address_text[ADDRESS_TEXT], mac_text[MAC_TEXT];
	struct address address;
	uint8_t mac[6];

	length = parse_trimmed(text, length);
	if (!length)
		return parse_refuse(error, "no camera stands before the colon");
	memcpy(word, text, length);
	word[length] = '\0';
	if (strcasecmp(word, "all") == 0) {
		out->subject = SUBJECT_ALL;
	} else if (mac_parse(word, mac) == 0) {
		out->subject = SUBJECT_MAC;
		snprintf(out->whose, sizeof(out->whose), "%s", mac_format(mac, mac_text));
	} else if (address_parse(word, &address) == 0) {
		out->subject = SUBJECT_ADDRESS;
		snprintf(out->whose, sizeof(out->whose), "%s",
			 address_format(&address, address_text));
	} else {
		out->subject = SUBJECT_NAME;
		memcpy(out->whose, word, length + 1);
	}
	return 0;
}

/* Whose it is as events have it, so that `cameras forget` finds it; the rule as written. */
static void keep_text(struct promise *out, const char *whose, size_t length, const char *rule)
{
	size_t end = parse_trimmed(rule, strlen(rule));

	length = parse_trimmed(whose, length);
	if (out->whose[0]) {
		whose = out->whose;
		length = strlen(whose);
	}
	memcpy(out->text, whose, length);
	if (length) {
		memcpy(out->text + length, ": ", 2);
		length += 2;
	}
	out->words = length;
	memcpy(out->text + length, rule, end);
	out->text[length + end] = '\0';
}

/* Where the rule begins, if an error is to be told: behind the first colon that ends a word. */
static const char *guess_rule(const char *text)
{
	const char *colon = strchr(text, ':');

	while (colon && colon[1] && !isspace((unsigned char)colon[1]))
		colon = strchr(colon + 1, ':');
	if (!colon) {
		colon = strchr(text, ':');
		if (!colon || isdigit((unsigned char)colon[1]))
			return text;
	}
	return colon + 1;
}

static bool is_writing(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' && *text != '\t')
			return false;
	return true;
}

int promise_parse(const char *text, struct promise *out, char error[PROMISE_ERROR])
{
	struct promise read = {.subject = SUBJECT_ALL};
	const char *rule;
	size_t length = 0;
	int err;

	text = skip_space(text);
	if (!*text)
		return parse_refuse(error, "an empty promise");
	/* What is kept may be longer by the blank behind the colon, and by an address in full. */
	if (strlen(text) >= PARSE_MOST)
		return parse_refuse(error, parse_long);
	if (!is_writing(text))
		return parse_refuse(error, "a promise goes on one line");
	/* A name may hold colons, as a MAC does: the first that has a whole rule behind it counts.
	 */
	rule = text;
	err = rule_parse(rule, &read, error);
	while (err) {
		const char *colon = strchr(rule, ':');

		if (!colon)
			break;
		rule = skip_space(colon + 1);
		length = (size_t)(colon - text);
		err = rule_parse(rule, &read, error);
	}
	if (err)
		return rule_parse(skip_space(guess_rule(text)), &read, error);
	if (rule != text)
		err = take_subject(text, length, &read, error);
	if (err)
		return err;
	keep_text(&read, text, rule == text ? 0 : length, rule);
	if (strlen(read.text) >= PARSE_MOST) /* what is kept is read again */
		return parse_refuse(error, parse_long);
	*out = read;
	return 0;
}
