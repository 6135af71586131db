// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "camera/domain.h"

static void what_someone_registered_is_two_labels(void **state)
{
	(void)state;
	assert_string_equal(domain_registered("a.b.example.com"), "example.com");
	assert_string_equal(domain_registered("example.com"), "example.com");
	assert_string_equal(domain_registered("vs-cam.u011.immedia-semi.com"), "immedia-semi.com");
}

static void under_a_country_that_sorts_its_names_it_is_three(void **state)
{
	(void)state;
	assert_string_equal(domain_registered("www.example.co.uk"), "example.co.uk");
	assert_string_equal(domain_registered("a.b.example.com.cn"), "example.com.cn");
	assert_string_equal(domain_registered("a.example.de"), "example.de");
}

static void odd_names_stay_within_themselves(void **state)
{
	(void)state;
	assert_string_equal(domain_registered(""), "");
	assert_string_equal(domain_registered("localhost"), "localhost");
	assert_string_equal(domain_registered("co.uk"), "co.uk");
	assert_string_equal(domain_registered(".com"), ".com");
	assert_string_equal(domain_registered("."), ".");
}

/* FNV-1a's published test vectors (32 bit): "", "a", "foobar". */
static void hashes_are_those_of_fnv_1a(void **state)
{
	(void)state;
	assert_int_equal(domain_hash(""), 0x811c9dc5);
	assert_int_equal(domain_hash("a"), 0xe40c292c);
	assert_int_equal(domain_hash("foobar"), 0xbf9cf968);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_someone_registered_is_two_labels),
		cmocka_unit_test(under_a_country_that_sorts_its_names_it_is_three),
		cmocka_unit_test(odd_names_stay_within_themselves),
		cmocka_unit_test(hashes_are_those_of_fnv_1a),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
