// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "capture/meter/strays.h"
#include "support.h"

static void see(struct strays *strays, uint8_t who, uint64_t seconds, uint32_t bytes)
{
	struct packet packet = {.flags = PACKET_HAS_SOURCE_MAC,
				.source_mac = {2, 0, 0, 0, 0, who},
				.length = bytes};

	strays_see(strays, &packet, START + seconds * SECOND);
}

static void as_much_as_a_clip_is_taken_once_and_less_is_dropped(void **state)
{
	struct strays strays = {0};
	struct stray stray;

	(void)state;
	see(&strays, 1, 0, 60000);
	see(&strays, 2, 1, 60000);
	see(&strays, 1, 2, 60000);
	assert_false(strays_take(&strays, START + 3 * SECOND, false, &stray));
	assert_true(strays_take(&strays, START + 601 * SECOND, false, &stray));
	assert_int_equal(stray.mac[5], 1);
	assert_int_equal(stray.bytes, 120000);
	assert_int_equal(stray.from_ns, START);
	assert_int_equal(stray.to_ns, START + 2 * SECOND);
	assert_false(strays_take(&strays, START + 602 * SECOND, true, &stray));
	assert_int_equal(strays.count, 0);
}

static void more_senders_than_there_is_room_for_are_let_go(void **state)
{
	struct strays strays = {0};
	struct stray stray;
	size_t taken = 0;

	(void)state;
	for (uint8_t who = 0; who < STRAYS + 4; who++)
		see(&strays, who, 0, 200000);
	while (strays_take(&strays, START, true, &stray))
		taken++;
	assert_int_equal(taken, STRAYS);
}

static void a_frame_without_a_mac_is_nobodys(void **state)
{
	struct strays strays = {0};
	struct packet packet = {.length = 200000};

	(void)state;
	strays_see(&strays, &packet, START);
	assert_int_equal(strays.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_much_as_a_clip_is_taken_once_and_less_is_dropped),
		cmocka_unit_test(more_senders_than_there_is_room_for_are_let_go),
		cmocka_unit_test(a_frame_without_a_mac_is_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
