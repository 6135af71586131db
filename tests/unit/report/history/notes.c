// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "report/history/notes.h"

static struct notes notes;

static void add(const char *kind, const char *content)
{
	struct ledger_record record = {.written = 5,
				       .kind = kind,
				       .content = content,
				       .length = content ? strlen(content) : 0};

	notes_add(&notes, &record);
}

static void what_is_a_note_is_kept_in_order(void **state)
{
	(void)state;
	add("upload", "{}");
	add("restart", "{\"reason\":\"x\"}");
	add("forgotten", "{}");
	add("owner", NULL); /* erased */
	add("owner", "no JSON");
	add("owner", "{\"said\":\"not\"}");
	assert_int_equal(notes.count, 2);
	assert_string_equal(notes.items[0].kind, "restart");
	assert_string_equal(notes.items[1].kind, "owner");
	assert_int_equal(notes.items[1].written_ns, 5000);
	notes_clear(&notes);
	assert_int_equal(notes.count, 0);
}

static void more_than_there_is_room_for_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < NOTES_MOST + 3; i++)
		add("change", "{}");
	assert_int_equal(notes.count, NOTES_MOST);
	assert_int_equal(notes.left_out, 3);
	notes_clear(&notes);
	assert_int_equal(notes.left_out, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_note_is_kept_in_order),
		cmocka_unit_test(more_than_there_is_room_for_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
