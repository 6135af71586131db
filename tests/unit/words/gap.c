// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "words/gap.h"

static const struct event_camera door = {.key = "f4:b8:5e:12:34:56", .name = "Front door"};

static void says(const struct event_gap *gap, const char *wanted)
{
	char text[GAP_WORDS];

	assert_string_equal(gap_words(gap, text), wanted);
}

static void writes(const struct event_gap *gap, const char *wanted)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(gap_write_off_path(gap, file), wanted != NULL);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, wanted ? wanted : "");
	free(text);
}

static void every_cause_has_words_that_end_in_no_stop(void **state)
{
	(void)state;
	for (enum cause cause = CAUSE_UNKNOWN; cause < CAUSES; cause++) {
		struct event_gap gap = {.cause = cause, .interface = "lan1", .count = 3};
		char text[GAP_WORDS];

		gap_words(&gap, text);
		assert_in_range(strlen(text), 10, GAP_WORDS - 2);
		assert_int_not_equal(text[strlen(text) - 1], '.');
		assert_null(strchr(text, '%'));
	}
}

static void names_and_numbers_stand_in_the_words(void **state)
{
	(void)state;
	says(&(struct event_gap){.cause = CAUSE_TAKEN_OFF, .interface = "br-lan"},
	     "Lenswatch's program was taken off br-lan by another program");
	says(&(struct event_gap){.cause = CAUSE_NONE_ON_PATH_CAPTURE, .count = 4},
	     "this capture shows 4 devices of the home, but nothing of what they send; record on "
	     "the router or on a mirror port");
	says(&(struct event_gap){.cause = CAUSE_UNWRITTEN, .count = 1},
	     "the history could not be written: 1 record is missing");
	says(&(struct event_gap){.cause = CAUSE_UNWRITTEN}, "the history could not be written");
}

static void what_an_older_version_said_is_said_again(void **state)
{
	(void)state;
	says(&(struct event_gap){.cause = CAUSE_UNKNOWN, .said = "the cat sat on it"},
	     "the cat sat on it");
}

static void who_is_off_the_path_is_named_where_it_is_known(void **state)
{
	(void)state;
	writes(&(struct event_gap){.cause = CAUSE_OFF_PATH, .camera = &door},
	       "This computer sees that Front door exists, but not what it sends. Run Lenswatch on "
	       "the router or on a mirror port.");
	writes(&(struct event_gap){.cause = CAUSE_ONE_DIRECTION, .camera = &door},
	       "This capture shows what comes to Front door, but not what it sends. Record both "
	       "directions.");
	writes(&(struct event_gap){.cause = CAUSE_OFF_PATH_CAPTURE},
	       "This capture shows that it exists, but not what it sends. Record on the router or "
	       "on a mirror port.");
	writes(&(struct event_gap){.cause = CAUSE_CLOCK_SET}, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cause_has_words_that_end_in_no_stop),
		cmocka_unit_test(names_and_numbers_stand_in_the_words),
		cmocka_unit_test(what_an_older_version_said_is_said_again),
		cmocka_unit_test(who_is_off_the_path_is_named_where_it_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
