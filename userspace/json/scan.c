// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/scan.h"

#include <string.h>

static void scan_skip(struct scan *text, size_t bytes)
{
	text->at += bytes;
	text->length -= bytes;
}

/* White space, and what stands between two members. */
static void scan_space(struct scan *text)
{
	while (text->length && (*text->at == ',' || *text->at == ':' || *text->at == ' ' ||
				(*text->at >= '\t' && *text->at <= '\r')))
		scan_skip(text, 1);
}

/*
 * Bytes of the string that begins here, with its quotes; of a cut one, all. A byte after a
 * backslash never ends it (section 7). Ours are short: memchr cost more than it saved.
 */
static size_t string_size(struct scan text)
{
	size_t at = 1;

	while (at < text.length) {
		char c = text.at[at++];

		if (c == '"')
			return at;
		at += c == '\\';
	}
	return text.length;
}

/* What a container is walked by; most of its bytes are none of these. */
enum { SCAN_OPEN = 1, SCAN_CLOSE, SCAN_STRING };
static const unsigned char scan_marks[256] = {['"'] = SCAN_STRING,
					      ['{'] = SCAN_OPEN,
					      ['['] = SCAN_OPEN,
					      ['}'] = SCAN_CLOSE,
					      [']'] = SCAN_CLOSE};

static size_t container_size(struct scan text)
{
	size_t depth = 0, at = 0;

	while (at < text.length) {
		unsigned char mark = scan_marks[(unsigned char)text.at[at]];

		if (mark == SCAN_STRING) {
			at += string_size((struct scan){text.at + at, text.length - at});
			continue;
		}
		at++;
		depth += mark == SCAN_OPEN;
		if (mark == SCAN_CLOSE && --depth == 0)
			break;
	}
	return at;
}

/* What a number, true, false or null is followed by. */
static bool scan_ends(char c)
{
	return c == ',' || c == '}' || c == ']' || c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t value_size(struct scan text)
{
	size_t size = 0;

	if (text.at[0] == '"')
		return string_size(text);
	if (text.at[0] == '{' || text.at[0] == '[')
		return container_size(text);
	while (size < text.length && !scan_ends(text.at[size]))
		size++;
	return size;
}

static struct scan scan_value(struct scan *rest)
{
	struct scan value = {rest->at, value_size(*rest)};

	scan_skip(rest, value.length);
	return value;
}

struct scan_walk scan_begin(struct scan container)
{
	struct scan_walk walk = {container, false};

	scan_space(&walk.rest);
	walk.object = walk.rest.length && *walk.rest.at == '{';
	if (walk.object || (walk.rest.length && *walk.rest.at == '['))
		scan_skip(&walk.rest, 1);
	else
		walk.rest.length = 0;
	return walk;
}

bool scan_next(struct scan_walk *walk, struct scan *key, struct scan *value)
{
	struct scan *rest = &walk->rest, name = {0};

	scan_space(rest);
	if (walk->object && (!rest->length || !scan_string(scan_value(rest), &name)))
		return false;
	scan_space(rest);
	if (!rest->length || *rest->at == '}' || *rest->at == ']')
		return false;
	*key = name;
	*value = scan_value(rest);
	return value->length;
}

bool scan_is(struct scan text, const char *word)
{
	return text.length && *text.at == *word && strlen(word) == text.length &&
	       memcmp(text.at, word, text.length) == 0;
}

bool scan_member(struct scan object, const char *key, struct scan *value)
{
	struct scan_walk walk = scan_begin(object);
	struct scan name, found;

	while (walk.object && scan_next(&walk, &name, &found)) {
		if (!scan_is(name, key))
			continue;
		*value = found;
		return true;
	}
	return false;
}

bool scan_string(struct scan value, struct scan *text)
{
	if (value.length < 2 || value.at[0] != '"' || value.at[value.length - 1] != '"')
		return false;
	*text = (struct scan){value.at + 1, value.length - 2};
	return true;
}
