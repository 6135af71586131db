// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "support_rules.h"

void told_add(void *context, const char *file, unsigned line, const char *what, const char *cure)
{
	struct told *told = context;
	size_t used = strlen(told->text), room = sizeof(told->text) - used;

	told->count++;
	if (line)
		snprintf(&told->text[used], room, "%s:%u: %s%s%s\n", file, line, what,
			 cure ? ": " : "", cure ? cure : "");
	else
		snprintf(&told->text[used], room, "%s: %s%s%s\n", file, what, cure ? ": " : "",
			 cure ? cure : "");
}

int rules_of(const char *text, struct told *told, struct rules **out)
{
	struct rules_text file = {"a.yaml", text, strlen(text)};

	return rules_load_texts(&file, 1, told_add, told, out);
}

struct rules *good_rules(const char *a, const char *b)
{
	struct rules_text files[] = {{"a.yaml", a, strlen(a)}, {"b.yaml", b, b ? strlen(b) : 0}};
	struct told told = {0};
	struct rules *rules = NULL;
	int err = rules_load_texts(files, b ? 2 : 1, told_add, &told, &rules);

	assert_string_equal(told.text, "");
	assert_int_equal(err, 0);
	return rules;
}
