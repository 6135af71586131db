// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/rule.h"

static struct promise taken(const char *text)
{
	struct promise promise = {0};
	char error[PROMISE_ERROR] = "";

	if (rule_parse(text, &promise, error) != 0)
		fail_msg("%s: %s", text, error);
	return promise;
}

static void refused(const char *text, const char *cure)
{
	struct promise promise = {.rule = PROMISE_NOTHING, .limit = 7};
	char error[PROMISE_ERROR] = "";

	assert_int_equal(rule_parse(text, &promise, error), -22);
	if (!strstr(error, cure))
		fail_msg("%s: %s\n(wanted: %s)", text, error, cure);
	assert_int_equal(promise.rule, PROMISE_NOTHING);
	assert_int_equal(promise.limit, 7);
}

static void nothing_leaves(void **state)
{
	(void)state;
	assert_int_equal(taken("nothing leaves").rule, PROMISE_NOTHING);
	assert_int_equal(taken("  Nothing   LEAVES ").rule, PROMISE_NOTHING);
	refused("nothing leves", "did you mean \"nothing leaves\"?");
	refused("nothing leaves ever", "did you mean \"nothing leaves\"?");
	refused("nothing", "Write nothing leaves, only clips");
}

static void kinds_of_upload(void **state)
{
	(void)state;
	assert_int_equal(taken("only clips").rule, PROMISE_CLASSES);
	assert_int_equal(taken("only clips").classes, 1 << CLASS_CLIP);
	assert_int_equal(taken("only clips and snapshots").classes,
			 1 << CLASS_CLIP | 1 << CLASS_SNAPSHOT);
	assert_int_equal(taken("only clips, snapshots or live views").classes,
			 1 << CLASS_CLIP | 1 << CLASS_SNAPSHOT | 1 << CLASS_LIVE);
	assert_int_equal(taken("only live").classes, 1 << CLASS_LIVE);
	assert_int_equal(taken("only recordings").classes, 1 << CLASS_CONTINUOUS);
	assert_int_equal(taken("clips only").classes, 1 << CLASS_CLIP);
	assert_int_equal(taken("only continuous recordings").classes, 1 << CLASS_CONTINUOUS);
	refused("only clisp", "did you mean \"clips\"?");
	refused("only snapshot s", "\"s\" is no kind of upload");
	refused("only clips and", "\"and\" is no kind of upload");
	refused("only", "Write nothing leaves");
	refused("onyl clips", "did you mean \"only clips\"?");
}

static void what_is_not_wanted_leaves_the_rest(void **state)
{
	(void)state;
	assert_int_equal(taken("no live views").classes,
			 1 << CLASS_CLIP | 1 << CLASS_SNAPSHOT | 1 << CLASS_CONTINUOUS);
	assert_int_equal(taken("no live views or recordings").classes,
			 1 << CLASS_CLIP | 1 << CLASS_SNAPSHOT);
	refused("no EU", "only where it may; write it as in \"EU only\"");
}

static void countries(void **state)
{
	struct promise promise = taken("only DE, EU or uk");

	(void)state;
	assert_int_equal(promise.rule, PROMISE_COUNTRIES);
	assert_int_equal(promise.country_count, 3);
	assert_string_equal(promise.countries[0], "DE");
	assert_string_equal(promise.countries[1], "EU");
	assert_string_equal(promise.countries[2], "GB");
	assert_int_equal(taken("EU only").country_count, 1);
	assert_int_equal(taken("eu or gb only").country_count, 2);
	refused("only ZZ", "\"zz\" is no kind of upload and no country");
	refused("only Germany", "EU or a country's two letters");
	refused("only EU and clips", "write two promises");
	refused("only at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se "
		"si "
		"sk ad ae af ag ai al",
		"\"al\" is no kind of upload");
}

static void receivers(void **state)
{
	(void)state;
	assert_int_equal(taken("only to Blink").rule, PROMISE_RECEIVER);
	assert_string_equal(taken("Only  To  Amazon Web Services  ").receiver,
			    "Amazon Web Services");
	refused("only to", "write it as in \"only to Blink\"");
	refused("only to   ", "write it as in \"only to Blink\"");
}

static void hours(void **state)
{
	struct promise promise = taken("no uploads 22:00–07:00");

	(void)state;
	assert_int_equal(promise.rule, PROMISE_HOURS);
	assert_int_equal(promise.from_minute, 22 * 60);
	assert_int_equal(promise.to_minute, 7 * 60);
	assert_int_equal(taken("no uploads 7:05-24:00").from_minute, 7 * 60 + 5);
	assert_int_equal(taken("no uploads 7:05-24:00").to_minute, 24 * 60);
	assert_int_equal(taken("No uploads 22:00 — 07:00").from_minute, 22 * 60);
	assert_int_equal(taken("no uploads 22:00 − 07:00").to_minute, 7 * 60);
	refused("no uploads 22-7", "as in \"no uploads 22:00-07:00\"");
	refused("no uploads", "as in \"no uploads 22:00-07:00\"");
	refused("no uploads 22:00", "two times of the day");
	refused("no uploads 25:00-07:00", "two times of the day");
	refused("no uploads 24:01-07:00", "two times of the day");
	refused("no uploads 24:00-07:00", "two times of the day");
	refused("no uploads 22:60-07:00", "two times of the day");
	refused("no uploads 022:00-07:00", "two times of the day");
	refused("no uploads 22:0-07:00", "two times of the day");
	refused("no uploads 22:00-07:00 daily", "two times of the day");
	refused("no uploads 22:00-22:00", "write \"nothing leaves\"");
}

static void totals_of_a_day(void **state)
{
	(void)state;
	assert_int_equal(taken("at most 500 MB a day").rule, PROMISE_BYTES);
	assert_int_equal(taken("at most 500 MB a day").limit, 500000000);
	assert_int_equal(taken("at most 1.5GB per day").limit, 1500000000);
	assert_int_equal(taken("at most 20 kb a day").limit, 20000);
	assert_int_equal(taken("at most 0 bytes a day").limit, 0);
	assert_int_equal(taken("at most 20 uploads a day").rule, PROMISE_UPLOADS);
	assert_int_equal(taken("at most 20 uploads a day").limit, 20);
	assert_int_equal(taken("at most 1 upload a day").limit, 1);
	refused("at most 500 MB", "as in \"at most 500 MB a day\"");
	refused("at most 500 a day", "as in \"at most 500 MB a day\"");
	refused("at most MB a day", "as in \"at most 500 MB a day\"");
	refused("at most -5 MB a day", "as in \"at most 500 MB a day\"");
	refused("at most 5 MiB a day", "as in \"at most 500 MB a day\"");
	refused("at most 1e9 bytes a day", "as in \"at most 500 MB a day\"");
	refused("at most 2.5 uploads a day", "as in \"at most 500 MB a day\"");
	refused("at most 99999999999999999999 GB a day", "as in \"at most 500 MB a day\"");
	refused("at most 5 MB a week", "as in \"at most 500 MB a day\"");
	refused("at most", "as in \"at most 500 MB a day\"");
	refused("at mots 500 MB a day", "did you mean \"at most\"?");
}

static void what_is_nothing_of_all_is_told_what_there_is(void **state)
{
	(void)state;
	refused("", "Write nothing leaves, only clips, EU only or only to VENDOR");
	refused("be good", "Write nothing leaves, only clips, EU only or only to VENDOR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_leaves),
		cmocka_unit_test(kinds_of_upload),
		cmocka_unit_test(what_is_not_wanted_leaves_the_rest),
		cmocka_unit_test(countries),
		cmocka_unit_test(receivers),
		cmocka_unit_test(hours),
		cmocka_unit_test(totals_of_a_day),
		cmocka_unit_test(what_is_nothing_of_all_is_told_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
