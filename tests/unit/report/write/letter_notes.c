// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/support_lines.h"

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-03T00:00:00Z"
#define AFTER "2026-03-04T00:00:00Z"
#define NOON_US UINT64_C(1772452800000000) /* 2026-03-02T12:00:00Z */
#define CAMERA "f4:b8:5e:35:67:b0"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	lines.written_us = 0;
	return 0;
}

static void note(const char *text)
{
	lines.written_us = NOON_US;
	lines_add(&lines, text);
}

/* A note that has no time of its own is of when it was written, which these lines cannot say. */
#define AT_NOON "\"start\":\"2026-03-02T12:00:00.000000Z\",\"end\":\"2026-03-02T12:00:00.000000Z\","

static void says(const char *camera, const char *text, bool so)
{
	struct report *report = lines_report(&lines, FROM, TO, AFTER, NULL);
	char *told;

	report->order.camera = camera;
	told = lines_text(report);
	lines_said(told, text, so);
	free(told);
	report_destroy(report);
}

static void a_run_without_an_end_and_a_clock_set_back_are_breaks(void **state)
{
	(void)state;
	note("{\"type\":\"restart\",\"schema\":1,\"start\":\"2026-03-02T09:30:00.000000Z\","
	     "\"end\":\"2026-03-02T12:00:00.000000Z\",\"reason\":\"the run before has no end\"}");
	note("{\"type\":\"clock\",\"schema\":1,\"start\":\"2026-03-02T11:00:00.000000Z\","
	     "\"end\":\"2026-03-02T13:00:00.000000Z\",\"reason\":\"the clock was set back\"}");
	says(NULL,
	     "- Monday 2 March 2026 12:00: Lenswatch was started again after a run without an end "
	     "(a power cut, or it was killed), which last wrote on Monday 2 March 2026 09:30.",
	     true);
	says(NULL, "the clock of the machine that watches had been set back by 2 h", true);
	says(NULL, "no gap was noticed", false);
	says(NULL, "What was changed", false);
}

static void changes_are_told_in_words(void **state)
{
	(void)state;
	note("{\"type\":\"change\",\"schema\":1," AT_NOON
	     "\"changes\":[{\"what\":\"lenswatch\",\"from\":\"0.1.0\",\"to\":\"0.2.0\"},"
	     "{\"what\":\"rules\",\"from\":\"aa\",\"to\":\"bb\"},"
	     "{\"what\":\"geo\",\"from\":null,\"to\":\"2022-10-29\"},"
	     "{\"what\":\"options\",\"from\":\"--camera x=Hall\",\"to\":\"\"},"
	     "{\"what\":\"of a later Lenswatch\",\"from\":\"\",\"to\":\"\"}]}");
	says(NULL, "What was changed", true);
	says(NULL,
	     "- Monday 2 March 2026 12:00: another Lenswatch ran than before (before: 0.1.0, "
	     "since: "
	     "0.2.0).",
	     true);
	says(NULL, "12:00: the rules were changed", true);
	says(NULL, "exchanged (before: none, since: 2022-10-29)", true);
	says(NULL, "12:00: the options of Lenswatch were changed.", true);
	says(NULL, "Hall", false); /* who is named in options is no reader's business */
}

static void what_the_owner_said_is_told_of_the_cameras_of_the_report(void **state)
{
	(void)state;
	lines_upload(&lines, &lines_clip);
	note("{\"type\":\"owner\",\"schema\":1," AT_NOON "\"camera\":{\"mac\":\"" CAMERA
	     "\",\"ip\":null,\"name\":\"Front door\"},\"said\":\"camera\"}");
	note("{\"type\":\"owner\",\"schema\":1," AT_NOON
	     "\"address\":\"10.1.2.3\",\"name\":\"Shed\",\"said\":\"camera\"}");
	note("{\"type\":\"owner\",\"schema\":1," AT_NOON
	     "\"address\":\"10.1.2.4\",\"name\":null,\"said\":\"not\"}");
	says(NULL, "12:00: the owner said that Front door is a camera.", true);
	says(NULL, "12:00: the owner said that 10.1.2.3 is a camera and called it Shed.", true);
	says(NULL, "12:00: the owner said that 10.1.2.4 is no camera.", true);
	says("Front door", "the owner said that Front door", true);
	says("Front door", "10.1.2.", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_run_without_an_end_and_a_clock_set_back_are_breaks,
					  clear),
		cmocka_unit_test_teardown(changes_are_told_in_words, clear),
		cmocka_unit_test_teardown(what_the_owner_said_is_told_of_the_cameras_of_the_report,
					  clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
