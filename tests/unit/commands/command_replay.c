// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/support_capture.h"
#include "commands/commands.h"
#include "support.h"
#include "base/exit.h"

#define ARGUMENTS 16

struct place {
	char folder[64], captures[80], rules[80];
	char output[128], errors[128];
	char *text, *said;
};

static void make_rules(struct place *p)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/testcam.yaml", p->rules);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(scene_rules, file);
	fclose(file);
}

static void make_capture(struct place *p, const char *name, uint32_t at)
{
	struct bytes bytes = {0};
	char path[128];

	bytes_footage(&bytes, at);
	folder_write(p->captures, name, &bytes, path);
}

static int open_place(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (!p)
		return -1;
	*state = p;
	folder_begin(p->folder);
	snprintf(p->captures, sizeof(p->captures), "%s/pcap", p->folder);
	snprintf(p->rules, sizeof(p->rules), "%s/yaml", p->folder);
	snprintf(p->output, sizeof(p->output), "%s/out", p->folder);
	snprintf(p->errors, sizeof(p->errors), "%s/err", p->folder);
	assert_int_equal(mkdir(p->captures, 0700), 0);
	assert_int_equal(mkdir(p->rules, 0700), 0);
	make_rules(p);
	make_capture(p, "a.pcap", 0);
	make_capture(p, "b.pcap", 5);
	make_capture(p, "c.pcap", 100);
	return 0;
}

static int close_place(void **state)
{
	struct place *p = *state;

	folder_end(p->folder);
	free(p->text);
	free(p->said);
	free(p);
	return 0;
}

static char *read_all(const char *path)
{
	char *text = NULL;
	size_t room = 0;
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	if (getdelim(&text, &room, '\0', file) < 0)
		text[0] = '\0';
	fclose(file);
	return text;
}

/* Points `stream` at `path`; returns a descriptor of where it was. */
static int divert(FILE *stream, const char *path)
{
	int kept, file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	fflush(stream);
	kept = dup(fileno(stream));
	assert_true(dup2(file, fileno(stream)) >= 0);
	close(file);
	return kept;
}

static void restore(FILE *stream, int kept)
{
	fflush(stream);
	dup2(kept, fileno(stream));
	close(kept);
}

/* Runs `replay --rules DIR` with more arguments up to NULL. */
static int replay(struct place *p, ...)
{
	char *argv[ARGUMENTS] = {(char *)"replay", (char *)"--rules", p->rules};
	int argc = 3, out, err, status;
	va_list list;

	va_start(list, p);
	while ((argv[argc] = va_arg(list, char *)))
		assert_true(++argc < ARGUMENTS);
	va_end(list);
	free(p->text);
	free(p->said);
	out = divert(stdout, p->output);
	err = divert(stderr, p->errors);
	optind = 0; /* the library's word for beginning anew */
	status = command_replay(argc, argv);
	restore(stderr, err);
	restore(stdout, out);
	p->text = read_all(p->output);
	p->said = read_all(p->errors);
	return status;
}

static void each_file_is_a_house_and_a_folder_stands_for_its_files(void **state)
{
	char camera[] = CAMERA_MAC "=Front door"; /* as all arguments of a program: writable */
	struct place *p = *state;

	assert_int_equal(replay(p, "--camera", camera, "--format", "jsonl", p->captures, NULL),
			 EXIT_DONE);
	assert_string_equal(p->said, "");
	assert_int_equal(count_of(p->text, "{\"type\":\"run\""), 3);
	assert_int_equal(count_of(p->text, "{\"type\":\"upload\""), 3);
	assert_int_equal(count_of(p->text, "{\"type\":\"summary\""), 3);
	assert_int_equal(count_of(p->text, "\"name\":\"Front door\""), 6);
}

static void joined_files_are_one_time_line(void **state)
{
	struct place *p = *state;

	assert_int_equal(
		replay(p, "--camera", CAMERA_IP, "--format", "jsonl", "--join", p->captures, NULL),
		EXIT_DONE);
	assert_int_equal(count_of(p->text, "{\"type\":\"run\""), 1);
	assert_int_equal(count_of(p->text, "{\"type\":\"upload\""), 2);
	assert_int_equal(count_of(p->text, "\"bytes_up\":240000"), 2);
}

static void jobs_change_not_a_byte(void **state)
{
	struct place *p = *state;
	char *one;

	assert_int_equal(replay(p, "--camera", CAMERA_MAC, "--format", "jsonl", p->captures, NULL),
			 EXIT_DONE);
	one = strdup(p->text);
	assert_int_equal(replay(p, "--camera", CAMERA_MAC, "--format", "jsonl", "--jobs", "3",
				p->captures, NULL),
			 EXIT_DONE);
	assert_string_equal(p->text, one);
	free(one);
}

static void a_house_that_cannot_be_read_fails_the_run_and_not_the_others(void **state)
{
	struct bytes none = {.size = 9, .data = "no pcap.."};
	struct place *p = *state;
	char broken[128];

	folder_write(p->folder, "broken.pcap", &none, broken);
	assert_int_equal(
		replay(p, "--camera", CAMERA_MAC, "--format", "jsonl", broken, p->captures, NULL),
		EXIT_COULD_NOT);
	assert_int_equal(count_of(p->text, "{\"type\":\"upload\""), 3);
	assert_non_null(strstr(p->said, "broken.pcap"));
}

static void wrong_usage_is_told_and_is_2(void **state)
{
	static const char *const wrong[][2] = {{"--camera", "nobody"}, {"--home", "nowhere"},
					       {"--jobs", "0"},	       {"--jobs", "65"},
					       {"--jobs", "2x"},       {"--format", "xml"}};
	struct place *p = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(replay(p, wrong[i][0], wrong[i][1], p->captures, NULL),
				 EXIT_USAGE);
		assert_string_equal(p->text, "");
		assert_non_null(strstr(p->said, wrong[i][1]));
	}
	assert_int_equal(replay(p, NULL), EXIT_USAGE);
	assert_int_equal(replay(p, "--nonsense", p->captures, NULL), EXIT_USAGE);
}

static void what_is_not_there_is_told_and_is_1(void **state)
{
	struct place *p = *state;

	assert_int_equal(replay(p, "/nonexistent/a.pcap", NULL), EXIT_COULD_NOT);
	assert_non_null(strstr(p->said, "/nonexistent/a.pcap"));
	assert_int_equal(replay(p, "--rules", "/nonexistent", p->captures, NULL), EXIT_COULD_NOT);
	assert_non_null(strstr(p->said, "no rules there"));
}

static void a_capture_may_be_named_by_an_option_and_the_format_by_a_letter(void **state)
{
	struct place *p = *state;

	assert_int_equal(replay(p, "--camera", CAMERA_MAC, "-j", "-r", p->captures, NULL),
			 EXIT_DONE);
	assert_int_equal(count_of(p->text, "{\"type\":\"run\""), 3);
	assert_int_equal(replay(p, "-f", "csv", "-q", p->captures, NULL), EXIT_DONE);
	assert_int_equal(count_of(p->text, "{"), 0);
}

static void what_a_folder_holds_beside_captures_is_named_and_with_strict_a_failure(void **state)
{
	struct bytes none = {.size = 9, .data = "no pcap.."};
	struct place *p = *state;
	char path[128];

	folder_write(p->captures, "a.txt", &none, path);
	assert_int_equal(replay(p, "-j", p->captures, NULL), EXIT_DONE);
	assert_int_equal(count_of(p->text, "{\"type\":\"file\""), 4);
	assert_string_equal(p->said,
			    "lenswatch: 1 of 4 files are no captures and were skipped: a.txt\n");
	assert_int_equal(replay(p, "-j", "--strict", p->captures, NULL), EXIT_COULD_NOT);
	assert_int_equal(count_of(p->text, "{\"type\":\"upload\""), 0);
}

static void a_run_goes_on_from_what_another_kept(void **state)
{
	struct bytes none = {.size = 9, .data = "no pcap.."};
	struct place *p = *state;
	char st[128], path[128], *one;

	snprintf(st, sizeof(st), "%s/state", p->folder);
	assert_int_equal(replay(p, "-j", p->captures, NULL), EXIT_DONE);
	one = strdup(p->text);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(replay(p, "-j", "--resume", st, p->captures, NULL), EXIT_DONE);
		assert_string_equal(p->text, one);
	}
	/* Other options give other bytes. */
	assert_int_equal(replay(p, "-j", "--resume", st, "--camera", CAMERA_MAC, p->captures, NULL),
			 EXIT_DONE);
	assert_int_equal(count_of(p->text, "{\"type\":\"upload\""), 3);
	/* Not everything is a state. */
	folder_write(p->folder, "notes", &none, path);
	assert_int_equal(replay(p, "-j", "--resume", path, p->captures, NULL), EXIT_COULD_NOT);
	assert_non_null(strstr(p->said, "is no state of a replay"));
	assert_int_equal(replay(p, "--resume", st, p->captures, NULL), EXIT_USAGE);
	free(one);
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLACE(each_file_is_a_house_and_a_folder_stands_for_its_files),
		WITH_PLACE(joined_files_are_one_time_line),
		WITH_PLACE(jobs_change_not_a_byte),
		WITH_PLACE(what_a_folder_holds_beside_captures_is_named_and_with_strict_a_failure),
		WITH_PLACE(a_run_goes_on_from_what_another_kept),
		WITH_PLACE(a_house_that_cannot_be_read_fails_the_run_and_not_the_others),
		WITH_PLACE(wrong_usage_is_told_and_is_2),
		WITH_PLACE(what_is_not_there_is_told_and_is_1),
		WITH_PLACE(a_capture_may_be_named_by_an_option_and_the_format_by_a_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
