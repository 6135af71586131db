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
					 "\"name\":null},\"destination\":{\"host\":"
					 "\"Kid's \\\"room\\\"\"}}"));
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

static void a_name_that_is_a_word_of_records_takes_no_record_of_the_house(void **state)
{
	static const char *const names[] = {"Camera", "schema", "TYPE", "gap", "run", "null"};
	static const char *const of_the_house[] = {
		"{\"type\":\"gap\",\"schema\":1,\"from\":\"2026-11-24T22:49:19.559378Z\","
		"\"reason\":\"a camera was not seen\",\"camera\":null}",
		"{\"type\":\"run\",\"schema\":1,\"options\":\"--camera 10.0.0.1=Hall\"}",
		"{\"type\":\"promise\",\"schema\":1,\"promise\":\"every camera: only clips\"}",
	};
	struct mention told;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		told = (struct mention){0};
		assert_int_equal(mention_tell(&told, names[i]), 0);
		for (size_t j = 0; j < sizeof(of_the_house) / sizeof(of_the_house[0]); j++)
			assert_false(mention_in(&told, of_the_house[j]));
		mention_free(&told);
	}
}

static void a_name_is_found_where_names_stand(void **state)
{
	struct mention told = {0};

	(void)state;
	assert_int_equal(mention_tell(&told, "camera"), 0);
	assert_true(mention_in(&told, "{\"type\":\"run\",\"options\":\"--camera 10.0.0.1=Camera"
				      " --home 10.0.0.0/8\"}"));
	assert_true(
		mention_in(&told, "{\"type\":\"run\",\"options\":\"--promise Camera: never\"}"));
	assert_true(mention_in(&told, "{\"type\":\"promise\",\"promise\":\"camera: only clips\"}"));
	assert_true(mention_in(&told, "{\"type\":\"owner\",\"address\":null,\"name\":\"Camera\"}"));
	assert_true(mention_in(&told, "{\"type\":\"summary\",\"absent\":[{\"device\":\"10.0.0.1\","
				      "\"name\":\"Camera\"}]}"));
	assert_true(mention_in(&told, "{\"type\":\"change\",\"changes\":[{\"what\":\"options\","
				      "\"from\":null,\"to\":\"--camera 10.0.0.1=Camera\"}]}"));
	mention_free(&told);
}

static void the_order_of_the_keys_does_not_matter(void **state)
{
	(void)state;
	assert_true(mention_own(&mention, "{\"camera\":{\"vendor\":null,\"name\":\"x\",\"ip\":"
					  "\"192.168.1.2\",\"mac\":null},\"type\":\"upload\"}"));
	assert_false(mention_own(&mention, "{\"other\":{\"camera\":{\"ip\":\"192.168.1.2\"}}}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_record_of_no_device_may_name_one, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(another_camera_keeps_its_own_address_and_name,
						set_up, tear_down),
		cmocka_unit_test(one_is_found_by_any_of_its_words),
		cmocka_unit_test(a_name_that_is_a_word_of_records_takes_no_record_of_the_house),
		cmocka_unit_test(a_name_is_found_where_names_stand),
		cmocka_unit_test_setup_teardown(the_order_of_the_keys_does_not_matter, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
