// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "words/breach.h"

static void says(struct promise_reason reason, const char *words)
{
	char text[BREACH_WORDS];

	assert_string_equal(breach_words(&reason, text), words);
}

static void every_reason_has_words_of_its_own(void **state)
{
	char texts[WHYS][BREACH_WORDS];

	(void)state;
	for (int i = 0; i < WHYS; i++) {
		struct promise_reason reason = {.why = (enum promise_why)i, .country = "DE"};

		breach_words(&reason, texts[i]);
		assert_true(i == WHY_KEPT ? !texts[i][0] : texts[i][0]);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(texts[i], texts[k]);
	}
}

static void what_broke_it_is_named(void **state)
{
	(void)state;
	says((struct promise_reason){.why = WHY_CLASS, .class = CLASS_LIVE}, "it was a live view");
	says((struct promise_reason){.why = WHY_BUCKET, .name = "Wyze"},
	     "it went to a bucket of Wyze");
	says((struct promise_reason){.why = WHY_HOUR, .minute = 65}, "it was sending at 01:05");
	says((struct promise_reason){.why = WHY_HOUR, .minute = -1}, "it was sending at that time");
	says((struct promise_reason){.why = WHY_REGION, .name = "eu-west-1", .country = "IE"},
	     "\"eu-west-1\" in the host name is in Ireland");
	says((struct promise_reason){.why = WHY_BYTES, .number = 12400000}, "12 MB left that day");
}

static void why_it_cannot_be_told_is_named(void **state)
{
	(void)state;
	says((struct promise_reason){.why = WHY_REGION_PARTLY, .name = "eu", .country = "EU"},
	     "\"eu\" in the host name is in the EU, but which of its countries is unknown");
	says((struct promise_reason){.why = WHY_REGISTERED, .country = "US"},
	     "its address is registered in the US (no date), which does not show where the server "
	     "is");
	says((struct promise_reason){.why = WHY_REGISTERED,
				     .country = "US",
				     .name = "geo database 2022-10-29",
				     .old = true},
	     "its address is registered in the US (geo database 2022-10-29), which does not show "
	     "where the server is, and is more than a year old");
	says((struct promise_reason){.why = WHY_UPLOADS_PERHAPS, .number = 1},
	     "1 upload began that day, and there may have been more");
	says((struct promise_reason){.why = WHY_GAP, .cause = CAUSE_INTERFACE_AWAY, .name = "br0"},
	     "not everything was seen: the interface br0 was away");
	says((struct promise_reason){.why = WHY_GAP, .cause = CAUSE_CLOCK_BACK},
	     "not everything was seen: the clock was set back");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reason_has_words_of_its_own),
		cmocka_unit_test(what_broke_it_is_named),
		cmocka_unit_test(why_it_cannot_be_told_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
