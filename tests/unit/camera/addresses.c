// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "camera/addresses.h"
#include "support.h"

#define LEASE (900 * SECOND)

static void use(struct addresses *addresses, const char *text, uint64_t now_ns)
{
	struct address address = an_address(text);

	addresses_use(addresses, &address, now_ns);
}

static const struct addresses_one *found(const struct addresses *addresses, const char *text)
{
	struct address address = an_address(text);

	return addresses_find(addresses, &address);
}

static void all_addresses_of_a_device_are_known_with_their_last_use(void **state)
{
	struct addresses a = {0};

	(void)state;
	use(&a, "192.168.1.30", START);
	use(&a, "fd12:3456::aa", START + SECOND);
	use(&a, "192.168.1.30", START + 2 * SECOND);
	assert_int_equal(a.count, 2);
	assert_int_equal(found(&a, "192.168.1.30")->used_ns, START + 2 * SECOND);
	assert_int_equal(found(&a, "fd12:3456::aa")->used_ns, START + SECOND);
	assert_null(found(&a, "192.168.1.31"));
}

static void the_address_used_longest_ago_makes_room(void **state)
{
	struct addresses a = {0};
	char text[32];

	(void)state;
	for (unsigned i = 1; i <= ADDRESSES_MOST + 2; i++) {
		use(&a, "192.168.1.30", START);
		snprintf(text, sizeof(text), "fd12:3456::%x", i);
		use(&a, text, START);
	}
	assert_int_equal(a.count, ADDRESSES_MOST);
	assert_non_null(found(&a, "192.168.1.30"));
	assert_non_null(found(&a, text));
	assert_null(found(&a, "fd12:3456::3"));
	assert_non_null(found(&a, "fd12:3456::4"));
}

static void who_has_one_address_in_common_meets(void **state)
{
	struct addresses a = {0}, b = {0};

	(void)state;
	use(&a, "192.168.1.30", START);
	use(&a, "fd12:3456::aa", START);
	use(&b, "192.168.1.31", START);
	assert_false(addresses_meet(&a, &b, START, LEASE));
	use(&b, "fd12:3456::aa", START);
	use(&b, "fd12:3456::bb", START);
	assert_true(addresses_meet(&a, &b, START, LEASE));
	assert_true(addresses_meet(&b, &a, START + 10 * LEASE, LEASE));
}

static void a_lease_is_anothers_once_a_later_one_came(void **state)
{
	struct addresses a = {0}, b = {0};

	(void)state;
	use(&a, "192.168.1.30", START);
	use(&b, "192.168.1.30", START + 2 * LEASE);
	assert_true(addresses_meet(&a, &b, START + 2 * LEASE, LEASE));
	use(&a, "192.168.1.40", START + SECOND);
	assert_true(addresses_meet(&a, &b, START + LEASE - 1, LEASE));
	assert_false(addresses_meet(&a, &b, START + 2 * LEASE, LEASE));
	assert_false(addresses_meet(&b, &a, START + 2 * LEASE, LEASE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_addresses_of_a_device_are_known_with_their_last_use),
		cmocka_unit_test(the_address_used_longest_ago_makes_room),
		cmocka_unit_test(who_has_one_address_in_common_meets),
		cmocka_unit_test(a_lease_is_anothers_once_a_later_one_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
