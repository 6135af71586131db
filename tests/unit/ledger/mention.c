// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "ledger/mention.h"

static struct mention mention;

static int set_up(void **state)
{
	(void)state;
	return mention_learn(&mention,
			     "{\"type\":\"upload\",\"camera\":{\"mac\":\"f4:b8:5e:35:67:b0\","
			     "\"ip\":\"192.168.1.2\",\"name\":\"Kid's \\\"room\\\"\","
			     "\"vendor\":null}}");
}

static int tear_down(void **state)
{
	(void)state;
	mention_free(&mention);
	return 0;
}

static void a_record_of_no_device_may_name_one(void **state)
{
	(void)state;
	assert_true(mention_in(&mention, "{\"options\":\"--camera F4:B8:5E:35:67:B0\"}"));
	assert_true(mention_in(&mention, "{\"options\":\"--camera 192.168.1.2=Hall\"}"));
	assert_true(mention_in(&mention, "{\"options\":\"--camera 10.0.0.1=Kid's \\\"room\\\"\"}"));
	assert_false(mention_in(&mention, "{\"options\":\"--camera 192.168.1.20=Kid's\"}"));
	assert_false(mention_in(&mention, "{\"home\":\"5.192.168.1.2\"}"));
	assert_false(mention_in(&mention, "{\"home\":\"192.168.1.0/24\"}"));
}

static void another_camera_keeps_its_own_address_and_name(void **state)
{
	(void)state;
	assert_false(mention_in(&mention,
				"{\"camera\":{\"mac\":\"02:00:00:00:00:01\",\"ip\":\"192.168.1.2\","
				"\"name\":\"Kid's \\\"room\\\"\",\"vendor\":null},\"host\":null}"));
	assert_true(mention_in(&mention,
			       "{\"camera\":{\"mac\":\"02:00:00:00:00:01\",\"ip\":\"192.168.1.3\","
			       "\"name\":null,\"vendor\":null},\"ips\":[\"192.168.1.2\"]}"));
	assert_true(mention_in(&mention, "{\"camera\":{\"mac\":\"02:00:00:00:00:01\",\"ip\":null,"
					 "\"name\":null},\"host\":\"Kid's \\\"room\\\"\"}"));
}

static void one_is_found_by_any_of_its_words(void **state)
{
	static const char *const words[] = {"F4:B8:5E:35:67:B0", "192.168.1.2", "kid's \"room\""};
	static const char content[] =
		"{\"camera\":{\"mac\":\"f4:b8:5e:35:67:b0\",\"ip\":\"192.168.1."
		"2\",\"name\":\"Kid's \\\"room\\\"\",\"vendor\":null}}";
	struct mention told;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		told = (struct mention){0};
		assert_int_equal(mention_tell(&told, words[i]), 0);
		assert_true(mention_own(&told, content));
		mention_free(&told);
	}
	told = (struct mention){0};
	assert_int_equal(mention_tell(&told, "Kid's"), 0);
	assert_false(mention_own(&told, content));
	assert_false(mention_own(&told, "{\"type\":\"summary\"}"));
	mention_free(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_record_of_no_device_may_name_one, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(another_camera_keeps_its_own_address_and_name,
						set_up, tear_down),
		cmocka_unit_test(one_is_found_by_any_of_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
