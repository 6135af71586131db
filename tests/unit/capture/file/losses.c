// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/losses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "capture/support_capture.h"

static uint64_t feed(const struct bytes *bytes, size_t step)
{
	struct losses losses = {0};

	for (size_t at = 0; at < bytes->size; at += step)
		losses_feed(&losses, bytes->data + at,
			    bytes->size - at < step ? bytes->size - at : step);
	return losses_total(&losses);
}

static void drops_of_interface_and_system_are_added_wherever_the_bytes_are_cut(void **state)
{
	(void)state;
	for (int swapped = 0; swapped < 2; swapped++) {
		struct bytes bytes = {.swapped = swapped};

		bytes_section(&bytes);
		bytes_interface(&bytes, 1, 65535, 9);
		bytes_enhanced(&bytes, 0, 1, 77);
		bytes_statistics(&bytes, 0, 1000, 7);
		for (size_t step = 1; step <= bytes.size; step++)
			assert_int_equal(feed(&bytes, step), 1007);
	}
}

static void a_later_count_of_an_interface_replaces_the_former(void **state)
{
	struct bytes bytes = {0};

	(void)state;
	bytes_section(&bytes);
	bytes_interface(&bytes, 1, 65535, 0);
	bytes_statistics(&bytes, 0, 5, 0);
	bytes_statistics(&bytes, 1, 3, 0);
	bytes_statistics(&bytes, 0, 9, 0);
	assert_int_equal(feed(&bytes, 64), 12);
}

static void sections_are_added_in_their_own_byte_orders(void **state)
{
	struct bytes bytes = {0};

	(void)state;
	bytes_section(&bytes);
	bytes_statistics(&bytes, 0, 5, 0);
	bytes.swapped = true;
	bytes_section(&bytes);
	bytes_statistics(&bytes, 0, 6, 0);
	assert_int_equal(feed(&bytes, 10), 11);
}

static void what_is_not_pcapng_tells_nothing(void **state)
{
	struct bytes bytes = {0};

	(void)state;
	bytes_simple(&bytes, 3);
	assert_int_equal(feed(&bytes, 10), 0);
	bytes.size = 0;
	bytes_statistics(&bytes, 0, 5, 0);
	assert_int_equal(feed(&bytes, 10), 0);
}

static void a_block_that_cannot_be_ends_the_walk_with_what_was_told(void **state)
{
	struct bytes bytes = {0};
	size_t second;

	(void)state;
	bytes_section(&bytes);
	bytes_statistics(&bytes, 0, 5, 0);
	second = bytes.size;
	bytes_statistics(&bytes, 0, 50, 0);
	memset(bytes.data + second + 4, 0, 4);
	assert_int_equal(feed(&bytes, 10), 5);
}

static void an_option_longer_than_its_block_is_not_read(void **state)
{
	struct bytes bytes = {0};

	(void)state;
	bytes_section(&bytes);
	bytes_statistics(&bytes, 0, 5, 50);
	/* the comment's length stands 22 bytes into the block */
	memset(bytes.data + 28 + 22, 0xff, 2);
	assert_int_equal(feed(&bytes, 10), 0);
}

static void interfaces_beyond_the_limit_share_the_last_place(void **state)
{
	struct bytes bytes = {0};

	(void)state;
	bytes_section(&bytes);
	bytes_statistics(&bytes, 0xffffffff, 5, 0);
	bytes_statistics(&bytes, LOSSES_INTERFACES, 7, 0);
	assert_int_equal(feed(&bytes, 10), 7);
}

static void counts_stop_at_the_largest_number(void **state)
{
	struct bytes bytes = {0};

	(void)state;
	bytes_section(&bytes);
	bytes_statistics(&bytes, 0, UINT64_MAX, 9);
	bytes_statistics(&bytes, 1, 9, 0);
	assert_true(feed(&bytes, 10) == UINT64_MAX);
}

static struct losses fed(const struct bytes *bytes)
{
	struct losses losses = {0};

	losses_feed(&losses, bytes->data, bytes->size);
	return losses;
}

static void losses_are_known_where_every_interface_tells_them(void **state)
{
	struct bytes bytes = {0};
	struct losses losses = {0};

	(void)state;
	assert_false(losses_known(&losses));
	bytes_section(&bytes);
	bytes_interface(&bytes, 1, 65535, 0);
	bytes_interface(&bytes, 1, 65535, 0);
	bytes_statistics(&bytes, 0, 0, 0);
	losses = fed(&bytes);
	assert_false(losses_known(&losses));
	bytes_statistics(&bytes, 1, 0, 0);
	losses = fed(&bytes);
	assert_true(losses_known(&losses));
	bytes_section(&bytes);
	bytes_interface(&bytes, 1, 65535, 0);
	losses = fed(&bytes);
	assert_false(losses_known(&losses));
	bytes_statistics(&bytes, 0, 0, 0);
	losses = fed(&bytes);
	assert_true(losses_known(&losses));
	bytes_section(&bytes); /* what an earlier one does not say, no later one does */
	losses = fed(&bytes);
	assert_true(losses_known(&losses));
}

static void a_classic_capture_tells_no_losses(void **state)
{
	struct bytes bytes = {0};
	struct losses losses;

	(void)state;
	bytes_simple(&bytes, 3);
	losses = fed(&bytes);
	assert_false(losses_known(&losses));
}

static void the_filter_of_a_recording_is_read(void **state)
{
	static const uint8_t text[] = {0, 'n', 'o', 't', ' ', 'p', 'o', 'r', 't', ' ', '5', '3'};
	struct bytes bytes = {0}, body = {0};
	struct losses losses;

	(void)state;
	bytes_u16(&body, 1);
	bytes_u16(&body, 0);
	bytes_u32(&body, 65535);
	bytes_u16(&body, 11); /* if_filter */
	bytes_u16(&body, sizeof(text));
	bytes_raw(&body, text, sizeof(text));
	bytes_section(&bytes);
	bytes_block(&bytes, 1, &body);
	losses = fed(&bytes);
	assert_string_equal(losses.filter, "not port 53");
	assert_false(losses_known(&losses));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			drops_of_interface_and_system_are_added_wherever_the_bytes_are_cut),
		cmocka_unit_test(a_later_count_of_an_interface_replaces_the_former),
		cmocka_unit_test(sections_are_added_in_their_own_byte_orders),
		cmocka_unit_test(what_is_not_pcapng_tells_nothing),
		cmocka_unit_test(a_block_that_cannot_be_ends_the_walk_with_what_was_told),
		cmocka_unit_test(an_option_longer_than_its_block_is_not_read),
		cmocka_unit_test(interfaces_beyond_the_limit_share_the_last_place),
		cmocka_unit_test(counts_stop_at_the_largest_number),
		cmocka_unit_test(losses_are_known_where_every_interface_tells_them),
		cmocka_unit_test(a_classic_capture_tells_no_losses),
		cmocka_unit_test(the_filter_of_a_recording_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
