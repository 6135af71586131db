// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "watch/starts.h"

static char path[64];

/*
 * A start that failed, in a child: 0 where it ended by itself within a second, else the signal
 * after which it did, or -1: it died of it, as no first process of a namespace does.
 */
static int start_that_fails(int number)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		signal(SIGHUP, SIG_IGN); /* as a loop that has taken it over */
		starts_failed();
		_exit(0);
	}
	for (int i = 0; i < 100; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
		usleep(10000);
	}
	kill(child, number);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? -1 : number;
}

/* What is told while it starts is still there at the end of a start that fails. */
static int start_that_is_told(int number)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		starts_hold();
		raise(number);
		starts_failed();
		_exit(0);
	}
	for (int i = 0; i < 100 && waitpid(child, &status, WNOHANG) != child; i++)
		usleep(10000);
	kill(child, SIGKILL);
	return status;
}

static unsigned counted(void)
{
	FILE *file = fopen(path, "r");
	unsigned count = 0;

	if (!file)
		return 0;
	assert_int_equal(fscanf(file, "%u", &count), 1);
	fclose(file);
	return count;
}

static void without_a_supervisor_who_asks_for_it_nothing_waits(void **state)
{
	(void)state;
	unsetenv("LENSWATCH_STARTS");
	assert_int_equal(start_that_fails(SIGKILL), 0);
	assert_int_equal(counted(), 0);
}

static void the_first_ends_at_once_the_next_waits_until_settings_change(void **state)
{
	(void)state;
	setenv("LENSWATCH_STARTS", path, 1);
	assert_int_equal(start_that_fails(SIGKILL), 0);
	assert_int_equal(start_that_fails(SIGHUP), SIGHUP);
	assert_int_equal(start_that_fails(SIGTERM), SIGTERM);
	assert_int_equal(counted(), 3);
	assert_int_equal(start_that_is_told(SIGTERM), 0);
	assert_int_equal(start_that_is_told(SIGHUP), 0);
	assert_int_equal(counted(), 5);
}

static void one_that_succeeded_forgets_those_that_failed(void **state)
{
	(void)state;
	setenv("LENSWATCH_STARTS", path, 1);
	starts_succeeded();
	assert_int_equal(counted(), 0);
	assert_int_equal(start_that_fails(SIGKILL), 0);
	starts_succeeded();
}

/* Beside the socket that user may write whom the daemon becomes. */
static void what_another_left_in_its_place_is_not_written(void **state)
{
	char target[96];

	(void)state;
	snprintf(target, sizeof(target), "%s.target", path);
	setenv("LENSWATCH_STARTS", path, 1);
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(start_that_fails(SIGKILL), 0);
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(unlink(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_supervisor_who_asks_for_it_nothing_waits),
		cmocka_unit_test(the_first_ends_at_once_the_next_waits_until_settings_change),
		cmocka_unit_test(one_that_succeeded_forgets_those_that_failed),
		cmocka_unit_test(what_another_left_in_its_place_is_not_written),
	};

	snprintf(path, sizeof(path), "/tmp/lenswatch-starts-%ld", (long)getpid());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
