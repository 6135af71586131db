// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <unistd.h>

#include "page/task.h"

static struct tasks tasks;
static struct ev_loop *loop;
static unsigned ended, statuses[8];
static char said[64];

static unsigned work(void *told, FILE *file)
{
	const unsigned *status = told;

	fputs("what was begun", file);
	rewind(file);
	fputs("an answer", file);
	return *status;
}

static unsigned break_off(void *told, FILE *file)
{
	(void)told;
	(void)file;
	abort();
}

static void done(void *context, unsigned status, int fd)
{
	unsigned *last = context;

	*last = 1;
	statuses[ended++] = status;
	memset(said, 0, sizeof(said));
	if (fd < 0)
		return;
	assert_true(pread(fd, said, sizeof(said) - 1, 0) >= 0);
	close(fd);
}

static void run_until(unsigned count)
{
	while (ended < count)
		ev_run(loop, EVRUN_ONCE);
}

static int set_up(void **state)
{
	(void)state;
	loop = ev_default_loop(EVFLAG_AUTO);
	ended = 0;
	return loop ? 0 : -1;
}

static void what_a_process_wrote_is_handed_on_with_its_status(void **state)
{
	unsigned status = 404, last = 0;

	(void)state;
	assert_int_equal(task_begin(&tasks, loop, work, &status, done, &last), 0);
	run_until(1);
	assert_int_equal(statuses[0], 404);
	assert_string_equal(said, "an answer");
	assert_int_equal(last, 1);
}

static void one_that_breaks_off_takes_nothing_with_it(void **state)
{
	unsigned last = 0;

	(void)state;
	assert_int_equal(task_begin(&tasks, loop, break_off, NULL, done, &last), 0);
	run_until(1);
	assert_int_equal(statuses[0], 503);
	assert_string_equal(said, "");
}

static void there_are_no_more_at_once_than_told(void **state)
{
	unsigned status = 200, last = 0;

	(void)state;
	for (unsigned i = 0; i < TASK_MOST; i++)
		assert_int_equal(task_begin(&tasks, loop, work, &status, done, &last), 0);
	assert_int_equal(task_begin(&tasks, loop, work, &status, done, &last), -EAGAIN);
	run_until(TASK_MOST);
	assert_int_equal(task_begin(&tasks, loop, work, &status, done, &last), 0);
	task_end(&tasks);
	assert_int_equal(ended, TASK_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_a_process_wrote_is_handed_on_with_its_status, set_up),
		cmocka_unit_test_setup(one_that_breaks_off_takes_nothing_with_it, set_up),
		cmocka_unit_test_setup(there_are_no_more_at_once_than_told, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
