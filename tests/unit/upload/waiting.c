// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "upload/waiting.h"
#include "support.h"

static void put(struct device *device, uint64_t last_ns, size_t *all)
{
	struct episode *episode = calloc(1, sizeof(*episode));

	assert_non_null(episode);
	episode->now.last_ns = last_ns;
	waiting_put(device, episode, all);
}

static void takes(struct device *device, uint64_t now_ns, size_t *all, uint64_t last_ns)
{
	struct episode *episode = waiting_take(device, now_ns, all);

	assert_non_null(episode);
	assert_int_equal(episode->now.last_ns, last_ns);
	assert_null(episode->next);
	episode_destroy(episode);
}

static void records_come_out_in_the_order_they_went_in(void **state)
{
	struct device device = {0};
	size_t all = 0;

	(void)state;
	for (uint64_t i = 1; i <= 3; i++)
		put(&device, START + i, &all);
	assert_int_equal(all, 3);
	assert_int_equal(device.waiting_count, 3);
	for (uint64_t i = 1; i <= 3; i++)
		takes(&device, START, &all, START + i);
	assert_null(waiting_take(&device, START, &all));
	assert_int_equal(all, 0);
	put(&device, START, &all);
	takes(&device, START, &all, START);
}

static void the_oldest_of_a_device_goes_for_the_65th(void **state)
{
	struct device device = {0};
	size_t all = 0;

	(void)state;
	for (uint64_t i = 1; i <= 65; i++)
		put(&device, START + i, &all);
	assert_int_equal(device.waiting_count, 64);
	assert_int_equal(all, 64);
	takes(&device, START, &all, START + 2);
	waiting_drop(&device, &all);
	assert_int_equal(all, 0);
	assert_int_equal(device.waiting_count, 0);
	assert_null(device.waiting_first);
	assert_null(device.waiting_last);
}

static void a_record_older_than_a_day_is_not_told(void **state)
{
	struct device device = {0};
	size_t all = 0;

	(void)state;
	put(&device, START, &all);
	put(&device, START + 1, &all);
	takes(&device, START + 1 + WAITING_NS, &all, START + 1);
	assert_int_equal(all, 0);
	put(&device, 5, &all);
	takes(&device, 10, &all, 5); /* a clock that began in 1970 */
}

static void no_more_wait_in_all_than_there_is_room_for(void **state)
{
	struct device one = {0}, two = {0};
	size_t all = WAITING_ALL - 1;

	(void)state;
	put(&one, START, &all);
	assert_int_equal(all, WAITING_ALL);
	put(&two, START, &all);
	assert_int_equal(all, WAITING_ALL);
	assert_int_equal(two.waiting_count, 0);
	waiting_drop(&one, &all);
	waiting_drop(&two, &all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_out_in_the_order_they_went_in),
		cmocka_unit_test(the_oldest_of_a_device_goes_for_the_65th),
		cmocka_unit_test(a_record_older_than_a_day_is_not_told),
		cmocka_unit_test(no_more_wait_in_all_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
