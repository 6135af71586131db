// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "capture/meter/path.h"
#include "support.h"

static struct path_key keyed(uint16_t port)
{
	struct packet packet = {.source = an_address(CAMERA_IP), .source_port = port};
	struct path_key key;

	memset(&key, 0xa5, sizeof(key)); /* what it does not write would be hashed */
	path_key_of(&packet, &key);
	return key;
}

static void a_path_is_found_from_its_verdict_until_it_is_dropped(void **state)
{
	struct path_key one = keyed(1), two = keyed(2);
	struct path_cache *cache;
	struct path *path;

	(void)state;
	assert_int_equal(path_create(16, &cache), 0);
	assert_null(path_find(cache, &one));
	path = path_add(cache, &one, 1);
	assert_null(path_find(cache, &one));
	path->verdict = PATH_UP;
	path->flow = 9;
	assert_ptr_equal(path_find(cache, &one), path);
	assert_null(path_find(cache, &two));
	path_drop(cache, path);
	assert_null(path_find(cache, &one));
	assert_ptr_equal(path_add(cache, &one, 2), path);
	path_destroy(cache);
}

static void equal_packets_have_equal_keys_and_flags_of_one_packet_do_not_count(void **state)
{
	struct packet a = {.source = an_address(CAMERA_IP), .interface = 3, .protocol = 6}, b = a;
	struct path_key one, two;

	(void)state;
	b.flags = PACKET_FRAGMENT;
	b.length = 99;
	memset(&one, 0, sizeof(one));
	memset(&two, 0xff, sizeof(two));
	path_key_of(&a, &one);
	path_key_of(&b, &two);
	assert_memory_equal(&one, &two, sizeof(one));
	b.flags = PACKET_SENT_HERE;
	path_key_of(&b, &two);
	assert_memory_not_equal(&one, &two, sizeof(one));
}

static void the_least_recently_used_of_a_bucket_makes_room(void **state)
{
	struct path_cache *cache;
	struct path_key key;

	(void)state;
	assert_int_equal(path_create(4, &cache), 0); /* one bucket of four */
	for (uint16_t i = 1; i <= 4; i++) {
		key = keyed(i);
		path_add(cache, &key, i == 1 ? 10 : i)->verdict = PATH_UP;
	}
	key = keyed(5);
	path_add(cache, &key, 11)->verdict = PATH_UP;
	for (uint16_t i = 1; i <= 5; i++) {
		key = keyed(i);
		if (i == 2)
			assert_null(path_find(cache, &key));
		else
			assert_non_null(path_find(cache, &key));
	}
	path_destroy(cache);
	path_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_found_from_its_verdict_until_it_is_dropped),
		cmocka_unit_test(
			equal_packets_have_equal_keys_and_flags_of_one_packet_do_not_count),
		cmocka_unit_test(the_least_recently_used_of_a_bucket_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
