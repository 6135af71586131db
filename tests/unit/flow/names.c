/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../bpf/flow.h"
#include "flow/names.h"

#define SECOND UINT64_C(1000000000)
#define START (UINT64_C(1600000000) * SECOND)

static const struct device_key camera = {.bytes = {2, 0, 0, 0, 0, 1}, .kind = DEVICE_BY_MAC};
static const struct device_key phone = {.bytes = {2, 0, 0, 0, 0, 2}, .kind = DEVICE_BY_MAC};

static struct address numbered(uint32_t number)
{
	struct address address = {.bytes = {[10] = 0xff, [11] = 0xff}};

	address.bytes[12] = 198;
	address.bytes[13] = (uint8_t)(number >> 16);
	address.bytes[14] = (uint8_t)(number >> 8);
	address.bytes[15] = (uint8_t)number;
	return address;
}

static struct names *made(size_t limit)
{
	struct names *names = NULL;

	assert_int_equal(names_create(limit, &names), 0);
	return names;
}

static void answer(struct names *names, const struct device_key *client, const char *name,
		   uint32_t number, uint64_t seconds)
{
	struct address address = numbered(number);

	names_answer(names, client, name, &address, 1, 60, START + seconds * SECOND);
}

static const char *find(struct names *names, const struct device_key *client, uint32_t number,
			uint64_t seconds)
{
	struct address address = numbered(number);

	return names_find(names, client, &address, START + seconds * SECOND, NULL);
}

static void every_address_of_an_answer_carries_the_name(void **state)
{
	struct names *names = made(16);
	struct address four[4] = {numbered(1), numbered(2), numbered(3), numbered(4)};

	(void)state;
	names_answer(names, &camera, "vs-cam.example.com", four, 4, 60, START);
	for (uint32_t i = 1; i <= 4; i++)
		assert_string_equal(find(names, &camera, i, 1), "vs-cam.example.com");
	assert_null(find(names, &camera, 5, 1));
	names_destroy(names);
}

static void a_name_belongs_to_the_client_that_asked(void **state)
{
	struct names *names = made(16);

	(void)state;
	answer(names, &phone, "app.example.com", 1, 0);
	assert_null(find(names, &camera, 1, 1));
	assert_string_equal(find(names, &phone, 1, 1), "app.example.com");
	names_destroy(names);
}

static void an_answer_after_the_first_packet_does_not_name_it(void **state)
{
	struct names *names = made(16);

	(void)state;
	answer(names, &camera, "media.example.com", 1, 10);
	assert_null(find(names, &camera, 1, 9));
	assert_string_equal(find(names, &camera, 1, 10), "media.example.com");
	names_destroy(names);
}

static void the_latest_answer_before_the_packet_wins(void **state)
{
	struct names *names = made(16);

	(void)state;
	answer(names, &camera, "first.example.com", 1, 0);
	answer(names, &camera, "second.example.com", 1, 10);
	assert_string_equal(find(names, &camera, 1, 11), "second.example.com");
	assert_string_equal(find(names, &camera, 1, 9), "first.example.com");
	answer(names, &camera, "third.example.com", 1, 20);
	assert_string_equal(find(names, &camera, 1, 19), "second.example.com");
	names_destroy(names);
}

static void asking_again_does_not_hide_the_answer_before_the_packet(void **state)
{
	struct names *names = made(16);
	struct address address = numbered(1);
	uint64_t answered = 0;

	(void)state;
	answer(names, &camera, "media.example.com", 1, 0);
	answer(names, &camera, "media.example.com", 1, 60);
	assert_string_equal(find(names, &camera, 1, 30), "media.example.com");
	assert_non_null(names_find(names, &camera, &address, START + 30 * SECOND, &answered));
	assert_int_equal(answered, START);
	assert_non_null(names_find(names, &camera, &address, START + 61 * SECOND, &answered));
	assert_int_equal(answered, START + 60 * SECOND);
	names_destroy(names);
}

static void a_name_ends_an_hour_after_its_time(void **state)
{
	struct names *names = made(16);
	struct address address = numbered(2);

	(void)state;
	answer(names, &camera, "media.example.com", 1, 0); /* TTL 60, taken as 300 */
	assert_non_null(find(names, &camera, 1, 3900));
	assert_null(find(names, &camera, 1, 3901));
	names_answer(names, &camera, "long.example.com", &address, 1, UINT32_MAX, START);
	assert_non_null(find(names, &camera, 2, 86400 + 3600));
	assert_null(find(names, &camera, 2, 86400 + 3601));
	names_destroy(names);
}

static void a_name_that_ended_begins_anew_with_its_next_answer(void **state)
{
	struct names *names = made(16);

	(void)state;
	answer(names, &camera, "media.example.com", 1, 0);
	answer(names, &camera, "media.example.com", 1, 50000);
	assert_null(find(names, &camera, 1, 49999));
	assert_non_null(find(names, &camera, 1, 50000));
	names_destroy(names);
}

static void where_there_is_no_room_the_oldest_answer_goes(void **state)
{
	struct names *names = made(4);

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		answer(names, &camera, "media.example.com", i, i);
	answer(names, &camera, "media.example.com", 0, 10); /* now the newest */
	answer(names, &camera, "other.example.com", 9, 11);
	assert_null(find(names, &camera, 1, 12));
	assert_non_null(find(names, &camera, 0, 12));
	assert_non_null(find(names, &camera, 2, 12));
	assert_string_equal(find(names, &camera, 9, 12), "other.example.com");
	names_destroy(names);
}

static void a_flood_keeps_the_newest_in_a_full_table(void **state)
{
	struct names *names = made(1000);

	(void)state;
	for (uint32_t i = 0; i < 50000; i++)
		answer(names, &camera, i % 2 ? "odd.example.com" : "even.example.com", i, i / 100);
	for (uint32_t i = 0; i < 50000; i++) {
		const char *name = find(names, &camera, i, 500);

		if (i < 49000)
			assert_null(name);
		else
			assert_string_equal(name, i % 2 ? "odd.example.com" : "even.example.com");
	}
	names_destroy(names);
}

static void names_too_long_or_empty_are_passed_over(void **state)
{
	struct names *names = made(4);
	char text[NAMES_TEXT + 1];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[NAMES_TEXT] = '\0';
	answer(names, &camera, text, 1, 0);
	answer(names, &camera, "", 2, 0);
	assert_null(find(names, &camera, 1, 1));
	assert_null(find(names, &camera, 2, 1));
	text[NAMES_TEXT - 1] = '\0';
	answer(names, &camera, text, 3, 0);
	assert_string_equal(find(names, &camera, 3, 1), text);
	names_destroy(names);
}

static void a_limit_out_of_bounds_is_refused(void **state)
{
	struct names *names = NULL;

	(void)state;
	assert_int_equal(names_create(0, &names), -EINVAL);
	assert_int_equal(names_create(NAMES_LIMIT + 1, &names), -EINVAL);
	assert_null(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_address_of_an_answer_carries_the_name),
		cmocka_unit_test(a_name_belongs_to_the_client_that_asked),
		cmocka_unit_test(an_answer_after_the_first_packet_does_not_name_it),
		cmocka_unit_test(the_latest_answer_before_the_packet_wins),
		cmocka_unit_test(asking_again_does_not_hide_the_answer_before_the_packet),
		cmocka_unit_test(a_name_ends_an_hour_after_its_time),
		cmocka_unit_test(a_name_that_ended_begins_anew_with_its_next_answer),
		cmocka_unit_test(where_there_is_no_room_the_oldest_answer_goes),
		cmocka_unit_test(a_flood_keeps_the_newest_in_a_full_table),
		cmocka_unit_test(names_too_long_or_empty_are_passed_over),
		cmocka_unit_test(a_limit_out_of_bounds_is_refused),
	};

	return cmocka_run_group_tests_name("flow/names", tests, NULL, NULL);
}
