// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "promise/support_promise.h"
#include "report/support_lines.h"
#include "report/history/terms.h"

static struct lines lines;
static struct terms terms;

static int clear(void **state)
{
	(void)state;
	terms_clear(&terms);
	lines_clear(&lines);
	return 0;
}

static void note(const char *capture, const char *start, const char *end, const char *promise)
{
	struct promise made = promise_of(promise ? promise : "only clips");
	char *text = promise_note(promise ? &made : NULL, capture, moment_of(start),
				  end ? moment_of(end) : 0);

	lines_add(&lines, text);
	free(text);
}

static void read_terms(void)
{
	struct records source = lines_source(&lines);

	assert_int_equal(terms_read(&terms, &source), 0);
}

/* The promises in force then, as "only clips|EU only|". */
static const char *at(const char *time, const char *capture)
{
	uint64_t bits = terms_at(&terms, moment_of(time), capture);
	static char text[512];

	text[0] = '\0';
	for (size_t i = 0; i < terms.promise_count; i++)
		if (bits & 1ULL << i) {
			strcat(text, terms.promises[i].text);
			strcat(text, "|");
		}
	return text;
}

static void promises_hold_until_others_come(void **state)
{
	(void)state;
	note(NULL, "2026-03-02T10:00:00", NULL, "only clips");
	note(NULL, "2026-03-02T10:00:00", NULL, "EU only");
	note(NULL, "2026-03-02T12:00:00", NULL, "EU only");
	note(NULL, "2026-03-02T14:00:00", NULL, NULL);
	read_terms();
	assert_string_equal(at("2026-03-02T09:59:59", NULL), "");
	assert_string_equal(at("2026-03-02T10:00:00", NULL), "only clips|EU only|");
	assert_string_equal(at("2026-03-02T13:00:00", NULL), "EU only|");
	assert_string_equal(at("2026-03-02T14:00:01", NULL), "");
	assert_int_equal(terms.promise_count, 2);
}

static void the_last_ones_go_on(void **state)
{
	(void)state;
	note(NULL, "2026-03-02T10:00:00", NULL, "only clips");
	read_terms();
	assert_string_equal(at("2036-03-02T10:00:00", NULL), "only clips|");
}

static void a_run_that_promises_nothing_ends_them(void **state)
{
	(void)state;
	lines.written_us = moment_of("2026-03-02T12:00:00") / 1000;
	note(NULL, "2026-03-02T10:00:00", NULL, "only clips");
	lines_add(&lines, "{\"type\":\"run\",\"schema\":1,\"files\":[]}");
	read_terms();
	assert_string_equal(at("2026-03-02T11:00:00", NULL), "only clips|");
	assert_string_equal(at("2026-03-02T12:00:01", NULL), "");
	lines.written_us = 0;
}

static void a_replay_is_held_against_its_own(void **state)
{
	(void)state;
	note("a.pcap", "2026-03-02T10:00:00", "2026-03-02T11:00:00", "only clips");
	note(NULL, "2026-03-02T10:30:00", NULL, "EU only");
	lines_add(&lines, "{\"type\":\"run\",\"schema\":1,\"files\":[{\"path\":\"a.pcap\"}]}");
	read_terms();
	assert_string_equal(at("2026-03-02T10:45:00", "a.pcap"), "only clips|");
	assert_string_equal(at("2026-03-02T10:45:00", "b.pcap"), "");
	assert_string_equal(at("2026-03-02T10:45:00", NULL), "EU only|");
	assert_string_equal(at("2026-03-02T11:45:00", "a.pcap"), "");
}

static void what_is_told_holds_of_everything(void **state)
{
	struct promise promise = promise_of("nothing leaves");
	struct promise_list list = {1, {&promise}};

	(void)state;
	assert_int_equal(terms_tell(&terms, &list), 0);
	assert_string_equal(at("2026-03-02T10:45:00", "a.pcap"), "nothing leaves|");
	assert_string_equal(at("1999-03-02T10:45:00", NULL), "nothing leaves|");
}

static void words_of_a_newer_lenswatch_are_counted(void **state)
{
	(void)state;
	lines_add(&lines, "{\"type\":\"promise\",\"schema\":1,\"capture\":null,\"start\":\"2026-03-"
			  "02T10:00:00.000000Z\",\"end\":null,\"promise\":\"all: be nice\"}");
	note(NULL, "2026-03-02T10:00:00", NULL, "only clips");
	read_terms();
	assert_int_equal(terms.left_out, 1);
	assert_string_equal(at("2026-03-02T10:45:00", NULL), "only clips|");
}

static void more_promises_than_there_is_room_for_are_counted(void **state)
{
	char text[64];

	(void)state;
	for (int i = 0; i < PROMISE_MOST + 2; i++) {
		snprintf(text, sizeof(text), "at most %d uploads a day", i);
		note(NULL, "2026-03-02T10:00:00", NULL, text);
	}
	read_terms();
	assert_int_equal(terms.promise_count, PROMISE_MOST);
	assert_int_equal(terms.left_out, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, NULL, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(promises_hold_until_others_come),
		TEST(the_last_ones_go_on),
		TEST(a_run_that_promises_nothing_ends_them),
		TEST(a_replay_is_held_against_its_own),
		TEST(what_is_told_holds_of_everything),
		TEST(words_of_a_newer_lenswatch_are_counted),
		TEST(more_promises_than_there_is_room_for_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
