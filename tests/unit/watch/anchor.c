// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watch/anchor.h"

static char folder[64], file[96], command[96], handed[96];
static const uint8_t key[LEDGER_KEY] = {0xab};
static struct anchor *anchor;
static int told = -1, screen = -1; /* what goes to stderr meanwhile, and where it went before */

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/lenswatch-anchor-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0777), 0);
	snprintf(file, sizeof(file), "%s/heads", folder);
	snprintf(command, sizeof(command), "%s/keep", folder);
	snprintf(handed, sizeof(handed), "%s/handed", folder);
	screen = dup(2);
	told = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	assert_true(told >= 0);
	dup2(told, 2);
	return 0;
}

static int tear_down(void **state)
{
	char line[128];

	(void)state;
	anchor_finish(anchor);
	anchor = NULL;
	dup2(screen, 2);
	close(screen);
	close(told);
	snprintf(line, sizeof(line), "rm -rf %s", folder);
	return system(line);
}

static void start(const char *to, const char *program, unsigned pause_s, unsigned patience_s)
{
	struct anchor_config config = {to, program, "nobody", pause_s, patience_s};
	char text[ANCHOR_TEXT];

	assert_int_equal(anchor_start(&config, &anchor, text), 0);
}

static void program(const char *body)
{
	FILE *script = fopen(command, "w");

	assert_non_null(script);
	fprintf(script, "#!/bin/sh\n%s\n", body);
	fclose(script);
	assert_int_equal(chmod(command, 0755), 0);
}

static void give(uint64_t size)
{
	struct ledger_head head = {.size = size, .root = {0xcd}};

	assert_int_equal(anchor_give(anchor, &head, key), 0);
}

static const char *read_file(const char *path)
{
	static char text[4096];
	FILE *in = fopen(path, "r");
	size_t length = in ? fread(text, 1, sizeof(text) - 1, in) : 0;

	text[length] = '\0';
	if (in)
		fclose(in);
	return text;
}

/* How often it was told. */
static unsigned said(const char *text)
{
	static char all[4096];
	ssize_t length = pread(told, all, sizeof(all) - 1, 0);
	unsigned count = 0;

	all[length > 0 ? length : 0] = '\0';
	for (const char *at = all; (at = strstr(at, text)); at++)
		count++;
	return count;
}

static bool soon_in(const char *path, const char *text)
{
	for (int i = 0; i < 200; i++) {
		if (strstr(read_file(path), text))
			return true;
		usleep(50000);
	}
	return false;
}

static bool soon_said(const char *text)
{
	for (int i = 0; i < 200; i++) {
		if (said(text))
			return true;
		usleep(50000);
	}
	return false;
}

static void each_head_is_a_line_and_those_given_last_are_written_too(void **state)
{
	const char *text;

	(void)state;
	start(file, NULL, 3600, 60);
	assert_string_equal(read_file(file), "");
	for (uint64_t i = 1; i <= 20; i++)
		give(i);
	anchor_finish(anchor);
	anchor = NULL;
	text = read_file(file);
	assert_int_equal(strncmp(text, "1:cd00000000", 12), 0);
	assert_non_null(strstr(text, "00 ab00"));
	assert_non_null(strstr(text, "\n20:cd"));
	assert_int_equal(said("lenswatch"), 0);
}

static void the_program_gets_head_and_key_as_words_and_no_rights(void **state)
{
	(void)state;
	program("echo \"$# $1 $2 $(id -u) $(env | grep -c LEAK) "
		"$(grep -h -e CapEff -e NoNewPrivs /proc/self/status | tr -d '\\n\\t') "
		"$(readlink /proc/self/fd/0) $(ls /proc/self/fd | wc -w)\" >>${0%keep}handed");
	setenv("LEAK", "1", 1);
	start(NULL, command, 3600, 60);
	give(7);
	assert_true(soon_in(handed, "\n"));
	assert_non_null(strstr(read_file(handed), "2 7:cd00"));
	assert_non_null(strstr(read_file(handed), " ab00"));
	assert_non_null(
		strstr(read_file(handed), " 0 CapEff:0000000000000000NoNewPrivs:1 /dev/null "));
	if (geteuid() == 0)
		assert_non_null(strstr(read_file(handed), " 65534 "));
}

static void the_program_runs_once_in_a_while(void **state)
{
	(void)state;
	program("echo $1 >>${0%keep}handed");
	start(file, command, 3600, 60);
	give(1);
	assert_true(soon_in(handed, "1:"));
	give(2);
	assert_true(soon_in(file, "\n2:"));
	anchor_finish(anchor);
	start(file, command, 0, 60);
	give(3);
	assert_true(soon_in(handed, "3:"));
	assert_null(strstr(read_file(handed), "2:"));
}

static void that_it_fails_is_told_once_until_it_works(void **state)
{
	(void)state;
	program("exit 3");
	start(NULL, command, 0, 60);
	give(1);
	assert_true(soon_said("it ended with status 3"));
	give(2);
	usleep(500000);
	program("exit 0");
	give(3);
	assert_true(soon_said("again"));
	assert_int_equal(said("status 3"), 1);
}

static void a_file_or_program_that_cannot_be_had_is_told_at_once(void **state)
{
	(void)state;
	start("/proc/nowhere", "/proc/nowhere-either", 0, 60);
	assert_true(soon_said("handed to /proc/nowhere: "));
	assert_true(soon_said("handed to /proc/nowhere-either: "));
	give(1);
	anchor_finish(anchor);
	anchor = NULL;
	assert_int_equal(said("could not"), 2);
}

static void a_program_that_hangs_is_killed(void **state)
{
	(void)state;
	program("sleep 1000");
	start(NULL, command, 0, 1);
	give(1);
	assert_true(soon_said("it did not end within 1 s and was killed"));
}

static void what_still_runs_at_the_end_ends_with_it(void **state)
{
	char line[64];

	(void)state;
	program("echo $$ >${0%keep}handed; sleep 1000");
	start(NULL, command, 0, 60);
	give(1);
	assert_true(soon_in(handed, "\n"));
	anchor_finish(anchor);
	anchor = NULL;
	snprintf(line, sizeof(line), "ps -o stat= -g %d | grep -qv Z", atoi(read_file(handed)));
	for (int i = 0; i < 100 && system(line) == 0; i++)
		usleep(50000);
	assert_int_not_equal(system(line), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			each_head_is_a_line_and_those_given_last_are_written_too, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_program_gets_head_and_key_as_words_and_no_rights, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_program_runs_once_in_a_while, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(that_it_fails_is_told_once_until_it_works, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_or_program_that_cannot_be_had_is_told_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_program_that_hangs_is_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_still_runs_at_the_end_ends_with_it, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
