/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ledger/support_room.h"
#include "report/history/seal.h"

static struct room room;

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	room_remove(&room);
	return 0;
}

static void read_seal(struct seal *out)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];

	assert_int_equal(ledger_open(room.path, LEDGER_READ, &ledger, error), 0);
	assert_int_equal(seal_read(ledger, out), 0);
	ledger_close(ledger);
}

static void it_holds_the_head_and_key_that_the_history_verifies_with(void **state)
{
	struct ledger_anchor anchor = {.key_known = true};
	struct ledger_report report;
	char error[LEDGER_ERROR];
	unsigned byte;
	struct seal seal;
	char *root;

	(void)state;
	room_fill(&room, 0, 7);
	read_seal(&seal);
	anchor.size = strtoull(seal.head, &root, 10);
	assert_int_equal(anchor.size, 7);
	assert_int_equal(*root++, ':');
	for (size_t i = 0; i < LEDGER_HASH; i++) {
		assert_int_equal(sscanf(root + 2 * i, "%2x", &byte), 1);
		anchor.root[i] = (uint8_t)byte;
		assert_int_equal(sscanf(seal.key + 2 * i, "%2x", &byte), 1);
		anchor.key[i] = (uint8_t)byte;
	}
	assert_int_equal(ledger_verify(room.path, &anchor, NULL, NULL, &report, error), 0);
	assert_true(report.anchored && report.key_given);
	assert_int_equal(report.faults, 0);
}

static void a_history_without_records_has_a_key_but_no_head(void **state)
{
	struct seal seal;

	(void)state;
	ledger_close(room_open(&room));
	read_seal(&seal);
	assert_string_equal(seal.head, "");
	assert_int_equal(strlen(seal.key), 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			it_holds_the_head_and_key_that_the_history_verifies_with, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_history_without_records_has_a_key_but_no_head,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
