// SPDX-License-Identifier: GPL-2.0-or-later
#include "ledger/heads.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define HEX 64

/* Reads 64 hex digits, behind which something else stands. */
static int heads_hex(const char *text, uint8_t out[32])
{
	size_t size = 0, length = strspn(text, "0123456789abcdefABCDEF");

	if (length != HEX || sodium_hex2bin(out, 32, text, HEX, NULL, &size, NULL) != 0 ||
	    size != 32)
		return -EINVAL;
	return 0;
}

int heads_key(struct heads *heads, const char *text)
{
	uint8_t key[LEDGER_KEY];

	if (heads_hex(text, key) != 0 || text[HEX])
		return -EINVAL;
	memcpy(heads->key, key, sizeof(key));
	heads->key_known = true;
	return 0;
}

static int heads_grow(struct heads *heads, const struct ledger_anchor *anchor)
{
	struct ledger_anchor *grown;
	size_t room = heads->room ? 2 * heads->room : 16;

	if (heads->count == heads->room) {
		grown = reallocarray(heads->items, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		heads->items = grown;
		heads->room = room;
	}
	heads->items[heads->count++] = *anchor;
	return 0;
}

int heads_add(struct heads *heads, const char *text)
{
	struct ledger_anchor anchor = {0};
	char *end;
	uint8_t key[LEDGER_KEY];
	bool keyed;
	int err;

	errno = 0;
	anchor.size = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || errno || *end != ':' || !anchor.size ||
	    anchor.size > INT64_MAX || heads_hex(end + 1, anchor.root) != 0)
		return -EINVAL;
	end += 1 + HEX;
	keyed = *end == ' ';
	if (*end && (!keyed || heads_hex(end + 1, key) != 0 || end[1 + HEX]))
		return -EINVAL;
	if (keyed) {
		anchor.key_known = true;
		memcpy(anchor.key, key, sizeof(key));
	}
	err = heads_grow(heads, &anchor);
	if (!err && keyed && !heads->key_known) {
		memcpy(heads->key, key, sizeof(key));
		heads->key_known = true;
	}
	return err;
}

int heads_read(struct heads *heads, const char *path, FILE *file)
{
	size_t room = 0, number = 0;
	char *line = NULL;
	int err = 0;

	while (err != -ENOMEM && getline(&line, &room, file) > 0) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		err = line[0] ? heads_add(heads, line) : 0;
		if (err == -EINVAL)
			fprintf(stderr,
				"lenswatch: %s:%zu: this is no head, or cut short, and is left "
				"out; "
				"one is SIZE:ROOT KEY\n",
				path, number);
	}
	free(line);
	if (err == -ENOMEM || ferror(file))
		return err == -ENOMEM ? err : -EIO;
	return 0;
}

int heads_load(struct heads *heads, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t before = heads->count;
	int err = file ? heads_read(heads, path, file) : -errno;

	if (file)
		fclose(file);
	if (err)
		fprintf(stderr, "lenswatch: %s: %s\n", path, strerror(-err));
	else if (heads->count == before)
		fprintf(stderr,
			"lenswatch: %s: there is no head in it; `lenswatch watch --heads %s` adds "
			"them\n",
			path, path);
	return err ? err : heads->count == before ? -ENODATA : 0;
}

static int heads_order(const void *left, const void *right)
{
	const struct ledger_anchor *a = left, *b = right;

	return a->size < b->size ? -1 : a->size > b->size;
}

const struct ledger_anchor *heads_link(struct heads *heads)
{
	struct ledger_anchor *first = heads->count ? heads->items : &heads->only;

	if (!heads->count && !heads->key_known)
		return NULL;
	if (heads->count)
		qsort(heads->items, heads->count, sizeof(*heads->items), heads_order);
	for (size_t i = 0; i + 1 < heads->count; i++)
		heads->items[i].next = &heads->items[i + 1];
	first->key_known = heads->key_known;
	memcpy(first->key, heads->key, LEDGER_KEY);
	return first;
}

void heads_free(struct heads *heads)
{
	free(heads->items);
	*heads = (struct heads){0};
}
