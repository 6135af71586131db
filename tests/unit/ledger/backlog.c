// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "ledger/backlog.h"

static void it_is_in_the_order_it_was_told_and_ready_to_be_put(void **state)
{
	struct backlog b = {0};

	(void)state;
	assert_int_equal(backlog_put(&b, "upload", "one!", 3, 50), 0);
	assert_int_equal(backlog_put(&b, "gap", "two", 3, 40), 0);
	assert_int_equal(b.count, 2);
	assert_int_equal(b.begun_ns, 40);
	assert_ptr_equal(b.next, b.first);
	assert_string_equal(b.first->content, "one");
	assert_string_equal(b.first->kind, "upload");
	assert_ptr_equal(b.first->next, b.last);
	assert_string_equal(b.last->content, "two");
	backlog_clear(&b);
	assert_null(b.first);
	assert_int_equal(b.bytes, 0);
}

static void what_comes_after_all_were_put_is_the_next(void **state)
{
	struct backlog b = {0};

	(void)state;
	assert_int_equal(backlog_put(&b, "upload", "one", 3, 50), 0);
	b.next = NULL;
	assert_int_equal(backlog_put(&b, "upload", "two", 3, 60), 0);
	assert_ptr_equal(b.next, b.last);
	backlog_rewind(&b);
	assert_ptr_equal(b.next, b.first);
	backlog_clear(&b);
}

static void there_is_room_for_so_much_and_what_was_lost_is_counted(void **state)
{
	static char big[BACKLOG_BYTES / 2];
	struct backlog b = {0};

	(void)state;
	assert_int_equal(backlog_put(&b, "upload", big, sizeof(big), 70), 0);
	assert_int_equal(backlog_put(&b, "upload", big, sizeof(big), 30), -ENOBUFS);
	assert_int_equal(b.count, 1);
	assert_true(b.bytes <= BACKLOG_BYTES);
	backlog_lose(&b, 30);
	backlog_lose(&b, 90);
	assert_int_equal(b.lost, 2);
	assert_int_equal(b.lost_ns, 30);
	assert_int_equal(b.begun_ns, 30);
	backlog_clear(&b);
	assert_int_equal(b.lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_in_the_order_it_was_told_and_ready_to_be_put),
		cmocka_unit_test(what_comes_after_all_were_put_is_the_next),
		cmocka_unit_test(there_is_room_for_so_much_and_what_was_lost_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
