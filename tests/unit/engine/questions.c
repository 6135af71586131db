// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>

#include "capture/source.h"
#include "support.h"
#include "support_rules.h"

static const struct talk to_cloud = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
				     51000,	 443,	    IPPROTO_TCP};

struct asked {
	size_t count;
	struct engine_camera camera; /* the last */
	char mac[MAC_TEXT], name[64];
	struct event_upload upload;
};

static void take_camera(void *context, const struct engine_camera *camera)
{
	struct asked *a = context;

	a->count++;
	a->camera = *camera;
	snprintf(a->mac, sizeof(a->mac), "%s", camera->camera.mac);
	snprintf(a->name, sizeof(a->name), "%s", camera->camera.name ? camera->camera.name : "");
}

static void take_sending(void *context, const struct event_upload *upload)
{
	struct asked *a = context;

	a->count++;
	a->upload = *upload;
}

static struct asked cameras(const struct scene *s)
{
	struct asked asked = {0};

	engine_each_camera(s->engine, take_camera, &asked);
	return asked;
}

static struct asked sending(const struct scene *s)
{
	struct asked asked = {0};

	engine_each_sending(s->engine, take_sending, &asked);
	return asked;
}

static void pass(struct scene *s, uint64_t from_ns, uint64_t to_ns)
{
	for (uint64_t at = from_ns; at <= to_ns; at += SECOND)
		meter_pass(s->meter, START + at);
}

static struct device_key by_address(const char *text)
{
	struct device_key key = {.kind = DEVICE_BY_ADDRESS};
	struct address address = an_address(text);

	memcpy(key.bytes, address.bytes, 16);
	return key;
}

static void cameras_are_told_with_what_they_sent(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);
	struct asked asked;

	(void)state;
	assert_int_equal(cameras(s).count, 0);
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &(struct talk){PHONE_MAC, PHONE_IP, "198.51.100.7", 1, 443, IPPROTO_TCP},
		     START + SECOND, true, 60);
	pass(s, 2 * SECOND, 30 * SECOND);
	asked = cameras(s);
	assert_int_equal(asked.count, 1);
	assert_string_equal(asked.mac, CAMERA_MAC);
	assert_true(asked.camera.confirmed);
	assert_false(asked.camera.dismissed);
	assert_false(asked.camera.off_path);
	assert_int_equal(asked.camera.bytes_up, 120000);
	assert_int_equal(asked.camera.uploads, 1);
	assert_int_equal(asked.camera.upload_bytes, 120000);
	assert_true(asked.camera.sent_ns >= START && asked.camera.sent_ns <= START + 2 * SECOND);
	assert_true(asked.camera.heard_ns >= START);
	scene_close(s);
}

static void a_camera_off_the_path_is_so_until_it_is_seen_sending(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t at = 0; at <= 120; at += 30)
		scene_arp(s, CAMERA_MAC, CAMERA_IP, START + at * SECOND);
	assert_true(cameras(s).camera.off_path);
	assert_int_equal(cameras(s).camera.sent_ns, 0);
	scene_packet(s, &to_cloud, START + 130 * SECOND, true, 60);
	pass(s, 131 * SECOND, 133 * SECOND);
	assert_false(cameras(s).camera.off_path);
	scene_close(s);
}

static void what_is_being_sent_is_told_as_often_as_it_is_asked(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	pass(s, SECOND, 3 * SECOND);
	for (unsigned i = 0; i < 3; i++) {
		struct asked asked = sending(s);

		assert_int_equal(asked.count, 1);
		assert_int_equal(asked.upload.bytes_up, 120000);
		assert_false(asked.upload.final);
	}
	pass(s, 4 * SECOND, 30 * SECOND);
	assert_int_equal(sending(s).count, 0);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	scene_close(s);
}

static void a_device_that_the_owner_confirms_is_told_with_what_waited(void **state)
{
	struct scene *s = scene_open_live(NULL, NULL);
	struct device_key key = by_address(CAMERA_IP);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	pass(s, SECOND, 30 * SECOND);
	assert_int_equal(s->count, 0);
	assert_int_equal(engine_confirm(s->engine, &key, "Front door"), 0);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.name, "Front door");
	assert_true(scene_event(s, EVENT_CAMERA, 0)->camera.certainty == 1);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(s->decided, DEVICE_CAMERA);
	assert_int_equal(engine_confirm(s->engine, &key, "Back door"), 0);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(cameras(s).name, "Back door");
	scene_close(s);
}

static void who_is_not_seen_yet_is_remembered_by_mac(void **state)
{
	struct scene *s = scene_open_live(NULL, NULL);
	struct device_key called, mac = a_device(CAMERA_MAC), address = by_address(PHONE_IP);

	(void)state;
	assert_int_equal(engine_called(s->engine, "Front door", &called), 0);
	assert_int_equal(engine_confirm(s->engine, &mac, "Front door"), -ENOENT);
	assert_int_equal(engine_called(s->engine, "Front door", &called), 1);
	assert_memory_equal(&called, &mac, sizeof(mac));
	assert_int_equal(engine_dismiss(s->engine, &address), -ENOENT);
	scene_burst(s, &to_cloud, START, 80, 1500);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.name, "Front door");
	scene_close(s);
}

/* As LuCI's page does where one is added by its address. */
static void who_is_not_seen_yet_is_remembered_by_address(void **state)
{
	struct scene *s = scene_open_live(NULL, NULL);
	struct device_key camera = by_address(CAMERA_IP);

	(void)state;
	assert_int_equal(engine_confirm(s->engine, &camera, "Front door"), -ENOENT);
	scene_burst(s, &to_cloud, START, 80, 1500);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.name, "Front door");
	assert_true(cameras(s).camera.confirmed);
	scene_close(s);
}

static void what_was_written_down_of_an_address_waits_for_who_uses_it(void **state)
{
	struct scene *s = scene_open_live(NULL, NULL);
	struct device_key camera = by_address(CAMERA_IP), phone = by_address(PHONE_IP);

	(void)state;
	assert_int_equal(engine_declare(s->engine, &camera, true, "Front door"), 0);
	assert_int_equal(engine_declare(s->engine, &phone, false, NULL), 0);
	scene_burst(s, &to_cloud, START, 80, 1500);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.name, "Front door");
	/* And who is there already is told at once, as when a file is read anew. */
	assert_int_equal(engine_declare(s->engine, &camera, false, NULL), 0);
	assert_int_equal(s->decided, DEVICE_OTHER);
	scene_close(s);
}

static void what_the_owner_dismisses_stays_so_until_it_is_confirmed(void **state)
{
	struct scene *s = scene_open_live(NULL, CAMERA_IP);
	struct device_key key = a_device(CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	pass(s, SECOND, 3 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	assert_int_equal(engine_dismiss(s->engine, &key), 0);
	assert_int_equal(s->decided, DEVICE_OTHER);
	pass(s, 4 * SECOND, 30 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 2);
	assert_true(scene_event(s, EVENT_UPLOADING, 1)->upload.final);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + 40 * SECOND, "media.testcam.example",
		  to_cloud.remote);
	scene_hello(s, &to_cloud, START + 41 * SECOND, "media.testcam.example");
	scene_burst(s, &to_cloud, START + 41 * SECOND + MILLISECOND, 80, 1500);
	pass(s, 42 * SECOND, 60 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_true(cameras(s).camera.dismissed);
	assert_false(cameras(s).camera.confirmed);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 2);
	assert_int_equal(scene_event(s, EVENT_CAMERA, 1)->camera.withdrawn, WITHDRAWN_BY_OWNER);
	assert_int_equal(engine_confirm(s->engine, &key, NULL), 0);
	assert_int_equal(s->decided, DEVICE_CAMERA);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 3);
	scene_burst(s, &to_cloud, START + 70 * SECOND, 80, 1500);
	pass(s, 71 * SECOND, 100 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	scene_close(s);
}

/* The same names in other hands, and the camera's own host called one for clips. */
static const char other_rules[] =
	"vendor: Othercam\n"
	"kind: camera\n"
	"cameras_only: yes\n"
	"hosts:\n"
	"  - {host: media.testcam.example, role: media, confidence: measured, source: test}\n"
	"macs:\n"
	"  - {prefix: \"24:0a:c4\", means: camera, registrant: Othercam, source: test}\n";

static void an_upload_under_way_goes_on_when_rules_are_read_anew(void **state)
{
	struct rules *rules = good_rules(other_rules, scene_personal);
	struct scene *s = scene_open_live(NULL, CAMERA_MAC);
	const struct event_upload *u;

	(void)state;
	scene_hello(s, &to_cloud, START, "media.testcam.example");
	scene_burst(s, &to_cloud, START + 10 * MILLISECOND, 80, 1500);
	pass(s, SECOND, 3 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOADING), 1);
	assert_string_equal(scene_event(s, EVENT_UPLOADING, 0)->upload.destination.service,
			    "Testcam");
	engine_reload(s->engine, rules);
	scene_burst(s, &to_cloud, START + 4 * SECOND, 80, 1500);
	pass(s, 5 * SECOND, 30 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	u = &scene_event(s, EVENT_UPLOAD, 0)->upload;
	assert_string_equal(u->id, scene_event(s, EVENT_UPLOADING, 0)->upload.id);
	assert_true(u->bytes_up >= 240000);
	assert_int_equal(u->start_ns, START);
	assert_string_equal(u->destination.service, "Othercam");
	assert_string_equal(u->camera.name, "Front door");
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	scene_close(s);
	rules_destroy(rules);
}

static void new_rules_know_makers_of_devices_seen_before(void **state)
{
	struct rules *rules = good_rules(other_rules, scene_personal);
	struct scene *s = scene_open_live(NULL, NULL);
	struct device_key dismissed = a_device("24:0a:c4:00:00:02");
	struct talk talk = to_cloud;

	(void)state;
	talk.mac = "24:0a:c4:00:00:01";
	scene_packet(s, &talk, START, true, 60);
	scene_arp(s, "24:0a:c4:00:00:02", PHONE_IP, START + SECOND);
	assert_int_equal(engine_dismiss(s->engine, &dismissed), 0);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 0);
	engine_reload(s->engine, rules);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.mac, talk.mac);
	scene_close(s);
	rules_destroy(rules);
}

static void only_what_another_device_sends_out_shows_that_a_home_passes(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct device_key camera = a_device(CAMERA_MAC);

	(void)state;
	assert_false(engine_passes(s->engine));
	scene_arp(s, CAMERA_MAC, CAMERA_IP, START);
	assert_false(engine_passes(s->engine));
	scene_packet(s, &to_cloud, START + SECOND, true, 60);
	assert_true(engine_passes(s->engine));
	engine_own(s->engine, &camera);
	assert_false(engine_passes(s->engine));
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_another_device_sends_out_shows_that_a_home_passes),
		cmocka_unit_test(cameras_are_told_with_what_they_sent),
		cmocka_unit_test(a_camera_off_the_path_is_so_until_it_is_seen_sending),
		cmocka_unit_test(what_is_being_sent_is_told_as_often_as_it_is_asked),
		cmocka_unit_test(a_device_that_the_owner_confirms_is_told_with_what_waited),
		cmocka_unit_test(who_is_not_seen_yet_is_remembered_by_mac),
		cmocka_unit_test(who_is_not_seen_yet_is_remembered_by_address),
		cmocka_unit_test(what_was_written_down_of_an_address_waits_for_who_uses_it),
		cmocka_unit_test(what_the_owner_dismisses_stays_so_until_it_is_confirmed),
		cmocka_unit_test(an_upload_under_way_goes_on_when_rules_are_read_anew),
		cmocka_unit_test(new_rules_know_makers_of_devices_seen_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
