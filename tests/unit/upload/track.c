// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "upload/footage.h"
#include "upload/track.h"

static struct activity sent(uint16_t port, uint64_t first_ns, uint64_t last_ns, uint64_t bytes)
{
	struct activity a = {.flow = {.local_port = port, .protocol = IPPROTO_TCP}};

	a.stretch.first_up_ns = START + first_ns;
	a.stretch.last_up_ns = START + last_ns;
	a.stretch.bytes_up = bytes;
	a.stretch.packets_up = 1;
	a.stretch.largest_up = (uint32_t)bytes;
	return a;
}

static void add(struct track *t, uint16_t port, uint64_t first_ns, uint64_t last_ns, uint64_t bytes)
{
	struct activity a = sent(port, first_ns, last_ns, bytes);

	track_add(t, &a, NULL);
}

/* `up` bytes in `packets` packets at `time_ns`, and `down` between them. */
static void exchange(struct track *t, uint16_t port, uint64_t time_ns, uint64_t up,
		     uint32_t packets, uint64_t down)
{
	struct activity a = sent(port, time_ns, time_ns, up);

	a.stretch.packets_up = packets;
	a.stretch.largest_up = (uint32_t)(up / packets);
	a.stretch.within = (struct account_down){.bytes = down, .packets = 1};
	track_add(t, &a, NULL);
}

static void a_burst_counts_once_it_has_1500_bytes(void **state)
{
	struct track t = {0};

	(void)state;
	add(&t, 1, 0, 0, 1499);
	assert_false(track_is_counting(&t));
	add(&t, 1, SECOND - 1, SECOND - 1, 1);
	assert_true(track_is_counting(&t));
	assert_int_equal(t.pending.bytes_up, 1500);
}

static void a_gap_of_a_second_after_the_last_packet_of_any_flow_ends_a_burst(void **state)
{
	struct track t = {0};

	(void)state;
	add(&t, 1, 0, 900 * MILLISECOND, 1000);
	add(&t, 2, 500 * MILLISECOND, 500 * MILLISECOND, 100);
	add(&t, 2, 1899 * MILLISECOND, 1899 * MILLISECOND, 10);
	assert_int_equal(t.burst_bytes, 1110);
	add(&t, 2, 2899 * MILLISECOND, 2899 * MILLISECOND, 1);
	assert_int_equal(t.burst_bytes, 1);
	assert_int_equal(t.pending.bytes_up, 1); /* nothing was open: what did not count is gone */
}

static void committing_takes_over_all_that_was_pending(void **state)
{
	struct track t = {0};

	(void)state;
	add(&t, 1, 0, 100, 2000);
	t.open = true;
	track_commit(&t);
	assert_int_equal(t.whole.bytes_up, 2000);
	assert_int_equal(t.pending.bytes_up, 0);
	assert_int_equal(t.end_ns, START + 100);
	add(&t, 1, 3 * SECOND, 3 * SECOND, 60);
	add(&t, 2, 5 * SECOND, 5 * SECOND, 1500);
	track_commit(&t);
	assert_int_equal(t.whole.bytes_up, 3560);
	assert_int_equal(t.whole.bursts, 2);
	assert_int_equal(t.whole.largest_burst, 2000);
	assert_int_equal(t.flows[0].whole, 2060);
	assert_int_equal(t.flows[1].whole, 1500);
}

/*
 * The end of a QUIC upload: the server's last packet, and the ICMP error that the closed port
 * answers it with, within one tick of the kernel's clock. Live it was left out.
 */
static void what_came_down_at_the_very_end_counts_where_another_flow_answers_it(void **state)
{
	struct activity data = sent(1, 0, 100, 2000), error = sent(2, 200, 200, 101);
	struct track t = {0};

	(void)state;
	data.stretch.tail = (struct account_down){.bytes = 73, .packets = 1};
	data.stretch.tail_last_ns = START + 200;
	track_add(&t, &data, NULL);
	track_add(&t, &error, NULL);
	track_commit(&t);
	assert_int_equal(t.whole.bytes_down, 73);
}

static void so_it_does_where_all_three_fall_into_one_tick(void **state)
{
	struct activity data = sent(1, 0, 200, 2000), error = sent(2, 200, 200, 101);
	struct track t = {0};

	(void)state;
	data.stretch.tail = (struct account_down){.bytes = 73, .packets = 1};
	data.stretch.tail_last_ns = START + 200;
	track_add(&t, &data, NULL);
	track_add(&t, &error, NULL);
	track_commit(&t);
	assert_int_equal(t.whole.bytes_down, 73);
}

static void what_came_down_behind_the_last_packet_of_its_own_flow_does_not_count(void **state)
{
	struct activity data = sent(1, 0, 200, 2000);
	struct track t = {0};

	(void)state;
	data.stretch.tail = (struct account_down){.bytes = 73, .packets = 1};
	data.stretch.tail_last_ns = START + 200;
	track_add(&t, &data, NULL);
	track_commit(&t);
	assert_int_equal(t.whole.bytes_down, 0);
}

static void an_episode_is_over_after_ten_seconds_unless_a_burst_goes_on(void **state)
{
	struct track t = {0};

	(void)state;
	add(&t, 1, 0, 0, 2000);
	t.open = true;
	track_commit(&t);
	assert_false(track_is_over(&t, START + 10 * SECOND));
	assert_true(track_is_over(&t, START + 10 * SECOND + 1));
	add(&t, 1, 9500 * MILLISECOND, 9900 * MILLISECOND, 100);
	assert_false(track_is_over(&t, START + 10899 * MILLISECOND));
	assert_true(track_is_over(&t, START + 10900 * MILLISECOND));
}

static void a_part_keeps_the_whole(void **state)
{
	struct track t = {0};

	(void)state;
	add(&t, 1, 0, 0, 2000);
	t.open = true;
	track_commit(&t);
	track_cut(&t);
	assert_true(t.reported);
	assert_int_equal(t.now.bytes_up, 0);
	assert_int_equal(t.flows[0].now, 0);
	assert_int_equal(t.whole.bytes_up, 2000);
	track_reset(&t);
	assert_false(t.open || t.reported);
	assert_int_equal(t.whole.bytes_up, 0);
	assert_int_equal(t.flow_count, 0);
}

static void names_are_those_of_the_flow_with_most_bytes(void **state)
{
	struct flow control = {.host = (char *)"control.example", .host_source = HOST_SNI};
	struct flow media = {.host = (char *)"media.example", .host_source = HOST_DNS};
	struct activity a = sent(1, 0, 0, 5000), b = sent(2, 1, 1, 9000), c = sent(1, 2, 2, 10);
	struct track t = {0};

	(void)state;
	track_add(&t, &a, &control);
	assert_string_equal(t.host, "control.example");
	track_add(&t, &b, &media);
	track_add(&t, &c, &control);
	assert_string_equal(t.host, "media.example");
	assert_int_equal(t.host_source, HOST_DNS);
	free(t.host);
}

/* A clip was refused where firmware came from the same address meanwhile: ratio and mean packet. */
static void a_download_at_the_same_time_does_not_hide_an_upload(void **state)
{
	struct track t = {0};

	(void)state;
	exchange(&t, 1, 0, 40000, 800, 2000000);
	exchange(&t, 2, 100, 300000, 250, 6000);
	track_commit(&t);
	assert_int_equal(t.whole.bytes_up, 340000);
	assert_int_equal(t.whole.bytes_down, 2006000);
	assert_int_equal(t.whole.packets_up, 1050);
	assert_int_equal(footage_bytes(&t.whole), 300000);
	assert_true(footage_ratio(&t.whole) == 50);
	assert_true(footage_mean_packet(&t.whole) == 1200);
	assert_true(footage_is_like(&t.whole, NULL, NULL, FOOTAGE_CAMERA));
	assert_int_equal(t.now.bytes_up, 340000);
	assert_int_equal(t.now.fetched.bytes_up, 0); /* of the whole only */
}

static void acknowledgements_of_a_download_alone_are_no_footage_however_many(void **state)
{
	struct track t = {0};

	(void)state;
	exchange(&t, 1, 0, 400000, 1000, 2000000);
	track_commit(&t);
	assert_int_equal(t.whole.bytes_up, 400000);
	assert_int_equal(footage_bytes(&t.whole), 0);
	assert_true(footage_ratio(&t.whole) == 0);
	assert_true(footage_mean_packet(&t.whole) == 0);
	assert_false(footage_is_like(&t.whole, NULL, NULL, FOOTAGE_CAMERA));
}

static void a_flow_that_took_more_counts_again_once_it_has_sent_more(void **state)
{
	struct track t = {0};

	(void)state;
	exchange(&t, 1, 0, 2000, 10, 5000);
	t.open = true;
	track_commit(&t);
	assert_int_equal(footage_bytes(&t.whole), 0);
	exchange(&t, 1, 2 * SECOND, 8000, 10, 0);
	track_commit(&t);
	assert_int_equal(footage_bytes(&t.whole), 10000);
	assert_true(footage_ratio(&t.whole) == 2);
	assert_true(footage_mean_packet(&t.whole) == 500);
	assert_int_equal(t.whole.bytes_down, 5000);
}

/* What STUN had begun made a live view of the clip that followed by another flow. */
static void the_first_bytes_are_those_of_the_flow_with_most_bytes(void **state)
{
	struct flow greeting = {.signature = SIGNATURE_STUN}, media = {0};
	struct activity a = sent(1, 0, 0, 5000), b = sent(2, 1, 1, 9000), c = sent(1, 2, 2, 90000);
	struct track t = {0};

	(void)state;
	a.flow.remote_port = b.flow.remote_port = c.flow.remote_port = 3478;
	track_add(&t, &a, &greeting);
	assert_int_equal(t.signature, SIGNATURE_STUN);
	track_add(&t, &b, &media);
	assert_int_equal(t.signature, SIGNATURE_NONE);
	track_add(&t, &c, &greeting);
	assert_int_equal(t.signature, SIGNATURE_STUN);
	track_add(&t, &c, &media); /* nothing new is known of that flow */
	assert_int_equal(t.signature, SIGNATURE_STUN);
}

/* Logs and the clip that followed without a name went to one address: the clip was "telemetry". */
static void a_name_of_a_smaller_flow_is_borrowed(void **state)
{
	struct flow named = {.host = (char *)"logs.example", .host_source = HOST_SNI};
	struct flow nameless = {0};
	struct activity a = sent(1, 0, 0, 5000), b = sent(2, 1, 1, 90000),
			c = sent(1, 2, 2, 900000);
	struct track t = {0};

	(void)state;
	a.flow.remote_port = b.flow.remote_port = c.flow.remote_port = 443;
	track_add(&t, &a, &named);
	assert_false(t.borrowed);
	track_add(&t, &b, &nameless);
	assert_string_equal(t.host, "logs.example");
	assert_true(t.borrowed);
	track_add(&t, &c, &named);
	assert_false(t.borrowed);
	free(t.host);
	t = (struct track){0};
	track_add(&t, &b, &nameless);
	assert_false(t.borrowed);
	track_add(&t, &a, &named);
	assert_true(t.borrowed);
	free(t.host);
}

/* A quiet picture in slices, 98 kbit/s, and a loud voice back, 211 kbit/s. */
static void who_hears_more_than_it_shows_fetches_nothing_in_a_protocol_of_media(void **state)
{
	struct track t = {0};

	(void)state;
	exchange(&t, 1, 0, 122500, 471, 264000);
	t.signature = SIGNATURE_PPPP_DATA;
	track_commit(&t);
	assert_int_equal(t.whole.fetched.bytes_up, 0);
	memset(&t, 0, sizeof(t));
	exchange(&t, 1, 0, 122500, 471, 264000); /* no such protocol */
	track_commit(&t);
	assert_int_equal(t.whole.fetched.bytes_up, 122500);
	memset(&t, 0, sizeof(t));
	exchange(&t, 1, 0, 122500, 2900, 264000); /* acknowledgements */
	t.signature = SIGNATURE_PPPP_DATA;
	track_commit(&t);
	assert_int_equal(t.whole.fetched.bytes_up, 122500);
}

/* Of a relayed stream in datagrams beyond the MTU the relay was not told. */
static void later_fragments_do_not_take_the_first_bytes_away(void **state)
{
	struct flow relayed = {.signature = SIGNATURE_TURN}, unknown = {0};
	struct activity a = sent(1, 0, 0, 1500), fragments = sent(0, 1, 1, 2600);
	struct track t = {0};

	(void)state;
	a.flow.remote_port = 3478;
	track_add(&t, &a, &relayed);
	track_add(&t, &fragments, &unknown);
	assert_int_equal(t.signature, SIGNATURE_TURN);
}

static void a_download_keeps_its_place_among_many_uploads(void **state)
{
	struct track t = {0};

	(void)state;
	exchange(&t, 100, 0, 1000, 20, 2000000);
	for (uint16_t i = 0; i < 20; i++)
		exchange(&t, i, 1 + i, 20000, 16, 300);
	track_commit(&t);
	assert_int_equal(footage_bytes(&t.whole), 20 * 20000);
	assert_true(footage_is_like(&t.whole, NULL, NULL, FOOTAGE_CAMERA));
}

static void more_flows_than_there_is_room_for_lose_no_bytes(void **state)
{
	struct track t = {0};

	(void)state;
	for (uint16_t i = 0; i < 40; i++)
		add(&t, i, i, i, 100 + i);
	assert_int_equal(t.flow_count, TRACK_FLOWS);
	assert_int_equal(t.pending.bytes_up, 40 * 100 + 39 * 40 / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_counts_once_it_has_1500_bytes),
		cmocka_unit_test(a_gap_of_a_second_after_the_last_packet_of_any_flow_ends_a_burst),
		cmocka_unit_test(committing_takes_over_all_that_was_pending),
		cmocka_unit_test(so_it_does_where_all_three_fall_into_one_tick),
		cmocka_unit_test(
			what_came_down_at_the_very_end_counts_where_another_flow_answers_it),
		cmocka_unit_test(
			what_came_down_behind_the_last_packet_of_its_own_flow_does_not_count),
		cmocka_unit_test(an_episode_is_over_after_ten_seconds_unless_a_burst_goes_on),
		cmocka_unit_test(a_part_keeps_the_whole),
		cmocka_unit_test(names_are_those_of_the_flow_with_most_bytes),
		cmocka_unit_test(a_download_at_the_same_time_does_not_hide_an_upload),
		cmocka_unit_test(acknowledgements_of_a_download_alone_are_no_footage_however_many),
		cmocka_unit_test(a_flow_that_took_more_counts_again_once_it_has_sent_more),
		cmocka_unit_test(the_first_bytes_are_those_of_the_flow_with_most_bytes),
		cmocka_unit_test(
			who_hears_more_than_it_shows_fetches_nothing_in_a_protocol_of_media),
		cmocka_unit_test(a_name_of_a_smaller_flow_is_borrowed),
		cmocka_unit_test(later_fragments_do_not_take_the_first_bytes_away),
		cmocka_unit_test(a_download_keeps_its_place_among_many_uploads),
		cmocka_unit_test(more_flows_than_there_is_room_for_lose_no_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
