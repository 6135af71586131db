// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/doubts.h"

static void what_speaks_against_each_alternative_is_said_with_its_number(void **state)
{
	static const struct {
		enum alternative what;
		const char *called, *against;
	} cases[] = {
		{ALTERNATIVE_FIRMWARE, "firmware download", "52 times more up than down"},
		{ALTERNATIVE_KEEP_ALIVE, "keep-alive or telemetry", "52 bytes a packet on average"},
		{ALTERNATIVE_PHONE, "a phone or laptop", "only 52 other domains were contacted"},
		{ALTERNATIVE_PHONE_BY_FACTS, "a phone or laptop",
		 "the device is known by its own facts (52 domains that no camera rule knows)"},
	};
	char text[DOUBTS_WORDS];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct event_rejected rejected = {cases[i].what, 51.9976};

		assert_string_equal(doubts_alternative(cases[i].what), cases[i].called);
		assert_string_equal(doubts_against(&rejected, text), cases[i].against);
	}
}

static void why_it_is_no_camera_is_said_of_each_reason(void **state)
{
	char one[EVENT_REASON_TEXT], other[EVENT_REASON_TEXT];

	(void)state;
	for (int i = WITHDRAWN_BY_OWNER; i <= WITHDRAWN_BY_THE_REST; i++)
		for (int k = WITHDRAWN_BY_OWNER; k < i; k++) {
			struct event_camera a = {
				.withdrawn = (enum withdrawal)i,
				.withdrawn_by = {.reason = REASON_DHCP_NAME, .text = "printer"}};
			struct event_camera b = a;

			b.withdrawn = (enum withdrawal)k;
			assert_string_not_equal(doubts_withdrawal(&a, one),
						doubts_withdrawal(&b, other));
		}
}

static void each_reason_to_doubt_is_a_clause_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < DOUBTS; i++) {
		const char *words = doubts_reason((enum doubt)i);

		/* How much was not watched, or erased, is said by who knows it. */
		assert_int_equal(!words, i == DOUBT_UNWATCHED || i == DOUBT_ERASED);
		for (int k = 0; words && k < i; k++)
			assert_true(!doubts_reason((enum doubt)k) ||
				    strcmp(words, doubts_reason((enum doubt)k)) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_speaks_against_each_alternative_is_said_with_its_number),
		cmocka_unit_test(why_it_is_no_camera_is_said_of_each_reason),
		cmocka_unit_test(each_reason_to_doubt_is_a_clause_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
