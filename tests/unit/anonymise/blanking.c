/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "anonymise/blanking.h"

static void blanked(const char *before, const char *after)
{
	char text[256];

	strcpy(text, before);
	scrub_text((uint8_t *)text, strlen(text));
	assert_string_equal(text, after);
}

static void addresses_in_a_text_become_zeros(void **state)
{
	(void)state;
	blanked("c=IN IP4 192.168.1.30", "c=IN IP4 000.000.0.00");
	blanked("at f4:b8:5e:12:34:56;", "at 00:00:00:00:00:00;");
	blanked("fe80::1234:5", "0000::0000:0");
	blanked("ip-10-0-0-7.host", "ip-00-0-0-0.host");
}

static void numbers_of_a_device_do_and_words_do_not(void **state)
{
	(void)state;
	blanked("SN f4b85e123456 ok", "SN x0x00x000000 ok");
	blanked("HTTP/1.1 200 OK", "HTTP/1.1 200 OK");
	blanked("Content-Type: video/mp4", "Content-Type: video/mp4");
	assert_true(scrub_is_serial("ab1234", 6));
	assert_false(scrub_is_serial("camera", 6));
	assert_false(scrub_is_serial("u011", 4));
}

static void a_name_is_found_in_any_case(void **state)
{
	uint8_t name[SCRUB_NAME] = "front door", text[] = "the FRONT Door is";

	(void)state;
	scrub_name(text, sizeof(text) - 1, name);
	assert_string_equal((char *)text, "the xxxxx xxxx is");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_in_a_text_become_zeros),
		cmocka_unit_test(numbers_of_a_device_do_and_words_do_not),
		cmocka_unit_test(a_name_is_found_in_any_case),
	};

	return cmocka_run_group_tests_name("anonymise/blanking", tests, NULL, NULL);
}
