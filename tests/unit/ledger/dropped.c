// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/dropped.h"
#include "ledger/schema.h"

static const struct dropped some = {
	.number = 700,
	.first = 257,
	.last = 512,
	.from = UINT64_C(1772438400000000),
	.until = UINT64_C(1772524800000000),
	.setting = "keep-mb",
	.value = 16,
	.kept = 3,
	.root = {1, 2},
	.chain = {3},
	.previous = {4},
	.heads = {5},
};

static char *written(const struct dropped *dropped)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	dropped_write(dropped, file);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void what_was_written_is_read_back(void **state)
{
	char *text = written(&some);
	struct dropped read = {0};

	(void)state;
	assert_int_equal(dropped_read(700, text, strlen(text), &read), 0);
	assert_int_equal(read.number, 700);
	assert_int_equal(read.first, some.first);
	assert_int_equal(read.last, some.last);
	assert_int_equal(read.from, some.from);
	assert_int_equal(read.until, some.until);
	assert_int_equal(read.kept, some.kept);
	assert_memory_equal(read.root, some.root, LEDGER_HASH);
	assert_memory_equal(read.chain, some.chain, LEDGER_HASH);
	assert_memory_equal(read.previous, some.previous, LEDGER_HASH);
	assert_memory_equal(read.heads, some.heads, LEDGER_HASH);
	assert_non_null(strstr(text, "\"setting\":\"keep-mb\",\"value\":16,\"records\":256,"));
	free(text);
}

static void what_cannot_be_is_refused(void **state)
{
	static const char *const texts[] = {"", "{}", "[]", "{\"type\":\"dropped\",\"schema\":1}",
					    "{\"root\":7,\"first\":1,\"last\":256}"};
	struct dropped odd = some, read = {.number = 7};
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(dropped_read(700, texts[i], strlen(texts[i]), &read), -EINVAL);
	text = written(&some);
	/* It would have dropped itself. */
	assert_int_equal(dropped_read(512, text, strlen(text), &read), -EINVAL);
	for (size_t length = 0; length < strlen(text); length++) {
		char *cut = strndup(text, length);

		assert_int_equal(dropped_read(700, cut, length, &read), -EINVAL);
		free(cut);
	}
	free(text);
	odd.last = 500; /* no whole block */
	text = written(&odd);
	assert_int_equal(dropped_read(700, text, strlen(text), &read), -EINVAL);
	free(text);
	odd = some;
	odd.first = 513;
	text = written(&odd);
	assert_int_equal(dropped_read(700, text, strlen(text), &read), -EINVAL);
	free(text);
	assert_int_equal(read.number, 7);
}

static void put(struct store *store, uint64_t number, const char *content)
{
	sqlite3_stmt *insert = NULL;

	assert_int_equal(store_prepare(store,
				       "INSERT INTO record (number, written, kind, leaf, link, "
				       "content) VALUES (?1, 0, 'dropped', x'', x'', ?2)",
				       &insert),
			 0);
	sqlite3_bind_int64(insert, 1, (int64_t)number);
	store_bind_text(insert, 2, content, strlen(content));
	assert_int_equal(store_do(store, insert), 0);
	sqlite3_finalize(insert);
}

static void the_last_one_counts(void **state)
{
	struct dropped earlier = some, read = some;
	struct store store;
	char *text;

	(void)state;
	assert_int_equal(store_open(":memory:", LEDGER_WRITE, &store), 0);
	assert_int_equal(schema_bring(&store, schema_steps, schema_step_count), 0);
	assert_int_equal(dropped_last(&store, &read), 0);
	assert_int_equal(read.number, 0);
	assert_int_equal(read.last, 0);
	earlier.first = 1;
	earlier.last = 256;
	text = written(&earlier);
	put(&store, 600, text);
	free(text);
	text = written(&some);
	put(&store, 700, text);
	free(text);
	assert_int_equal(dropped_last(&store, &read), 0);
	assert_int_equal(read.number, 700);
	assert_int_equal(read.last, 512);
	put(&store, 701, "{\"type\":\"dropped\"}");
	assert_int_equal(dropped_last(&store, &read), -EBADMSG);
	assert_non_null(strstr(store.error, "lenswatch verify"));
	assert_int_equal(read.number, 700);
	store_close(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(the_last_one_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
