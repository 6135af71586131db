// SPDX-License-Identifier: GPL-2.0-or-later
/* With captures as arguments these are told live and not, and compared; without, a sample is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "capture/file/file.h"
#include "json/writer.h"
#include "support.h"

static const struct talk to_cloud = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
				     51000,	 443,	    IPPROTO_TCP};

static char *const *captures;
static size_t capture_count;

static const struct event_upload *uploading(const struct scene *s, size_t index)
{
	return &scene_event(s, EVENT_UPLOADING, index)->upload;
}

static void pass(struct scene *s, uint64_t from_ns, uint64_t to_ns)
{
	for (uint64_t at = from_ns; at <= to_ns; at += SECOND / 2)
		meter_pass(s->meter, START + at);
}

static void an_upload_is_told_once_while_it_runs_with_its_id(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);
	const struct event_upload *u;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		scene_packet(s, &to_cloud, START + i * 30 * MILLISECOND, true, 1500);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	u = uploading(s, 0);
	assert_false(u->final);
	assert_int_equal(u->part, 1);
	assert_int_equal(u->start_ns, START);
	assert_true(u->bytes_up >= 100000 && u->bytes_up < 1500000);
	assert_true(u->confidence > 0);
	assert_int_not_equal(u->class, CLASS_CONTINUOUS);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_string_equal(scene_event(s, EVENT_UPLOAD, 0)->upload.id, u->id);
	assert_int_equal(scene_event(s, EVENT_UPLOAD, 0)->upload.bytes_up, 1500000);
	scene_close(s);
}

/* 67 packets of 1500 bytes are the first 100 kB; a source collects twice a second. */
static void it_is_told_within_two_seconds(void **state)
{
	(void)state;
	for (uint64_t phase = 0; phase < SECOND; phase += 50 * MILLISECOND) {
		struct scene *s = scene_open_live(NULL, CAMERA_MAC);
		uint64_t last_ns = 0;

		meter_pass(s->meter, START);
		for (unsigned i = 0; i < 67; i++) {
			last_ns = SECOND + phase + i * 40 * MILLISECOND;
			scene_packet(s, &to_cloud, START + last_ns, true, 1500);
		}
		for (uint64_t at = 0; at < last_ns + 2 * SECOND; at += SECOND / 2)
			if (at > last_ns)
				meter_pass(s->meter, START + at);
		assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
		scene_close(s);
	}
}

static void what_stays_home_is_not_told_to_be_going_out(void **state)
{
	static const struct talk viewer = {CAMERA_MAC, CAMERA_IP, PHONE_IP,
					   554,	       50000,	  IPPROTO_TCP};
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &viewer, START, 400, 1500);
	pass(s, 5 * SECOND, 30 * SECOND);
	assert_int_equal(scene_count(s, EVENT_LOCAL), 1);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 0);
	scene_close(s);
}

static void nothing_is_told_of_what_is_no_camera_yet(void **state)
{
	struct scene *s = scene_open_live(NULL, NULL);

	(void)state;
	for (unsigned i = 0; i < 300; i++)
		scene_packet(s, &to_cloud, START + i * 30 * MILLISECOND, true, 1500);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 0);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + 10 * SECOND, "media.testcam.example", NULL);
	pass(s, 11 * SECOND, 12 * SECOND);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	scene_close(s);
}

static void a_long_stream_is_told_once_not_for_each_part(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	for (unsigned i = 0; i <= 1500; i++)
		scene_packet(s, &to_cloud, START + i * 900 * MILLISECOND, true, 9000);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 3);
	assert_string_equal(uploading(s, 0)->id, scene_event(s, EVENT_UPLOAD, 0)->upload.id);
	scene_close(s);
}

static void what_turns_out_to_be_no_upload_is_withdrawn(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 100, 1500);
	pass(s, SECOND, 3 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	for (unsigned i = 0; i < 200; i++)
		scene_packet(s, &to_cloud, START + 4 * SECOND + i * MILLISECOND, false, 1500);
	scene_burst(s, &to_cloud, START + 5 * SECOND, 2, 1500);
	pass(s, 6 * SECOND, 30 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 2);
	assert_true(uploading(s, 1)->final);
	assert_string_equal(uploading(s, 1)->id, uploading(s, 0)->id);
	assert_int_equal(uploading(s, 1)->class, CLASS_UNKNOWN);
	assert_true(uploading(s, 1)->confidence == 0);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 2);
	scene_close(s);
}

static void what_is_under_way_at_the_end_is_freed(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 100, 1500);
	pass(s, SECOND, 3 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	scene_close(s); /* the address sanitizer counts */
}

struct twin {
	struct engine *engine;
	struct meter *meter;
	FILE *file;
	char *text;
	size_t length;
	size_t begun_count;
	char begun[4096][EVENT_ID];
	bool ended[4096];
};

static size_t twin_find(const struct twin *t, const char *id)
{
	size_t i = 0;

	while (i < t->begun_count && strcmp(t->begun[i], id) != 0)
		i++;
	return i;
}

static void twin_uploading(struct twin *t, const struct event_upload *upload)
{
	size_t at = twin_find(t, upload->id);

	if (upload->final) {
		assert_true(at < t->begun_count && !t->ended[at]);
		t->ended[at] = true;
		return;
	}
	assert_int_equal(at, t->begun_count);
	assert_true(at < 4096);
	strcpy(t->begun[t->begun_count++], upload->id);
}

static void twin_emit(void *context, const struct event *event)
{
	struct twin *t = context;
	size_t at;

	if (event->kind == EVENT_UPLOADING) {
		twin_uploading(t, &event->upload);
		return;
	}
	if (event->kind == EVENT_UPLOAD) {
		at = twin_find(t, event->upload.id);
		if (at < t->begun_count)
			t->ended[at] = true;
	}
	if (event->kind == EVENT_UPLOAD || event->kind == EVENT_LOCAL)
		assert_int_equal(json_write(event, t->file), 0);
}

static void twin_decide(void *context, const struct device_key *device, enum device_state state)
{
	struct twin *t = context;

	meter_decide(t->meter, device, state);
}

static void twin_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		       uint32_t captured, uint32_t length)
{
	struct twin *t = context;

	meter_frame(t->meter, link_type, time_ns, data, captured, length);
}

static void broken(void *context, const char *file, unsigned line, const char *what,
		   const char *cure)
{
	(void)context;
	fail_msg("%s:%u: %s %s", file, line, what, cure ? cure : "");
}

/* What is told of the uploads of a capture, as JSON lines. The caller frees it. */
static char *twin_replay(const char *path, const struct rules *rules, bool live, size_t *begun)
{
	struct twin *t = calloc(1, sizeof(*t));
	struct engine_config config = {.rules = rules,
				       .emit = twin_emit,
				       .emit_context = t,
				       .decide = twin_decide,
				       .decide_context = t,
				       .live = live};
	struct meter_config meter = {0};
	struct file_outcome outcome = {0};
	struct protocol *protocol;
	struct geography *geography;
	struct home *home;
	char *text;

	assert_non_null(t);
	assert_int_equal(home_create(&home), 0);
	assert_int_equal(protocol_create(NULL, &protocol), 0);
	assert_int_equal(geography_open(NULL, 0, START, NULL, NULL, &geography), 0);
	config.home = home;
	config.protocol = protocol;
	config.geography = geography;
	t->file = open_memstream(&t->text, &t->length);
	assert_non_null(t->file);
	assert_int_equal(engine_create(&config, &t->engine), 0);
	meter.home = home;
	meter.observer = engine_observer(t->engine);
	assert_int_equal(meter_create(&meter, &t->meter), 0);
	file_read(path, false, NULL, twin_frame, t, &outcome);
	assert_true(outcome.frames > 0);
	meter_finish(t->meter);
	engine_finish(t->engine, meter_counters(t->meter));
	fclose(t->file);
	text = t->text;
	*begun = t->begun_count;
	for (size_t i = 0; i < t->begun_count; i++)
		assert_true(t->ended[i]); /* told or withdrawn */
	meter_destroy(t->meter);
	engine_destroy(t->engine);
	geography_close(geography);
	protocol_destroy(protocol);
	home_destroy(home);
	free(t);
	return text;
}

static void uploads_are_the_same_to_the_byte_told_live_or_not(void **state)
{
	struct rules *rules;
	size_t begun, all = 0, none;

	(void)state;
	assert_int_equal(rules_load("rules", broken, NULL, &rules), 0);
	for (size_t i = 0; i < capture_count; i++) {
		char *live = twin_replay(captures[i], rules, true, &begun);
		char *replay = twin_replay(captures[i], rules, false, &none);

		if (strcmp(live, replay) != 0)
			fail_msg("%s: live is\n%s\nand a replay\n%s", captures[i], live, replay);
		assert_int_equal(none, 0);
		all += begun;
		free(live);
		free(replay);
	}
	assert_true(all > 0);
	rules_destroy(rules);
}

int main(int argc, char **argv)
{
	static char sample[] = "tests/samples/demo.pcapng";
	static char *const samples[] = {sample};
	const struct CMUnitTest compared[] = {
		cmocka_unit_test(uploads_are_the_same_to_the_byte_told_live_or_not),
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_is_told_once_while_it_runs_with_its_id),
		cmocka_unit_test(it_is_told_within_two_seconds),
		cmocka_unit_test(what_stays_home_is_not_told_to_be_going_out),
		cmocka_unit_test(nothing_is_told_of_what_is_no_camera_yet),
		cmocka_unit_test(a_long_stream_is_told_once_not_for_each_part),
		cmocka_unit_test(what_turns_out_to_be_no_upload_is_withdrawn),
		cmocka_unit_test(what_is_under_way_at_the_end_is_freed),
		cmocka_unit_test(uploads_are_the_same_to_the_byte_told_live_or_not),
	};

	captures = argc > 1 ? argv + 1 : samples;
	capture_count = argc > 1 ? (size_t)argc - 1 : 1;
	if (argc > 1)
		return cmocka_run_group_tests(compared, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
