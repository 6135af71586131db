// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/meter/neighbours.h"
#include "support.h"

static void the_newest_mac_of_an_address_is_found(void **state)
{
	static const uint8_t one[6] = {2, 0, 0, 0, 0, 1}, two[6] = {2, 0, 0, 0, 0, 2};
	struct address camera = an_address(CAMERA_IP), phone = an_address(PHONE_IP);
	struct neighbours *neighbours;

	(void)state;
	assert_int_equal(neighbours_create(&neighbours), 0);
	assert_null(neighbours_find(neighbours, &camera));
	neighbours_learn(neighbours, &camera, one);
	assert_memory_equal(neighbours_find(neighbours, &camera), one, 6);
	assert_null(neighbours_find(neighbours, &phone));
	neighbours_learn(neighbours, &camera, two);
	assert_memory_equal(neighbours_find(neighbours, &camera), two, 6);
	neighbours_destroy(neighbours);
}

static void another_address_is_never_answered_for(void **state)
{
	static const uint8_t mac[6] = {2, 0, 0, 0, 0, 1};
	struct address address = an_address("10.0.0.0");
	struct neighbours *neighbours;

	(void)state;
	assert_int_equal(neighbours_create(&neighbours), 0);
	neighbours_learn(neighbours, &address, mac);
	for (unsigned i = 1; i < 65536; i++) {
		address.bytes[14] = (uint8_t)(i >> 8);
		address.bytes[15] = (uint8_t)i;
		assert_null(neighbours_find(neighbours, &address));
	}
	neighbours_destroy(neighbours);
}

static void who_comes_back_to_two_addresses_in_turn_forwards(void **state)
{
	static const uint8_t extender[6] = {2, 0, 0, 0, 0, 9}, phone[6] = {2, 0, 0, 0, 0, 2};
	struct address one = an_address(CAMERA_IP), two = an_address(PHONE_IP);
	struct address alone = an_address("169.254.7.7");
	struct neighbours *n;

	(void)state;
	assert_int_equal(neighbours_create(&n), 0);
	neighbours_turn(n, &one, extender, START);
	neighbours_turn(n, &two, extender, START + SECOND); /* a new lease, so far */
	assert_false(neighbours_forwards(n, extender));
	neighbours_turn(n, &one, extender, START + 2 * SECOND); /* a stray packet of another's */
	assert_false(neighbours_forwards(n, extender));
	neighbours_turn(n, &two, extender, START + 3 * SECOND);
	assert_true(neighbours_forwards(n, extender));
	assert_int_equal(neighbours_generation(n), 1);
	neighbours_turn(n, &one, phone, START);
	neighbours_turn(n, &two, phone, START + SECOND);
	neighbours_turn(n, &one, phone, START + 700 * SECOND); /* its old lease again, much later */
	neighbours_turn(n, &alone, phone, START + 701 * SECOND);
	neighbours_turn(n, &one, phone, START + 702 * SECOND);
	assert_false(neighbours_forwards(n, phone));
	neighbours_destroy(n);
}

/* Two of one maker, alike but for the end, took each other's place: neither was seen to forward. */
static void macs_that_begin_alike_are_two(void **state)
{
	static const uint8_t extender[6] = {0, 0xc0, 0xca, 0x91, 0xa3, 0xef};
	static const uint8_t other[6] = {0, 0xc0, 0xca, 0x91, 0x5a, 1};
	struct address one = an_address(CAMERA_IP), two = an_address(PHONE_IP);
	struct address third = an_address("192.168.1.77");
	struct neighbours *n;

	(void)state;
	assert_int_equal(neighbours_create(&n), 0);
	for (unsigned i = 0; i < 4; i++) {
		neighbours_turn(n, i % 2 ? &two : &one, extender, START + 2 * i * SECOND);
		neighbours_turn(n, &third, other, START + (2 * i + 1) * SECOND);
	}
	assert_true(neighbours_forwards(n, extender));
	assert_false(neighbours_forwards(n, other));
	neighbours_destroy(n);
}

static void what_is_sent_on_stays_whose_it_was(void **state)
{
	static const uint8_t camera[6] = {2, 0, 0, 0, 0, 1}, box[6] = {2, 0, 0, 0, 0, 9};
	struct address address = an_address(CAMERA_IP), other = an_address(PHONE_IP);
	struct neighbours *n;

	(void)state;
	assert_int_equal(neighbours_create(&n), 0);
	neighbours_learn(n, &address, camera);
	assert_null(neighbours_owner(n, &address));
	neighbours_forward(n, &address, camera, box);
	assert_true(neighbours_forwards(n, box));
	assert_memory_equal(neighbours_owner(n, &address), camera, 6);
	assert_null(neighbours_owner(n, &other));
	neighbours_learn(n, &address, box);
	assert_memory_equal(neighbours_owner(n, &address), camera, 6);
	neighbours_destroy(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_mac_of_an_address_is_found),
		cmocka_unit_test(another_address_is_never_answered_for),
		cmocka_unit_test(who_comes_back_to_two_addresses_in_turn_forwards),
		cmocka_unit_test(macs_that_begin_alike_are_two),
		cmocka_unit_test(what_is_sent_on_stays_whose_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
