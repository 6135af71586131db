// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of heads of any bytes: what is taken comes in order, and is what its line says. */
#include <sodium.h>

#include "ledger/heads.h"
#include "fuzz_file.h"

static void check_again(const struct ledger_anchor *anchor)
{
	char line[32 + 2 * LEDGER_HASH], root[2 * LEDGER_HASH + 1];
	struct heads again = {0};

	sodium_bin2hex(root, sizeof(root), anchor->root, LEDGER_HASH);
	snprintf(line, sizeof(line), "%llu:%s", (unsigned long long)anchor->size, root);
	if (heads_add(&again, line) != 0 || again.items[0].size != anchor->size ||
	    memcmp(again.items[0].root, anchor->root, LEDGER_HASH) != 0)
		abort();
	heads_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	struct heads heads = {0};
	const struct ledger_anchor *at;
	size_t count = 0;
	uint64_t before = 0;

	if (!file)
		return 0;
	stderr = fuzz_file_nowhere(); /* a line for each that is none */
	if (heads_read(&heads, "heads", file) != 0)
		abort();
	fclose(file);
	for (at = heads_link(&heads); at; at = at->next) {
		if (!at->size || at->size < before || at->size > INT64_MAX)
			abort();
		before = at->size;
		count++;
		check_again(at);
	}
	if (count != heads.count)
		abort();
	heads_free(&heads);
	return 0;
}
