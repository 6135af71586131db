// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/support_room.h"
#include "support_live.h"

static void none_are_kept_where_nobody_said_so(void **state)
{
	struct live *w = live_watch(NULL);
	char folder[SHELF_PATH] = "x";

	(void)state;
	assert_int_equal(watch_headers_prepare(&w->config, &w->owned, folder), 0);
	assert_string_equal(folder, "");
	live_end(w);
}

static void their_folder_is_beside_it(void **state)
{
	char folder[SHELF_PATH], beside[160];
	struct live *w = live_watch(NULL);
	struct room room;

	(void)state;
	room_make(&room);
	w->config.keep_headers_mb = 1;
	w->config.ledger = room.path;
	assert_int_equal(watch_headers_prepare(&w->config, &w->owned, folder), 0);
	snprintf(beside, sizeof(beside), "%s.headers", room.path);
	assert_string_equal(folder, beside);
	assert_int_equal(access(folder, F_OK), 0);
	rmdir(folder);
	live_end(w);
	room_remove(&room);
}

/* Ports close up when one before them goes: the loop must find the tap where it is now. */
static void a_tap_that_moves_is_read_where_it_is(void **state)
{
	struct scene *scene = scene_open(scene_rules, NULL);
	struct live *w = live_watch(scene);
	struct watch_tap one = {0}, two = {0};

	(void)state;
	live_enter();
	watch_headers_open(&one, &w->house, w->loop, "lo", false);
	assert_null(one.interface); /* no headers are kept */
	assert_int_equal(slices_create("/tmp", 1000000, w->house.home, &w->house.slices), 0);
	watch_headers_open(&one, &w->house, w->loop, "lo", false);
	assert_non_null(one.interface);
	watch_headers_move(&one, &two);
	assert_null(one.interface);
	assert_true(ev_is_active(&two.readable));
	assert_ptr_equal(two.readable.data, &two);
	watch_headers_take(&two);
	watch_headers_move(&one, &two); /* nothing, which leaves it */
	assert_non_null(two.interface);
	watch_headers_close(&two);
	assert_null(two.interface);
	watch_headers_close(&two);
	slices_destroy(w->house.slices);
	live_end(w);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_are_kept_where_nobody_said_so),
		cmocka_unit_test(their_folder_is_beside_it),
		cmocka_unit_test(a_tap_that_moves_is_read_where_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
