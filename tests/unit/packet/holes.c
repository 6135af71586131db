// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "packet/holes.h"
#include "support.h"

#define FIN_ACK 0x11
#define SYN 0x02
#define RST 0x04
#define ACK 0x10

static bool up(struct holes *h, uint64_t at_ns, uint32_t from, uint32_t bytes, uint8_t flags)
{
	struct packet packet = {
		.numbered = true, .sequence = from, .payload_length = bytes, .tcp_flags = flags};

	return holes_packet(h, true, &packet, at_ns);
}

static bool down(struct holes *h, uint64_t at_ns, uint32_t acked)
{
	struct packet packet = {.numbered = true, .acknowledgement = acked, .tcp_flags = ACK};

	return holes_packet(h, false, &packet, at_ns);
}

static void what_comes_in_order_leaves_no_hole(void **state)
{
	struct holes h = {0};

	(void)state;
	assert_false(up(&h, START, UINT32_MAX - 50, 0, SYN));
	assert_false(up(&h, START, UINT32_MAX - 49, 1000, ACK)); /* numbers begin anew at 2^32 */
	assert_false(down(&h, START, 950));
	assert_false(up(&h, START, 950, 1000, ACK));
	assert_false(up(&h, START, 949, 1, ACK)); /* is it still there? */
	assert_false(up(&h, START, 1950, 0, FIN_ACK));
	assert_false(down(&h, START, 1951));
	assert_int_equal(holes_take(&h, START, true), 0);
}

/* Hardware takes over behind the first packets and gives the last one back. */
static void a_fin_far_ahead_shows_what_passed_unseen(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1000, 0, SYN);
	up(&h, START, 1001, 500, ACK);
	down(&h, START, 1501);
	assert_true(up(&h, START + SECOND, 121501, 0, FIN_ACK));
	down(&h, START + SECOND, 121502);
	assert_int_equal(holes_take(&h, START + SECOND, false), 0);
	assert_int_equal(holes_take(&h, START + 2 * SECOND, false), 120000);
	assert_int_equal(holes_take(&h, START + 9 * SECOND, true), 0);
}

/* Else nobody would be told of a time that lies wholly between. */
static void a_hole_reaches_back_to_what_was_seen_last(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	down(&h, START + SECOND, 101);
	assert_true(up(&h, START + 3600 * SECOND, 400101, 0, FIN_ACK));
	assert_int_equal(h.first_ns, START + SECOND);
}

static void bytes_that_are_acknowledged_were_sent(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	assert_true(down(&h, START, 50101));
	assert_int_equal(holes_take(&h, START + SECOND, false), 50000);
}

/* Captures hand over an acknowledgement before what it is of, and the sender sends again. */
/* The way up goes past the recorder from the first packet on. */
static void what_follows_an_answer_to_an_unseen_beginning_was_sent(void **state)
{
	struct packet answer = {.numbered = true, .acknowledgement = 1001, .tcp_flags = SYN | ACK};
	struct holes h = {0}, older = {0};

	(void)state;
	assert_false(holes_packet(&h, false, &answer, START));
	assert_true(down(&h, START + SECOND, 901001));
	assert_int_equal(holes_take(&h, START + 3 * SECOND, false), 900000);
	assert_false(down(&older, START + SECOND, 901001)); /* of which it may be all seen */
}

static void a_hole_that_is_filled_in_time_is_none(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	assert_true(down(&h, START, 2101));
	assert_true(up(&h, START + 1, 1101, 1000, ACK));
	assert_false(up(&h, START + 2, 101, 1000, ACK));
	assert_int_equal(holes_take(&h, START + 9 * SECOND, true), 0);
	assert_true(up(&h, START + 9 * SECOND, 5101, 1000, ACK)); /* 2101 to 5101 was lost before */
	assert_int_equal(holes_take(&h, START + 12 * SECOND, false), 0);
	up(&h, START + 13 * SECOND, 2101, 1000, ACK);
	up(&h, START + 13 * SECOND, 4101, 1000, ACK);
	assert_int_equal(holes_take(&h, START + 20 * SECOND, true), 1000);
}

/* Connection tracking counted what hardware forwarded, and a little more than the payload. */
static void what_was_counted_elsewhere_is_no_hole(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	up(&h, START, 50101, 0, FIN_ACK);
	down(&h, START, 50102);
	holes_account(&h, 30000);
	holes_account(&h, 20100);
	assert_int_equal(holes_take(&h, START + SECOND, false), 0);
	up(&h, START + SECOND, 60102, 100, ACK);
	assert_int_equal(holes_take(&h, START + SECOND, true), 9900);
}

/* Answers all the while to what goes up another way, which is counted a second or two later. */
static void answer_for_ten_seconds(struct holes *h, bool counted, uint64_t *taken)
{
	up(h, START, 1, 100, ACK);
	for (uint64_t i = 1; i <= 100; i++) {
		uint64_t now_ns = START + i * SECOND / 10;

		down(h, now_ns, 101 + (uint32_t)i * 1000);
		if (counted && i % 10 == 0 && i > 20)
			holes_account(h, 10000);
		if (i % 10 == 0)
			*taken += holes_take(h, now_ns - 3 * SECOND, false);
	}
}

static void what_is_answered_all_the_while_may_be_counted_a_little_later(void **state)
{
	struct holes h = {0};
	uint64_t taken = 0;

	(void)state;
	answer_for_ten_seconds(&h, true, &taken);
	holes_account(&h, 20000);
	assert_int_equal(taken, 0);
	assert_int_equal(holes_take(&h, START + 11 * SECOND, true), 0);
}

static void what_is_answered_all_the_while_is_told_before_it_ends(void **state)
{
	struct holes h = {0};
	uint64_t taken = 0;

	(void)state;
	answer_for_ten_seconds(&h, false, &taken);
	assert_true(taken >= 10000);
	assert_int_equal(taken + holes_take(&h, START + 11 * SECOND, true), 100000);
}

static void where_one_way_alone_is_seen_a_jump_is_told_all_the_same(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	up(&h, START, 9001, 100, ACK);
	assert_int_equal(holes_take(&h, START + 4 * SECOND, false), 0);
	assert_int_equal(holes_take(&h, START + 5 * SECOND, false), 8900);
}

static void more_holes_than_there_is_room_for_are_counted(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	for (uint32_t i = 1; i <= 10; i++)
		up(&h, START, 1 + 1000 * i, 100, ACK);
	assert_int_equal(holes_take(&h, START, true), 9000);
}

static void another_connection_on_the_same_ports_begins_anew(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	assert_false(up(&h, START, 700000, 0, SYN));
	assert_false(up(&h, START, 700001, 100, ACK));
	assert_false(up(&h, START, 900001, 0, RST));
	assert_false(down(&h, START, 3000000000));
}

static void a_reset_tells_how_far_it_came_unless_its_sender_knows_of_nothing(void **state)
{
	struct holes h = {0};

	(void)state;
	up(&h, START, 1, 100, ACK);
	assert_false(up(&h, START, 900001, 0, RST));
	assert_false(up(&h, START, 0, 0, RST | ACK));
	assert_true(up(&h, START, 400101, 0, RST | ACK));
	assert_int_equal(holes_take(&h, START, true), 400000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_in_order_leaves_no_hole),
		cmocka_unit_test(a_reset_tells_how_far_it_came_unless_its_sender_knows_of_nothing),
		cmocka_unit_test(a_fin_far_ahead_shows_what_passed_unseen),
		cmocka_unit_test(a_hole_reaches_back_to_what_was_seen_last),
		cmocka_unit_test(bytes_that_are_acknowledged_were_sent),
		cmocka_unit_test(what_follows_an_answer_to_an_unseen_beginning_was_sent),
		cmocka_unit_test(a_hole_that_is_filled_in_time_is_none),
		cmocka_unit_test(what_was_counted_elsewhere_is_no_hole),
		cmocka_unit_test(what_is_answered_all_the_while_may_be_counted_a_little_later),
		cmocka_unit_test(what_is_answered_all_the_while_is_told_before_it_ends),
		cmocka_unit_test(where_one_way_alone_is_seen_a_jump_is_told_all_the_same),
		cmocka_unit_test(more_holes_than_there_is_room_for_are_counted),
		cmocka_unit_test(another_connection_on_the_same_ports_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
