// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"

#define DAY (24 * 3600 * SECOND)

static const struct talk to_cloud = {CAMERA_MAC, CAMERA_IP, "198.51.100.7",
				     51000,	 443,	    IPPROTO_TCP};
static const struct talk to_other = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51001, 443, IPPROTO_TCP};
static const struct talk phone_to_cloud = {PHONE_MAC, PHONE_IP, "198.51.100.7",
					   52000,     443,	IPPROTO_TCP};

static const struct event_upload *upload(const struct scene *s, size_t index)
{
	return &scene_event(s, EVENT_UPLOAD, index)->upload;
}

static void a_camera_told_by_mac_is_told_of_and_its_upload_exact(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	const struct event_upload *u;

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &to_cloud, START + 500 * MILLISECOND, false, 1000);
	scene_packet(s, &to_cloud, START + 790 * MILLISECOND, true, 60);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.mac, CAMERA_MAC);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.ip, CAMERA_IP);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	u = upload(s, 0);
	assert_int_equal(u->bytes_up, 120060);
	assert_int_equal(u->bytes_down, 1000);
	assert_int_equal(u->packets_up, 81);
	assert_int_equal(u->start_ns, START);
	assert_int_equal(u->end_ns, START + 790 * MILLISECOND);
	assert_int_equal(u->coverage, COVERAGE_EXACT);
	assert_true(u->final);
	assert_string_equal(u->camera.name, "Front door");
	assert_true(u->camera.certainty == 1);
	assert_false(u->camera.suspected);
	assert_int_equal(u->camera.identified_ns, 0);
	scene_close(s);
}

static const struct talk fetch = {CAMERA_MAC, CAMERA_IP, "198.51.100.7", 51002, 443, IPPROTO_TCP};

/* 1.5 MB by a second connection from where the clips go, acknowledged every other packet. */
static void fetch_firmware(struct scene *s, bool sends)
{
	for (unsigned i = 0; i < 1000; i++) {
		uint64_t time_ns = START + i * MILLISECOND;

		scene_packet(s, &fetch, time_ns, false, 1500);
		if (i % 2)
			scene_packet(s, &fetch, time_ns, true, 52);
		if (sends && i % 10 == 5)
			scene_packet(s, &to_cloud, time_ns, true, 1500);
	}
}

static void a_clip_is_told_while_a_download_comes_from_the_same_address(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	fetch_firmware(s, true);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	/* All that went there is said, the acknowledgements too; not what came before them. */
	assert_int_equal(upload(s, 0)->bytes_up, 100 * 1500 + 500 * 52);
	assert_int_equal(upload(s, 0)->bytes_down, 998 * 1500);
	assert_true(upload(s, 0)->bytes_up < upload(s, 0)->bytes_down);
	scene_close(s);
}

static void a_download_alone_is_not_told(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	fetch_firmware(s, false);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	scene_close(s);
}

static void a_camera_told_by_address_is_found_behind_its_mac(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_IP);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_burst(s, &phone_to_cloud, START + SECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_string_equal(upload(s, 0)->camera.mac, CAMERA_MAC);
	assert_string_equal(upload(s, 0)->camera.name, "Front door");
	scene_close(s);
}

static void a_camera_told_by_address_is_counted_without_macs(void **state)
{
	struct talk raw = to_cloud;
	struct scene *s = scene_open(NULL, CAMERA_IP);

	(void)state;
	raw.mac = NULL;
	for (unsigned i = 0; i < 80; i++) {
		struct wire_spec spec = {.from = raw.ip,
					 .to = raw.remote,
					 .from_port = 1,
					 .to_port = 443,
					 .protocol = IPPROTO_TCP,
					 .sequence = i,
					 .length = 1500};

		scene_wire(s, START + i * MILLISECOND, &spec);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_null(upload(s, 0)->camera.mac);
	assert_string_equal(upload(s, 0)->camera.ip, CAMERA_IP);
	scene_close(s);
}

static void a_maker_of_cameras_alone_makes_a_camera_that_is_told_of(void **state)
{
	struct talk talk = to_cloud;
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	talk.mac = "70:ad:43:00:00:01";
	scene_burst(s, &talk, START, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.vendor, "Testcam");
	assert_int_equal(scene_event(s, EVENT_CAMERA, 0)->camera.identified_ns, START);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	scene_close(s);
}

static void
an_undecided_devices_episodes_wait_and_are_told_in_order_once_it_is_a_camera(void **state)
{
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_burst(s, &to_other, START + 60 * SECOND, 90, 1500);
	scene_packet(s, &to_cloud, START + 100 * SECOND, true, 60);
	assert_int_equal(s->count, 0);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + 120 * SECOND, "media.testcam.example",
		  "192.0.2.1");
	assert_int_equal(s->count, 3);
	assert_int_equal(s->events[0].kind, EVENT_CAMERA);
	assert_int_equal(s->events[0].camera.identified_ns, START + 120 * SECOND);
	assert_int_equal(upload(s, 0)->bytes_up, 120000);
	assert_int_equal(upload(s, 1)->bytes_up, 135000);
	assert_null(upload(s, 0)->destination.host);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 2);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.uploads, 2);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.upload_bytes, 255000);
	scene_close(s);
}

static void only_64_episodes_wait_the_newest(void **state)
{
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	/* Small enough for none to look like a camera at work, by ratio. */
	for (unsigned i = 0; i < 70; i++) {
		scene_burst(s, &to_cloud, START + i * 20 * SECOND, 80, 1500);
		scene_packet(s, &to_cloud, START + i * 20 * SECOND + 500 * MILLISECOND, false,
			     30000);
		scene_packet(s, &to_cloud, START + i * 20 * SECOND + 795 * MILLISECOND, true, 60);
	}
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + 1500 * SECOND, "media.testcam.example", NULL);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 64);
	assert_int_equal(upload(s, 0)->start_ns, START + 6 * 20 * SECOND);
	scene_close(s);
}

static void episodes_wait_for_a_day(void **state)
{
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_burst(s, &to_cloud, START + 3600 * SECOND, 80, 1500);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + DAY + 60 * SECOND, "media.testcam.example",
		  NULL);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(upload(s, 0)->start_ns, START + 3600 * SECOND);
	scene_close(s);
}

static void a_phone_is_ruled_out_and_nothing_is_told_of_it(void **state)
{
	static const char *const names[] = {"www.one.example", "www.two.example",
					    "www.three.example", "www.four.example"};
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	scene_burst(s, &phone_to_cloud, START, 80, 1500);
	for (unsigned i = 0; i < 4; i++)
		scene_dns(s, PHONE_MAC, PHONE_IP, START + (20 + i) * SECOND, names[i], NULL);
	assert_int_equal(s->decided_count, 1);
	assert_int_equal(s->decided, DEVICE_OTHER);
	scene_burst(s, &phone_to_cloud, START + 40 * SECOND, 80, 1500);
	scene_dns(s, PHONE_MAC, PHONE_IP, START + 60 * SECOND, "media.testcam.example", NULL);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 0);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.ruled_out, 1);
	scene_close(s);
}

static void a_resolver_is_not_taken_for_the_camera_that_asks_it(void **state)
{
	static const struct talk upstream = {ROUTER_MAC, ROUTER_IP, "192.0.2.53",
					     5353 + 10,	 53,	    IPPROTO_UDP};
	struct wire_spec spec = {.from_mac = ROUTER_MAC,
				 .to_mac = "02:00:00:00:00:fd",
				 .from = upstream.ip,
				 .to = upstream.remote,
				 .from_port = upstream.local_port,
				 .to_port = 53,
				 .protocol = IPPROTO_UDP};
	uint8_t message[256];
	struct scene *s = scene_open(NULL, NULL);

	(void)state;
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START, "media.testcam.example", NULL);
	spec.payload = message;
	spec.payload_size = wire_dns("media.testcam.example", NULL, message, sizeof(message));
	scene_wire(s, START + MILLISECOND, &spec);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + 2 * MILLISECOND, "media.testcam.example",
		  "192.0.2.1");
	scene_wire(s, START + SECOND, &spec);
	scene_finish(s);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.cameras, 1);
	assert_int_equal(scene_count(s, EVENT_CAMERA), 1);
	assert_string_equal(scene_event(s, EVENT_CAMERA, 0)->camera.mac, CAMERA_MAC);
	scene_close(s);
}

static void a_name_belongs_to_the_client_that_asked_for_it(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_dns(s, PHONE_MAC, PHONE_IP, START, "media.testcam.example", to_cloud.remote);
	scene_burst(s, &to_cloud, START + SECOND, 80, 1500);
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + 20 * SECOND, "control.testcam.example",
		  to_other.remote);
	scene_burst(s, &to_other, START + 21 * SECOND, 80, 1500);
	scene_finish(s);
	assert_null(upload(s, 0)->destination.host);
	assert_int_equal(upload(s, 0)->destination.host_source, HOST_NONE);
	assert_string_equal(upload(s, 1)->destination.host, "control.testcam.example");
	assert_int_equal(upload(s, 1)->destination.host_source, HOST_DNS);
	assert_int_equal(upload(s, 1)->destination.kind, DESTINATION_VENDOR_CLOUD);
	scene_close(s);
}

static void the_name_in_the_connection_beats_the_resolvers(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START, "control.testcam.example", to_cloud.remote);
	scene_hello(s, &to_cloud, START + SECOND, "media.testcam.example");
	scene_burst(s, &to_cloud, START + SECOND + MILLISECOND, 80, 1500);
	scene_finish(s);
	assert_string_equal(upload(s, 0)->destination.host, "media.testcam.example");
	assert_int_equal(upload(s, 0)->destination.host_source, HOST_SNI);
	assert_string_equal(upload(s, 0)->destination.role, "media");
	scene_close(s);
}

static void a_name_answered_after_the_flow_began_is_not_claimed(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_packet(s, &to_cloud, START, true,
		     40); /* the connection's first packet has no payload */
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START + MILLISECOND, "media.testcam.example",
		  to_cloud.remote);
	scene_burst(s, &to_cloud, START + 10 * MILLISECOND, 80, 1500);
	scene_finish(s);
	assert_null(upload(s, 0)->destination.host);
	scene_close(s);
}

static void a_clock_set_back_a_day_ends_episodes_and_is_a_gap(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	const struct event_gap *gap;

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_burst(s, &to_cloud, START + SECOND - DAY, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	gap = &scene_event(s, EVENT_GAP, 0)->gap;
	assert_int_equal(gap->cause, CAUSE_CLOCK_BACK);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 2);
	assert_int_equal(upload(s, 0)->start_ns, START);
	assert_int_equal(upload(s, 0)->bytes_up, 120000);
	assert_int_equal(upload(s, 1)->start_ns, START + SECOND - DAY);
	assert_int_equal(upload(s, 1)->bytes_up, 120000);
	scene_close(s);
}

static void time_may_begin_at_0(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, 0, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(upload(s, 0)->bytes_up, 120000);
	assert_true(upload(s, 0)->start_ns <= 1);
	scene_close(s);
}

static void super_packets_are_said_to_be_merged(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_cloud, START, 80, 1500);
	scene_packet(s, &to_cloud, START + SECOND, true, 1501);
	scene_burst(s, &to_other, START + 60 * SECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(upload(s, 0)->coverage, COVERAGE_MERGED);
	assert_int_equal(upload(s, 1)->coverage, COVERAGE_EXACT);
	scene_close(s);
}

static void what_stays_home_is_told_of_cameras_only(void **state)
{
	static const struct talk viewer = {CAMERA_MAC, CAMERA_IP, PHONE_IP,
					   554,	       50000,	  IPPROTO_TCP};
	static const struct talk back = {PHONE_MAC, PHONE_IP, CAMERA_IP, 50000, 554, IPPROTO_TCP};
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &viewer, START, 80, 1500);
	scene_burst(s, &back, START + MILLISECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_LOCAL), 1);
	assert_string_equal(scene_event(s, EVENT_LOCAL, 0)->upload.camera.mac, CAMERA_MAC);
	assert_int_equal(scene_event(s, EVENT_LOCAL, 0)->upload.bytes_up, 120000);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.local_bytes, 120000);
	scene_close(s);
}

static void long_streams_come_in_parts_that_sum_up(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t sum = 0;

	(void)state;
	for (unsigned i = 0; i <= 1300; i++)
		scene_packet(s, &to_cloud, START + i * 900 * MILLISECOND, true, 9000);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 2);
	for (unsigned i = 0; i < 2; i++) {
		sum += upload(s, i)->bytes_up;
		assert_string_equal(upload(s, i)->series, upload(s, 0)->id);
		assert_int_equal(upload(s, i)->part, i + 1);
		assert_int_equal(upload(s, i)->final, i == 1);
	}
	assert_int_equal(sum, 1301 * 9000);
	assert_string_not_equal(upload(s, 0)->id, upload(s, 1)->id);
	assert_int_equal(upload(s, 1)->class, CLASS_CONTINUOUS);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.uploads, 1);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.upload_bytes, sum);
	scene_close(s);
}

static void a_capture_from_beyond_the_nat_says_so(void **state)
{
	struct scene *s = scene_open(NULL, NULL);
	struct talk talk = to_cloud;

	(void)state;
	talk.ip = "192.0.2.77";
	scene_burst(s, &talk, START, 10, 1500);
	scene_finish(s);
	assert_true(scene_event(s, EVENT_SUMMARY, 0)->summary.behind_nat);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.ip_packets, 10);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.bytes, 15000);
	scene_close(s);
}

static void the_summary_tells_home_as_it_was_told(void **state)
{
	struct scene *s = scene_open(NULL, NULL);
	struct prefix prefix;

	(void)state;
	assert_int_equal(prefix_parse("192.0.2.0/24", &prefix), 0);
	assert_int_equal(home_add(s->home, &prefix, HOME_DECLARED), 0);
	scene_finish(s);
	assert_int_equal(scene_event(s, EVENT_SUMMARY, 0)->summary.home_count, 1);
	scene_close(s);
}

/* Its handshake alone was seen, which has no payload: it was told of an unknown host. */
static void what_hardware_forwards_all_of_goes_by_the_name_that_was_looked_up(void **state)
{
	struct scene *s = scene_open_live(scene_rules, CAMERA_MAC);
	struct observer observer = engine_observer(s->engine);
	struct activity activity = {.flow = {.device = a_device(CAMERA_MAC),
					     .scope = FLOW_OUTSIDE,
					     .protocol = IPPROTO_TCP,
					     .local_port = 51000,
					     .remote_port = 443},
				    .hardware = true};
	struct address address;

	(void)state;
	scene_dns(s, CAMERA_MAC, CAMERA_IP, START, "media.testcam.example", "198.51.100.7");
	assert_int_equal(address_parse(CAMERA_IP, &address), 0);
	memcpy(activity.flow.local, address.bytes, 16);
	assert_int_equal(address_parse("198.51.100.7", &address), 0);
	memcpy(activity.flow.remote, address.bytes, 16);
	for (unsigned i = 1; i <= 4; i++) {
		activity.stretch = (struct account_stretch){.first_up_ns = START + i * SECOND,
							    .last_up_ns = START + i * SECOND,
							    .bytes_up = 100000,
							    .packets_up = 80};
		observer.activity(observer.context, &activity);
	}
	scene_finish(s);
	assert_string_equal(upload(s, 0)->destination.host, "media.testcam.example");
	assert_int_equal(upload(s, 0)->destination.host_source, HOST_DNS);
	assert_int_equal(upload(s, 0)->class, CLASS_CLIP);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_camera_told_by_mac_is_told_of_and_its_upload_exact),
		cmocka_unit_test(a_clip_is_told_while_a_download_comes_from_the_same_address),
		cmocka_unit_test(a_download_alone_is_not_told),
		cmocka_unit_test(a_camera_told_by_address_is_found_behind_its_mac),
		cmocka_unit_test(a_camera_told_by_address_is_counted_without_macs),
		cmocka_unit_test(a_maker_of_cameras_alone_makes_a_camera_that_is_told_of),
		cmocka_unit_test(
			an_undecided_devices_episodes_wait_and_are_told_in_order_once_it_is_a_camera),
		cmocka_unit_test(only_64_episodes_wait_the_newest),
		cmocka_unit_test(episodes_wait_for_a_day),
		cmocka_unit_test(a_phone_is_ruled_out_and_nothing_is_told_of_it),
		cmocka_unit_test(a_resolver_is_not_taken_for_the_camera_that_asks_it),
		cmocka_unit_test(a_name_belongs_to_the_client_that_asked_for_it),
		cmocka_unit_test(the_name_in_the_connection_beats_the_resolvers),
		cmocka_unit_test(a_name_answered_after_the_flow_began_is_not_claimed),
		cmocka_unit_test(a_clock_set_back_a_day_ends_episodes_and_is_a_gap),
		cmocka_unit_test(time_may_begin_at_0),
		cmocka_unit_test(super_packets_are_said_to_be_merged),
		cmocka_unit_test(what_stays_home_is_told_of_cameras_only),
		cmocka_unit_test(long_streams_come_in_parts_that_sum_up),
		cmocka_unit_test(a_capture_from_beyond_the_nat_says_so),
		cmocka_unit_test(what_hardware_forwards_all_of_goes_by_the_name_that_was_looked_up),
		cmocka_unit_test(the_summary_tells_home_as_it_was_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
