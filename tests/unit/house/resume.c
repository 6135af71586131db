// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/support_capture.h"
#include "house/resume.h"

struct kept {
	char folder[64], path[128], error[RESUME_ERROR];
	struct resume *resume;
};

static const struct resume_key keys[] = {{{7}}, {{3}}, {{5}}};

static void kept_open(struct kept *k)
{
	assert_int_equal(resume_open(k->path, keys, 3, &k->resume, k->error), 0);
}

static int open_kept(void **state)
{
	struct kept *k = calloc(1, sizeof(*k));

	if (!k)
		return -1;
	*state = k;
	folder_begin(k->folder);
	snprintf(k->path, sizeof(k->path), "%s/state", k->folder);
	return 0;
}

static int close_kept(void **state)
{
	struct kept *k = *state;

	resume_close(k->resume);
	folder_end(k->folder);
	free(k);
	return 0;
}

static void keep(struct kept *k, size_t index, int status, const char *text)
{
	FILE *from = tmpfile();

	assert_non_null(from);
	fputs(text, from);
	assert_int_equal(resume_keep(k->resume, index, status, from), 0);
	fclose(from);
}

static void copied(struct kept *k, size_t index, const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	assert_int_equal(resume_copy(k->resume, index, to), 0);
	fclose(to);
	assert_string_equal(text, expected);
	free(text);
}

static void what_is_kept_is_there_at_once_and_when_opened_again(void **state)
{
	struct kept *k = *state;

	kept_open(k);
	assert_int_equal(resume_status(k->resume, 1), -1);
	keep(k, 1, 3, "second\n");
	keep(k, 0, 0, "");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(resume_status(k->resume, 0), 0);
		assert_int_equal(resume_status(k->resume, 1), 3);
		assert_int_equal(resume_status(k->resume, 2), -1);
		copied(k, 1, "second\n");
		copied(k, 0, "");
		resume_close(k->resume);
		k->resume = NULL;
		kept_open(k);
	}
	keep(k, 2, 0, "third\n");
	copied(k, 2, "third\n");
	copied(k, 1, "second\n");
}

static size_t load(const char *path, char *bytes, size_t room)
{
	FILE *file = fopen(path, "r");
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, room, file);
	fclose(file);
	return size;
}

/* Wherever a power cut ended it: what is whole is taken, and the rest done again. */
static void cut_anywhere_it_gives_what_is_whole(void **state)
{
	struct kept *k = *state;
	char bytes[512];
	size_t first, size;

	kept_open(k);
	keep(k, 0, 0, "first");
	first = load(k->path, bytes, sizeof(bytes));
	keep(k, 1, 0, "second");
	size = load(k->path, bytes, sizeof(bytes));
	while (size-- > 0) {
		FILE *file = fopen(k->path, "w");

		assert_non_null(file);
		assert_int_equal(fwrite(bytes, 1, size, file), size);
		fclose(file);
		resume_close(k->resume);
		k->resume = NULL;
		kept_open(k);
		assert_int_equal(resume_status(k->resume, 0), size >= first ? 0 : -1);
		assert_int_equal(resume_status(k->resume, 1), -1);
	}
}

struct killing {
	uint64_t size, at;
};

static ssize_t killing_read(void *cookie, char *to, size_t size)
{
	struct killing *killing = cookie;

	if (killing->at >= killing->size / 2)
		_exit(0);
	memset(to, 'x', size);
	killing->at += size;
	return (ssize_t)size;
}

static int killing_seek(void *cookie, off64_t *at, int from)
{
	struct killing *killing = cookie;

	killing->at = from == SEEK_END ? killing->size : from == SEEK_CUR ? killing->at : 0;
	*at = (off64_t)killing->at;
	return 0;
}

/* Killed while it kept the very first. */
static void begun_and_no_more_it_is_a_state_all_the_same(void **state)
{
	const cookie_io_functions_t calls = {.read = killing_read, .seek = killing_seek};
	struct killing killing = {.size = 1000000};
	struct kept *k = *state;
	struct stat after;
	pid_t child = fork();
	int how = -1;

	assert_true(child >= 0);
	if (!child) {
		FILE *from = fopencookie(&killing, "r", calls);

		if (from && resume_open(k->path, keys, 3, &k->resume, k->error) == 0)
			(void)resume_keep(k->resume, 0, 0, from);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_int_equal(how, 0);
	assert_int_equal(stat(k->path, &after), 0);
	assert_true(after.st_size > 0);
	kept_open(k);
	assert_int_equal(resume_status(k->resume, 0), -1);
	keep(k, 0, 0, "first");
	copied(k, 0, "first");
}

static void a_byte_that_changed_is_not_passed_on(void **state)
{
	struct kept *k = *state;
	FILE *file;

	kept_open(k);
	keep(k, 0, 0, "first");
	resume_close(k->resume);
	k->resume = NULL;
	file = fopen(k->path, "r+");
	assert_non_null(file);
	fseek(file, -2, SEEK_END);
	fputc('S', file);
	fclose(file);
	kept_open(k);
	assert_int_equal(resume_status(k->resume, 0), -1);
}

static void what_is_no_state_is_left_alone(void **state)
{
	struct kept *k = *state;
	struct bytes other = {.size = 9, .data = "my thesis"};
	char path[128];
	struct stat after;

	folder_write(k->folder, "thesis", &other, path);
	assert_int_equal(resume_open(path, keys, 3, &k->resume, k->error), -EINVAL);
	assert_non_null(strstr(k->error, "is no state"));
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(after.st_size, 9);
}

static void what_cannot_be_opened_is_told_by_its_option(void **state)
{
	struct kept *k = *state;

	assert_int_equal(resume_open(k->folder, keys, 3, &k->resume, k->error), -EISDIR);
	assert_non_null(strstr(k->error, ": cannot be used for --resume: Is a directory"));
}

static void two_do_not_write_one_state(void **state)
{
	struct kept *k = *state;
	struct resume *second = NULL;

	kept_open(k);
	assert_int_equal(resume_open(k->path, keys, 3, &second, k->error), -EBUSY);
	assert_null(second);
}

#define WITH_KEPT(test) cmocka_unit_test_setup_teardown(test, open_kept, close_kept)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KEPT(what_is_kept_is_there_at_once_and_when_opened_again),
		WITH_KEPT(cut_anywhere_it_gives_what_is_whole),
		WITH_KEPT(begun_and_no_more_it_is_a_state_all_the_same),
		WITH_KEPT(a_byte_that_changed_is_not_passed_on),
		WITH_KEPT(what_is_no_state_is_left_alone),
		WITH_KEPT(what_cannot_be_opened_is_told_by_its_option),
		WITH_KEPT(two_do_not_write_one_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
