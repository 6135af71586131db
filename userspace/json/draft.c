// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/draft.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DRAFT_ROOM 8192 /* bytes, of which most events need one */

struct draft_piece {
	struct draft_piece *before;
	size_t room, used; /* bytes of what follows */
	char bytes[];
};

struct draft {
	struct draft_piece *last;
	size_t length; /* of the text, at most */
};

struct draft_leaf {
	struct draft_leaf *next;
	struct draft *draft; /* of objects and arrays; NULL: a value */
	const char *key;
	union {
		struct {
			struct draft_leaf *first, *last;
			size_t count;
			bool array;
		} box;
		struct {
			const char *text;
			size_t length;
		} value;
	};
};

static void *draft_room(struct draft *draft, size_t size)
{
	struct draft_piece *piece = draft->last;
	size_t needed = (size + 7) & ~(size_t)7, room = needed > DRAFT_ROOM ? needed : DRAFT_ROOM;
	void *at;

	if (!piece || piece->room - piece->used < needed) {
		piece = malloc(sizeof(*piece) + room);
		if (!piece)
			return NULL;
		*piece = (struct draft_piece){.before = draft->last, .room = room};
		draft->last = piece;
	}
	at = piece->bytes + piece->used;
	piece->used += needed;
	return at;
}

/* Without its key and value it is a comma, a colon and two quotes. */
static struct draft_leaf *draft_leaf(struct draft_leaf *to, const char *key)
{
	struct draft_leaf *leaf = to ? draft_room(to->draft, sizeof(*leaf)) : NULL;

	if (!leaf)
		return NULL;
	*leaf = (struct draft_leaf){.key = key};
	to->draft->length += key ? strlen(key) + 4 : 1;
	return leaf;
}

static void draft_hang(struct draft_leaf *to, struct draft_leaf *leaf)
{
	if (to->box.last)
		to->box.last->next = leaf;
	else
		to->box.first = leaf;
	to->box.last = leaf;
	to->box.count++;
}

static struct draft_leaf *draft_box(struct draft_leaf *to, const char *key, bool array)
{
	struct draft_leaf *leaf = draft_leaf(to, key);

	if (!leaf)
		return NULL;
	leaf->draft = to->draft;
	leaf->box.array = array;
	to->draft->length += 2;
	draft_hang(to, leaf);
	return leaf;
}

struct draft_leaf *draft_create(void)
{
	struct draft first = {.length = 3}, *draft = draft_room(&first, sizeof(*draft));
	struct draft_leaf *root = draft ? draft_room(&first, sizeof(*root)) : NULL;

	if (!root) /* both fit into one piece */
		return NULL;
	*draft = first;
	*root = (struct draft_leaf){.draft = draft};
	return root;
}

void draft_destroy(struct draft_leaf *root)
{
	struct draft_piece *piece = root ? root->draft->last : NULL;

	while (piece) {
		struct draft_piece *before = piece->before;

		free(piece);
		piece = before;
	}
}

struct draft_leaf *draft_object(struct draft_leaf *to, const char *key)
{
	return draft_box(to, key, false);
}

struct draft_leaf *draft_array(struct draft_leaf *to, const char *key)
{
	return draft_box(to, key, true);
}

static bool draft_value(struct draft_leaf *to, const char *key, const char *text, size_t length)
{
	struct draft_leaf *leaf = text ? draft_leaf(to, key) : NULL;

	if (!leaf)
		return false;
	leaf->value.text = text;
	leaf->value.length = length;
	to->draft->length += length;
	draft_hang(to, leaf);
	return true;
}

bool draft_literal(struct draft_leaf *to, const char *key, const char *text, size_t length)
{
	char *copy = to ? draft_room(to->draft, length) : NULL;

	if (copy)
		memcpy(copy, text, length);
	return draft_value(to, key, copy, length);
}

/* RFC 8259, section 7: what may not stand there as it is. */
static bool draft_escapes(char c)
{
	return (unsigned char)c < ' ' || c == '"' || c == '\\';
}

/* The escape of one letter; 0: it has none. */
static char draft_letter(char c)
{
	switch (c) {
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	case '"':
	case '\\':
		return c;
	default:
		return 0;
	}
}

static char *draft_escape(char *at, char c)
{
	static const char digits[] = "0123456789abcdef";
	char letter = draft_letter(c);

	*at++ = '\\';
	if (letter) {
		*at++ = letter;
		return at;
	}
	*at++ = 'u';
	*at++ = '0';
	*at++ = '0';
	*at++ = digits[(unsigned char)c >> 4];
	*at++ = digits[c & 15];
	return at;
}

bool draft_string(struct draft_leaf *to, const char *key, const char *text, size_t length)
{
	size_t odd = 0;
	char *copy, *at;

	for (size_t i = 0; i < length; i++)
		odd += draft_escapes(text[i]);
	copy = at = to ? draft_room(to->draft, length + 5 * odd + 2) : NULL;
	if (!copy)
		return false;
	*at++ = '"';
	if (!odd) {
		memcpy(at, text, length);
		at += length;
	}
	for (size_t i = 0; odd && i < length; i++) {
		if (draft_escapes(text[i]))
			at = draft_escape(at, text[i]);
		else
			*at++ = text[i];
	}
	*at++ = '"';
	return draft_value(to, key, copy, (size_t)(at - copy));
}

size_t draft_count(const struct draft_leaf *of)
{
	return of ? of->box.count : 0;
}

/* Depth is as deep as who puts nests it, which no input does. */
static char *draft_write(const struct draft_leaf *leaf, char *at)
{
	size_t length = leaf->key ? strlen(leaf->key) : 0;

	if (leaf->key) {
		*at++ = '"';
		memcpy(at, leaf->key, length);
		at += length;
		*at++ = '"';
		*at++ = ':';
	}
	if (!leaf->draft) {
		memcpy(at, leaf->value.text, leaf->value.length);
		return at + leaf->value.length;
	}
	*at++ = leaf->box.array ? '[' : '{';
	for (const struct draft_leaf *one = leaf->box.first; one; one = one->next) {
		at = draft_write(one, at);
		if (one->next)
			*at++ = ',';
	}
	*at++ = leaf->box.array ? ']' : '}';
	return at;
}

char *draft_text(const struct draft_leaf *root, size_t *length)
{
	char *text = malloc(root->draft->length), *end;

	if (!text)
		return NULL;
	end = draft_write(root, text);
	*end = '\0';
	*length = (size_t)(end - text);
	return text;
}
