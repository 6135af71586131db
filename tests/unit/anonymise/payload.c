/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "anonymise/payload.h"
#include "anonymise/support_alias.h"
#include "support_hello.h"

static const uint8_t tag[32] = "another key of no secret at all";

/* What becomes of a payload; `out` has room for it. */
static void alias_payload(struct support_alias *s, bool tcp, const void *before, size_t size,
			  uint8_t *out)
{
	struct hello_packet made =
		tcp ? hello_segment(false, 1, before, size) : hello_datagram(false, before, size);
	struct payload p = {.aliases = s->aliases, .tag = tag, .packet = &made.packet};

	assert_int_equal(essences_create(&p.essences), 0);
	memcpy(out, before, size);
	p.bytes = out;
	p.size = size;
	payload_alias(&p);
	essences_destroy(p.essences);
	free(made.bytes);
}

static void of_stun_kinds_and_lengths_stay_and_no_value(void **state)
{
	static const uint8_t stun[] = "\1\1\0\x18\x21\x12\xa4\x42"
				      "abcdefghijkl"
				      "\0\x20\0\x08\0\1\x12\x34\xe1\xba\xa5\x2c"
				      "\0\6\0\7smith:1\0";
	uint8_t out[sizeof(stun) - 1];

	alias_payload(*state, false, stun, sizeof(out), out);
	assert_memory_equal(out, stun, 20);
	assert_memory_equal(out + 20, "\0\x20\0\x08\0\0\0\0\0\0\0\0", 12);
	assert_memory_equal(out + 32, "\0\6\0\7\0\0\0\0\0\0\0\0", 12);
}

static void of_records_their_heads_stay(void **state)
{
	static const uint8_t records[] = "\x16\3\3\0\x0c\x0b\0\0\x08smith CA"
					 "\x17\3\3\0\5smith";
	uint8_t out[sizeof(records) - 1];

	alias_payload(*state, true, records, sizeof(out), out);
	assert_memory_equal(out, "\x16\3\3\0\x0c\x0b\0\0\x08\0\0\0\0\0\0\0\0\x17\3\3\0\5\0\0\0\0\0",
			    sizeof(out));
}

static void of_what_nobody_knows_nothing_stays_but_a_mark(void **state)
{
	uint8_t out[16];

	alias_payload(*state, false, "a secret or two.", 16, out);
	assert_memory_equal(out, "\0\0\0\0\0\0\0\0", 8);
	assert_memory_not_equal(out + 8, "\0\0\0\0", 4);
	assert_memory_equal(out + 12, "\0\0\0\0", 4);
	alias_payload(*state, true, "a secret or two.", 16, out);
	assert_memory_equal(out, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_stun_kinds_and_lengths_stay_and_no_value),
		cmocka_unit_test(of_records_their_heads_stay),
		cmocka_unit_test(of_what_nobody_knows_nothing_stays_but_a_mark),
	};

	return cmocka_run_group_tests_name("anonymise/payload", tests, support_alias_make,
					   support_alias_free);
}
