/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/write/markup.h"

static void written(const char *text, size_t length, const char *wanted)
{
	char *found = NULL;
	size_t size;
	FILE *file = open_memstream(&found, &size);

	assert_non_null(file);
	if (length)
		markup_part(file, text, length);
	else
		markup_text(file, text);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(found, wanted);
	free(found);
}

static void what_a_browser_would_read_as_markup_is_text(void **state)
{
	(void)state;
	written("<b>\"a\" & 'b'</b>", 0, "&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;");
	written("Haus im Grünen", 0, "Haus im Grünen");
}

static void what_is_not_printable_becomes_a_mark(void **state)
{
	(void)state;
	written("a\x1b[31mb", 0, "a\xef\xbf\xbd[31mb");
	written("\xff", 0, "\xef\xbf\xbd");
}

static void a_part_ends_where_told(void **state)
{
	(void)state;
	written("a<b>c", 2, "a&lt;");
	written("short", 50, "short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_browser_would_read_as_markup_is_text),
		cmocka_unit_test(what_is_not_printable_becomes_a_mark),
		cmocka_unit_test(a_part_ends_where_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
