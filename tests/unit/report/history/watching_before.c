/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
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
	struct report *report = lines_report(&lines, FROM, TO, now, NULL);
	char *text = lines_text(report);

	if (!strstr(text, what) == wanted)
		fail_msg("%s: %s\n%s", wanted ? "not said" : "said", what, text);
	free(text);
	report_destroy(report);
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
	says(TO, "Monday 2 March 2026: Lenswatch was not watching.", true);
}

static void that_a_run_wrote_nothing_for_months_is_not_known_to_have_gone_on(void **state)
{
	(void)state;
	known("2025-01-01T00:00:00", "null");
	says(TO, "Monday 2 March 2026: the record does not show whether", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			a_run_begun_long_ago_goes_on_where_it_wrote_before_and_after, clear),
		cmocka_unit_test_teardown(a_long_run_that_ended_before_is_over, clear),
		cmocka_unit_test_teardown(
			that_a_run_wrote_nothing_for_months_is_not_known_to_have_gone_on, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
