/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/evidence.h"
#include "report/write/plain.h"
#include "report/support_golden.h"

static struct lines lines;

static int load(void **state)
{
	(void)state;
	lines_load(&lines, "tests/golden/report/demo.jsonl");
	return 0;
}

static int clear(void **state)
{
	(void)state;
	lines_clear(&lines);
	return 0;
}

static int look(const char *name, struct found *found, char error[LEDGER_ERROR])
{
	struct records source = lines_source(&lines);

	return found_look(&source, name, found, error);
}

static char *explained(const char *name)
{
	struct records source = lines_source(&lines);
	struct outline outline = {0};
	struct found found = {0};
	char *text = NULL, error[LEDGER_ERROR];
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_int_equal(look(name, &found, error), 0);
	assert_int_equal(evidence_write(&found, &source, &outline), 0);
	plain_write(&outline, false, file);
	assert_int_equal(fclose(file), 0);
	outline_clear(&outline);
	found_clear(&found);
	return text;
}

static void every_signal_stands_with_its_threshold_and_rule(void **state)
{
	(void)state;
	golden_compare("explain.txt", explained("34f0"));
}

static void a_gap_in_its_time_is_told(void **state)
{
	char *text;

	(void)state;
	lines_add(&lines, "{\"type\":\"gap\",\"schema\":1,\"capture\":null,"
			  "\"from\":\"2026-03-02T19:41:42.000000Z\","
			  "\"to\":\"2026-03-02T19:41:43.000000Z\",\"packets\":7,"
			  "\"reason\":\"the cat sat on it\",\"camera\":null}");
	text = explained("34f0fd4c2ae9d17a");
	assert_non_null(strstr(text, "At 19:41 not all is known: the cat sat on it (7 packets)."));
	free(text);
}

static void a_camera_that_nobody_named_stands_by_its_mac_alone(void **state)
{
	struct lines_upload unnamed = lines_clip;
	char *text;

	(void)state;
	unnamed.id = "aaaa000000000001";
	unnamed.name = NULL;
	lines_upload(&lines, &unnamed);
	text = explained("aaaa");
	lines_said(text, "\nf4:b8:5e:35:67:b0 is a Blink camera (certain)", true);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_signal_stands_with_its_threshold_and_rule,
						load, clear),
		cmocka_unit_test_setup_teardown(a_gap_in_its_time_is_told, load, clear),
		cmocka_unit_test_setup_teardown(a_camera_that_nobody_named_stands_by_its_mac_alone,
						load, clear),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
