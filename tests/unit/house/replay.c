// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/stop.h"
#include "capture/file/folder.h"
#include "capture/support_capture.h"
#include "house/replay.h"
#include "support.h"
#include "support_rules.h"

struct yard {
	char folder[64];
	char good[128], late[128], broken[128], cut[128];
	struct engine_declared declared;
	struct prefix prefix;
	struct promise_list promises;
	struct replay_config config;
	uint64_t breaches;
	struct rules *rules;
};

static void record(const char *folder, const char *name, uint32_t at, size_t less, char path[128])
{
	struct bytes bytes = {0};

	bytes_footage(&bytes, at);
	bytes.size -= less;
	folder_write(folder, name, &bytes, path);
}

static int open_yard(void **state)
{
	struct yard *y = calloc(1, sizeof(*y));
	struct bytes none = {.size = 9, .data = "no pcap.."};

	if (!y)
		return -1;
	*state = y;
	folder_begin(y->folder);
	record(y->folder, "a.pcap", 0, 0, y->good);
	record(y->folder, "c.pcap", 5, 0, y->late);
	record(y->folder, "d.pcap", 0, 7, y->cut);
	folder_write(y->folder, "b.pcap", &none, y->broken);
	y->rules = good_rules(scene_rules, scene_personal);
	y->config.house.rules = y->rules;
	y->declared.device = a_device(CAMERA_MAC);
	y->config.house.declared_count = 1;
	y->config.house.declared = &y->declared;
	y->config.house.promises = &y->promises;
	y->config.house.output.format = OUTPUT_JSONL;
	y->config.house.output.ordered = true;
	return geography_open(NULL, 0, 0, NULL, NULL, &y->config.house.geography);
}

static int close_yard(void **state)
{
	struct yard *y = *state;

	folder_end(y->folder);
	geography_close(y->config.house.geography);
	rules_destroy(y->rules);
	free(y);
	return 0;
}

static int replay_to(struct yard *y, char **paths, size_t count, FILE *file)
{
	struct folder_file files[4] = {0};

	for (size_t i = 0; i < count; i++)
		files[i] =
			(struct folder_file){.path = paths[i], .name = strrchr(paths[i], '/') + 1};
	return house_replay(&y->config, files, count, NULL, file, &y->breaches);
}

static char *replay(struct yard *y, char **paths, size_t count, int *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	*err = replay_to(y, paths, count, file);
	fclose(file);
	return text;
}

static void a_file_is_a_house_with_its_run_uploads_and_summary(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->good}, *text;
	int err;

	text = replay(y, paths, 1, &err);
	assert_int_equal(err, 0);
	assert_ptr_equal(strstr(text, "{\"type\":\"run\""), text);
	assert_int_equal(count_of(text, "\"type\":\"camera\""), 1);
	assert_int_equal(count_of(text, "\"type\":\"upload\""), 1);
	assert_int_equal(count_of(text, "\"bytes_up\":120000"),
			 2); /* of the upload and of its flow */
	assert_int_equal(count_of(text, "\"type\":\"summary\""), 1);
	assert_int_equal(count_of(text, "\"capture\":\"a.pcap\""), 4);
	assert_int_equal(count_of(text, "\"outcome\":\"read\",\"reason\":null"), 1);
	free(text);
}

static void the_same_files_give_the_same_bytes(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->good}, *one, *two;
	int err;

	one = replay(y, paths, 1, &err);
	two = replay(y, paths, 1, &err);
	assert_string_equal(one, two);
	free(one);
	free(two);
}

static void joined_files_are_one_time_line(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->good, y->late}, *text;
	int err;

	text = replay(y, paths, 2, &err);
	assert_int_equal(err, 0);
	assert_int_equal(count_of(text, "\"type\":\"upload\""), 1);
	assert_int_equal(count_of(text, "\"bytes_up\":240000"), 2);
	free(text);
}

static void an_unreadable_file_among_others_fails_but_the_rest_is_told(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->broken, y->good, y->late}, *text;
	int err;

	text = replay(y, paths, 3, &err);
	assert_int_equal(err, -EINVAL);
	assert_int_equal(count_of(text, "\"type\":\"upload\""), 1);
	assert_int_equal(count_of(text, "\"type\":\"summary\""), 1);
	free(text);
	paths[0] = y->good;
	paths[1] = y->broken;
	text = replay(y, paths, 2, &err);
	assert_int_equal(err, -EINVAL);
	assert_int_equal(count_of(text, "\"bytes_up\":120000"), 2);
	free(text);
}

static void where_nothing_can_be_read_that_is_all_that_is_told(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->broken}, *text;
	int err;

	text = replay(y, paths, 1, &err);
	assert_int_equal(err, -EINVAL);
	assert_ptr_equal(strstr(text, "{\"type\":\"file\""), text);
	assert_int_equal(count_of(text, "\n"), 1);
	assert_non_null(
		strstr(text, "\"outcome\":\"not-a-capture\",\"reason\":\"unknown-format\""));
	free(text);
}

static void a_file_that_ends_early_is_a_failure_where_that_is_asked_for(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->cut};
	int err;

	y->config.strict = true;
	free(replay(y, paths, 1, &err));
	assert_int_equal(err, -ENODATA);
	paths[0] = y->good;
	free(replay(y, paths, 1, &err));
	assert_int_equal(err, 0);
}

static void who_is_told_to_stop_writes_nothing(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->good}, *text;
	sigset_t before;
	int err;

	stop_hold(&before);
	raise(SIGTERM);
	text = replay(y, paths, 1, &err);
	stop_let_go(&before);
	assert_int_equal(err, -ECANCELED);
	assert_string_equal(text, "");
	free(text);
}

static void a_cut_file_is_a_gap_and_its_last_upload_a_lower_bound(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->cut}, *text;
	int err;

	text = replay(y, paths, 1, &err);
	assert_int_equal(err, 0);
	assert_int_equal(count_of(text, "\"type\":\"gap\""), 1);
	assert_int_equal(count_of(text, "\"bytes_up\":118500"), 2);
	assert_int_equal(count_of(text, "\"coverage\":\"lower-bound\""), 1);
	free(text);
}

static void home_told_by_the_user_holds(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->good}, *text;
	int err;

	y->config.house.prefix_count = 1;
	y->config.house.prefixes = &y->prefix;
	assert_int_equal(prefix_parse("198.51.100.0/24", &y->prefix), 0);
	text = replay(y, paths, 1, &err);
	assert_int_equal(err, 0);
	assert_int_equal(count_of(text, "\"type\":\"upload\""), 0);
	assert_int_equal(count_of(text, "\"type\":\"local\""), 1);
	assert_int_equal(count_of(text, "198.51.100.0/24"), 1);
	free(text);
}

static void output_that_cannot_be_written_is_an_error(void **state)
{
	struct yard *y = *state;
	char *paths[] = {y->good};
	FILE *full = fopen("/dev/full", "w");

	if (!full) {
		print_message("machine: /dev/full is not there\n");
		skip();
	}
	setvbuf(full, NULL, _IONBF, 0);
	assert_int_equal(replay_to(y, paths, 1, full), -ENOSPC);
	fclose(full);
}

#define WITH_YARD(test) cmocka_unit_test_setup_teardown(test, open_yard, close_yard)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_YARD(a_file_is_a_house_with_its_run_uploads_and_summary),
		WITH_YARD(the_same_files_give_the_same_bytes),
		WITH_YARD(joined_files_are_one_time_line),
		WITH_YARD(an_unreadable_file_among_others_fails_but_the_rest_is_told),
		WITH_YARD(where_nothing_can_be_read_that_is_all_that_is_told),
		WITH_YARD(a_file_that_ends_early_is_a_failure_where_that_is_asked_for),
		WITH_YARD(who_is_told_to_stop_writes_nothing),
		WITH_YARD(a_cut_file_is_a_gap_and_its_last_upload_a_lower_bound),
		WITH_YARD(home_told_by_the_user_holds),
		WITH_YARD(output_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
