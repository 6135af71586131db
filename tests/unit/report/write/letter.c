/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/support_golden.h"

/* Why each golden file is as it is stands in tests/golden/report/README.md. */

static void compare(const char *name, const char *from, const char *to, bool request)
{
	struct lines lines = {0};
	struct rules *rules;
	struct report *report = golden_report(&lines, &rules, from, to, request);

	golden_compare(name, lines_text(report));
	report_destroy(report);
	rules_destroy(rules);
	lines_clear(&lines);
}

static void a_day_is_told_in_sentences(void **state)
{
	(void)state;
	compare("day.txt", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", false);
}

static void a_requested_time_is_answered(void **state)
{
	(void)state;
	compare("request.txt", "2026-03-02T19:45:00Z", "2026-03-02T19:50:00Z", true);
}

static void a_silent_day_is_no_proof(void **state)
{
	(void)state;
	compare("silent.txt", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_told_in_sentences),
		cmocka_unit_test(a_requested_time_is_answered),
		cmocka_unit_test(a_silent_day_is_no_proof),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
