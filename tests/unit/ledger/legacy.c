// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger/legacy.h"

static void is(const char *said, enum cause cause)
{
	uint32_t count = 0;

	assert_string_equal(cause_name(legacy_cause(said, &count)), cause_name(cause));
	assert_int_equal(count, 0);
}

static void sentences_of_0_1_0_have_their_causes(void **state)
{
	(void)state;
	is("the clock was set", CAUSE_CLOCK_SET);
	is("the clock was set back", CAUSE_CLOCK_BACK);
	is("the network card dropped packets", CAUSE_CARD_DROPPED);
	is("the interface wlan0 went away", CAUSE_INTERFACE_WENT);
	is("the interface br-lan was away", CAUSE_INTERFACE_AWAY);
	is("this computer sees that it exists, but not what it sends; run Lenswatch on the router "
	   "or on a mirror port",
	   CAUSE_OFF_PATH);
}

static void a_number_of_devices_is_read(void **state)
{
	uint32_t count = 0;

	(void)state;
	assert_int_equal(legacy_cause("this computer sees 12 devices of the home, but nothing of "
				      "what they send; run Lenswatch on the router or on a mirror "
				      "port",
				      &count),
			 CAUSE_NONE_ON_PATH);
	assert_int_equal(count, 12);
}

static void other_words_have_none(void **state)
{
	(void)state;
	is(NULL, CAUSE_UNKNOWN);
	is("", CAUSE_UNKNOWN);
	is("the interface", CAUSE_UNKNOWN);
	is("the interface went away", CAUSE_UNKNOWN);
	is("the clock was set back by an hour", CAUSE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_of_0_1_0_have_their_causes),
		cmocka_unit_test(a_number_of_devices_is_read),
		cmocka_unit_test(other_words_have_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
