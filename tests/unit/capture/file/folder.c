// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/support_capture.h"

static void make_folder(const char *folder, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(mkdir(path, 0755), 0);
}

/* Paths below the folder of what is read, each behind a space. */
static void join(const struct folder *list, const char *folder, char *text, size_t room)
{
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const char *path = list->files[i].path;

		if (list->files[i].skipped)
			continue;
		if (strncmp(path, folder, strlen(folder)) == 0)
			path += strlen(folder);
		at += (size_t)snprintf(text + at, room - at, " %s", path);
	}
}

static uint64_t bytes_of(const struct folder *list)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < list->count; i++)
		bytes += list->files[i].skipped ? 0 : list->files[i].bytes;
	return bytes;
}

static void a_folder_gives_its_captures_and_those_below_sorted_bytewise(void **state)
{
	struct bytes pcap = {0}, pcapng = {0}, gz = {0}, zst = {0}, other = {0};
	char folder[64], path[128], error[FOLDER_ERROR], text[512];
	char *arguments[] = {folder};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 1);
	bytes_section(&pcapng);
	bytes_gz(&gz, &pcap);
	bytes_zst(&zst, &pcap);
	bytes_raw(&other, "{\"no\": \"capture\"}", 17);
	folder_begin(folder);
	make_folder(folder, "b");
	make_folder(folder, "none");
	folder_write(folder, "b/2", &gz, path);
	folder_write(folder, "b/10", &zst, path);
	folder_write(folder, "b.pcap", &pcap, path);
	folder_write(folder, "a.json", &other, path);
	folder_write(folder, "Z.pcapng", &pcapng, path);
	folder_write(folder, "\xc3\xa4", &pcap, path);
	folder_write(folder, "empty.pcap", &(struct bytes){0}, path);
	assert_int_equal(folder_expand(arguments, 1, &list, error), 0);
	join(&list, folder, text, sizeof(text));
	assert_string_equal(text, " /Z.pcapng /b.pcap /b/10 /b/2 /\xc3\xa4");
	assert_int_equal(bytes_of(&list), 2 * pcap.size + pcapng.size + gz.size + zst.size);
	assert_int_equal(list.count, 7);
	assert_int_equal(list.skipped, 2);
	assert_string_equal(list.files[1].name, "a.json");
	assert_int_equal(list.files[1].skipped, FILE_UNKNOWN);
	assert_string_equal(list.files[3].name, "b/10");
	assert_string_equal(list.files[5].name, "empty.pcap");
	assert_int_equal(list.files[5].skipped, FILE_EMPTY);
	folder_free(&list);
	folder_end(folder);
}

static void arguments_keep_their_order_and_files_are_taken_as_they_are(void **state)
{
	struct bytes pcap = {0};
	char folder[64], z[128], a[128], error[FOLDER_ERROR], text[512];
	char *arguments[] = {z, (char[]){"missing.pcap"}, folder, a};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 1);
	folder_begin(folder);
	folder_write(folder, "z", &pcap, z);
	folder_write(folder, "a", &pcap, a);
	assert_int_equal(folder_expand(arguments, 4, &list, error), 0);
	join(&list, folder, text, sizeof(text));
	assert_string_equal(text, " /z missing.pcap /a /z /a");
	assert_int_equal(bytes_of(&list), 4 * pcap.size);
	assert_false(list.endless);
	folder_free(&list);
	folder_end(folder);
}

static void a_slash_behind_a_folder_is_not_doubled(void **state)
{
	struct bytes pcap = {0};
	char folder[64], path[128], slashed[80], error[FOLDER_ERROR];
	char *arguments[] = {slashed};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 1);
	folder_begin(folder);
	folder_write(folder, "a", &pcap, path);
	snprintf(slashed, sizeof(slashed), "%s/", folder);
	assert_int_equal(folder_expand(arguments, 1, &list, error), 0);
	assert_string_equal(list.files[0].path, path);
	assert_string_equal(list.files[0].name, "a");
	folder_free(&list);
	folder_end(folder);
}

static void standard_input_and_pipes_make_the_total_unknown(void **state)
{
	struct bytes pcap = {0};
	char folder[64], path[128], pipe_path[128], error[FOLDER_ERROR];
	char *input[] = {path, (char[]){"-"}}, *named[] = {path, pipe_path};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 1);
	folder_begin(folder);
	folder_write(folder, "a", &pcap, path);
	snprintf(pipe_path, sizeof(pipe_path), "%s/pipe", folder);
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_int_equal(folder_expand(input, 2, &list, error), 0);
	assert_int_equal(list.count, 2);
	assert_true(list.endless);
	folder_free(&list);
	assert_int_equal(folder_expand(named, 2, &list, error), 0);
	assert_true(list.endless);
	folder_free(&list);
	folder_end(folder);
}

static void a_folder_without_captures_is_told_and_what_it_holds_stays_in_the_list(void **state)
{
	struct bytes other = {0};
	char folder[64], path[128], error[FOLDER_ERROR] = "", expected[200];
	char *arguments[] = {(char[]){"a.pcap"}, folder};
	struct folder list;

	(void)state;
	bytes_raw(&other, "text", 4);
	folder_begin(folder);
	folder_write(folder, "a.txt", &other, path);
	assert_int_equal(folder_expand(arguments, 2, &list, error), 0);
	snprintf(expected, sizeof(expected),
		 "%s: a folder without captures; Lenswatch reads pcap and pcapng, also .gz, .zst "
		 "and .xz",
		 folder);
	assert_string_equal(error, expected);
	assert_true(list.barren);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.files[1].skipped, FILE_UNKNOWN);
	folder_free(&list);
	folder_end(folder);
}

static void links_to_files_count_and_links_to_folders_lead_nowhere(void **state)
{
	struct bytes pcap = {0};
	char folder[64], path[128], link[128], error[FOLDER_ERROR], text[512];
	char *arguments[] = {folder};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 1);
	folder_begin(folder);
	folder_write(folder, "a", &pcap, path);
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(symlink(path, link), 0);
	snprintf(link, sizeof(link), "%s/round", folder);
	assert_int_equal(symlink(folder, link), 0);
	snprintf(link, sizeof(link), "%s/dangling", folder);
	assert_int_equal(symlink("/nonexistent", link), 0);
	assert_int_equal(folder_expand(arguments, 1, &list, error), 0);
	join(&list, folder, text, sizeof(text));
	assert_string_equal(text, " /a /link");
	assert_int_equal(list.skipped, 2);
	assert_int_equal(list.files[1].skipped, FILE_SPECIAL);
	folder_free(&list);
	folder_end(folder);
}

/* A silent gap would be worse than an error: its reader tells what is wrong. */
static void a_file_that_may_not_be_read_stays_in_the_list(void **state)
{
	struct bytes pcap = {0};
	char folder[64], path[128], error[FOLDER_ERROR], text[512];
	char *arguments[] = {folder};
	struct folder list;
	int result;

	(void)state;
	bytes_simple(&pcap, 1);
	folder_begin(folder);
	folder_write(folder, "secret", &pcap, path);
	chmod(path, 0);
	chmod(folder, 0755);
	if (getuid() == 0)
		assert_int_equal(seteuid(65534), 0);
	result = folder_expand(arguments, 1, &list, error);
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(result, 0);
	join(&list, folder, text, sizeof(text));
	assert_string_equal(text, " /secret");
	folder_free(&list);
	folder_end(folder);
}

static void a_folder_that_may_not_be_listed_is_an_error(void **state)
{
	char folder[64], path[128], error[FOLDER_ERROR] = "";
	char *arguments[] = {folder};
	struct folder list;
	int result;

	(void)state;
	folder_begin(folder);
	make_folder(folder, "closed");
	snprintf(path, sizeof(path), "%s/closed", folder);
	chmod(path, 0);
	chmod(folder, 0755);
	if (getuid() == 0)
		assert_int_equal(seteuid(65534), 0);
	result = folder_expand(arguments, 1, &list, error);
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(result, -EACCES);
	assert_non_null(strstr(error, "/closed: cannot be read: Permission denied; "));
	chmod(path, 0755);
	folder_end(folder);
}

static void more_captures_than_the_first_room_are_kept(void **state)
{
	struct bytes pcap = {0};
	char folder[64], path[128], name[16], error[FOLDER_ERROR];
	char *arguments[] = {folder};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 0);
	folder_begin(folder);
	for (int i = 99; i >= 0; i--) {
		snprintf(name, sizeof(name), "%02d", i);
		folder_write(folder, name, &pcap, path);
	}
	assert_int_equal(folder_expand(arguments, 1, &list, error), 0);
	assert_int_equal(list.count, 100);
	assert_string_equal(strrchr(list.files[42].path, '/'), "/42");
	folder_free(&list);
	folder_end(folder);
}

static void
a_file_is_named_within_its_folder_and_by_all_its_path_where_two_would_be_one(void **state)
{
	struct bytes pcap = {0};
	char folder[64], one[128], other[128], alone[128], error[FOLDER_ERROR];
	char *both[] = {one, alone, other}, *whole[] = {folder};
	struct folder list;

	(void)state;
	bytes_simple(&pcap, 1);
	folder_begin(folder);
	make_folder(folder, "x");
	make_folder(folder, "y");
	folder_write(folder, "x/a.pcap", &pcap, one);
	folder_write(folder, "x/b.pcap", &pcap, alone);
	folder_write(folder, "y/a.pcap", &pcap, other);
	assert_int_equal(folder_expand(both, 3, &list, error), 0);
	assert_string_equal(list.files[0].name, one);
	assert_string_equal(list.files[1].name, "b.pcap");
	assert_string_equal(list.files[2].name, other);
	folder_free(&list);
	assert_int_equal(folder_expand(whole, 1, &list, error), 0);
	assert_string_equal(list.files[0].name, "x/a.pcap");
	assert_string_equal(list.files[2].name, "y/a.pcap");
	folder_free(&list);
	folder_end(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_gives_its_captures_and_those_below_sorted_bytewise),
		cmocka_unit_test(arguments_keep_their_order_and_files_are_taken_as_they_are),
		cmocka_unit_test(a_slash_behind_a_folder_is_not_doubled),
		cmocka_unit_test(standard_input_and_pipes_make_the_total_unknown),
		cmocka_unit_test(
			a_folder_without_captures_is_told_and_what_it_holds_stays_in_the_list),
		cmocka_unit_test(links_to_files_count_and_links_to_folders_lead_nowhere),
		cmocka_unit_test(a_file_that_may_not_be_read_stays_in_the_list),
		cmocka_unit_test(a_folder_that_may_not_be_listed_is_an_error),
		cmocka_unit_test(
			a_file_is_named_within_its_folder_and_by_all_its_path_where_two_would_be_one),
		cmocka_unit_test(more_captures_than_the_first_room_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
