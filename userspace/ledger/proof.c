// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/checkpoint.h"
#include "ledger/digest.h"
#include "ledger/merkle.h"

#define PROOF_MOST (UINT32_C(16) << 20) /* bytes of a receipt; a record has some thousand */

/* A receipt as it was read; `out` holds what it says. */
struct proof_reading {
	struct ledger_receipt out;
	uint8_t salt[LEDGER_HASH];
	struct merkle_proof proof;
	bool wrong;
};

static int proof_refuse(char error[LEDGER_ERROR], int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int proof_refuse(char error[LEDGER_ERROR], int err, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, LEDGER_ERROR, format, arguments);
	va_end(arguments);
	return err;
}

/* All of the file, with a zero behind it. */
static int proof_load(FILE *file, char **out)
{
	char *text = NULL, *grown;
	size_t length = 0, room = 0, more = 1;

	while (more && length <= PROOF_MOST) {
		room = room ? 2 * room : 8192;
		grown = realloc(text, room + 1);
		if (!grown) {
			free(text);
			return -ENOMEM;
		}
		text = grown;
		more = fread(text + length, 1, room - length, file);
		length += more;
	}
	if (ferror(file) || length > PROOF_MOST || memchr(text, '\0', length)) {
		free(text);
		return ferror(file) ? -EIO : -EINVAL;
	}
	text[length] = '\0';
	*out = text;
	return 0;
}

static struct json_object *proof_get(struct proof_reading *r, struct json_object *from,
				     const char *key, enum json_type type)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(from, key, &value) || !json_object_is_type(value, type)) {
		r->wrong = true;
		return NULL;
	}
	return value;
}

static uint64_t proof_get_count(struct proof_reading *r, struct json_object *from, const char *key)
{
	struct json_object *value = proof_get(r, from, key, json_type_int);

	return value && json_object_get_int64(value) >= 0 ? json_object_get_uint64(value) : 0;
}

static void proof_take_hex(struct proof_reading *r, struct json_object *value, size_t size,
			   uint8_t *out)
{
	if (!json_object_is_type(value, json_type_string) ||
	    digest_unhex(json_object_get_string(value), size, out) != 0)
		r->wrong = true;
}

static void proof_get_hex(struct proof_reading *r, struct json_object *from, const char *key,
			  size_t size, uint8_t *out)
{
	proof_take_hex(r, proof_get(r, from, key, json_type_string), size, out);
}

static void read_head(struct proof_reading *r, struct json_object *from)
{
	struct ledger_head *head = &r->out.head;

	head->size = proof_get_count(r, from, "size");
	head->written = proof_get_count(r, from, "written");
	proof_get_hex(r, from, "root", LEDGER_HASH, head->root);
	proof_get_hex(r, from, "chain", LEDGER_HASH, head->chain);
	proof_get_hex(r, from, "previous", LEDGER_HASH, head->previous);
	proof_get_hex(r, from, "signature", LEDGER_SIGNATURE, head->signature);
}

static void read_proof(struct proof_reading *r, struct json_object *array)
{
	size_t count = array ? json_object_array_length(array) : 0;

	if (count > MERKLE_LEVELS) {
		r->wrong = true;
		return;
	}
	r->proof.count = count;
	for (size_t i = 0; i < count; i++)
		proof_take_hex(r, json_object_array_get_idx(array, i), LEDGER_HASH,
			       r->proof.hashes[i]);
}

static int read_receipt(struct proof_reading *r, struct json_object *root)
{
	struct json_object *type = proof_get(r, root, "type", json_type_string);
	struct json_object *kind = proof_get(r, root, "kind", json_type_string);
	struct json_object *content = proof_get(r, root, "content", json_type_string);

	if (r->wrong || strcmp(json_object_get_string(type), "receipt") != 0 ||
	    proof_get_count(r, root, "schema") != 1 ||
	    (size_t)json_object_get_string_len(kind) >= sizeof(r->out.kind))
		return -EINVAL;
	snprintf(r->out.kind, sizeof(r->out.kind), "%s", json_object_get_string(kind));
	r->out.number = proof_get_count(r, root, "number");
	r->out.written = proof_get_count(r, root, "written");
	proof_get_hex(r, root, "salt", LEDGER_HASH, r->salt);
	read_proof(r, proof_get(r, root, "proof", json_type_array));
	read_head(r, proof_get(r, root, "head", json_type_object));
	proof_get_hex(r, root, "public_key", LEDGER_KEY, r->out.key);
	if (r->wrong)
		return -EINVAL;
	r->out.length = (size_t)json_object_get_string_len(content);
	r->out.content = malloc(r->out.length + 1);
	if (!r->out.content)
		return -ENOMEM;
	memcpy(r->out.content, json_object_get_string(content), r->out.length);
	r->out.content[r->out.length] = '\0';
	return 0;
}

static int proof_read(FILE *file, struct proof_reading *r, char error[LEDGER_ERROR])
{
	struct json_object *root = NULL;
	char *text = NULL;
	int err = proof_load(file, &text);

	if (!err) {
		root = json_tokener_parse(text);
		err = root ? read_receipt(r, root) : -EINVAL;
	}
	json_object_put(root);
	free(text);
	if (err == -EINVAL)
		return proof_refuse(
			error, err,
			"this is not a receipt of Lenswatch, or a part of it is missing");
	return err ? proof_refuse(error, err, "the receipt could not be read: %s", strerror(-err))
		   : 0;
}

static int proof_judge(const struct proof_reading *r, char error[LEDGER_ERROR])
{
	const struct ledger_receipt *out = &r->out;
	uint8_t body[LEDGER_HASH], leaf[LEDGER_HASH];

	if (!checkpoint_signed(&out->head, out->key))
		return proof_refuse(
			error, -EBADMSG,
			"the signed head of this receipt is not signed with this key: it was "
			"changed, or is of another ledger");
	digest_text(out->content, out->length, body);
	digest_body(r->salt, body, body);
	digest_leaf(out->number, out->written, out->kind, body, leaf);
	if (!out->number ||
	    !merkle_check(leaf, out->number - 1, out->head.size, &r->proof, out->head.root))
		return proof_refuse(error, -EBADMSG,
				    "the record in this receipt is not record %" PRIu64
				    " of the ledger that the head was signed for: it was changed",
				    out->number);
	return 0;
}

int ledger_receipt_check(FILE *file, const char *public_key, struct ledger_receipt *out,
			 char error[LEDGER_ERROR])
{
	struct proof_reading r = {0};
	int err = sodium_init() < 0 ? -ENOSYS : proof_read(file, &r, error);

	if (!err && public_key && digest_unhex(public_key, LEDGER_KEY, r.out.key) != 0)
		err = proof_refuse(error, -EINVAL, "a public key is 64 hex digits: %.80s is none",
				   public_key);
	if (!err)
		err = proof_judge(&r, error);
	if (err)
		ledger_receipt_free(&r.out);
	else
		*out = r.out;
	return err;
}

void ledger_receipt_free(struct ledger_receipt *receipt)
{
	free(receipt->content);
	receipt->content = NULL;
	receipt->length = 0;
}
