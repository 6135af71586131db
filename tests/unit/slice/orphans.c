// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "slice/orphans.h"
#include "slice/shelf.h"

static struct room room;
static char folder[SHELF_PATH];

static int set_up(void **state)
{
	(void)state;
	room_make(&room);
	room_fill(&room, 0, 40);
	return shelf_folder(room.path, folder) || shelf_make(folder);
}

static int tear_down(void **state)
{
	char command[SHELF_PATH + 16];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command) != 0)
		return -1;
	room_remove(&room);
	return 0;
}

static void put(const char *series)
{
	char path[SHELF_PATH];
	FILE *file;

	shelf_path(folder, series, path);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
}

static bool there(const char *series)
{
	char path[SHELF_PATH];

	return shelf_path(folder, series, path) == 0 && access(path, F_OK) == 0;
}

/* The series of the first upload of the camera. */
static int first_series(void *context, const struct ledger_record *record)
{
	if (!record->series)
		return 0;
	snprintf(context, EVENT_ID, "%s", record->series);
	return 1;
}

static void a_slice_stays_as_long_as_its_upload(void **state)
{
	struct ledger_query query = {.kind = "upload", .device = ROOM_MAC};
	struct ledger *ledger = room_open(&room);
	char series[EVENT_ID];
	size_t erased;

	(void)state;
	assert_int_equal(ledger_each(ledger, &query, first_series, series), 1);
	put(series);
	put("00000000000000ff"); /* of no upload that is known */
	assert_int_equal(orphans_remove(room.path, ledger), 0);
	assert_true(there(series));
	assert_false(there("00000000000000ff"));
	assert_int_equal(ledger_forget(ledger, ROOM_MAC, NULL, NULL, &erased), 0);
	assert_int_equal(orphans_remove(room.path, ledger), 0);
	assert_false(there(series));
	ledger_close(ledger);
}

static void where_none_were_ever_kept_nothing_is_wrong(void **state)
{
	struct ledger *ledger = room_open(&room);

	(void)state;
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(orphans_remove(room.path, ledger), 0);
	ledger_close(ledger);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_slice_stays_as_long_as_its_upload, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(where_none_were_ever_kept_nothing_is_wrong, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
