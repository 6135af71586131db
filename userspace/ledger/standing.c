// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/book.h"
#include "ledger/dropped.h"
#include "ledger/heads.h"
#include "ledger/tree.h"

int ledger_standing(struct ledger *ledger, const struct ledger_anchor *anchor,
		    enum ledger_standing *out)
{
	struct ledger_head head = {0};
	struct merkle tree = {0};
	struct dropped dropped;
	uint8_t root[LEDGER_HASH];
	int err = ledger_head(ledger, &head);

	if (!err)
		err = dropped_last(&ledger->store, &dropped);
	if (err)
		return err;
	if (anchor->size > head.size || anchor->size <= dropped.last) {
		*out = anchor->size > head.size ? STANDING_SHORTER : STANDING_UNKNOWN;
		return 0;
	}
	err = merkle_restore(anchor->size, tree_node, &ledger->store, &tree);
	if (err)
		return err;
	merkle_root(&tree, root);
	*out = memcmp(root, anchor->root, LEDGER_HASH) == 0 ? STANDING_HOLDS : STANDING_OTHERWISE;
	return 0;
}

/* The newest that is not another history's; NULL: there is none. */
static const struct ledger_anchor *standing_newest(const struct heads *heads,
						   const uint8_t key[LEDGER_KEY])
{
	const struct ledger_anchor *newest = NULL;

	for (size_t i = 0; i < heads->count; i++) {
		const struct ledger_anchor *item = &heads->items[i];

		if (item->key_known && memcmp(item->key, key, LEDGER_KEY) != 0)
			continue;
		if (!newest || item->size > newest->size)
			newest = item;
	}
	return newest;
}

static int standing_of(struct ledger *ledger, const struct heads *heads, enum ledger_standing *out,
		       uint64_t *size)
{
	const struct ledger_anchor *newest = standing_newest(heads, ledger->key.public);

	*size = newest ? newest->size : 0;
	if (newest)
		return ledger_standing(ledger, newest, out);
	*out = heads->count ? STANDING_STRANGER : STANDING_UNKNOWN;
	return 0;
}

/* A pipe, or a device, has no heads that could be read back. */
static FILE *standing_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	FILE *file = NULL;

	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		file = fdopen(fd, "r");
	if (!file && fd >= 0)
		close(fd);
	return file;
}

int ledger_standing_file(struct ledger *ledger, const char *path, enum ledger_standing *out,
			 uint64_t *size)
{
	struct heads heads = {0};
	FILE *file = standing_open(path);
	int err = file ? heads_read(&heads, path, file) : 0;

	if (file)
		fclose(file);
	if (!err)
		err = standing_of(ledger, &heads, out, size);
	heads_free(&heads);
	return err;
}
