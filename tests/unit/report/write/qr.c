/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/qr.h"

/* That a decoder reads it is held by tests/report-page.bats. */

static int write(const char *text, const char *label, char **out)
{
	size_t length;
	FILE *file = open_memstream(out, &length);
	int err;

	assert_non_null(file);
	err = qr_write(file, text, label);
	assert_int_equal(fclose(file), 0);
	return err;
}

/* A code of version 1 has 21 modules a side, and 4 of white around; its corner is seven wide. */
static void a_short_text_is_the_smallest_code_with_white_around_it(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(write("a", "What it is", &text), 0);
	assert_non_null(strstr(text, "viewBox=\"0 0 29 29\""));
	assert_non_null(strstr(text, "aria-label=\"What it is\""));
	assert_non_null(strstr(text, "d=\"M0 0h29v29h-29z\""));
	assert_non_null(strstr(text, "d=\"M4 4h7v1h-7z"));
	assert_non_null(strstr(text, "M18 4h7v1h-7z"));
	free(text);
}

static void what_stands_in_the_label_is_no_markup(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(write("a", "\"><script>", &text), 0);
	assert_non_null(strstr(text, "&quot;&gt;&lt;script&gt;"));
	free(text);
}

static void what_no_code_holds_writes_nothing(void **state)
{
	char *text, *most = calloc(1, 4000);

	(void)state;
	assert_non_null(most);
	memset(most, 'a', 3999);
	assert_int_equal(write(most, "", &text), -E2BIG);
	assert_string_equal(text, "");
	free(text);
	free(most);
	assert_int_equal(write("", "", &text), -EINVAL);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_text_is_the_smallest_code_with_white_around_it),
		cmocka_unit_test(what_stands_in_the_label_is_no_markup),
		cmocka_unit_test(what_no_code_holds_writes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
