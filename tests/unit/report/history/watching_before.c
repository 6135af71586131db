/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "report/support_lines.h"

#define FROM "2026-03-02T00:00:00Z"
#define TO "2026-03-03T00:00:00Z"

static struct lines lines;

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static void says(const char *now, const char *what, bool wanted)
{
	lines_say(&lines, FROM, TO, now, what, wanted);
}

/* A camera record; `capture` as it stands in JSON. */
static void known(const char *time, const char *capture)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "{\"type\":\"camera\",\"schema\":1,\"capture\":%s,\"camera\":{\"mac\":"
		 "\"f4:b8:5e:00:00:01\",\"identified_at\":\"%s.000000Z\"}}",
		 capture, time);
	lines_add(&lines, text);
}

/* Its run record is not among what is looked at, but what it wrote shows it. */
static void a_run_begun_long_ago_goes_on_where_it_wrote_before_and_after(void **state)
{
	(void)state;
	known("2025-01-01T00:00:00", "null");
	known("2026-02-27T00:00:00", "null");
	known("2026-03-03T10:00:00", "null");
	says("2026-03-04T00:00:00Z", "Lenswatch was watching all the time", true);
}

static void a_long_run_that_ended_before_is_over(void **state)
{
	(void)state;
	known("2025-01-01T00:00:00", "null");
	known("2026-02-27T00:00:00", "null");
	lines_add(&lines, "{\"type\":\"summary\",\"schema\":1,\"capture\":null,"
			  "\"first\":\"2025-01-01T00:00:00.000000Z\","
			  "\"last\":\"2026-02-28T00:00:00.000000Z\"}");
	says(TO, "Monday 2 March 2026 (UTC): Lenswatch was not watching.", true);
}

static void that_a_run_wrote_nothing_for_months_is_not_known_to_have_gone_on(void **state)
{
	(void)state;
	known("2025-01-01T00:00:00", "null");
	says(TO, "Monday 2 March 2026 (UTC): the record does not show whether", true);
}

/* However long ago: who asks for the last week is told where to look. */
static void a_recording_of_long_ago_is_named_with_its_days(void **state)
{
	(void)state;
	lines_capture(&lines, "2025-01-01T08:00:00.000000Z", "2025-01-02T09:00:00.000000Z", "0",
		      "null");
	says(TO,
	     "The history holds Wednesday 1 January 2025 08:00 to Thursday 2 January 2025 09:00 "
	     "(UTC): ask for that time with --since 2025-01-01 --until 2025-01-02.",
	     true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			a_run_begun_long_ago_goes_on_where_it_wrote_before_and_after, clear),
		cmocka_unit_test_teardown(a_long_run_that_ended_before_is_over, clear),
		cmocka_unit_test_teardown(a_recording_of_long_ago_is_named_with_its_days, clear),
		cmocka_unit_test_teardown(
			that_a_run_wrote_nothing_for_months_is_not_known_to_have_gone_on, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
