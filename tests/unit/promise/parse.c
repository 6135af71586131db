// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/parse.h"
#include "promise/support_promise.h"

static void is(const char *text, enum promise_subject subject, const char *whose, const char *kept)
{
	struct promise promise = promise_of(text);

	assert_int_equal(promise.subject, subject);
	assert_string_equal(promise.whose, whose);
	assert_string_equal(promise.text, kept);
}

static void whose_it_is_stands_before_a_colon(void **state)
{
	(void)state;
	is("front door: only clips", SUBJECT_NAME, "front door", "front door: only clips");
	is("  Front Door :only clips ", SUBJECT_NAME, "Front Door", "Front Door: only clips");
	is("all: EU only", SUBJECT_ALL, "", "all: EU only");
	is("ALL:EU only", SUBJECT_ALL, "", "ALL: EU only");
	is("no uploads 22:00–07:00", SUBJECT_ALL, "", "no uploads 22:00–07:00");
}

static void a_device_is_told_as_events_tell_it(void **state)
{
	(void)state;
	is("F4-B8-5E-35-67-B0: only clips", SUBJECT_MAC, "f4:b8:5e:35:67:b0",
	   "f4:b8:5e:35:67:b0: only clips");
	is("192.168.1.30: only clips", SUBJECT_ADDRESS, "192.168.1.30", "192.168.1.30: only clips");
	is("FE80::0:1: nothing leaves", SUBJECT_ADDRESS, "fe80::1", "fe80::1: nothing leaves");
}

static void a_name_may_hold_colons(void **state)
{
	(void)state;
	is("Door: front: no uploads 22:00-07:00", SUBJECT_NAME, "Door: front",
	   "Door: front: no uploads 22:00-07:00");
}

static void the_rule_is_known_by_its_place(void **state)
{
	struct promise promise = promise_of("F4-B8-5E-35-67-B0:  only clips");

	(void)state;
	assert_string_equal(promise.text + promise.words, "only clips");
	promise = promise_of("only clips");
	assert_int_equal(promise.words, 0);
}

static void says(const char *text, const char *what)
{
	const char *error = promise_refusal(text);

	if (!strstr(error, what))
		fail_msg("%s: %s\n(wanted: %s)", text, error, what);
}

static void a_mistake_is_told_with_what_was_meant(void **state)
{
	(void)state;
	says("nursery: nothing leves",
	     "\"nothing leves\" is no known promise; did you mean \"nothing leaves\"?");
	says("nursery:nothing leves", "did you mean \"nothing leaves\"?");
	says("f4:b8:5e:35:67:b0: nothing leves", "\"nothing leves\" is no known promise");
	says("nothing leves", "\"nothing leves\" is no known promise");
	says("no uploads 22:00", "two times of the day, not \"22:00\"");
	says("front door: no uploads 22:00", "two times of the day, not \"22:00\"");
	says("front door", "\"front door\" is no known promise");
	says("front door:", "\"\" is no known promise");
}

static void what_is_no_line_at_all_is_refused(void **state)
{
	char longest[400];

	(void)state;
	says("", "an empty promise; write one as in \"front door: only clips\"");
	says(" \t ", "an empty promise");
	says(": only clips", "no camera stands before the colon");
	says("  : only clips", "no camera stands before the colon");
	says("front\ndoor: only clips", "one line");
	memset(longest, 'x', sizeof(longest));
	strcpy(longest + 380, ": only clips");
	says(longest, "more than 200 letters");
}

/* As it is read from the history: a blank that was not written is in there. */
static void what_is_taken_is_taken_again_as_it_was_kept(void **state)
{
	char text[300], error[PROMISE_ERROR];
	struct promise promise, again;
	size_t most = 0;

	(void)state;
	for (size_t length = 150; length < 250; length++) {
		memset(text, 'x', length);
		strcpy(text + length, ":only clips");
		if (promise_parse(text, &promise, error) != 0)
			continue;
		most = length;
		assert_int_equal(promise_parse(promise.text, &again, error), 0);
		assert_string_equal(again.text, promise.text);
	}
	assert_true(most > 190);
}

static void the_longest_address_still_fits(void **state)
{
	char text[PROMISE_TEXT] = "2001:0db8:1111:2222:3333:4444:5555:6666: only to ";
	size_t most = PROMISE_TEXT - ADDRESS_TEXT - 1;
	struct promise promise;

	(void)state;
	memset(text + strlen(text), 'x', most - strlen(text));
	promise = promise_of(text);
	assert_int_equal(promise.receiver[strlen(promise.receiver) - 1], 'x');
	assert_int_equal(promise.text[strlen(promise.text) - 1], 'x');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whose_it_is_stands_before_a_colon),
		cmocka_unit_test(a_device_is_told_as_events_tell_it),
		cmocka_unit_test(a_name_may_hold_colons),
		cmocka_unit_test(the_rule_is_known_by_its_place),
		cmocka_unit_test(a_mistake_is_told_with_what_was_meant),
		cmocka_unit_test(what_is_no_line_at_all_is_refused),
		cmocka_unit_test(what_is_taken_is_taken_again_as_it_was_kept),
		cmocka_unit_test(the_longest_address_still_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
