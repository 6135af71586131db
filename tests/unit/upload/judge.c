// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "upload/judge.h"

static const struct rule vendor = {
	.kind = RULE_CAMERA, .vendor = "Testcam", .file = "testcam.yaml"};
static const struct rule personal = {
	.kind = RULE_PERSONAL, .vendor = "Phones", .file = "phones.yaml"};
static const struct rule_host control = {.rule = &vendor, .role = ROLE_CONTROL, .line = 13};
static const struct rule_host media = {.rule = &vendor, .role = ROLE_MEDIA, .line = 12};

struct bench {
	struct geography *geography;
	struct device device;
	struct episode episode;
	struct judge_room room;
	struct event_upload out;
};

/* A camera told by its owner, and 600 kB sent in 10 s against 10 kB taken. */
static int open_bench(void **state)
{
	static struct bench b;

	memset(&b, 0, sizeof(b));
	*state = &b;
	b.device.key = a_device(CAMERA_MAC);
	device_tell(&b.device, NULL);
	b.episode.part = 1;
	b.episode.final = true;
	b.episode.protocol_number = IPPROTO_TCP;
	b.episode.remote_port = 443;
	b.episode.address_count = 1;
	b.episode.addresses[0] = an_address("198.51.100.7");
	b.episode.local = an_address(CAMERA_IP);
	strcpy(b.episode.id, "0123456789abcdef");
	strcpy(b.episode.series, "0123456789abcdef");
	b.episode.now = (struct episode_sums){.first_ns = START,
					      .last_ns = START + 10 * SECOND,
					      .bytes_up = 600000,
					      .bytes_down = 10000,
					      .packets_up = 500,
					      .packets_down = 100,
					      .bursts = 2,
					      .largest_burst = 590000,
					      .seconds = 10};
	b.episode.whole = b.episode.now;
	return geography_open(NULL, 0, 0, NULL, NULL, &b.geography);
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	geography_close(b->geography);
	return 0;
}

static bool accepted(struct bench *b)
{
	return judge_episode(&b->episode, &b->device, b->geography, &b->room, &b->out);
}

static const struct event_evidence *evidence(const struct bench *b, enum judged_by by)
{
	for (size_t i = 0; i < b->out.evidence_count; i++)
		if (b->out.evidence[i].by == by)
			return &b->out.evidence[i];
	fail_msg("no evidence of %s", judged_by_name(by));
	return NULL;
}

static void an_upload_carries_the_records_sums(void **state)
{
	struct bench *b = *state;

	assert_true(accepted(b));
	assert_string_equal(b->out.id, "0123456789abcdef");
	assert_int_equal(b->out.bytes_up, 600000);
	assert_int_equal(b->out.bytes_down, 10000);
	assert_int_equal(b->out.packets_up, 500);
	assert_int_equal(b->out.packets_down, 100);
	assert_int_equal(b->out.start_ns, START);
	assert_int_equal(b->out.end_ns, START + 10 * SECOND);
	assert_int_equal(b->out.coverage, COVERAGE_EXACT);
	assert_int_equal(b->out.destination.port, 443);
	assert_string_equal(b->out.destination.transport, "tcp");
	assert_null(b->out.destination.host);
	assert_null(b->out.destination.country);
	assert_string_equal(b->out.camera.ip, CAMERA_IP);
	assert_true(b->out.final);
}

static void a_series_is_told_from_its_first_accepted_part_to_its_last(void **state)
{
	struct bench *b = *state;
	struct episode_sums footage = b->episode.whole;

	strcpy(b->episode.id, "00000000000000aa");
	b->episode.decision = episode_decision_create();
	b->episode.final = false;
	b->episode.whole.last_ns = START + 600 * SECOND;
	b->episode.whole.bytes_up = 150000; /* a trickle */
	b->episode.whole.largest_burst = 2000;
	assert_false(accepted(b));
	b->episode.part = 2;
	b->episode.whole = footage;
	assert_true(accepted(b));
	assert_int_equal(b->out.part, 1);
	assert_string_equal(b->out.id, "0123456789abcdef");
	b->episode.part = 3;
	b->episode.final = true;
	b->episode.whole.last_ns = START + 36000 * SECOND;
	assert_true(accepted(b));
	assert_int_equal(b->out.part, 2);
	assert_string_equal(b->out.id, "00000000000000aa");
	assert_string_equal(b->out.series, "0123456789abcdef");
	episode_decision_release(b->episode.decision);
}

static void the_evidence_says_which_thresholds_were_met(void **state)
{
	struct bench *b = *state;

	b->episode.rule = &media;
	assert_true(accepted(b));
	assert_string_equal(evidence(b, JUDGED_BY_ROLE)->role, "media");
	assert_string_equal(evidence(b, JUDGED_BY_ROLE)->rule, "testcam.yaml:12");
	assert_true(evidence(b, JUDGED_BY_BYTES)->number == 600000);
	assert_true(evidence(b, JUDGED_BY_BYTES)->threshold == 100000);
	assert_true(evidence(b, JUDGED_BY_RATIO)->number == 60);
	assert_true(evidence(b, JUDGED_BY_RATIO)->threshold == 3);
	assert_true(evidence(b, JUDGED_BY_PACKET)->number == 1200);
	assert_true(evidence(b, JUDGED_BY_PACKET)->threshold == 300);
	assert_true(isnan(evidence(b, JUDGED_BY_RATE)->threshold));
	assert_true(b->out.rejected_count > 0);
}

static void a_snapshots_threshold_is_its_own(void **state)
{
	struct bench *b = *state;

	b->episode.rule = &media;
	b->episode.whole.bytes_up = b->episode.now.bytes_up = 8000;
	b->episode.whole.largest_burst = 8000;
	b->episode.whole.bytes_down = 500;
	assert_true(accepted(b));
	assert_true(evidence(b, JUDGED_BY_BYTES)->threshold == 8000);
	b->episode.whole.largest_burst = 7999;
	assert_false(accepted(b));
}

static void a_snapshot_just_above_its_threshold_is_less_certain(void **state)
{
	struct bench *b = *state;
	double just;

	b->episode.rule = &media;
	b->episode.whole.bytes_up = b->episode.now.bytes_up = 8000;
	b->episode.whole.largest_burst = 8000;
	b->episode.whole.bytes_down = 500;
	assert_true(accepted(b));
	just = b->out.confidence;
	b->episode.whole.bytes_up = b->episode.now.bytes_up = 16000;
	b->episode.whole.largest_burst = 16000;
	assert_true(accepted(b));
	assert_true(fabs(just / b->out.confidence - 0.98) < 1e-9);
}

static void what_is_not_footage_like_is_refused(void **state)
{
	struct bench *b = *state;

	b->episode.whole.bytes_down = 200001;
	assert_false(accepted(b));
}

static void telemetry_firmware_and_time_are_never_footage(void **state)
{
	static const enum rule_role roles[] = {ROLE_TELEMETRY, ROLE_FIRMWARE, ROLE_TIME};
	struct bench *b = *state;

	for (size_t i = 0; i < 3; i++) {
		struct rule_host host = {.rule = &vendor, .role = roles[i]};

		b->episode.rule = &host;
		assert_false(accepted(b));
	}
}

static void a_borrowed_name_says_so_and_rules_nothing_out(void **state)
{
	struct rule_host logs = {.rule = &vendor, .role = ROLE_TELEMETRY};
	struct bench *b = *state;

	b->episode.rule = &logs;
	b->episode.host = (char *)"logs.example";
	assert_false(accepted(b));
	b->episode.borrowed = true;
	assert_true(accepted(b));
	evidence(b, JUDGED_BY_BORROWED);
}

static void a_trickle_is_never_footage_however_long(void **state)
{
	struct bench *b = *state;

	b->episode.whole.last_ns = START + 1300 * SECOND; /* 3.7 kbit/s */
	b->episode.whole.largest_burst = 20000;
	assert_false(accepted(b));
}

static void a_clip_is_one_whatever_drips_behind_it(void **state)
{
	struct bench *b = *state;

	b->episode.whole.last_ns = START + 1300 * SECOND;
	b->episode.whole.largest_burst = 130000;
	assert_true(accepted(b));
}

static void merged_and_lossy_records_say_so(void **state)
{
	struct bench *b = *state;

	b->episode.now.merged = 1;
	assert_true(accepted(b));
	assert_int_equal(b->out.coverage, COVERAGE_MERGED);
	b->episode.lossy = true;
	assert_true(accepted(b));
	assert_int_equal(b->out.coverage, COVERAGE_LOWER_BOUND);
}

static void losses_go_before_hardware_and_hardware_before_merged_packets(void **state)
{
	struct bench *b = *state;

	b->episode.now.hardware = 1;
	assert_true(accepted(b));
	assert_int_equal(b->out.coverage, COVERAGE_HARDWARE);
	b->episode.now.merged = 1;
	assert_true(accepted(b));
	assert_int_equal(b->out.coverage, COVERAGE_HARDWARE);
	b->episode.lossy = true;
	assert_true(accepted(b));
	assert_int_equal(b->out.coverage, COVERAGE_LOWER_BOUND);
}

static void a_look_counts_no_part_and_leaves_the_device_its_address(void **state)
{
	struct bench *b = *state;
	struct address ip = an_address(PHONE_IP);

	b->episode.decision = episode_decision_create();
	b->device.ip = ip;
	for (unsigned i = 0; i < 2; i++) {
		assert_true(judge_peek(&b->episode, &b->device, b->geography, &b->room, &b->out));
		assert_int_equal(b->out.part, 1);
		assert_false(b->out.final);
		assert_string_equal(b->out.id, "0123456789abcdef");
		assert_string_equal(b->out.camera.ip, CAMERA_IP);
		assert_int_equal(b->episode.decision->parts_reported, 0);
		assert_memory_equal(&b->device.ip, &ip, sizeof(ip));
	}
	b->episode.whole.bytes_up = 90000;
	assert_false(judge_peek(&b->episode, &b->device, b->geography, &b->room, &b->out));
	judge_withdraw(&b->episode, &b->device, b->geography, &b->room, &b->out);
	assert_true(b->out.final);
	assert_true(b->out.confidence == 0);
	episode_decision_release(b->episode.decision);
}

static void a_suspected_camera_must_send_eight_times_as_much(void **state)
{
	struct bench *b = *state;

	memset(&b->device, 0, sizeof(b->device));
	b->device.key = a_device("00:11:22:33:44:55");
	device_behave(&b->device, 0.58, START);
	b->episode.whole.bytes_down = 75000;
	assert_true(accepted(b));
	assert_true(b->out.camera.suspected);
	assert_true(b->out.confidence <= 0.6);
	assert_true(evidence(b, JUDGED_BY_RATIO)->threshold == 8);
	b->episode.whole.bytes_down = 75001;
	assert_false(accepted(b));
}

/* One that says by its DHCP client that it is some thing. */
static struct device a_thing(void)
{
	return (struct device){
		.key = a_device("00:11:22:33:44:55"),
		.evidence_count = 1,
		.evidence[0] = {.signal = SIGNAL_NAME, .means = MEANS_MIXED, .weight = 0.3}};
}

static void what_phones_run_is_no_footage_of_a_guessed_camera(void **state)
{
	struct rule_host host = {.rule = &personal, .role = ROLE_PERSONAL};
	struct bench *b = *state;

	memset(&b->device, 0, sizeof(b->device));
	b->device.key = a_device("00:11:22:33:44:55");
	device_behave(&b->device, 0.58, START);
	b->episode.rule = &host;
	assert_false(accepted(b));
	b->episode.rule = NULL;
	strcpy(b->episode.application, "WhatsAppCall");
	assert_false(accepted(b));
	b->device = a_thing();
	device_behave(&b->device, 0.58, START);
	strcpy(b->episode.application, "Skype_Teams");
	assert_false(accepted(b));
	b->episode.signature = SIGNATURE_RTP; /* which nDPI takes for it by chance */
	b->episode.whole.packets_down = 0;
	b->episode.protocol_number = IPPROTO_UDP;
	assert_true(accepted(b));
	b->episode.application[0] = '\0';
	b->episode.signature = SIGNATURE_BITTORRENT;
	assert_false(accepted(b));
}

/* Its MAC is of who makes cameras and switches: what sends footage is the former, wherever to. */
static void a_makers_thing_may_send_to_a_service_of_phones(void **state)
{
	struct rule_host host = {.rule = &personal, .role = ROLE_PERSONAL};
	struct bench *b = *state;

	memset(&b->device, 0, sizeof(b->device));
	b->device.key = a_device(CAMERA_MAC);
	b->device.evidence_count = 1;
	b->device.evidence[0] =
		(struct evidence){.signal = SIGNAL_MAC, .means = MEANS_MAKER, .weight = 0.49};
	b->episode.rule = &host;
	assert_false(accepted(b));
	b->device.personal_count = 1;
	device_behave(&b->device, judge_behaviour(&b->episode, &b->device, 0), START);
	assert_int_equal(b->device.state, DEVICE_CAMERA);
	assert_true(accepted(b));
	b->device.evidence[0].means = MEANS_MIXED;
	assert_true(judge_behaviour(&b->episode, &b->device, 2) == 0);
}

static void a_makers_thing_that_sends_a_film_at_home_is_a_camera(void **state)
{
	struct bench *b = *state;
	struct device *device = &b->device;

	memset(device, 0, sizeof(*device));
	device->key = a_device(CAMERA_MAC);
	device->evidence_count = 1;
	device->evidence[0] =
		(struct evidence){.signal = SIGNAL_MAC, .means = MEANS_MAKER, .weight = 0.49};
	b->episode.scope = FLOW_HOME;
	assert_true(judge_behaviour(&b->episode, device, 2) == 0); /* a file */
	b->episode.whole.last_ns = START + 40 * SECOND;
	b->episode.whole.bytes_up = 40 * 125000;
	b->episode.whole.packets_up = 40 * 100;
	b->episode.whole.largest = 1500;
	b->episode.whole.seconds = 40;
	b->episode.whole.square = 40.0 * 125000 * 125000;
	for (size_t i = 0; i < 2; i++) {
		double behaves = judge_behaviour(&b->episode, device, 0);

		assert_true(i ? behaves == 0 : behaves > 0);
		device->evidence[0].means = MEANS_MIXED;
	}
}

static void a_media_host_is_more_certain_than_a_bare_address(void **state)
{
	struct bench *b = *state;
	double bare;

	assert_true(accepted(b));
	bare = b->out.confidence;
	b->episode.rule = &media;
	assert_true(accepted(b));
	assert_true(b->out.confidence > bare);
	assert_string_equal(confidence_word(b->out.confidence), "certain");
}

/* Of a maker's MAC alone 0.9: that it sends footage counts once more, but where it was weighed. */
static void an_upload_speaks_for_the_camera_that_sends_it(void **state)
{
	struct bench *b = *state;

	b->device = a_thing();
	b->device.evidence[0] = (struct evidence){
		.signal = SIGNAL_MAC, .means = MEANS_CAMERA, .weight = 0.9, .text = "mac"};
	b->device.certainty = 0.9;
	b->episode.rule = &media;
	assert_true(accepted(b));
	assert_true(fabs(b->out.confidence - 0.94 * 0.99) < 1e-9);
	b->device.evidence[1] =
		(struct evidence){.signal = SIGNAL_BEHAVIOUR, .means = MEANS_CAMERA, .weight = 0.4};
	b->device.evidence_count = 2;
	assert_true(accepted(b));
	assert_true(fabs(b->out.confidence - 0.9 * 0.99) < 1e-9);
}

static void a_stream_inside_the_home_needs_no_ratio(void **state)
{
	struct bench *b = *state;

	b->episode.scope = FLOW_HOME;
	b->episode.whole.bytes_down = 0;
	assert_true(accepted(b));
	assert_int_equal(b->out.destination.kind, DESTINATION_UNKNOWN);
	b->episode.whole.bytes_up = 99999;
	assert_false(accepted(b));
}

static void only_uploads_outside_are_a_cameras_behaviour(void **state)
{
	struct bench *b = *state;
	struct device device = a_thing();

	device_move(&device, 600000, 10000);
	assert_true(judge_behaviour(&b->episode, &device, 0) > 0);
	assert_true(judge_behaviour(&b->episode, &device, 2) >
		    judge_behaviour(&b->episode, &device, 0));
	device.bytes_down = device.bytes_up; /* one that takes as much as it sends */
	assert_true(judge_behaviour(&b->episode, &device, 2) ==
		    judge_behaviour(&b->episode, &device, 0));
	device.other = 0.5;
	assert_true(judge_behaviour(&b->episode, &device, 2) == 0);
	device.other = 0;
	b->episode.whole.bytes_down = 80000; /* 7.5 */
	assert_true(judge_behaviour(&b->episode, &device, 2) == 0);
	b->episode.whole.bytes_down = 0;
	b->episode.scope = FLOW_HOME;
	assert_true(judge_behaviour(&b->episode, &device, 2) == 0);
}

/* A page's upload over QUIC weighed more than the same over TCP. */
static void a_lone_file_weighs_the_same_by_quic_as_by_tcp(void **state)
{
	struct bench *b = *state;
	struct device device = {.key = a_device("00:11:22:33:44:55")};

	b->episode.whole.largest = 1300;
	assert_true(judge_behaviour(&b->episode, &device, 0) == 0.25);
	b->episode.protocol_number = IPPROTO_UDP;
	assert_true(judge_behaviour(&b->episode, &device, 0) == 0.25);
	b->episode.remote_port = 40000;
	assert_true(judge_behaviour(&b->episode, &device, 0) == 0.4); /* a stream may be */
	b->episode.host_source = HOST_SNI;
	assert_true(judge_behaviour(&b->episode, &device, 0) == 0.25);
}

/* An Echo Show's pictures; a computer that shows its own camera by TURN over TLS or RTMP. */
static void what_computers_send_too_is_no_cameras_however_often_or_long(void **state)
{
	struct bench *b = *state;
	struct device nameless = {.key = a_device("00:11:22:33:44:55")}, thing = a_thing();

	device_move(&nameless, 6000000, 10000);
	device_move(&thing, 6000000, 10000);
	b->episode.whole.largest = 1300;
	assert_true(judge_behaviour(&b->episode, &nameless, 9) == 0.25);
	assert_true(judge_behaviour(&b->episode, &thing, 9) == 0.58);
	b->episode.whole.last_ns = START + 300 * SECOND;
	b->episode.whole.bytes_up = 6000000;
	b->episode.whole.packets_up = 6000;
	b->episode.whole.seconds = 300;
	b->episode.whole.square = 300.0 * 20000 * 20000;
	assert_true(judge_behaviour(&b->episode, &nameless, 0) == 0.4);
	b->episode.signature = SIGNATURE_RTMP;
	assert_true(judge_behaviour(&b->episode, &nameless, 0) == 0.4);
	assert_true(judge_behaviour(&b->episode, &thing, 0) == 0.58);
	b->episode.signature = SIGNATURE_NONE;
	b->episode.protocol_number = IPPROTO_UDP;
	b->episode.remote_port = 40000;
	assert_true(judge_behaviour(&b->episode, &nameless, 0) == 0.58);
	/* Chromium that shows a computer's camera, whose adapter is by a maker of cameras. */
	nameless.evidence_count = 1;
	nameless.evidence[0] =
		(struct evidence){.signal = SIGNAL_MAC, .means = MEANS_MIXED, .weight = 0.3};
	assert_true(judge_behaviour(&b->episode, &nameless, 0) == 0.58);
	b->episode.signature = SIGNATURE_DTLS;
	assert_true(judge_behaviour(&b->episode, &nameless, 0) == 0.4);
	assert_true(judge_behaviour(&b->episode, &thing, 0) == 0.58);
}

/* A Tuya camera, of which only its maker's hub is known, is looked at for twenty seconds. */
static void a_thing_that_sends_datagrams_at_an_encoders_pace_films(void **state)
{
	struct bench *b = *state;
	struct device nameless = {.key = a_device("00:11:22:33:44:55")}, thing = a_thing();

	device_move(&nameless, 2000000, 10000);
	device_move(&thing, 2000000, 10000);
	b->episode.whole.last_ns = START + 20 * SECOND;
	b->episode.whole.bytes_up = 2000000;
	b->episode.whole.packets_up = 2500;
	b->episode.whole.largest = 1300;
	b->episode.whole.seconds = 20;
	b->episode.whole.square = 20.0 * 100000 * 100000;
	b->episode.protocol_number = IPPROTO_UDP;
	b->episode.remote_port = 40000;
	assert_true(judge_behaviour(&b->episode, &thing, 0) == 0.58);
	assert_true(judge_behaviour(&b->episode, &nameless, 0) == 0.4);
	b->episode.remote_port = 443; /* QUIC: any file */
	assert_true(judge_behaviour(&b->episode, &thing, 0) < 0.58);
	b->episode.protocol_number = IPPROTO_TCP;
	assert_true(judge_behaviour(&b->episode, &thing, 0) < 0.58);
	b->episode.protocol_number = IPPROTO_UDP;
	b->episode.remote_port = 40000;
	b->episode.whole.last_ns = START + 9 * SECOND;
	assert_true(judge_behaviour(&b->episode, &thing, 0) < 0.58);
}

static void files_to_a_host_of_commands_are_no_cameras_however_often(void **state)
{
	struct bench *b = *state;
	struct device device = a_thing();
	double once;

	device_move(&device, 600000, 10000);
	b->episode.whole.largest = 1300;
	b->episode.rule = &media;
	assert_true(judge_behaviour(&b->episode, &device, 9) == 0.58);
	b->episode.rule = &control;
	once = judge_behaviour(&b->episode, &device, 0);
	assert_true(once <= 0.25);
	assert_true(judge_behaviour(&b->episode, &device, 9) == once);
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(an_upload_carries_the_records_sums),
		WITH_BENCH(losses_go_before_hardware_and_hardware_before_merged_packets),
		WITH_BENCH(a_look_counts_no_part_and_leaves_the_device_its_address),
		WITH_BENCH(a_series_is_told_from_its_first_accepted_part_to_its_last),
		WITH_BENCH(the_evidence_says_which_thresholds_were_met),
		WITH_BENCH(a_snapshots_threshold_is_its_own),
		WITH_BENCH(a_snapshot_just_above_its_threshold_is_less_certain),
		WITH_BENCH(what_is_not_footage_like_is_refused),
		WITH_BENCH(telemetry_firmware_and_time_are_never_footage),
		WITH_BENCH(a_borrowed_name_says_so_and_rules_nothing_out),
		WITH_BENCH(a_trickle_is_never_footage_however_long),
		WITH_BENCH(a_clip_is_one_whatever_drips_behind_it),
		WITH_BENCH(merged_and_lossy_records_say_so),
		WITH_BENCH(a_suspected_camera_must_send_eight_times_as_much),
		WITH_BENCH(a_makers_thing_may_send_to_a_service_of_phones),
		WITH_BENCH(a_makers_thing_that_sends_a_film_at_home_is_a_camera),
		WITH_BENCH(what_phones_run_is_no_footage_of_a_guessed_camera),
		WITH_BENCH(a_media_host_is_more_certain_than_a_bare_address),
		WITH_BENCH(an_upload_speaks_for_the_camera_that_sends_it),
		WITH_BENCH(a_stream_inside_the_home_needs_no_ratio),
		WITH_BENCH(only_uploads_outside_are_a_cameras_behaviour),
		WITH_BENCH(a_lone_file_weighs_the_same_by_quic_as_by_tcp),
		WITH_BENCH(what_computers_send_too_is_no_cameras_however_often_or_long),
		WITH_BENCH(a_thing_that_sends_datagrams_at_an_encoders_pace_films),
		WITH_BENCH(files_to_a_host_of_commands_are_no_cameras_however_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
