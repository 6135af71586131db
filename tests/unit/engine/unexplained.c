// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "engine/state.h"
#include "support.h"

static const struct talk to_other = {CAMERA_MAC, CAMERA_IP, "203.0.113.9", 51001, 443, IPPROTO_TCP};
static const struct talk to_third = {CAMERA_MAC, CAMERA_IP, "203.0.113.8", 51002, 443, IPPROTO_TCP};

static const struct event_gap *gap(const struct scene *s, size_t index)
{
	return &scene_event(s, EVENT_GAP, index)->gap;
}

static void pieces_that_are_no_upload_add_up_within_an_hour(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 60, 1500);
	scene_burst(s, &to_third, START + 60 * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->bytes, 2 * 60 * 1500);
	assert_int_equal(gap(s, 0)->from_ns, START);
	assert_in_range(gap(s, 0)->to_ns, START + 60 * SECOND, START + 61 * SECOND);
	assert_string_equal(gap(s, 0)->camera->mac, CAMERA_MAC);
	assert_true(scene_event(s, EVENT_SUMMARY, 0)->summary.doubts & 1U << DOUBT_UNEXPLAINED);
	scene_close(s);
}

static void pieces_hours_apart_do_not(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t hour = 0; hour < 4; hour++)
		scene_burst(s, &to_other, START + hour * 3600 * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

static void the_clock_cuts_no_hour_in_two(void **state)
{
	const uint64_t hour = (START / (3600 * SECOND) + 1) * 3600 * SECOND;
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, hour - 60 * SECOND, 60, 1500);
	scene_burst(s, &to_third, hour + 60 * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->bytes, 2 * 60 * 1500);
	assert_int_equal(gap(s, 0)->from_ns, hour - 60 * SECOND);
	scene_close(s);
}

#define CLIPS                                                                                      \
	"vendor: Testcam\nkind: camera\nshortest_clip: {bytes: 50000, source: s}\n"                \
	"macs:\n  - {prefix: \"70:ad:43\", means: camera, registrant: Testcam, source: s}\n"

static void a_makers_shortest_clip_is_the_bound(void **state)
{
	static const struct talk to = {"70:ad:43:00:00:01", CAMERA_IP, "203.0.113.9", 51001, 443,
				       IPPROTO_TCP};
	static const struct talk others = {CAMERA_MAC, PHONE_IP, "203.0.113.9",
					   51001,      443,	 IPPROTO_TCP};
	struct scene *s = scene_open(CLIPS, NULL);

	(void)state;
	scene_burst(s, &to, START, 32, 1500);
	scene_burst(s, &others, START, 60, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 60 * SECOND);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_burst(s, &to, START + 60 * SECOND, 10, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->bytes, 42 * 1500);
	scene_close(s);
}

static void a_picture_as_those_that_a_camera_sends_is_missed_too(void **state)
{
	static const struct talk to_media = {CAMERA_MAC, CAMERA_IP, "203.0.113.7",
					     51003,	 443,	    IPPROTO_TCP};
	struct scene *s = scene_open(scene_rules, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 10, 1500);
	scene_hello(s, &to_media, START + 60 * SECOND, "media.testcam.example");
	scene_burst(s, &to_media, START + 61 * SECOND, 10, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 90 * SECOND);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 1);
	assert_int_equal(scene_event(s, EVENT_UPLOAD, 0)->upload.class, CLASS_SNAPSHOT);
	scene_burst(s, &to_third, START + 100 * SECOND, 4, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_close(s);
}

/* A segment without payload, whose number stays. */
static void acknowledge(struct scene *s, const struct talk *talk, uint64_t time_ns, unsigned number)
{
	struct wire_spec spec = {.from_mac = talk->mac,
				 .to_mac = ROUTER_MAC,
				 .from = talk->ip,
				 .to = talk->remote,
				 .from_port = talk->local_port,
				 .to_port = talk->remote_port,
				 .protocol = IPPROTO_TCP,
				 .identity = (uint16_t)(1 + number),
				 .sequence = 1};

	scene_wire(s, time_ns, &spec);
}

static void acknowledgements_of_a_download_are_explained_and_answers_as_large_are_not(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (unsigned i = 0; i < 4000; i++) {
		scene_packet(s, &to_other, START + i * 10 * MILLISECOND, false, 1500);
		acknowledge(s, &to_other, START + i * 10 * MILLISECOND, i);
	}
	scene_packet(s, &to_third, START + 60 * SECOND, true, 60);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	for (uint64_t i = 0; i < 400; i++) {
		scene_packet(s, &to_third, START + 70 * SECOND + i * 10 * MILLISECOND, true, 1000);
		scene_packet(s, &to_third, START + 70 * SECOND + i * 10 * MILLISECOND, false, 1500);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_close(s);
}

static void pings_are_explained_up_to_a_bound(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 100; i++)
		scene_packet(s, &to_other, START + i * 12 * SECOND, true, 1400);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	for (uint64_t i = 0; i < 600; i++)
		scene_packet(s, &to_third, START + (i * 2 + 1) * SECOND + 1200 * SECOND, true,
			     1400);
	scene_finish(s);
	assert_in_range(scene_count(s, EVENT_GAP), 1, 10);
	scene_close(s);
}

/* Told in two parts of one episode, which goes on for eleven minutes. */
static void what_goes_on_for_long_counts_once(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	uint64_t bytes = 0;

	(void)state;
	for (uint64_t i = 0; i < 84; i++) {
		scene_packet(s, &to_other, START + i * 8 * SECOND, true, 1500);
		scene_packet(s, &to_other, START + i * 8 * SECOND + MILLISECOND, true, 1500);
	}
	scene_finish(s);
	for (size_t i = 0; i < scene_count(s, EVENT_GAP); i++)
		bytes += gap(s, i)->bytes;
	assert_in_range(bytes, 200000, 84 * 3000);
	scene_close(s);
}

/* 250 kB in three minutes, to a hundred addresses: each piece alone is as little as a ping. */
static void pieces_that_keep_no_even_pace_are_not_explained(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	char address[ADDRESS_TEXT];
	struct talk to = to_other;

	(void)state;
	to.remote = address;
	for (unsigned i = 0; i < 180; i++) {
		snprintf(address, sizeof(address), "203.0.113.%u", 20 + i % 100);
		scene_packet(s, &to, START + i * SECOND, true, 1400);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_in_range(gap(s, 0)->bytes, 100000, 180000);
	scene_close(s);
}

/* 20 bytes in each: 0.8 MB of 1.5, in packets as small as acknowledgements are. */
static void what_is_hidden_in_acknowledgements_is_not_explained(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 25000; i++) {
		scene_packet(s, &to_other, START + i * 4 * MILLISECOND, false, 1500);
		scene_packet(s, &to_other, START + i * 4 * MILLISECOND, true, 60);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_in_range(scene_count(s, EVENT_GAP), 1, 10);
	scene_close(s);
}

/* A session of a picture's size, and ten seconds of small packets behind it, each minute. */
static void small_talk_behind_a_session_is_counted(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 20; i++) {
		scene_packet(s, &to_other, START + i * 60 * SECOND, true, 1500);
		for (uint64_t k = 1; k < 120; k++)
			scene_packet(s, &to_other, START + i * 60 * SECOND + k * 90 * MILLISECOND,
				     true, 290);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_in_range(scene_count(s, EVENT_GAP), 1, 10);
	scene_close(s);
}

/* An hour at 40 kB a second is 2 MB of acknowledgements, in packets as small as pings. */
static void a_slow_download_is_explained_however_long(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (unsigned i = 0; i < 40000; i++) {
		scene_packet(s, &to_other, START + i * 80 * MILLISECOND, false, 1500);
		scene_packet(s, &to_other, START + i * 80 * MILLISECOND, false, 1500);
		acknowledge(s, &to_other, START + i * 80 * MILLISECOND, i);
	}
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

static const struct talk to_resolver = {CAMERA_MAC, CAMERA_IP, ROUTER_IP, 51003, 53, IPPROTO_UDP};

/* Whoever asks it asks the world: names may hold anything. */
static void what_is_hidden_in_questions_to_the_resolver_is_not_explained(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (unsigned i = 0; i < 1200; i++) /* as a busy camera does */
		scene_packet(s, &to_resolver, START + i * 3 * SECOND, true, 70);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	for (unsigned i = 0; i < 1000; i++)
		scene_packet(s, &to_resolver, START + 7200 * SECOND + i * 100 * MILLISECOND, true,
			     250);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_in_range(gap(s, 0)->bytes, 100000, 150000);
	scene_close(s);
}

/* As few questions as any device may ask, but each of a name that nobody asked for before. */
static size_t gaps_of_names(unsigned names)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	char name[64];
	size_t gaps;

	for (unsigned i = 0; i < 1200; i++) {
		snprintf(name, sizeof(name), "%08x%08x%08x%08x%08x.example",
			 (i % names) * 2654435761U, i % names, i % names, i % names, i % names);
		scene_dns(s, CAMERA_MAC, CAMERA_IP, START + i * 2 * SECOND, name, NULL);
		/* What a longer name makes of it. */
		scene_packet(s, &to_resolver, START + i * 2 * SECOND + SECOND, true, 140);
	}
	scene_finish(s);
	gaps = scene_count(s, EVENT_GAP);
	scene_close(s);
	return gaps;
}

static void names_that_are_always_new_are_not_explained(void **state)
{
	(void)state;
	assert_int_equal(gaps_of_names(30), 0);
	assert_true(gaps_of_names(1200) > 0);
}

static void a_server_that_is_asked_each_second_is_explained(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	for (uint64_t i = 0; i < 3600; i++)
		scene_packet(s, &to_other, START + i * 900 * MILLISECOND, true, 160);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

#define LOGS(more)                                                                                 \
	"vendor: Testcam\nkind: camera\n" more "hosts:\n"                                          \
	"  - {host: log.testcam.example, role: telemetry, confidence: measured, source: s}\n"

static void a_log_is_no_clip_even_where_logs_go(void **state)
{
	struct scene *s = scene_open(LOGS(""), CAMERA_MAC);

	(void)state;
	scene_hello(s, &to_other, START, "log.testcam.example");
	scene_burst(s, &to_other, START + SECOND, 60, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 60 * SECOND);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_burst(s, &to_other, START + 61 * SECOND, 80, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_in_range(gap(s, 0)->bytes, 80 * 1500, 81 * 1500);
	scene_close(s);
}

/* Six logs of 90 kB in a quarter of an hour; how many of them nothing explains. */
static size_t gaps_of_logs(const char *rules, const char *asked, const char *given)
{
	struct scene *s = scene_open(rules, CAMERA_MAC);
	size_t gaps;

	if (asked)
		scene_dns(s, CAMERA_MAC, CAMERA_IP, START, asked, given);
	scene_hello(s, &to_other, START + SECOND, "log.testcam.example");
	for (uint64_t i = 0; i < 6; i++)
		scene_burst(s, &to_other, START + (2 + i * 150) * SECOND, 60, 1500);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_UPLOAD), 0);
	gaps = scene_count(s, EVENT_GAP);
	scene_close(s);
	return gaps;
}

static void logs_are_explained_up_to_what_their_rule_says(void **state)
{
	(void)state;
	assert_int_equal(gaps_of_logs(LOGS(""), NULL, NULL), 1);
	assert_int_equal(gaps_of_logs(LOGS("logs: {bytes: 600000, source: s}\n"), NULL, NULL), 0);
}

static void a_name_whose_address_contradicts_it_explains_nothing(void **state)
{
	const char *rules = LOGS("logs: {bytes: 600000, source: s}\n");

	(void)state;
	assert_int_equal(gaps_of_logs(rules, "log.testcam.example", to_other.remote), 0);
	assert_in_range(gaps_of_logs(rules, "log.testcam.example", "198.51.100.77"), 1, 6);
	assert_in_range(gaps_of_logs(rules, "files.example", to_other.remote), 1, 6);
}

static void what_was_sent_before_it_was_known_as_a_camera_is_told_once_it_is(void **state)
{
	struct scene *s = scene_open(NULL, NULL);
	struct device_key camera = a_device(CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 60, 1500);
	scene_burst(s, &to_third, START + 60 * SECOND, 60, 1500);
	scene_arp(s, PHONE_MAC, PHONE_IP, START + 90 * SECOND);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	assert_int_equal(engine_confirm(s->engine, &camera, "front door"), 0);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_finish(s);
	scene_close(s);
}

static const struct talk to_segment = {CAMERA_MAC, CAMERA_IP, "10.9.9.9", 51005, 443, IPPROTO_TCP};
static const struct talk to_router = {CAMERA_MAC, CAMERA_IP, ROUTER_IP, 51006, 443, IPPROTO_TCP};

/* A tunnel's far end and a network of the provider's look like another segment of the home. */
static void what_the_router_takes_to_another_private_network_may_have_left(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 2, 200);
	scene_burst(s, &to_segment, START + 60 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_LOCAL), 1);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	assert_int_equal(gap(s, 0)->cause, CAUSE_BEYOND);
	assert_int_equal(gap(s, 0)->bytes, 400 * 1400);
	/* `attest` names the most that may have left. */
	assert_int_equal(scene_event(s, EVENT_TRAFFIC, 0)->traffic.bytes_up, 2 * 200 + 400 * 1400);
	assert_true(scene_event(s, EVENT_SUMMARY, 0)->summary.doubts & 1U << DOUBT_UNEXPLAINED);
	scene_close(s);
}

static void what_the_router_takes_there_in_pieces_adds_up(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 2, 200);
	for (unsigned i = 0; i < 3; i++)
		scene_burst(s, &to_segment, START + (60 + i * 60) * SECOND, 40, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 1);
	scene_close(s);
}

static void what_the_router_itself_takes_stays_home(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 2, 200);
	scene_burst(s, &to_router, START + 60 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_LOCAL), 1);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

/* Both networks are watched: it has a MAC of its own there, and the router's here. */
static void another_network_in_which_the_taker_is_seen_is_home(void **state)
{
	static const struct talk own = {PHONE_MAC, "10.9.9.9", "203.0.113.9",
					51007,	   443,	       IPPROTO_TCP};
	static const struct talk routed = {ROUTER_MAC, "10.9.9.9", CAMERA_IP,
					   443,	       51005,	   IPPROTO_TCP};
	struct scene *s = scene_open(NULL, CAMERA_MAC);

	(void)state;
	scene_burst(s, &to_other, START, 2, 200);
	scene_burst(s, &routed, START + SECOND, 2, 200);
	scene_burst(s, &own, START + 2 * SECOND, 2, 200);
	scene_burst(s, &routed, START + 3 * SECOND, 2, 200);
	scene_burst(s, &to_segment, START + 60 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

static void another_network_that_the_owner_says_is_home_is(void **state)
{
	struct scene *s = scene_open(NULL, CAMERA_MAC);
	struct prefix network;

	(void)state;
	assert_int_equal(prefix_parse("10.9.9.0/24", &network), 0);
	assert_int_equal(home_add(s->home, &network, HOME_DECLARED), 0);
	scene_burst(s, &to_other, START, 2, 200);
	scene_burst(s, &to_segment, START + 60 * SECOND, 400, 1400);
	scene_finish(s);
	assert_int_equal(scene_count(s, EVENT_GAP), 0);
	scene_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_that_are_no_upload_add_up_within_an_hour),
		cmocka_unit_test(pieces_hours_apart_do_not),
		cmocka_unit_test(the_clock_cuts_no_hour_in_two),
		cmocka_unit_test(a_makers_shortest_clip_is_the_bound),
		cmocka_unit_test(a_picture_as_those_that_a_camera_sends_is_missed_too),
		cmocka_unit_test(
			acknowledgements_of_a_download_are_explained_and_answers_as_large_are_not),
		cmocka_unit_test(pings_are_explained_up_to_a_bound),
		cmocka_unit_test(what_goes_on_for_long_counts_once),
		cmocka_unit_test(pieces_that_keep_no_even_pace_are_not_explained),
		cmocka_unit_test(a_slow_download_is_explained_however_long),
		cmocka_unit_test(what_is_hidden_in_questions_to_the_resolver_is_not_explained),
		cmocka_unit_test(names_that_are_always_new_are_not_explained),
		cmocka_unit_test(a_server_that_is_asked_each_second_is_explained),
		cmocka_unit_test(what_is_hidden_in_acknowledgements_is_not_explained),
		cmocka_unit_test(small_talk_behind_a_session_is_counted),
		cmocka_unit_test(a_log_is_no_clip_even_where_logs_go),
		cmocka_unit_test(logs_are_explained_up_to_what_their_rule_says),
		cmocka_unit_test(a_name_whose_address_contradicts_it_explains_nothing),
		cmocka_unit_test(what_was_sent_before_it_was_known_as_a_camera_is_told_once_it_is),
		cmocka_unit_test(what_the_router_takes_to_another_private_network_may_have_left),
		cmocka_unit_test(what_the_router_takes_there_in_pieces_adds_up),
		cmocka_unit_test(what_the_router_itself_takes_stays_home),
		cmocka_unit_test(another_network_that_the_owner_says_is_home_is),
		cmocka_unit_test(another_network_in_which_the_taker_is_seen_is_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
