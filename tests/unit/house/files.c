// SPDX-License-Identifier: GPL-2.0-or-later
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/file/folder.h"
#include "capture/support_capture.h"
#include "house/files.h"
#include "support.h"

struct shed {
	struct scene *scene;
	struct house house; /* its engine and home are the scene's */
	struct files *files;
	char folder[64], good[128], cut[128], none[128];
};

static int open_shed(void **state)
{
	struct shed *s = calloc(1, sizeof(*s));
	struct bytes bytes = {0}, none = {.size = 9, .data = "no pcap.."};

	if (!s)
		return -1;
	*state = s;
	folder_begin(s->folder);
	bytes_footage(&bytes, 0);
	folder_write(s->folder, "a.pcap", &bytes, s->good);
	bytes.size -= 7;
	folder_write(s->folder, "b.pcap", &bytes, s->cut);
	folder_write(s->folder, "c.pcap", &none, s->none);
	s->scene = scene_open(scene_rules, CAMERA_MAC);
	s->house.engine = s->scene->engine;
	s->house.home = s->scene->home;
	return files_create(&s->house, 3, CARRIER_NONE, true, false, &s->files);
}

static int close_shed(void **state)
{
	struct shed *s = *state;

	source_destroy(&s->house.source);
	scene_close(s->scene);
	folder_end(s->folder);
	free(s);
	return 0;
}

static int read_file(struct shed *s, char *path, bool *any)
{
	struct folder_file file = {.path = path, .name = path};

	return files_read(s->files, &file, NULL, any);
}

static void what_is_skipped_is_told_and_not_read(void **state)
{
	struct folder_file file = {
		.path = (char *)"x/a.txt", .name = "a.txt", .skipped = FILE_UNKNOWN};
	struct shed *s = *state;
	const struct event_file *told;
	bool any = false;
	size_t count;

	assert_int_equal(files_read(s->files, &file, NULL, &any), 0);
	assert_false(any);
	told = files_reported(s->files, &count);
	assert_int_equal(count, 1);
	assert_string_equal(told[0].name, "a.txt");
	assert_string_equal(file_outcome_name(&told[0]), "not-a-capture");
	assert_string_equal(file_why_name(told[0].why), "unknown-format");
}

static void files_are_told_with_what_was_read_of_them(void **state)
{
	struct shed *s = *state;
	const struct event_file *told;
	bool any = false;
	size_t count;

	assert_int_not_equal(read_file(s, s->none, &any), 0);
	assert_false(any);
	assert_int_equal(read_file(s, s->good, &any), 0);
	assert_true(any);
	told = files_reported(s->files, &count);
	assert_int_equal(count, 2);
	assert_string_equal(told[0].path, s->none);
	assert_non_null(told[0].ended);
	assert_null(told[1].ended);
	assert_int_equal(told[0].why, FILE_UNKNOWN);
	assert_int_equal(told[1].why, FILE_WHOLE);
	assert_int_equal(strlen(told[1].sha256), 64);
	assert_true(told[1].packets > 0);
	assert_true(told[1].first_ns && told[1].last_ns > told[1].first_ns);
}

static void what_they_lost_is_counted_and_told_at_the_end(void **state)
{
	struct shed *s = *state;
	bool any = false;
	size_t count;

	assert_int_equal(read_file(s, s->cut, &any), 0);
	assert_string_equal(file_outcome_name(files_reported(s->files, &count)), "cut");
	assert_int_equal(scene_count(s->scene, EVENT_GAP), 0);
	source_finish(&s->house.source);
	assert_int_equal(scene_count(s->scene, EVENT_GAP), 1);
	assert_string_equal(source_way_name(&s->house.source), "files");
	assert_true(source_counters(&s->house.source)->packets > 0);
	assert_true(
		source_counters(&s->house.source)->losses_unknown); /* pcap has no word for it */
}

static void what_the_engine_rules_out_is_not_accounted(void **state)
{
	struct device_key camera = a_device(CAMERA_MAC);
	struct shed *s = *state;
	bool any = false;

	source_decide(&s->house.source, &camera, DEVICE_OTHER);
	assert_int_equal(read_file(s, s->good, &any), 0);
	source_finish(&s->house.source);
	assert_int_equal(scene_count(s->scene, EVENT_UPLOAD), 0);
}

static void a_silence_reports_what_was_sent_and_the_end_then_adds_nothing(void **state)
{
	static const struct talk talk = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
					 51000,	     443,	IPPROTO_TCP};
	struct scene *ends = scene_open(NULL, CAMERA_MAC), *waits = scene_open(NULL, CAMERA_MAC);
	const struct event_upload *one, *other;

	(void)state;
	scene_burst(ends, &talk, START, 200, 1000);
	scene_burst(waits, &talk, START, 200, 1000);
	assert_int_equal(scene_count(waits, EVENT_UPLOAD), 0);
	meter_silence(waits->meter, 12 * SECOND);
	assert_int_equal(scene_count(waits, EVENT_UPLOAD), 1);
	scene_finish(ends);
	scene_finish(waits);
	assert_int_equal(scene_count(waits, EVENT_UPLOAD), 1);
	assert_int_equal(waits->count, ends->count);
	one = &scene_event(ends, EVENT_UPLOAD, 0)->upload;
	other = &scene_event(waits, EVENT_UPLOAD, 0)->upload;
	assert_int_equal(one->end_ns, other->end_ns);
	assert_int_equal(one->bytes_up, other->bytes_up);
	assert_int_equal(scene_event(ends, EVENT_SUMMARY, 0)->summary.last_ns,
			 scene_event(waits, EVENT_SUMMARY, 0)->summary.last_ns);
	scene_close(ends);
	scene_close(waits);
}

#define WITH_SHED(test) cmocka_unit_test_setup_teardown(test, open_shed, close_shed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SHED(what_is_skipped_is_told_and_not_read),
		WITH_SHED(files_are_told_with_what_was_read_of_them),
		WITH_SHED(what_they_lost_is_counted_and_told_at_the_end),
		WITH_SHED(what_the_engine_rules_out_is_not_accounted),
		cmocka_unit_test(a_silence_reports_what_was_sent_and_the_end_then_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
