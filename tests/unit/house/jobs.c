// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/stop.h"
#include "house/jobs.h"
#include "house/resume.h"

/* Writes more the lower its number, and ends later. */
static int write_piece(void *context, size_t index, FILE *file)
{
	const int *statuses = context;

	usleep((useconds_t)(10 - index) * 3000);
	for (size_t i = 0; i < 3000 * (10 - index); i++)
		fprintf(file, "piece %zu line %zu\n", index, i);
	return statuses ? statuses[index] : 0;
}

static int die(void *context, size_t index, FILE *file)
{
	(void)context;
	fprintf(file, "piece %zu\n", index);
	if (index == 1)
		abort();
	return 0;
}

static char *run(size_t count, size_t jobs, job_fn *piece, void *context, int *status)
{
	char *text = NULL;
	size_t size = 0, written;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	*status = jobs_run(
		&(struct jobs_order){
			.count = count, .jobs = jobs, .run = piece, .context = context},
		out, &written);
	fclose(out);
	return text;
}

static void side_by_side_writes_byte_for_byte_what_one_after_the_other_does(void **state)
{
	int status;
	char *one = run(10, 1, write_piece, NULL, &status), *many;

	(void)state;
	assert_int_equal(status, 0);
	for (size_t jobs = 2; jobs <= 16; jobs += 7) {
		many = run(10, jobs, write_piece, NULL, &status);
		assert_int_equal(status, 0);
		assert_string_equal(many, one);
		free(many);
	}
	free(one);
}

static void the_worst_status_is_returned(void **state)
{
	int statuses[10] = {0, 0, 0, 3, 0, 0, 2}, status;

	(void)state;
	for (int jobs = 1; jobs <= 4; jobs += 3) {
		statuses[1] = 0;
		free(run(10, (size_t)jobs, write_piece, statuses, &status));
		assert_int_equal(status, 3);
		statuses[1] = 1; /* what could not be done outranks every answer */
		free(run(10, (size_t)jobs, write_piece, statuses, &status));
		assert_int_equal(status, 1);
	}
}

static void a_piece_that_dies_fails_the_run_and_not_the_others(void **state)
{
	int status;
	char *text = run(4, 2, die, NULL, &status);

	(void)state;
	assert_true(status > 0);
	assert_non_null(strstr(text, "piece 0\n"));
	assert_non_null(strstr(text, "piece 2\n"));
	assert_non_null(strstr(text, "piece 3\n"));
	free(text);
}

static int nothing(void *context, size_t index, FILE *file)
{
	(void)context;
	return fprintf(file, "%zu", index) < 0;
}

/* The third asks for a stop, as Ctrl-C would; those beside it hear of it. */
static int stop_at_two(void *context, size_t index, FILE *file)
{
	(void)context;
	if (index == 2)
		kill(getppid(), SIGTERM);
	for (int i = 0; index >= 2 && i < 1000; i++) {
		if (stop_asked())
			return JOBS_STOPPED;
		usleep(10000);
	}
	return fprintf(file, "%zu", index) < 0;
}

static void a_stop_ends_it_behind_a_whole_piece(void **state)
{
	struct jobs_order order = {.count = 9, .jobs = 3, .run = stop_at_two};
	size_t size = 0, written = 9;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	assert_int_equal(jobs_run(&order, out, &written), JOBS_STOPPED);
	fclose(out);
	assert_int_equal(written, 2);
	assert_string_equal(text, "01");
	free(text);
}

static void one_after_the_other_ends_behind_a_whole_piece_too(void **state)
{
	struct jobs_order order = {.count = 3, .jobs = 1, .run = nothing};
	FILE *out = tmpfile();
	size_t written = 9;
	sigset_t before;

	(void)state;
	assert_non_null(out);
	stop_hold(&before);
	raise(SIGINT);
	assert_int_equal(jobs_run(&order, out, &written), JOBS_STOPPED);
	stop_let_go(&before);
	assert_int_equal(written, 0);
	fclose(out);
}

/* What was done is taken as it is: a piece that is run all the same would write otherwise. */
static int counted(void *context, size_t index, FILE *file)
{
	(void)context;
	return fprintf(file, "%zu at %d\n", index, (int)getpid()) < 0 ? 1 : index == 1 ? 1 : 0;
}

static void what_was_done_before_is_not_done_again(void **state)
{
	char path[] = "/tmp/lenswatch-jobs-XXXXXX", error[RESUME_ERROR], *text[2] = {0};
	struct resume_key keys[3] = {{{1}}, {{2}}, {{3}}};
	struct jobs_order order = {.count = 3, .jobs = 1, .run = counted};
	size_t size, written;

	(void)state;
	close(mkstemp(path));
	for (int i = 0; i < 2; i++) {
		FILE *out = open_memstream(&text[i], &size);

		assert_int_equal(resume_open(path, keys, 3, &order.resume, error), 0);
		assert_int_equal(jobs_run(&order, out, &written), 1);
		assert_int_equal(written, 3);
		resume_close(order.resume);
		fclose(out);
	}
	/* The second could not be done, and is tried again. */
	assert_memory_equal(text[0], text[1], strcspn(text[0], "\n"));
	assert_string_equal(strstr(text[0], "2 at"), strstr(text[1], "2 at"));
	assert_string_not_equal(text[0], text[1]);
	free(text[0]);
	free(text[1]);
	unlink(path);
}

static void no_pieces_are_no_work(void **state)
{
	int status;
	char *text = run(0, 4, nothing, NULL, &status);

	(void)state;
	assert_int_equal(status, 0);
	assert_string_equal(text, "");
	free(text);
}

/* Some parents ignore SIGCHLD, and a program inherits that: then nobody can be waited for. */
static void a_parent_that_ignores_its_children_changes_nothing(void **state)
{
	int status;
	char *text;

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	alarm(20);
	text = run(3, 2, nothing, NULL, &status);
	alarm(0);
	signal(SIGCHLD, SIG_DFL);
	assert_int_equal(status, 0);
	assert_string_equal(text, "012");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(side_by_side_writes_byte_for_byte_what_one_after_the_other_does),
		cmocka_unit_test(the_worst_status_is_returned),
		cmocka_unit_test(a_piece_that_dies_fails_the_run_and_not_the_others),
		cmocka_unit_test(a_stop_ends_it_behind_a_whole_piece),
		cmocka_unit_test(one_after_the_other_ends_behind_a_whole_piece_too),
		cmocka_unit_test(what_was_done_before_is_not_done_again),
		cmocka_unit_test(no_pieces_are_no_work),
		cmocka_unit_test(a_parent_that_ignores_its_children_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
