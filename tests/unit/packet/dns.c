/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "packet/dns.h"

#define HEADER "\0\1\x81\x80\0\1\0\2\0\0\0\0"
#define QUESTION "\3Cam\7exAmple\0\0\1\0\1"
#define CNAME "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x10"
#define A "\xc0\x0c\0\1\0\1\0\0\0\x1e\0\4\3\4\5\6"
static const uint8_t answer[] = HEADER QUESTION CNAME A;
#define SIZE (sizeof(answer) - 1)

static void an_answer_gives_name_alias_and_address(void **state)
{
	struct dns_message m;

	(void)state;
	assert_int_equal(dns_decode(answer, SIZE, &m), 0);
	assert_int_equal(m.kind, DNS_ANSWER);
	assert_string_equal(m.name, "cam.example");
	assert_string_equal(m.canonical, "b.example");
	assert_int_equal(m.address_count, 1);
	assert_int_equal(m.addresses[0].bytes[12], 3);
	assert_int_equal(m.ttl, 30);
	assert_false(m.cut);
}

static void a_cut_answer_gives_what_is_there(void **state)
{
	struct dns_message m;

	(void)state;
	for (size_t size = 0; size < 12 + 17; size++)
		assert_int_equal(dns_decode(answer, size, &m), -EBADMSG);
	for (size_t size = 12 + 17; size < SIZE; size++) {
		assert_int_equal(dns_decode(answer, size, &m), 0);
		assert_true(m.cut);
		assert_int_equal(m.address_count, 0);
		assert_string_equal(m.canonical, size < SIZE - 16 ? "" : "b.example");
	}
}

static void hints_of_https_records_count_as_addresses(void **state)
{
	static const uint8_t https[] = "\0\1\x81\x80\0\1\0\1\0\0\0\0" QUESTION
				       "\xc0\x0c\0\x41\0\1\0\0\0\x3c\0\x1b\0\1\0\0\4\0\4\1\2\3\4\0"
				       "\6\0\x10\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct dns_message m;
	uint8_t whole[sizeof(https) + 4] = {0};

	(void)state;
	memcpy(whole, https, sizeof(https));
	whole[12 + 17 + 11] = 3 + 8 + 20;
	assert_int_equal(dns_decode(whole, 12 + 17 + 12 + 31, &m), 0);
	assert_int_equal(m.address_count, 2);
	assert_int_equal(m.addresses[0].bytes[15], 4);
	assert_int_equal(m.addresses[1].bytes[0], 0x20);
	whole[12 + 17 + 12 + 6]--; /* a hint of three bytes is no address */
	assert_int_equal(dns_decode(whole, 12 + 17 + 12 + 31, &m), 0);
	assert_int_equal(m.address_count, 0);
}

static void a_pointer_loop_is_refused(void **state)
{
	static const uint8_t loop[] = "\0\1\1\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1";
	struct dns_message m;

	(void)state;
	assert_int_equal(dns_decode(loop, sizeof(loop) - 1, &m), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_gives_name_alias_and_address),
		cmocka_unit_test(a_cut_answer_gives_what_is_there),
		cmocka_unit_test(hints_of_https_records_count_as_addresses),
		cmocka_unit_test(a_pointer_loop_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
