// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/parts.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/letters.h"
#include "config/document.h"

#define PARTS_KEY 32
#define PARTS_TEXT 160

struct parts {
	struct arena *arena;
	parts_lost_fn *lost;
	void *context;
	size_t count;
	char **lines;
	char *draft; /* room for all of it */
};

static size_t line_indent(const char *line)
{
	return strspn(line, " ");
}

static bool line_empty(const char *line)
{
	line += strspn(line, " \t");
	return !*line || *line == '#';
}

/* "- x" may stand below its key without being indented. */
static bool line_begins_key(const char *line)
{
	return !line_empty(line) && !isspace((unsigned char)*line) &&
	       !(line[0] == '-' && (line[1] == ' ' || !line[1]));
}

static void part_lose(struct parts *p, size_t key, size_t line, const char *what, const char *cure)
{
	char name[PARTS_KEY], text[PARTS_TEXT];
	const char *at = p->lines[line] + line_indent(p->lines[line]);
	size_t length = strcspn(p->lines[key], ": ");

	snprintf(name, sizeof(name), "%.*s", (int)(length < PARTS_KEY ? length : PARTS_KEY - 1),
		 p->lines[key]);
	letters_copy(text, sizeof(text), at);
	p->lost(p->context, (unsigned)line + 1, name, text, what, cure);
}

static void part_clear(struct parts *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		p->lines[i][0] = '\0';
}

static size_t draft_add(struct parts *p, size_t used, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		size_t length = strlen(p->lines[i]);

		memcpy(p->draft + used, p->lines[i], length);
		used += length;
		p->draft[used++] = '\n';
	}
	return used;
}

/* Whether a key's line, with those lines below it, is a mapping by itself. */
static bool part_holds(struct parts *p, size_t key, size_t from, size_t to,
		       struct node_problem *problem)
{
	size_t used = draft_add(p, draft_add(p, 0, key, key + 1), from, to);
	struct arena arena = {0};
	struct node *root = NULL;
	bool holds;

	*problem = (struct node_problem){.what = "this is no setting",
					 .cure = "write `key: value` lines"};
	holds = node_parse(&arena, p->draft, used, problem, &root) == 0 && root &&
		root->kind == NODE_MAP;
	arena_destroy(&arena);
	return holds;
}

/* Of a key with entries those that cannot be read are left out; where none is left, the key. */
static void part_sift(struct parts *p, size_t key, size_t end)
{
	struct node_problem problem;
	size_t first = key + 1, next, kept = 0, indent;

	while (first < end && line_empty(p->lines[first]))
		first++;
	indent = first < end ? line_indent(p->lines[first]) : 0;
	for (size_t at = first; at < end; at = next) {
		next = at + 1;
		while (next < end &&
		       (line_empty(p->lines[next]) || line_indent(p->lines[next]) > indent))
			next++;
		if (part_holds(p, key, at, next, &problem)) {
			kept++;
			continue;
		}
		part_lose(p, key, at, problem.what, problem.cure);
		part_clear(p, at, next);
	}
	if (kept && part_holds(p, key, first, end, &problem))
		return;
	if (first == end)
		part_holds(p, key, end, end, &problem);
	if (first == end || kept)
		part_lose(p, key, key, problem.what, problem.cure);
	part_clear(p, key, end);
}

static void parts_sift(struct parts *p)
{
	struct node_problem problem;
	size_t end;

	for (size_t key = 0; key < p->count; key = end) {
		end = key + 1;
		while (end < p->count && !line_begins_key(p->lines[end]))
			end++;
		if (!line_begins_key(p->lines[key])) {
			if (!line_empty(p->lines[key]))
				part_lose(p, key, key, "this belongs to no key",
					  "write a key above it");
			part_clear(p, key, end);
		} else if (!part_holds(p, key, key + 1, end, &problem)) {
			part_sift(p, key, end);
		}
	}
}

/* Half of a pair of UTF-16, which no text has (Unicode 3.8, D71-D73). */
static bool line_half_pair(const char *at)
{
	return at[0] == '\\' && at[1] == 'u' && tolower((unsigned char)at[2]) == 'd' &&
	       strchr("89abcdefABCDEF", at[3]) && isxdigit((unsigned char)at[3]) &&
	       isxdigit((unsigned char)at[4]) && isxdigit((unsigned char)at[5]);
}

/* YAML 1.2 section 5.1. */
static bool line_may_hold(uint32_t code)
{
	return code == '\t' || (code >= 0x20 && code < 0x7f) || code == 0x85 ||
	       (code >= 0xa0 && code != 0xfeff && code != 0xfffe && code != 0xffff);
}

/* Takes out what YAML cannot hold. Whether there was any. */
static bool line_clean(char *line)
{
	char *to = line;
	bool found = false;
	uint32_t code;

	for (size_t length, taken; *line; line += taken) {
		length = letters_next(line, &code);
		taken = length ? length : 1;
		if (line_half_pair(line)) {
			taken = 6;
			length = 0;
		}
		found = found || !length || !line_may_hold(code);
		if (!length || !line_may_hold(code))
			continue;
		memmove(to, line, length);
		to += length;
	}
	*to = '\0';
	return found;
}

static int parts_split(struct parts *p, char *bytes, size_t length)
{
	size_t most = 1;

	for (size_t i = 0; i < length; i++) {
		most += bytes[i] == '\n';
		if (!bytes[i])
			bytes[i] = '\x01'; /* which is no letter of YAML's either */
	}
	p->lines = arena_take(p->arena, most * sizeof(*p->lines));
	p->draft = arena_take(p->arena, length + most + 1);
	if (!p->lines || !p->draft)
		return -ENOMEM;
	bytes[length] = '\0';
	for (char *rest = bytes, *line; (line = strsep(&rest, "\n"));) {
		line[strcspn(line, "\r")] = '\0';
		p->lines[p->count++] = line;
	}
	return 0;
}

static void parts_clean(struct parts *p)
{
	size_t key = 0;

	for (size_t i = 0; i < p->count; i++) {
		bool cleaned = line_clean(p->lines[i]);

		if (line_begins_key(p->lines[i]))
			key = i;
		if (cleaned)
			part_lose(p, key, i, "there are letters in it that YAML cannot hold",
				  "they were taken out; write it anew");
	}
}

static int parts_parse(struct parts *p, struct node **out)
{
	size_t used = draft_add(p, 0, 0, p->count);
	struct node_problem problem;
	struct node *root = NULL;
	int err = node_parse(p->arena, p->draft, used, &problem, &root);

	if (!err && (!root || root->kind != NODE_MAP || !root->first))
		err = -EINVAL;
	if (!err)
		*out = root;
	return err;
}

int parts_read(const char *path, struct arena *arena, parts_lost_fn *lost, void *context,
	       struct node **out)
{
	struct parts p = {.arena = arena, .lost = lost, .context = context};
	size_t length = 0;
	char *bytes = NULL;
	int err = document_bytes(path, arena, &bytes, &length);

	if (!err && length > DOCUMENT_MOST)
		err = -EINVAL;
	if (!err)
		err = parts_split(&p, bytes, length);
	if (err)
		return err;
	parts_clean(&p);
	err = parts_parse(&p, out);
	if (err != -EINVAL)
		return err;
	parts_sift(&p);
	return parts_parse(&p, out);
}
