// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "config/ask.h"
#include "ledger/ledger.h"
#include "commands/commands.h"

#define NOBODY "/nonexistent/control"

static void the_history_that_was_named_is_the_one(void **state)
{
	struct ask_keeper keeper;

	(void)state;
	assert_string_equal(ask_history("here.db", NOBODY, "/nonexistent", &keeper), "here.db");
	assert_false(keeper.usual);
}

static void where_no_daemon_answers_its_configuration_says_which(void **state)
{
	char path[] = "/tmp/lenswatch-ask-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	(void)state;
	assert_non_null(file);
	fputs("interface: br-lan\nattach: nonsense\nledger: /mnt/stick/lenswatch/ledger.db\n",
	      file);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(ask_history(NULL, NOBODY, path, NULL),
			    "/mnt/stick/lenswatch/ledger.db");
	unlink(path);
}

static void where_nobody_says_it_is_at_its_usual_place(void **state)
{
	struct ask_keeper keeper;

	(void)state;
	assert_string_equal(ask_history(NULL, NOBODY, "/nonexistent", &keeper), LEDGER_PATH);
	assert_true(keeper.usual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_history_that_was_named_is_the_one),
		cmocka_unit_test(where_no_daemon_answers_its_configuration_says_which),
		cmocka_unit_test(where_nobody_says_it_is_at_its_usual_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
