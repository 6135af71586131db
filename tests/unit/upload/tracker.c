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

/* The only record, after everything has been told. */
static const struct episode *only(struct feed *feed)
{
	feed_finish(feed);
	assert_int_equal(feed->count, 1);
	return feed->episodes[0];
}

static void gap_between_bursts(uint64_t gap_ns, size_t episodes)
{
	struct feed feed;

	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_footage(&feed, 790 * MILLISECOND + gap_ns, 1, 1000);
	feed_finish(&feed);
	assert_int_equal(feed.count, episodes);
	for (size_t i = 0; i < episodes; i++) {
		assert_int_equal(feed.episodes[i]->now.bytes_up, 240000 / episodes);
		assert_int_equal(feed.episodes[i]->part, 1);
		assert_true(feed.episodes[i]->final);
	}
	feed_close(&feed);
}

static void bursts_ten_seconds_apart_are_one_episode(void **state)
{
	(void)state;
	gap_between_bursts(10 * SECOND - 1, 1);
	gap_between_bursts(10 * SECOND, 1);
}

static void bursts_a_nanosecond_further_apart_are_two(void **state)
{
	(void)state;
	gap_between_bursts(10 * SECOND + 1, 2);
}

/* A burst of `bytes` nine seconds after footage: within the episode only if it counts. */
static void tail_burst(uint32_t bytes, uint64_t expected)
{
	struct feed feed;

	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_up(&feed, 9 * SECOND, bytes - 100);
	feed_up(&feed, 9 * SECOND + 10 * MILLISECOND, 100);
	assert_int_equal(only(&feed)->now.bytes_up, expected);
	feed_close(&feed);
}

static void a_burst_counts_from_1500_bytes(void **state)
{
	(void)state;
	tail_burst(1499, 120000);
	tail_burst(1500, 121500);
}

static void packets_just_under_a_second_apart_are_one_burst(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_up(&feed, 9 * SECOND, 750);
	feed_up(&feed, 10 * SECOND - 1, 750);
	assert_int_equal(only(&feed)->now.bytes_up, 121500);
	assert_int_equal(feed.episodes[0]->now.bursts, 2);
	assert_int_equal(feed.episodes[0]->now.last_ns, START + 10 * SECOND - 1);
	feed_close(&feed);
}

static void packets_a_second_apart_are_two_bursts(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_up(&feed, 8 * SECOND, 750);
	feed_up(&feed, 9 * SECOND, 750);
	assert_int_equal(only(&feed)->now.bytes_up, 120000);
	feed_close(&feed);
}

/* Footage, then reports of 100 bytes, 2.3 a second, up to `end_ns`, at some phase of the ticks. */
static uint64_t feed_talk(struct feed *feed, uint64_t phase_ns, uint64_t end_ns)
{
	uint64_t count = 0;

	feed_open(feed);
	feed->ticked_ns = START - SECOND + phase_ns;
	feed_footage(feed, 0, 1, 1000);
	for (uint64_t at = SECOND; at <= end_ns; at += 430 * MILLISECOND, count++)
		feed_up(feed, at, 100);
	return count;
}

static void small_talk_behind_a_view_is_not_the_view(void **state)
{
	(void)state;
	for (uint64_t phase = 0; phase < 10; phase++) {
		struct feed feed;

		feed_talk(&feed, phase * 100 * MILLISECOND, 93 * SECOND);
		feed_finish(&feed);
		assert_int_equal(feed.episodes[0]->now.bytes_up, 120000);
		assert_true(feed.episodes[0]->now.last_ns < START + SECOND);
		for (size_t i = 1; i < feed.count; i++)
			assert_true(feed.episodes[i]->now.bytes_up < 8000);
		feed_close(&feed);
	}
}

static void small_talk_that_ends_or_leads_to_footage_within_ten_seconds_is(void **state)
{
	(void)state;
	for (uint64_t phase = 0; phase < 10; phase++) {
		struct feed feed;
		uint64_t count = feed_talk(&feed, phase * 100 * MILLISECOND, 10 * SECOND);

		feed_up(&feed, 40 * SECOND, 100);
		assert_int_equal(only(&feed)->now.bytes_up, 120000 + 100 * count);
		feed_close(&feed);
		count = feed_talk(&feed, phase * 100 * MILLISECOND, 9 * SECOND);
		feed_footage(&feed, 9 * SECOND + 500 * MILLISECOND, 1, 1000);
		assert_int_equal(only(&feed)->now.bytes_up, 240000 + 100 * count);
		assert_int_equal(feed.episodes[0]->now.bursts, 1);
		feed_close(&feed);
	}
}

/* The same packets at every phase of the source's ticks make the same episode. */
static void the_phase_of_ticks_changes_nothing(void **state)
{
	(void)state;
	for (uint64_t phase = 0; phase < 10; phase++) {
		struct feed feed;

		feed_open(&feed);
		feed.ticked_ns = START - SECOND + phase * 100 * MILLISECOND;
		feed_footage(&feed, 0, 1, 1000);
		feed_down(&feed, 5 * SECOND + phase, 40);
		feed_up(&feed, 10 * SECOND + 700 * MILLISECOND, 700);
		feed_up(&feed, 11 * SECOND + 600 * MILLISECOND, 700);
		feed_up(&feed, 12 * SECOND + 500 * MILLISECOND, 700);
		assert_int_equal(only(&feed)->now.bytes_up, 122100);
		feed_close(&feed);
	}
}

static void small_bursts_between_counted_ones_are_included(void **state)
{
	struct feed feed;
	const struct episode *e;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_up(&feed, 4 * SECOND, 60);
	feed_up(&feed, 6 * SECOND, 61);
	feed_up(&feed, 9 * SECOND, 1500);
	feed_up(&feed, 12 * SECOND, 62);
	e = only(&feed);
	assert_int_equal(e->now.bytes_up, 120000 + 60 + 61 + 1500);
	assert_int_equal(e->now.packets_up, 83);
	assert_int_equal(e->now.bursts, 2);
	assert_int_equal(e->now.first_ns, START);
	assert_int_equal(e->now.last_ns, START + 9 * SECOND);
	feed_close(&feed);
}

static void small_bursts_before_the_first_counted_one_are_not(void **state)
{
	struct feed feed;
	const struct episode *e;

	(void)state;
	feed_open(&feed);
	feed_up(&feed, 0, 60);
	feed_footage(&feed, 2 * SECOND, 1, 1000);
	e = only(&feed);
	assert_int_equal(e->now.bytes_up, 120000);
	assert_int_equal(e->now.first_ns, START + 2 * SECOND);
	feed_close(&feed);
}

static void downstream_counts_between_the_first_and_last_upstream_packet_only(void **state)
{
	struct feed feed;
	const struct episode *e;

	(void)state;
	feed_open(&feed);
	feed_down(&feed, 0, 1000);
	feed_footage(&feed, 100 * MILLISECOND, 1, 1000);
	feed_down(&feed, 895 * MILLISECOND, 1);
	feed_down(&feed, 3 * SECOND, 10);
	feed_up(&feed, 5 * SECOND, 1500);
	feed_down(&feed, 5 * SECOND + 1, 100);
	feed_down(&feed, 7 * SECOND, 100);
	feed_up(&feed, 7 * SECOND + 1, 60);
	e = only(&feed);
	assert_int_equal(e->now.bytes_down, 11);
	assert_int_equal(e->now.packets_down, 2);
	feed_close(&feed);
}

static void flows_to_one_address_are_one_episode_to_the_byte(void **state)
{
	struct feed feed;
	const struct episode *e;

	(void)state;
	feed_open(&feed);
	for (unsigned i = 0; i < 100; i++) {
		uint64_t at = i * 37 * MILLISECOND;

		feed_packet(&feed, at, 1, 1000, true, 1400);
		feed_packet(&feed, at + 1, 1, 1001, true, 700);
		feed_packet(&feed, at + 2, 1, 1000, false, 52);
		feed_packet(&feed, at + 3, 1, 1001, false, 40);
	}
	feed_up(&feed, 99 * 37 * MILLISECOND + 4, 60);
	e = only(&feed);
	assert_int_equal(e->now.bytes_up, 210060);
	assert_int_equal(e->now.packets_up, 201);
	assert_int_equal(e->now.bytes_down, 9200);
	assert_int_equal(e->now.packets_down, 200);
	assert_int_equal(e->now.bursts, 1);
	assert_int_equal(e->flow_count, 2);
	assert_int_equal(e->flows[0].local_port, 1000);
	assert_int_equal(e->flows[0].bytes_up, 140060);
	assert_int_equal(e->flows[1].bytes_up, 70000);
	feed_close(&feed);
}

/* The answers of one flow after the last packet of another: outside the episode. */
static void another_flows_later_answers_are_not_counted(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_packet(&feed, 0, 1, 1000, true, 1500);
	for (unsigned i = 1; i < 80; i++)
		feed_packet(&feed, i * MILLISECOND, 1, 1001, true, 1500);
	feed_packet(&feed, 500 * MILLISECOND, 1, 1000, false, 5000);
	assert_int_equal(only(&feed)->now.bytes_down, 0);
	feed_close(&feed);
}

static void a_flows_earlier_answers_are_counted(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_packet(&feed, 0, 1, 1000, true, 1500);
	feed_packet(&feed, MILLISECOND, 1, 1001, true, 1500);
	feed_packet(&feed, 2 * MILLISECOND, 1, 1001, false, 77);
	for (unsigned i = 3; i < 83; i++)
		feed_packet(&feed, i * MILLISECOND, 1, 1000, true, 1500);
	assert_int_equal(only(&feed)->now.bytes_down, 77);
	feed_close(&feed);
}

static void the_last_answers_of_an_episode_do_not_enter_the_next(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_packet(&feed, 795 * MILLISECOND, 1, 1000, false, 5000);
	feed_footage(&feed, 60 * SECOND, 1, 1001);
	feed_finish(&feed);
	assert_int_equal(feed.count, 2);
	assert_int_equal(feed.episodes[1]->now.bytes_down, 0);
	feed_close(&feed);
}

/* A second connection whose other end speaks first, before the episode's first packet and within
 * it. */
static void what_came_before_the_first_upstream_packet_is_not_counted(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_packet(&feed, 0, 1, 1001, false, 9000);
	feed_footage(&feed, MILLISECOND, 1, 1000);
	feed_packet(&feed, 792 * MILLISECOND, 1, 1001, true, 100);
	assert_int_equal(only(&feed)->now.bytes_down, 0);
	feed_close(&feed);
}

static void parts_of_ten_minutes_sum_to_the_whole(void **state)
{
	uint64_t up = 0, down = 0, packets = 0;
	struct feed feed;

	(void)state;
	feed_open(&feed);
	for (unsigned i = 0; i <= 25 * 60 * 2; i++) {
		feed_up(&feed, i * 500 * MILLISECOND, 1500);
		feed_down(&feed, i * 500 * MILLISECOND + 1, 52);
	}
	feed_finish(&feed);
	assert_int_equal(feed.count, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct episode *e = feed.episodes[i];

		assert_int_equal(e->part, i + 1);
		assert_int_equal(e->final, i == 2);
		assert_string_equal(e->series, feed.episodes[0]->id);
		up += e->now.bytes_up;
		down += e->now.bytes_down;
		packets += e->now.packets_up;
		assert_int_equal(e->whole.bytes_up, up);
	}
	assert_int_equal(up, 3001 * 1500);
	assert_int_equal(packets, 3001);
	assert_int_equal(down, 3000 * 52);
	assert_string_not_equal(feed.episodes[0]->id, feed.episodes[1]->id);
	assert_string_not_equal(feed.episodes[1]->id, feed.episodes[2]->id);
	assert_int_equal(feed.episodes[1]->now.first_ns, START + 600 * SECOND);
	assert_int_equal(feed.episodes[2]->now.first_ns, START + 1200 * SECOND);
	feed_close(&feed);
}

/* To another address of the same name something goes on that never is footage. */
static void a_part_is_not_cut_where_no_final_one_might_follow(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_name(&feed, 1000, "media.example", NULL);
	feed_name(&feed, 1001, "media.example", NULL);
	feed_footage(&feed, 0, 1, 1000);
	for (unsigned i = 0; i < 150; i++) {
		feed_packet(&feed, (500 + i * 5000) * MILLISECOND, 2, 1001, true, 1500);
		feed_packet(&feed, (501 + i * 5000) * MILLISECOND, 2, 1001, false, 1500);
	}
	feed_finish(&feed);
	assert_int_equal(feed.count, 1);
	assert_true(feed.episodes[0]->final);
	assert_int_equal(feed.episodes[0]->now.bytes_up, 80 * 1500);
	feed_close(&feed);
}

static void just_under_ten_minutes_are_one_part(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	for (unsigned i = 0; i < 600; i++)
		feed_up(&feed, i * SECOND - (i ? i : 0), 1500);
	assert_true(only(&feed)->final);
	feed_close(&feed);
}

/* Footage to two addresses, the second `delay_ns` after the first began. */
static void two_addresses(const char *one, const char *two, uint64_t delay_ns, size_t episodes)
{
	struct feed feed;

	feed_open(&feed);
	feed_name(&feed, 1000, one, NULL);
	feed_name(&feed, 1001, two, NULL);
	feed_footage(&feed, 0, 1, 1000);
	if (delay_ns < 790 * MILLISECOND)
		delay_ns = 790 * MILLISECOND;
	feed_footage(&feed, delay_ns, 2, 1001);
	feed_finish(&feed);
	assert_int_equal(feed.count, episodes);
	assert_int_equal(feed.episodes[0]->now.bytes_up, 240000 / episodes);
	assert_int_equal(feed.episodes[0]->address_count, 2 / episodes);
	feed_close(&feed);
}

static void overlapping_addresses_of_one_name_are_one_event(void **state)
{
	(void)state;
	two_addresses("media.example", "media.example", 0, 1);
	two_addresses("media.example", "media.example", 5 * SECOND, 1);
}

static void addresses_of_different_names_are_two(void **state)
{
	(void)state;
	two_addresses("media.example", "images.example", 0, 2);
	two_addresses("media.example", NULL, 0, 2);
}

static void without_a_name_addresses_are_never_joined(void **state)
{
	(void)state;
	two_addresses(NULL, NULL, 0, 2);
}

static void an_episode_after_the_others_end_is_an_event_of_its_own(void **state)
{
	(void)state;
	two_addresses("media.example", "media.example", 790 * MILLISECOND + 10 * SECOND, 1);
	two_addresses("media.example", "media.example", 790 * MILLISECOND + 10 * SECOND + 1, 2);
	two_addresses("media.example", "media.example", 12 * SECOND, 2);
}

static void ids_are_the_same_for_the_same_input_and_hex(void **state)
{
	struct feed one, two;

	(void)state;
	feed_open(&one);
	feed_open(&two);
	feed_footage(&one, 0, 1, 1000);
	feed_footage(&two, 0, 1, 1000);
	feed_footage(&two, 60 * SECOND, 1, 1000);
	feed_finish(&one);
	feed_finish(&two);
	assert_int_equal(two.count, 2);
	assert_string_equal(one.episodes[0]->id, two.episodes[0]->id);
	assert_string_not_equal(two.episodes[0]->id, two.episodes[1]->id);
	assert_int_equal(strspn(one.episodes[0]->id, "0123456789abcdef"), 16);
	feed_close(&one);
	feed_close(&two);
}

static void an_episode_is_told_once_ten_seconds_have_passed(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_pass(&feed, 10 * SECOND);
	assert_int_equal(feed.count, 0);
	feed_pass(&feed, 13 * SECOND);
	assert_int_equal(feed.count, 1);
	feed_close(&feed);
}

static void closing_ends_what_is_open_and_forgets_what_waited(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	feed_footage(&feed, 0, 1, 1000);
	feed_pass(&feed, 3 * SECOND);
	tracker_close(feed.tracker);
	assert_int_equal(feed.count, 1);
	feed_footage(&feed, 4 * SECOND, 1, 1000);
	feed_finish(&feed);
	assert_int_equal(feed.count, 2);
	assert_int_equal(feed.episodes[1]->now.bytes_up, 120000);
	feed_close(&feed);
}

static void more_addresses_than_there_is_room_for_lose_nothing_counted(void **state)
{
	uint64_t sum = 0;
	struct feed feed;

	(void)state;
	feed_open(&feed);
	tracker_destroy(feed.tracker);
	assert_int_equal(tracker_create(4, feed_episode, feed_rest, NULL, &feed, &feed.tracker), 0);
	for (uint8_t i = 0; i < 40; i++)
		feed_footage(&feed, i * SECOND, (uint8_t)(i + 1), (uint16_t)(1000 + i));
	feed_finish(&feed);
	for (size_t i = 0; i < feed.count; i++)
		sum += feed.episodes[i]->now.bytes_up;
	assert_int_equal(sum, 40 * 120000);
	feed_close(&feed);
}

/* Each is too little for an upload, and under way when it is pushed out by the next. */
static void what_makes_room_below_the_threshold_goes_into_the_account(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	tracker_destroy(feed.tracker);
	assert_int_equal(tracker_create(4, feed_episode, feed_rest, NULL, &feed, &feed.tracker), 0);
	for (uint8_t i = 0; i < 40; i++) {
		uint64_t at = i * 2 * SECOND;

		feed_packet(&feed, at, (uint8_t)(i + 1), (uint16_t)(1000 + i), true, 1500);
		feed_packet(&feed, at + 1, (uint8_t)(i + 1), (uint16_t)(1000 + i), true, 500);
	}
	feed_finish(&feed);
	assert_int_equal(feed.count, 0);
	assert_int_equal(feed.rest_bytes, 40 * 2000);
	feed_close(&feed);
}

static void who_is_idle_makes_room_before_who_sends(void **state)
{
	struct feed feed;

	(void)state;
	feed_open(&feed);
	tracker_destroy(feed.tracker);
	assert_int_equal(tracker_create(4, feed_episode, feed_rest, NULL, &feed, &feed.tracker), 0);
	feed_footage(&feed, 0, 1, 1000);
	for (uint8_t i = 0; i < 40; i++) /* a packet each, which is no burst */
		feed_packet(&feed, (2 + i / 8) * SECOND + i, (uint8_t)(i + 2), (uint16_t)(2000 + i),
			    true, 100);
	feed_footage(&feed, 8 * SECOND, 1, 1000);
	feed_finish(&feed);
	assert_int_equal(feed.count, 1);
	assert_int_equal(feed.episodes[0]->now.bytes_up, 240000);
	feed_close(&feed);
}

static bool is_the_camera(void *context, const struct device_key *device)
{
	(void)context;
	return device->bytes[5] == 1;
}

/* A second of 5,000 bytes, of a device, to an address of its own. */
static void sends(struct feed *feed, uint8_t device, uint64_t time_ns)
{
	struct activity activity = {
		.flow = {.device = {.kind = DEVICE_BY_MAC, .bytes = {2, 0, 0, 0, 0, device}},
			 .scope = FLOW_OUTSIDE},
		.stretch = {.first_up_ns = time_ns,
			    .last_up_ns = time_ns + SECOND / 2,
			    .bytes_up = 5000,
			    .packets_up = 4}};

	activity.flow.remote[15] = device;
	tracker_activity(feed->tracker, &activity, NULL);
}

static void where_all_send_a_cameras_episode_is_not_what_makes_room(void **state)
{
	const struct device_key camera = {.kind = DEVICE_BY_MAC, .bytes = {2, 0, 0, 0, 0, 1}};
	struct feed feed;

	(void)state;
	feed_open(&feed);
	tracker_destroy(feed.tracker);
	assert_int_equal(
		tracker_create(4, feed_episode, feed_rest, is_the_camera, &feed, &feed.tracker), 0);
	for (uint8_t i = 1; i <= 60; i++) /* the camera's is the oldest from the fifth on */
		sends(&feed, i, START + i * 1000);
	assert_true(tracker_is_sending(feed.tracker, &camera));
	feed_close(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bursts_ten_seconds_apart_are_one_episode),
		cmocka_unit_test(bursts_a_nanosecond_further_apart_are_two),
		cmocka_unit_test(a_burst_counts_from_1500_bytes),
		cmocka_unit_test(packets_just_under_a_second_apart_are_one_burst),
		cmocka_unit_test(packets_a_second_apart_are_two_bursts),
		cmocka_unit_test(small_talk_behind_a_view_is_not_the_view),
		cmocka_unit_test(small_talk_that_ends_or_leads_to_footage_within_ten_seconds_is),
		cmocka_unit_test(the_phase_of_ticks_changes_nothing),
		cmocka_unit_test(small_bursts_between_counted_ones_are_included),
		cmocka_unit_test(small_bursts_before_the_first_counted_one_are_not),
		cmocka_unit_test(downstream_counts_between_the_first_and_last_upstream_packet_only),
		cmocka_unit_test(flows_to_one_address_are_one_episode_to_the_byte),
		cmocka_unit_test(another_flows_later_answers_are_not_counted),
		cmocka_unit_test(a_flows_earlier_answers_are_counted),
		cmocka_unit_test(the_last_answers_of_an_episode_do_not_enter_the_next),
		cmocka_unit_test(what_came_before_the_first_upstream_packet_is_not_counted),
		cmocka_unit_test(parts_of_ten_minutes_sum_to_the_whole),
		cmocka_unit_test(a_part_is_not_cut_where_no_final_one_might_follow),
		cmocka_unit_test(just_under_ten_minutes_are_one_part),
		cmocka_unit_test(overlapping_addresses_of_one_name_are_one_event),
		cmocka_unit_test(addresses_of_different_names_are_two),
		cmocka_unit_test(without_a_name_addresses_are_never_joined),
		cmocka_unit_test(an_episode_after_the_others_end_is_an_event_of_its_own),
		cmocka_unit_test(ids_are_the_same_for_the_same_input_and_hex),
		cmocka_unit_test(an_episode_is_told_once_ten_seconds_have_passed),
		cmocka_unit_test(closing_ends_what_is_open_and_forgets_what_waited),
		cmocka_unit_test(more_addresses_than_there_is_room_for_lose_nothing_counted),
		cmocka_unit_test(what_makes_room_below_the_threshold_goes_into_the_account),
		cmocka_unit_test(who_is_idle_makes_room_before_who_sends),
		cmocka_unit_test(where_all_send_a_cameras_episode_is_not_what_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
