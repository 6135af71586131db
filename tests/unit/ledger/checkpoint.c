// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "ledger/checkpoint.h"
#include "ledger/schema.h"

static struct store store;
static uint8_t public[LEDGER_KEY], secret[64];

static int set_up(void **state)
{
	(void)state;
	assert_true(sodium_init() >= 0);
	crypto_sign_keypair(public, secret);
	assert_int_equal(store_open(":memory:", LEDGER_WRITE, &store), 0);
	return schema_bring(&store, schema_steps, schema_step_count);
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	return 0;
}

static void write_head(uint64_t size, uint64_t written, uint64_t interval)
{
	struct ledger_head head = {.size = size, .written = written};

	assert_int_equal(checkpoint_write(&store, secret, interval, &head), 0);
}

static int64_t kept(void)
{
	int64_t count = -1;

	assert_int_equal(store_number(&store, "SELECT count(*) FROM checkpoint", &count), 0);
	return count;
}

static void what_was_signed_is_read_back_and_holds(void **state)
{
	struct ledger_head head;

	(void)state;
	assert_int_equal(checkpoint_last(&store, 0, &head), -ENOENT);
	write_head(5, 1000, 0);
	assert_int_equal(checkpoint_last(&store, 0, &head), 0);
	assert_int_equal(head.size, 5);
	assert_true(checkpoint_signed(&head, public));
	head.written++;
	assert_false(checkpoint_signed(&head, public));
}

static void of_those_close_together_the_last_is_kept(void **state)
{
	struct ledger_head head;

	(void)state;
	write_head(1, 1000, 100); /* the first stays */
	write_head(2, 1010, 100);
	write_head(3, 1090, 100); /* in place of 2 */
	assert_int_equal(kept(), 2);
	write_head(4, 1110, 100); /* in place of 3, and is far enough from 1 */
	assert_int_equal(kept(), 2);
	write_head(5, 1120, 100);
	assert_int_equal(kept(), 3);
	assert_int_equal(checkpoint_last(&store, 0, &head), 0);
	assert_int_equal(head.size, 5);
	assert_int_equal(checkpoint_last(&store, 1, &head), 0);
	assert_int_equal(head.size, 4);
}

static void a_clock_set_back_loses_none(void **state)
{
	(void)state;
	write_head(1, 1000, 100);
	write_head(2, 500, 100);
	write_head(3, 510, 100);
	assert_int_equal(kept(), 3);
}

static void one_that_cannot_be_read_is_told(void **state)
{
	struct ledger_head head;

	(void)state;
	write_head(1, 1000, 100);
	assert_int_equal(store_run(&store, "UPDATE checkpoint SET signature = x'00'"), 0);
	assert_int_equal(checkpoint_last(&store, 0, &head), -EBADMSG);
	assert_non_null(strstr(store.error, "lenswatch verify"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_signed_is_read_back_and_holds, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(of_those_close_together_the_last_is_kept, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_clock_set_back_loses_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_that_cannot_be_read_is_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
