/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/seal.h"

#include <inttypes.h>
#include <sodium.h>

int seal_read(struct ledger *ledger, struct seal *out)
{
	struct ledger_head head;
	uint8_t key[LEDGER_KEY];
	char root[2 * LEDGER_HASH + 1];
	int err = ledger_head(ledger, &head);

	if (err)
		return err;
	*out = (struct seal){.head = ""};
	ledger_public_key(ledger, key);
	sodium_bin2hex(out->key, sizeof(out->key), key, sizeof(key));
	sodium_bin2hex(root, sizeof(root), head.root, sizeof(head.root));
	if (head.size)
		snprintf(out->head, sizeof(out->head), "%" PRIu64 ":%s", head.size, root);
	return 0;
}
