// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support_rules.h"
#include "upload/series.h"
#include "upload/support_feed.h"

static void losses_mark_what_is_open(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_pass(&feed, 3 * SECOND);
	tracker_loss(feed.tracker, feed.now_ns);
	feed_pass(&feed, 20 * SECOND);
	feed_footage(&feed, 21 * SECOND, 1, 1000);
	feed_finish(&feed);
	assert_int_equal(feed.count, 2);
	assert_true(feed.episodes[0]->lossy);
	assert_false(feed.episodes[1]->lossy);
	feed_close(&feed);
}

/* The loss is told at once; the stretch it fell into comes when its second is over. */
static void a_loss_marks_what_began_before_it_and_opens_later(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	tracker_loss(feed.tracker, START + 500 * MILLISECOND);
	feed_pass(&feed, 20 * SECOND);
	assert_int_equal(feed.count, 1);
	assert_true(feed.episodes[0]->lossy);
	feed_close(&feed);
}

struct met {
	size_t count, members;
};

static void meet(void *context, const struct series *series)
{
	struct met *met = context;

	met->count++;
	met->members += series->member_count;
}

static void a_series_under_way_is_met_once_whatever_addresses_it_has(void **state)
{
	struct feed feed;
	struct met met = {0};

	(void)state;
	feed_open(&feed);
	feed_name(&feed, 1000, "media.example", NULL);
	feed_name(&feed, 1001, "media.example", NULL);
	tracker_each(feed.tracker, meet, &met);
	assert_int_equal(met.count, 0);
	feed_footage(&feed, 0, 1, 1000);
	feed_footage(&feed, SECOND, 2, 1001);
	feed_footage(&feed, 2 * SECOND, 3, 1002);
	feed_pass(&feed, 5 * SECOND);
	tracker_each(feed.tracker, meet, &met);
	assert_int_equal(met.count, 2);
	assert_int_equal(met.members, 3);
	feed_finish(&feed);
	feed_close(&feed);
}

static void hardware_marks_the_part_that_it_counted(void **state)
{
	struct feed feed;
	struct activity activity = {.flow = {.device = a_device(CAMERA_MAC),
					     .remote_port = 443,
					     .protocol = IPPROTO_TCP},
				    .stretch = {.first_up_ns = START,
						.last_up_ns = START + SECOND,
						.bytes_up = 150000,
						.packets_up = 100}};

	(void)state;
	feed_open(&feed);
	tracker_activity(feed.tracker, &activity, NULL);
	activity.hardware = true;
	activity.stretch.first_up_ns += 30 * SECOND;
	activity.stretch.last_up_ns += 30 * SECOND;
	tracker_activity(feed.tracker, &activity, NULL);
	tracker_close(feed.tracker);
	assert_int_equal(feed.count, 2);
	assert_int_equal(feed.episodes[0]->now.hardware, 0);
	assert_int_equal(feed.episodes[1]->now.hardware, 1);
	feed_close(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(losses_mark_what_is_open),
		cmocka_unit_test(a_loss_marks_what_began_before_it_and_opens_later),
		cmocka_unit_test(a_series_under_way_is_met_once_whatever_addresses_it_has),
		cmocka_unit_test(hardware_marks_the_part_that_it_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
