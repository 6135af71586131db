// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "attest/statement.h"
#include "attest/support_case.h"
#include "output/support_events.h"
#include "report/write/plain.h"

static struct kept kept;

static int set_up(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	case_open(&kept);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	case_close(&kept);
	return 0;
}

static char *text_of(uint64_t from_ns, uint64_t to_ns, bool details)
{
	struct attest *attest = case_attest(&kept, from_ns, to_ns);
	struct outline outline = {0};
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	statement_write(attest, details, &outline);
	assert_int_equal(outline_finish(&outline), 0);
	plain_write(&outline, false, file);
	assert_int_equal(fclose(file), 0);
	outline_clear(&outline);
	attest_destroy(attest);
	return text;
}

static void check_said(char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("not said: %s\n%s", what, text);
	free(text);
}

static void says(uint64_t from_ns, uint64_t to_ns, const char *what)
{
	check_said(text_of(from_ns, to_ns, false), what);
}

static void details(uint64_t from_ns, uint64_t to_ns, const char *what)
{
	check_said(text_of(from_ns, to_ns, true), what);
}

static void hour(unsigned index, uint64_t bytes)
{
	struct event event = case_hour(index, bytes);

	case_add(&kept, &event, event.traffic.to_ns);
}

static void that_nothing_left_is_said_with_its_bound_and_its_basis_in_three_lines(void **state)
{
	char *text;

	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(0, 1200000);
	text = text_of(CASE_AT(0, 60), CASE_AT(0, 120), false);
	assert_string_equal(
		text, "No footage seen leaving, and all that was sent is counted: Front door "
		      "(" ROOM_MAC "), Monday 8 March 2021 09:01:00 to 09:02:00 UTC.\n"
		      "At most 1.2 MB left: no more than 20 s of video at 500 kbit/s, or 150 "
		      "still pictures of 8 kB.\n"
		      "Basis: all that passed the computer that watched; 500 kbit/s is the "
		      "lowest assumed for an unknown camera. --details says how it was found, "
		      "and what it can't show.\n");
	free(text);
	text = text_of(CASE_AT(0, 60), CASE_AT(0, 120), true);
	assert_null(strstr(text, "--details")); /* which were asked for */
	free(text);
	details(CASE_AT(0, 60), CASE_AT(0, 120), "- yes: the clock was not set.");
	details(CASE_AT(0, 60), CASE_AT(0, 120),
		"At most 1200000 bytes left. 1200000 bytes are counted in 1 record of the history "
		"that covers the time.");
	details(CASE_AT(0, 60), CASE_AT(0, 120), "- What takes another way out: a mobile network");
}

static void not_a_byte_is_said_so(void **state)
{
	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	hour(0, 10);
	hour(1, 0);
	hour(2, 10);
	says(CASE_AT(1, 0), CASE_AT(2, 0),
	     "\nNot one byte of it left the home.\nBasis: all that passed the computer that "
	     "watched. --details");
	says(CASE_AT(0, 0), CASE_AT(1, 0), ", too little for a still picture of 8 kB.");
}

static void footage_that_left_is_listed(void **state)
{
	struct event clip = case_clip(CASE_AT(0, 10), CASE_AT(0, 20), 500000);

	(void)state;
	case_run(&kept, CASE_AT(0, 0), 0);
	case_add(&kept, &clip, CASE_AT(0, 30));
	hour(0, 1200000);
	says(CASE_AT(0, 0), CASE_AT(1, 0),
	     "Footage left the home: Front door (" ROOM_MAC "), Monday 8 March 2021 09:00:00 "
	     "to 10:00:00 UTC: 1 upload, 0.5 MB in all.");
	says(CASE_AT(0, 0), CASE_AT(1, 0), "09:00 Front door sent a clip to Blink (Amazon)");
}

static void what_cannot_be_told_is_said_so(void **state)
{
	struct event gap = case_gap(CASE_AT(2, 0), CASE_AT(2, 100), CAUSE_CARD_DROPPED);

	(void)state;
	case_quiet(&kept);
	case_add(&kept, &gap, CASE_AT(5, 0));
	says(CASE_AT(2, 0), CASE_AT(3, 0), "Can't say whether footage left: Front door");
	says(CASE_AT(2, 0), CASE_AT(3, 0),
	     "None was seen leaving, which proves nothing here.\n"
	     "1 of 8 checks failed; --details lists all.\n- NO: ");
	says(CASE_AT(2, 0), CASE_AT(3, 0),
	     "- NO: Monday 8 March 2021 11:00:00 to 11:01:40 UTC, the network card");
}

static void what_went_on_inside_the_home_is_not_known_any_further(void **state)
{
	struct event local;

	(void)state;
	case_quiet(&kept);
	events_local(&local);
	local.upload.start_ns = CASE_AT(2, 0);
	local.upload.end_ns = CASE_AT(2, 60);
	local.upload.bytes_up = 1216000;
	case_add(&kept, &local, CASE_AT(5, 0));
	details(CASE_AT(2, 0), CASE_AT(3, 0),
		"- Where what the camera streamed inside the home in this time went from there: "
		"1.2 "
		"MB.");
}

static void a_camera_without_a_hardware_address_may_have_others(void **state)
{
	struct attest_proof proof = {0};
	struct attest attest = {.order.proof = &proof};
	char room[ATTEST_DETAIL];

	(void)state;
	assert_non_null(strstr(statement_limit(&attest, 3, room), "no hardware addresses"));
	attest.camera.mac = ROOM_MAC;
	assert_null(strstr(statement_limit(&attest, 3, room), "no hardware addresses"));
}

static void what_is_not_counted_yet_is_told_apart_from_what_never_was(void **state)
{
	struct event later = case_hour(6, 1000);

	(void)state;
	case_quiet(&kept);
	says(CASE_AT(4, 0), CASE_AT(5, 1800), "; counts are written at each full hour and when");
	case_add(&kept, &later, later.traffic.to_ns);
	says(CASE_AT(4, 0), CASE_AT(6, 1800), ": it was not known as a camera, or nothing of");
}

static void the_head_and_the_key_stand_at_the_end(void **state)
{
	(void)state;
	case_quiet(&kept);
	details(CASE_AT(2, 0), CASE_AT(3, 0), "Head: 6:");
	details(CASE_AT(2, 0), CASE_AT(3, 0), "Key:  ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(that_nothing_left_is_said_with_its_bound_and_its_basis_in_three_lines),
		TEST(not_a_byte_is_said_so),
		TEST(footage_that_left_is_listed),
		TEST(what_cannot_be_told_is_said_so),
		TEST(what_went_on_inside_the_home_is_not_known_any_further),
		TEST(a_camera_without_a_hardware_address_may_have_others),
		TEST(what_is_not_counted_yet_is_told_apart_from_what_never_was),
		TEST(the_head_and_the_key_stand_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
