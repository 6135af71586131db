// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>

#include "rules/pattern.h"

#define MOST_LABEL 63 /* RFC 1035 section 2.3.4 */

struct pattern_span {
	const char *bytes;
	size_t length;
};

static char pattern_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_literal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static const char *check_labels(const char *text, size_t length)
{
	size_t label = 0, labels = 1, literals = 0, last_literals = 0;
	bool star = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.') {
			if (!label || label > MOST_LABEL)
				return label ? "a label is longer than 63" : "a label is empty";
			last_literals = literals;
			label = literals = 0;
			star = false;
			labels++;
			continue;
		}
		if (!is_literal(text[i]) && text[i] != '*')
			return "a character no host name has";
		star |= text[i] == '*';
		literals += text[i] != '*';
		label++;
	}
	if (!label || label > MOST_LABEL)
		return label ? "a label is longer than 63" : "a label is empty";
	if (labels < 2 || !last_literals || star)
		return "far too wide: its last two labels must be literal";
	return NULL;
}

const char *host_pattern_read(const char *pattern, char text[MOST_HOST + 1])
{
	size_t length = strlen(pattern);

	if (length > MOST_HOST)
		return "longer than a host name can be";
	for (size_t i = 0; i <= length; i++)
		text[i] = pattern_lower(pattern[i]);
	return check_labels(text, length);
}

size_t host_name_read(const char *name, char text[MOST_HOST + 1])
{
	size_t length = strnlen(name, MOST_HOST + 2);

	if (length && name[length - 1] == '.')
		length--;
	if (length > MOST_HOST)
		return 0;
	for (size_t i = 0; i < length; i++)
		text[i] = pattern_lower(name[i]);
	text[length] = 0;
	return length;
}

/* One label against one label; a star stands for any characters, also none. */
static bool label_matches(struct pattern_span pattern, struct pattern_span label)
{
	size_t p = 0, l = 0, star = SIZE_MAX, retry = 0;

	while (l < label.length) {
		if (p < pattern.length && pattern.bytes[p] == '*') {
			star = p++;
			retry = l;
		} else if (p < pattern.length && pattern.bytes[p] == label.bytes[l]) {
			p++;
			l++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			l = ++retry;
		} else {
			return false;
		}
	}
	while (p < pattern.length && pattern.bytes[p] == '*')
		p++;
	return p == pattern.length;
}

/* Takes the last label, and the dot before it, off `span`. */
static struct pattern_span take_label(struct pattern_span *span)
{
	size_t begin = span->length;
	struct pattern_span label;

	while (begin && span->bytes[begin - 1] != '.')
		begin--;
	label = (struct pattern_span){&span->bytes[begin], span->length - begin};
	span->length = begin ? begin - 1 : 0;
	return label;
}

bool labels_match(const char *pattern_bytes, size_t pattern_length, const char *name_bytes,
		  size_t name_length)
{
	struct pattern_span pattern = {pattern_bytes, pattern_length},
			    name = {name_bytes, name_length};

	while (pattern.length) {
		struct pattern_span label = take_label(&pattern);

		if (!name.length || !label_matches(label, take_label(&name)))
			return false;
	}
	return true;
}
