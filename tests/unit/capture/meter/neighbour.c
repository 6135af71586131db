// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/meter/neighbour.h"
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
	for (unsigned i = 1; i < 65536; i++) { /* many share its slot */
		address.bytes[14] = (uint8_t)(i >> 8);
		address.bytes[15] = (uint8_t)i;
		assert_null(neighbours_find(neighbours, &address));
	}
	neighbours_destroy(neighbours);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_mac_of_an_address_is_found),
		cmocka_unit_test(another_address_is_never_answered_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
