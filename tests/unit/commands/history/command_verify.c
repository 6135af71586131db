// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands/history/command_verify.h"
#include "ledger/support_hourly.h"
#include "base/exit.h"

static char said[8192]; /* on both outputs */

/* `lenswatch verify` in a process of its own, since it reads its options but once. */
static int verify(const char *head)
{
	char name[] = "verify", ledger[] = "--ledger", option[] = "--head", value[128] = "";
	char *argv[] = {name, ledger, hourly_room.path, head ? option : NULL, value, NULL};
	FILE *file = tmpfile();
	int status = -1;
	size_t length;
	pid_t child;

	assert_non_null(file);
	snprintf(value, sizeof(value), "%s", head ? head : "");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		dup2(fileno(file), STDOUT_FILENO);
		dup2(fileno(file), STDERR_FILENO);
		_exit(command_verify(head ? 5 : 3, argv));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	rewind(file);
	length = fread(said, 1, sizeof(said) - 1, file);
	said[length] = '\0';
	fclose(file);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void says(const char *text)
{
	if (!strstr(said, text))
		fail_msg("not said: %s\n%s", text, said);
}

static const char *head_of(size_t size)
{
	static char text[128];
	int length = snprintf(text, sizeof(text), "%zu:", size);

	sodium_bin2hex(text + length, sizeof(text) - (size_t)length, hourly_heads[size].root,
		       LEDGER_HASH);
	return text;
}

static void how_much_was_dropped_is_said(void **state)
{
	(void)state;
	assert_int_equal(verify(NULL), EXIT_DONE);
	says("as it was written: 700 records");
	assert_null(strstr(said, "dropped"));
	hourly_drop_now(10, 256);
	assert_int_equal(verify(NULL), EXIT_DONE);
	says("This history is as it was written: 445 records, from Thursday 12 March 2026 16:00 "
	     "UTC");
	says("Its 256 oldest records, up to Thursday 12 March 2026 15:00 UTC, were dropped to keep "
	     "it within its limits; it says so itself.");
	says("- What the dropped records said");
}

/* That it was not checked must not look as if it fitted. */
static void a_head_that_cannot_be_checked_any_more_is_no_success(void **state)
{
	(void)state;
	hourly_drop_now(10, 256);
	assert_int_equal(verify(head_of(300)), EXIT_DONE);
	assert_int_equal(verify(head_of(20)), EXIT_DONE); /* 19:00, the last of its day */
	assert_int_equal(verify(head_of(25)), EXIT_COULD_NOT);
	says("the head that you gave could not be checked");
	says("- Whether your head is of this history");
	room_sql(&hourly_room, "DELETE FROM record WHERE number = 257");
	assert_int_equal(verify(head_of(25)), EXIT_NO);
	says("Record 257 was removed.");
}

#define CASE(name) cmocka_unit_test_setup(name, hourly_restore)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(how_much_was_dropped_is_said),
		CASE(a_head_that_cannot_be_checked_any_more_is_no_success),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, hourly_begin, hourly_end);
}
