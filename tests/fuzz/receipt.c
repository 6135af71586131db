// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Receipts and bundles: any bytes, and contents of any bytes whose receipt is signed rightly, by a
 * stranger. What holds says what was signed, and nothing that is printed moves a terminal's cursor.
 */
#include <json-c/json.h>
#include <sodium.h>

#include "base/letters.h"
#include "commands/history/bundle_headers.h"
#include "ledger/checkpoint.h"
#include "ledger/digest.h"
#include "ledger/merkle.h"
#include "fuzz_file.h"

/* A tree of `size` leaves in which ours is at `place`, and the others are of chance. */
struct signing {
	uint64_t place, size;
	struct merkle_proof proof;
	struct ledger_head head;
	uint8_t salt[LEDGER_HASH], public[LEDGER_KEY], secret[64];
};

/* A leaf of somebody else's. */
static void other_leaf(uint64_t place, uint8_t out[LEDGER_HASH])
{
	crypto_generichash(out, LEDGER_HASH, (const uint8_t *)&place, sizeof(place), NULL, 0);
}

/* A node that ours is not below: no other is asked for by a proof. */
static int other_node(void *context, unsigned level, uint64_t place, uint8_t out[LEDGER_HASH])
{
	struct merkle tree = {0};
	uint8_t leaf[LEDGER_HASH], block[LEDGER_HASH];

	(void)context;
	for (uint64_t i = place << level; i < (place + 1) << level; i++) {
		other_leaf(i, leaf);
		merkle_append(&tree, leaf, block);
	}
	merkle_root(&tree, out);
	return 0;
}

static void find_root(const struct signing *s, const uint8_t leaf[LEDGER_HASH],
		      uint8_t out[LEDGER_HASH])
{
	struct merkle tree = {0};
	uint8_t other[LEDGER_HASH], block[LEDGER_HASH];

	for (uint64_t i = 0; i < s->size; i++) {
		other_leaf(i, other);
		merkle_append(&tree, i == s->place ? leaf : other, block);
	}
	merkle_root(&tree, out);
}

static void add_hex(struct json_object *to, const char *key, const uint8_t *bytes, size_t size)
{
	char hex[2 * 64 + 1];

	json_object_object_add(
		to, key, json_object_new_string(sodium_bin2hex(hex, sizeof(hex), bytes, size)));
}

static struct json_object *write_head(const struct ledger_head *head)
{
	struct json_object *to = json_object_new_object();

	json_object_object_add(to, "size", json_object_new_uint64(head->size));
	json_object_object_add(to, "written", json_object_new_uint64(head->written));
	add_hex(to, "root", head->root, LEDGER_HASH);
	add_hex(to, "chain", head->chain, LEDGER_HASH);
	add_hex(to, "previous", head->previous, LEDGER_HASH);
	add_hex(to, "signature", head->signature, LEDGER_SIGNATURE);
	return to;
}

static struct json_object *write_way(const struct merkle_proof *proof)
{
	struct json_object *to = json_object_new_array();
	char hex[2 * LEDGER_HASH + 1];

	for (size_t i = 0; i < proof->count; i++)
		json_object_array_add(
			to, json_object_new_string(sodium_bin2hex(hex, sizeof(hex),
								  proof->hashes[i], LEDGER_HASH)));
	return to;
}

/* A receipt of that content as `lenswatch bundle` writes one. */
static struct json_object *sign(const char *kind, const char *content, size_t length,
				struct signing *s)
{
	struct json_object *to = json_object_new_object();
	uint8_t body[LEDGER_HASH], leaf[LEDGER_HASH];

	digest_text(content, length, body);
	digest_body(s->salt, body, body);
	digest_leaf(s->place + 1, 1, kind, body, leaf);
	if (merkle_prove(s->size, s->place, other_node, NULL, &s->proof) != 0)
		abort();
	find_root(s, leaf, s->head.root);
	s->head.size = s->size;
	checkpoint_sign(&s->head, s->secret);
	json_object_object_add(to, "type", json_object_new_string("receipt"));
	json_object_object_add(to, "schema", json_object_new_int(1));
	json_object_object_add(to, "number", json_object_new_uint64(s->place + 1));
	json_object_object_add(to, "written", json_object_new_uint64(1));
	json_object_object_add(to, "kind", json_object_new_string(kind));
	json_object_object_add(to, "content", json_object_new_string_len(content, (int)length));
	add_hex(to, "salt", s->salt, LEDGER_HASH);
	json_object_object_add(to, "proof", write_way(&s->proof));
	json_object_object_add(to, "head", write_head(&s->head));
	add_hex(to, "public_key", s->public, LEDGER_KEY);
	return to;
}

static void check_printed(const char *content)
{
	char *text = NULL;
	size_t length = 0;
	uint32_t code = 0;
	FILE *file = open_memstream(&text, &length);

	if (!file)
		abort();
	letters_print(file, content);
	fclose(file);
	for (const char *at = text; *at; at += length) {
		length = letters_next(at, &code);
		if (!length || letters_hidden(code))
			abort();
	}
	free(text);
}

/* As verify.c takes one. */
static bool take(const char *line, size_t length)
{
	char error[LEDGER_ERROR] = "", sha256[SHELF_HASH] = "", series[EVENT_ID] = "";
	FILE *file = fmemopen((void *)(uintptr_t)line, length, "r");
	struct ledger_receipt receipt;
	uint8_t *pcap = NULL;
	size_t size = 0;
	int err = file ? ledger_receipt_check(file, NULL, &receipt, error) : -1;

	if (file)
		fclose(file);
	if (err && file && !error[0])
		abort();
	if (!err) {
		(void)bundle_headers_noted(receipt.content, sha256);
		(void)bundle_headers_series(receipt.content, series);
		if (strlen(sha256) >= sizeof(sha256) || strlen(series) >= sizeof(series))
			abort();
		check_printed(receipt.content);
		ledger_receipt_free(&receipt);
	}
	if (bundle_headers_is(line) && bundle_headers_read(line, sha256, &pcap, &size) == 0)
		free(pcap);
	return !err;
}

/* What is signed rightly holds, whatever it says. */
static void take_signed(const uint8_t *data, size_t size)
{
	static struct signing s;
	struct json_object *receipt;
	const char *text;
	size_t length;

	if (!s.size) {
		uint8_t seed[crypto_sign_SEEDBYTES] = {7};

		crypto_sign_seed_keypair(s.public, s.secret, seed);
	}
	s.size = 1 + data[0] % 40;
	s.place = data[1] % s.size;
	receipt = sign(data[2] & 1 ? "slice" : "upload", (const char *)&data[3], size - 3, &s);
	text = json_object_to_json_string_length(receipt, JSON_C_TO_STRING_PLAIN, &length);
	/* A text in JSON cannot hold what is no UTF-8 as it was. */
	if (!take(text, length) && !memchr(&data[3], 0, size - 3))
		abort();
	json_object_put(receipt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line;

	if (sodium_init() < 0)
		abort();
	if (size < 4)
		return 0;
	line = malloc(size + 1);
	if (!line)
		abort();
	memcpy(line, data, size);
	line[size] = '\0';
	take(line, size);
	free(line);
	take_signed(data, size);
	return 0;
}
