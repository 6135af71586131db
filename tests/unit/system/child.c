// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/child.h"

static int status_of(pid_t child)
{
	int status = 0;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void nothing_is_open_but_the_line(void **state)
{
	int ends[2], extra = open("/dev/null", O_RDONLY);
	pid_t child;
	char byte;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	child = fork();
	if (!child) {
		bool well = child_hold(ends[1], 3) && fcntl(extra, F_GETFD) < 0 &&
			    fcntl(ends[0], F_GETFD) < 0 && fcntl(2, F_GETFD) >= 0;

		_exit(well && write(0, "x", 1) == 1 ? 0 : 1);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(status_of(child), 0);
	close(ends[0]);
	close(ends[1]);
	close(extra);
}

static void what_is_no_descriptor_cannot_be_held(void **state)
{
	(void)state;
	assert_false(child_hold(-1, 3));
}

static void it_outlives_the_signals_that_end_the_daemon(void **state)
{
	pid_t child = fork();

	(void)state;
	if (!child) {
		child_outlive();
		raise(SIGTERM);
		raise(SIGINT);
		raise(SIGHUP);
		_exit(getsid(0) == getpid() ? 0 : 1);
	}
	assert_int_equal(status_of(child), 0);
}

/* What `script` ends with, run as a program of the owner's whose input is that. */
static int ends_with(const char *path, const char *script, int input)
{
	const char *const words[] = {path, "-c", script, NULL};
	pid_t child = fork();

	if (!child)
		child_program(words, input);
	return status_of(child);
}

static void a_program_of_the_owner_has_its_input_and_nothing_else(void **state)
{
	int ends[2], extra = fcntl(2, F_DUPFD, 9);
	char script[160];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "line\n", 5), 5);
	close(ends[1]);
	snprintf(script, sizeof(script),
		 "read -r line && [ \"$line\" = line ] && [ -z \"$HOME\" ] && "
		 "[ ! -e /proc/self/fd/%d ] && exit 7",
		 extra);
	assert_int_equal(ends_with("/bin/sh", script, ends[0]), 7);
	close(ends[0]);
	close(extra);
}

static void a_program_that_is_not_there_is_told_by_its_status(void **state)
{
	(void)state;
	assert_int_equal(ends_with("/nonexistent/program", "", 0), CHILD_NOT_RUN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_open_but_the_line),
		cmocka_unit_test(what_is_no_descriptor_cannot_be_held),
		cmocka_unit_test(it_outlives_the_signals_that_end_the_daemon),
		cmocka_unit_test(a_program_of_the_owner_has_its_input_and_nothing_else),
		cmocka_unit_test(a_program_that_is_not_there_is_told_by_its_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
