/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares with tests/golden byte for byte. What was written is left in build/golden: when a
 * sentence is changed on purpose, read it there and copy it over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "output/support_events.h"

static char *read_golden(const char *name)
{
	char path[128], *text = calloc(1, 8192);
	FILE *file;

	assert_non_null(text);
	snprintf(path, sizeof(path), "tests/golden/%s.txt", name);
	file = fopen(path, "r");
	if (!file) {
		free(text);
		fail_msg("%s is missing", path);
	}
	assert_true(fread(text, 1, 8191, file) < 8191);
	fclose(file);
	return text;
}

static void keep(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	mkdir("build", 0777);
	mkdir("build/golden", 0777);
	snprintf(path, sizeof(path), "build/golden/%s.txt", name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void compare_styled(const char *name, const struct event *events, size_t count, bool colour)
{
	struct output_options options = {.format = OUTPUT_TEXT, .colour = colour};
	char *text = events_write(&options, events, count), *golden;

	keep(name, text);
	golden = read_golden(name);
	assert_string_equal(text, golden);
	free(golden);
	free(text);
}

static void compare(const char *name, const struct event *events, size_t count)
{
	compare_styled(name, events, count, false);
}

static int set_zone(void **state)
{
	(void)state;
	return setenv("TZ", "Europe/Berlin", 1);
}

static void a_named_camera_sends_a_clip_to_its_maker(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	compare("named", &event, 1);
	compare_styled("coloured", &event, 1, true);
}

static void what_is_inferred_is_called_likely(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.confidence = 0.8;
	event.upload.camera.name = NULL;
	event.upload.camera.certainty = 0.8;
	event.upload.destination.host = NULL;
	event.upload.destination.host_source = HOST_NONE;
	compare("likely", &event, 1);
}

static void a_suspected_device_is_not_called_a_camera(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.camera = (struct event_camera){.key = "f4:b8:5e:35:67:b0",
						    .mac = "f4:b8:5e:35:67:b0",
						    .ip = "192.168.1.130",
						    .certainty = 0.55,
						    .suspected = true};
	event.upload.class = CLASS_UNKNOWN;
	event.upload.confidence = 0.55;
	event.upload.video_low_s = event.upload.video_high_s = 0;
	event.upload.destination = (struct event_destination){.kind = DESTINATION_UNKNOWN};
	events_address(&event, "198.51.100.7");
	compare("suspected", &event, 1);
}

static void losses_make_it_at_least_and_merged_packets_about(void **state)
{
	struct event events[2];

	(void)state;
	events_clip(&events[0]);
	events[0].upload.coverage = COVERAGE_LOWER_BOUND;
	events_clip(&events[1]);
	events[1].upload.coverage = COVERAGE_MERGED;
	compare("lower-bound", events, 2);
}

static void a_stream_inside_the_home_stayed_home(void **state)
{
	struct event event;

	(void)state;
	events_local(&event);
	compare("local", &event, 1);
}

static void a_viewer_is_told_by_address_and_operator(void **state)
{
	struct event events[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		events_clip(&events[i]);
		events[i].upload.class = CLASS_LIVE;
		events[i].upload.camera.name = "Garage";
		events[i].upload.destination = (struct event_destination){
			.kind = DESTINATION_PEER, .transport = "udp", .port = 40000};
		events_address(&events[i], "130.104.214.55");
	}
	events[1].upload.destination.as_org = "Belnet";
	events[1].upload.destination.country = "BE";
	compare("peer", events, 2);
}

static void a_bucket_is_told_by_its_owner(void **state)
{
	struct event events[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		events_clip(&events[i]);
		events[i].upload.destination.kind = DESTINATION_HOSTING;
		events[i].upload.destination.service = "Amazon S3";
		events[i].upload.destination.host = "clips.s3.amazonaws.com";
		events[i].upload.destination.host_source = HOST_SNI;
	}
	events[0].upload.destination.bucket_owner = "Wyze";
	compare("hosting", events, 2);
}

static void a_relay_is_told_by_whose_it_is(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.class = CLASS_LIVE;
	event.upload.camera.company = NULL;
	event.upload.camera.vendor = "TP-Link";
	event.upload.destination.kind = DESTINATION_RELAY;
	event.upload.destination.service = "TP-Link";
	event.upload.destination.host = "relay.example.net";
	event.upload.destination.host_source = HOST_SNI;
	compare("relay", &event, 1);
}

static void behind_a_vpn_nothing_can_be_told(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.class = CLASS_UNKNOWN;
	event.upload.destination =
		(struct event_destination){.kind = DESTINATION_VPN, .as_org = "Example VPN"};
	events_address(&event, "198.51.100.7");
	compare("vpn", &event, 1);
}

static void a_broken_promise_is_told_with_what_broke_it(void **state)
{
	struct promise_reason late = {.why = WHY_HOUR, .minute = 23 * 60 + 10};
	struct event events[3], uploads[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		events_breach(&events[i], &uploads[i]);
	events[1].breach.words = "no uploads 22:00–07:00";
	events[1].breach.rule = PROMISE_HOURS;
	events[1].breach.reason = &late;
	uploads[1].upload.coverage = COVERAGE_LOWER_BOUND;
	events[2].breach.words = "nothing leaves";
	events[2].breach.rule = PROMISE_NOTHING;
	events[2].breach.confidence = 0.8;
	uploads[2].upload.confidence = 0.8;
	uploads[2].upload.camera.name = NULL;
	compare("breach", events, 3);
}

static void a_long_recording_comes_in_parts(void **state)
{
	struct event events[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		events_clip(&events[i]);
		events[i].upload.class = CLASS_CONTINUOUS;
		events[i].upload.part = (uint32_t)i + 2;
		events[i].upload.final = i == 1;
		events[i].upload.bytes_up = 34567890;
		events[i].upload.video_low_s = 540;
		events[i].upload.video_high_s = 720;
		events[i].upload.start_ns += (uint64_t)i * 600 * EVENTS_SECOND;
		events[i].upload.end_ns = events[i].upload.start_ns + 600 * EVENTS_SECOND;
	}
	compare("continuous", events, 2);
}

static void a_gap_says_what_cannot_be_told(void **state)
{
	struct event events[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		events_gap(&events[i]);
	events[1].gap.packets = 1234;
	events[1].gap.cause = CAUSE_CAPTURE_DROPPED;
	events[2].gap.to_ns = events[2].gap.from_ns;
	events[3].gap.to_ns = events[3].gap.from_ns - 86400000000000ULL;
	compare("gap", events, 4);
}

static void what_is_heard_but_not_seen_is_said_with_the_cure(void **state)
{
	struct event events[4], known;

	(void)state;
	events_camera(&known);
	for (int i = 0; i < 4; i++)
		events_gap(&events[i]);
	events[0].gap.camera = events[1].gap.camera = events[3].gap.camera = &known.camera;
	events[0].gap.cause = events[1].gap.cause = CAUSE_OFF_PATH;
	events[2].gap.cause = CAUSE_NONE_ON_PATH;
	events[2].gap.count = 3;
	events[3].gap.cause = CAUSE_INTERFACE_AWAY;
	events[3].gap.interface = "br-lan";
	compare("unseen", events, 4);
}

static void what_hardware_counted_is_rough_in_time(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.coverage = COVERAGE_HARDWARE;
	compare("hardware", &event, 1);
}

static void a_capture_without_packets_says_so(void **state)
{
	struct event event;

	(void)state;
	events_summary(&event);
	event.summary = (struct event_summary){0};
	compare("empty", &event, 1);
}

static void outside_the_router_no_camera_can_be_told(void **state)
{
	struct event event;

	(void)state;
	events_summary(&event);
	event.summary.behind_nat = true;
	event.summary.uploads = event.summary.upload_bytes = 0;
	compare("behind-nat", &event, 1);
}

static void the_end_sums_up_each_camera(void **state)
{
	struct event events[5];

	(void)state;
	events_run(&events[0]);
	events_camera(&events[1]);
	events_clip(&events[2]);
	events_local(&events[3]);
	strcpy(events[3].upload.camera.key, "aa:00:00:00:00:01");
	events_summary(&events[4]);
	compare("summary", events, 5);
}

static void nothing_left_is_said_in_a_sentence(void **state)
{
	struct event event;

	(void)state;
	events_summary(&event);
	event.summary = (struct event_summary){.packets = 10, .ip_packets = 10};
	compare("nothing", &event, 1);
}

/* All of it by what cannot be told: each doubt has its words. */
static void what_cannot_be_told_of_nothing_is_said(void **state)
{
	static const char *const tries[] = {"2001:db8:1::/64", "2001:db8:2::/64"};
	struct event event;

	(void)state;
	events_summary(&event);
	event.summary =
		(struct event_summary){.packets = 10,
				       .ip_packets = 10,
				       .try_count = 2,
				       .try_home = tries,
				       .doubts = 1U << DOUBT_HOME_UNKNOWN |
						 1U << DOUBT_LOSSES_UNKNOWN | 1U << DOUBT_FILTERED};
	compare("cannot-tell", &event, 1);
	event.summary = (struct event_summary){.packets = 10};
	compare("unread", &event, 1);
}

/* An address that was mistyped is as silent as a camera that sends nothing. */
static void a_camera_that_was_declared_and_not_seen_is_named(void **state)
{
	static const struct event_absent absent[] = {{"192.168.77.99", "Front door"},
						     {"aa:00:00:00:00:09", NULL}};
	struct event event;

	(void)state;
	events_summary(&event);
	event.summary = (struct event_summary){.packets = 10,
					       .ip_packets = 10,
					       .absent_count = 2,
					       .absent = absent,
					       .doubts = 1U << DOUBT_ABSENT};
	compare("absent", &event, 1);
}

static void a_hub_sends_for_its_cameras(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.upload.camera.form = FORM_HUB;
	event.upload.camera.name = "Attic";
	event.upload.camera.company = NULL;
	event.upload.camera.vendor = "Arlo";
	event.upload.destination.service = "Arlo";
	compare("hub", &event, 1);
}

static void an_open_upload_is_told_while_it_lasts(void **state)
{
	struct event event;

	(void)state;
	events_clip(&event);
	event.kind = EVENT_UPLOADING;
	event.upload.final = false;
	event.upload.confidence = 0.8;
	compare("uploading", &event, 1);
	event.upload.final = true;
	compare("withdrawn", &event, 1);
}

static void a_day_has_one_heading(void **state)
{
	struct event events[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		events_local(&events[i]);
	/* 23:30 UTC is the next day in Berlin. */
	events[2].upload.start_ns = 1615246200ULL * EVENTS_SECOND;
	compare("days", events, 3);
}

static void cameras_are_told_with_what_gave_them_away(void **state)
{
	struct event events[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		events_camera(&events[i]);
	events[1].camera.certainty = 0.8;
	events[1].camera.name = NULL;
	events[1].camera.vendor = "Arlo";
	events[1].camera.form = FORM_HUB;
	events[1].camera.identified_by[0] = event_reason_parse("dhcp name VMB4000");
	events[2].camera.suspected = true;
	events[2].camera.certainty = 0.5;
	events[2].camera.identified_by[0] = event_reason_parse("sends like a camera");
	events[3].camera.reason_count = 0;
	events[3].camera.identified_ns = 0;
	events[3].camera.vendor = NULL;
	events[3].camera.certainty = 1;
	compare("camera", events, 4);
}

static void what_is_no_camera_after_all_is_told_with_why_and_its_own_word_once(void **state)
{
	struct event events[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		events_camera(&events[i]);
		events[i].camera.name = "printer";
		events[i].camera.named_by = NAMED_BY_DEVICE;
		events[i].camera.withdrawn = WITHDRAWN_BY_FACT;
		events[i].camera.withdrawn_ns = events[i].camera.identified_ns;
	}
	events[0].camera.withdrawn_by = event_reason_parse("dhcp name printer");
	events[1].camera.withdrawn_by = event_reason_parse("mac 00:80:77 of Brother Ltd.");
	events[1].camera.identified_by[0] = event_reason_parse("dhcp name printer");
	events[2].camera.withdrawn = WITHDRAWN_BY_REACH;
	events[3].camera.withdrawn = WITHDRAWN_BY_OWNER;
	events[3].camera.named_by = NAMED_BY_OWNER;
	compare("no-camera", events, 4);
}

static void a_name_cannot_move_the_cursor_or_break_the_line(void **state)
{
	struct event event;

	(void)state;
	events_local(&event);
	event.upload.camera.name = "a\x1b[2Jb\nc\xff\xe2\x80\xae";
	compare("hostile", &event, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_named_camera_sends_a_clip_to_its_maker),
		cmocka_unit_test(what_is_inferred_is_called_likely),
		cmocka_unit_test(a_suspected_device_is_not_called_a_camera),
		cmocka_unit_test(losses_make_it_at_least_and_merged_packets_about),
		cmocka_unit_test(a_stream_inside_the_home_stayed_home),
		cmocka_unit_test(a_viewer_is_told_by_address_and_operator),
		cmocka_unit_test(a_bucket_is_told_by_its_owner),
		cmocka_unit_test(a_relay_is_told_by_whose_it_is),
		cmocka_unit_test(behind_a_vpn_nothing_can_be_told),
		cmocka_unit_test(a_broken_promise_is_told_with_what_broke_it),
		cmocka_unit_test(a_long_recording_comes_in_parts),
		cmocka_unit_test(a_gap_says_what_cannot_be_told),
		cmocka_unit_test(what_is_heard_but_not_seen_is_said_with_the_cure),
		cmocka_unit_test(what_hardware_counted_is_rough_in_time),
		cmocka_unit_test(a_capture_without_packets_says_so),
		cmocka_unit_test(outside_the_router_no_camera_can_be_told),
		cmocka_unit_test(the_end_sums_up_each_camera),
		cmocka_unit_test(nothing_left_is_said_in_a_sentence),
		cmocka_unit_test(what_cannot_be_told_of_nothing_is_said),
		cmocka_unit_test(a_camera_that_was_declared_and_not_seen_is_named),
		cmocka_unit_test(a_hub_sends_for_its_cameras),
		cmocka_unit_test(an_open_upload_is_told_while_it_lasts),
		cmocka_unit_test(a_day_has_one_heading),
		cmocka_unit_test(cameras_are_told_with_what_gave_them_away),
		cmocka_unit_test(
			what_is_no_camera_after_all_is_told_with_why_and_its_own_word_once),
		cmocka_unit_test(a_name_cannot_move_the_cursor_or_break_the_line),
	};

	return cmocka_run_group_tests(tests, set_zone, NULL);
}
