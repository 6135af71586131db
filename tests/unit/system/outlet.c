// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "system/outlet.h"

static char folder[] = "/tmp/lenswatch-outlet-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static const char *holds(const char *name)
{
	static char text[64];
	FILE *file = fopen(in_folder(name), "re");
	size_t length = file ? fread(text, 1, sizeof(text) - 1, file) : 0;

	if (!file)
		return NULL;
	fclose(file);
	text[length] = '\0';
	return text;
}

/* Says it into the file, which is put in its place or not. */
static void say(const char *name, const char *text, bool whole)
{
	struct outlet answer = {0};
	int kept;

	fflush(stdout);
	kept = dup(STDOUT_FILENO);
	assert_int_equal(outlet_to_file(&answer, in_folder(name)), 0);
	fputs(text, stdout);
	fflush(stdout);
	assert_int_equal(outlet_end(&answer, whole), 0);
	dup2(kept, STDOUT_FILENO);
	close(kept);
}

static void a_file_appears_once_it_is_whole(void **state)
{
	struct outlet answer = {0};
	int kept;

	(void)state;
	fflush(stdout);
	kept = dup(STDOUT_FILENO);
	assert_int_equal(outlet_to_file(&answer, in_folder("late")), 0);
	fputs("half", stdout);
	fflush(stdout);
	assert_null(holds("late"));
	assert_int_equal(outlet_end(&answer, true), 0);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_string_equal(holds("late"), "half");
}

static unsigned files_in_folder(void)
{
	DIR *directory = opendir(folder);
	unsigned count = 0;

	assert_non_null(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count - 2; /* itself and the one above */
}

/* By Ctrl-C, as by anything that ends the process. */
static void what_breaks_off_leaves_nothing_behind(void **state)
{
	unsigned before = files_in_folder();
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		struct outlet answer = {0};

		if (outlet_to_file(&answer, in_folder("broken")) != 0)
			_exit(1);
		fputs("half", stdout);
		fflush(stdout);
		signal(SIGINT, SIG_DFL);
		raise(SIGINT);
		_exit(2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(files_in_folder(), before);
}

static void what_was_there_stays_where_the_new_is_not_whole(void **state)
{
	(void)state;
	say("kept", "old", true);
	say("kept", "new", false);
	assert_string_equal(holds("kept"), "old");
	say("kept", "new", true);
	assert_string_equal(holds("kept"), "new");
	assert_null(holds("none"));
	say("none", "half", false);
	assert_null(holds("none"));
}

static void a_link_stays_one_and_others_may_read_what_they_could(void **state)
{
	struct stat status;
	char target[128];

	(void)state;
	umask(0022);
	say("target", "old", true);
	snprintf(target, sizeof(target), "%s", in_folder("target"));
	assert_int_equal(symlink(target, in_folder("link")), 0);
	say("link", "new", true);
	assert_string_equal(holds("target"), "new");
	assert_int_equal(lstat(in_folder("link"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(target, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
}

static void what_cannot_be_written_is_told(void **state)
{
	struct outlet answer = {0};

	(void)state;
	assert_true(outlet_to_file(&answer, "/nonexistent/file") < 0);
	assert_int_equal(outlet_end(&answer, true), 0);
}

static void colours_are_for_terminals_and_those_who_want_them(void **state)
{
	int kept, null = open("/dev/null", O_WRONLY);
	bool plain, paged, refused;

	(void)state;
	assert_true(null >= 0);
	fflush(stdout);
	kept = dup(STDOUT_FILENO);
	dup2(null, STDOUT_FILENO); /* whoever runs this may sit at a terminal */
	plain = outlet_in_colour();
	setenv("LENSWATCH_PAGED", "1", 1);
	paged = outlet_in_colour();
	setenv("NO_COLOR", "1", 1);
	refused = outlet_in_colour();
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(null);
	assert_false(plain);
	assert_true(paged);
	assert_false(refused);
	unsetenv("LENSWATCH_PAGED");
	unsetenv("NO_COLOR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_appears_once_it_is_whole),
		cmocka_unit_test(what_breaks_off_leaves_nothing_behind),
		cmocka_unit_test(what_was_there_stays_where_the_new_is_not_whole),
		cmocka_unit_test(a_link_stays_one_and_others_may_read_what_they_could),
		cmocka_unit_test(what_cannot_be_written_is_told),
		cmocka_unit_test(colours_are_for_terminals_and_those_who_want_them),
	};
	int result;

	if (!mkdtemp(folder))
		return 1;
	result = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(in_folder("late"));
	unlink(in_folder("kept"));
	unlink(in_folder("link"));
	unlink(in_folder("target"));
	return rmdir(folder) == 0 ? result : 1;
}
