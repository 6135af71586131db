// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "json/put.h"
#include "ledger/book.h"
#include "ledger/checkpoint.h"
#include "ledger/dropped.h"
#include "ledger/record.h"
#include "ledger/tree.h"

static void put_hex(struct put to, const char *key, const uint8_t *bytes, size_t size)
{
	char text[2 * LEDGER_SIGNATURE + 1];

	put_text(to, key, digest_hex(bytes, size, text));
}

static void receipt_head(struct put root, const struct ledger_head *head)
{
	struct put to = put_object(root, "head");

	put_count(to, "size", head->size);
	put_count(to, "written", head->written);
	put_hex(to, "root", head->root, LEDGER_HASH);
	put_hex(to, "chain", head->chain, LEDGER_HASH);
	put_hex(to, "previous", head->previous, LEDGER_HASH);
	put_hex(to, "signature", head->signature, LEDGER_SIGNATURE);
}

static void receipt_proof(struct put root, const struct merkle_proof *proof)
{
	struct put to = put_array(root, "proof");

	for (size_t i = 0; i < proof->count; i++)
		put_hex(to, NULL, proof->hashes[i], LEDGER_HASH);
}

static int receipt_print(const struct ledger *ledger, const struct record *record,
			 const struct ledger_head *head, const struct merkle_proof *proof,
			 FILE *file)
{
	const int flags =
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE;
	bool failed;
	struct put root = put_begin(&failed);
	struct json_object *object;
	const char *text = NULL;
	int err = 0;

	put_text(root, "type", "receipt");
	put_count(root, "schema", 1);
	put_count(root, "number", record->number);
	put_count(root, "written", record->written);
	put_text(root, "kind", record->kind);
	/* As it is: what is signed may not become another text. */
	put_value(root, "content",
		  json_object_new_string_len(record->content, (int)record->length));
	put_hex(root, "salt", record->salt, LEDGER_HASH);
	receipt_proof(root, proof);
	receipt_head(root, head);
	put_hex(root, "public_key", ledger->key.public, LEDGER_KEY);
	object = put_take(root);
	if (object)
		text = json_object_to_json_string_ext(object, flags);
	if (!text)
		err = -ENOMEM;
	else if (fputs(text, file) == EOF || putc('\n', file) == EOF)
		err = -EIO;
	json_object_put(object);
	return err;
}

static int receipt_find(struct ledger *ledger, uint64_t number, struct ledger_head *head,
			struct merkle_proof *proof, sqlite3_stmt *row, struct record *record)
{
	struct store *store = &ledger->store;
	struct dropped dropped = {0};
	int err = ledger_head(ledger, head);

	if (!err)
		err = dropped_last(store, &dropped);
	if (!err && number && number <= dropped.last)
		return store_refuse(
			store, -ENODATA,
			"record %llu was dropped to keep %s within its limits, as record "
			"%llu of it says",
			(unsigned long long)number, store->path,
			(unsigned long long)dropped.number);
	if (!err)
		err = number && number <= head->size ? record_find(store, row, number, record)
						     : -ENOENT;
	if (err == -ENOENT)
		return store_refuse(store, err, "%s has no record %llu; its last is %llu",
				    store->path, (unsigned long long)number,
				    (unsigned long long)head->size);
	if (!err && record->body && !record->content)
		return store_refuse(store, -ENODATA, "record %llu was erased by the owner",
				    (unsigned long long)number);
	if (!err && (!record->salt || !record->content || !record->kind))
		return store_refuse(store, -EBADMSG,
				    "record %llu was changed or damaged: run `lenswatch verify`",
				    (unsigned long long)number);
	return err ? err : merkle_prove(head->size, number - 1, tree_node, store, proof);
}

int ledger_receipt_write(struct ledger *ledger, uint64_t number, FILE *file)
{
	struct ledger_head head = {0};
	struct merkle_proof proof = {0};
	struct record record = {0};
	sqlite3_stmt *row = NULL;
	/* One state of the ledger, while another process may write: a batch of our own is one
	 * already. */
	int err = ledger->open ? 0 : store_run(&ledger->store, "BEGIN");

	if (err)
		return err;
	err = store_prepare(&ledger->store, RECORD_SELECT "WHERE number = ?1", &row);
	if (!err)
		err = receipt_find(ledger, number, &head, &proof, row, &record);
	if (!err) {
		err = receipt_print(ledger, &record, &head, &proof, file);
		if (err)
			store_refuse(&ledger->store, err, "the receipt could not be written: %s",
				     strerror(-err));
	}
	sqlite3_finalize(row);
	if (!ledger->open)
		sqlite3_exec(ledger->store.db, "ROLLBACK", NULL, NULL, NULL);
	return err;
}
