// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "upload/footage.h"

static struct episode_sums shaped(uint64_t up, uint64_t down, uint64_t packets)
{
	return (struct episode_sums){
		.bytes_up = up, .bytes_down = down, .packets_up = packets, .largest_burst = up};
}

static bool footage(uint64_t up, uint64_t down, uint64_t packets, enum footage_measure measure)
{
	struct episode_sums sums = shaped(up, down, packets);

	return footage_is_like(&sums, NULL, NULL, measure);
}

static void footage_is_100_kb(void **state)
{
	(void)state;
	assert_true(footage(100000, 0, 100, FOOTAGE_CAMERA));
	assert_false(footage(99999, 0, 100, FOOTAGE_CAMERA));
}

static void footage_goes_up_three_times_as_much_as_down(void **state)
{
	(void)state;
	assert_true(footage(300000, 100000, 300, FOOTAGE_CAMERA));
	assert_false(footage(290000, 100000, 300, FOOTAGE_CAMERA));
}

static void by_behaviour_alone_it_is_eight_times(void **state)
{
	(void)state;
	assert_true(footage(800000, 100000, 800, FOOTAGE_BEHAVIOUR));
	assert_false(footage(790000, 100000, 800, FOOTAGE_BEHAVIOUR));
	assert_true(footage(790000, 100000, 800, FOOTAGE_CAMERA));
}

static void footage_packets_have_300_bytes_on_average(void **state)
{
	(void)state;
	assert_true(footage(300000, 0, 1000, FOOTAGE_CAMERA));
	assert_false(footage(299000, 0, 1000, FOOTAGE_CAMERA));
}

static void a_snapshot_is_8_kb_in_one_burst_to_a_media_host(void **state)
{
	struct rule rule = {.kind = RULE_CAMERA};
	struct rule_host media = {.rule = &rule, .role = ROLE_MEDIA}, app = media, live = media;
	struct episode_sums sums = shaped(8000, 100, 6);

	(void)state;
	app.side = SIDE_APP;
	live.role = ROLE_LIVE;
	assert_true(footage_is_like(&sums, &media, NULL, FOOTAGE_CAMERA));
	assert_false(footage_is_like(&sums, &media, NULL, FOOTAGE_BEHAVIOUR));
	assert_false(footage_is_like(&sums, &app, NULL, FOOTAGE_CAMERA));
	assert_false(footage_is_like(&sums, &live, NULL, FOOTAGE_CAMERA));
	assert_false(footage_is_like(&sums, NULL, NULL, FOOTAGE_CAMERA));
	sums.largest_burst = 7999;
	assert_false(footage_is_like(&sums, &media, NULL, FOOTAGE_CAMERA));
}

/* Firmware beside a small report was told as a clip: the acknowledgements were its largest burst.
 */
static void acknowledgements_of_a_download_make_no_snapshot_of_a_report(void **state)
{
	struct rule rule = {.kind = RULE_CAMERA};
	struct rule_host media = {.rule = &rule, .role = ROLE_MEDIA};
	struct episode_sums sums = shaped(101600, 6000700, 2003);

	(void)state;
	sums.fetched = (struct episode_fetched){
		.bytes_up = 100000, .bytes_down = 6000000, .packets_up = 2000};
	assert_false(footage_is_like(&sums, &media, NULL, FOOTAGE_CAMERA));
	sums.bytes_up = 108000;
	assert_true(footage_is_like(&sums, &media, NULL, FOOTAGE_CAMERA));
}

static void thresholds_are_rule_data_with_defaults(void **state)
{
	struct rule rule = {.thresholds = {.footage_bytes = 5000, .mean_packet = 200}};
	struct rule_host host = {.rule = &rule};
	struct rule_thresholds t = footage_thresholds(&host, NULL);
	struct episode_sums sums = shaped(5000, 0, 25);

	(void)state;
	assert_int_equal(t.footage_bytes, 5000);
	assert_int_equal(t.mean_packet, 200);
	assert_true(t.footage_ratio == 3 && t.behaviour_ratio == 8);
	assert_int_equal(t.snapshot_bytes, 8000);
	assert_true(footage_is_like(&sums, &host, NULL, FOOTAGE_CAMERA));
	t = footage_thresholds(NULL, NULL);
	assert_int_equal(t.footage_bytes, 100000);
	assert_int_equal(t.mean_packet, 300);
}

static void headers_that_super_packets_hide_do_not_decide(void **state)
{
	struct episode_sums sums = shaped(96000, 33000, 10);

	(void)state;
	assert_false(footage_is_like(&sums, NULL, NULL, FOOTAGE_CAMERA));
	sums.merged = 1;
	assert_true(footage_is_like(&sums, NULL, NULL, FOOTAGE_CAMERA));
	sums.bytes_up = 95000;
	assert_false(footage_is_like(&sums, NULL, NULL, FOOTAGE_CAMERA));
}

static void a_bucket_goes_by_its_owners_thresholds(void **state)
{
	struct rule hosting = {.kind = RULE_HOSTING, .thresholds = {.footage_bytes = 900000}};
	struct rule owner = {.kind = RULE_CAMERA, .thresholds = {.footage_bytes = 50000}};
	struct rule_host host = {.rule = &hosting};

	(void)state;
	assert_int_equal(footage_thresholds(&host, NULL).footage_bytes, 900000);
	host.bucket = "Testcam";
	host.bucket_rule = &owner;
	assert_int_equal(footage_thresholds(&host, NULL).footage_bytes, 50000);
	host.bucket_rule = NULL;
	assert_int_equal(footage_thresholds(&host, NULL).footage_bytes, 100000);
}

static void what_was_fetched_meanwhile_is_left_out_of_all_three_measures(void **state)
{
	struct episode_sums sums = shaped(340000, 2006000, 1050);

	(void)state;
	assert_false(footage_is_like(&sums, NULL, NULL, FOOTAGE_CAMERA));
	sums.fetched = (struct episode_fetched){
		.bytes_up = 40000, .bytes_down = 2000000, .packets_up = 800};
	assert_int_equal(footage_bytes(&sums), 300000);
	assert_true(footage_ratio(&sums) == 50);
	assert_true(footage_mean_packet(&sums) == 1200);
	assert_true(footage_is_like(&sums, NULL, NULL, FOOTAGE_BEHAVIOUR));
	sums.fetched.bytes_up = 240001; /* too little is left */
	assert_false(footage_is_like(&sums, NULL, NULL, FOOTAGE_CAMERA));
}

static void speech_is_what_its_answers_acknowledgements_leave(void **state)
{
	struct rule voice = {.kind = RULE_SPEAKER,
			     .thresholds = {.footage_bytes = 8000, .mean_packet = 200}};
	struct rule_host host = {.rule = &voice, .role = ROLE_MEDIA};
	struct episode_sums said = {.bytes_up = 20000,
				    .bytes_down = 120000,
				    .packets_up = 60,
				    .packets_down = 90,
				    .largest = 1500};
	struct episode_sums music = {.bytes_up = 60000,
				     .bytes_down = 1500000,
				     .packets_up = 1000,
				     .packets_down = 1000,
				     .largest = 600};

	(void)state;
	assert_true(footage_is_like(&said, &host, NULL, FOOTAGE_CAMERA));
	assert_false(footage_is_like(&music, &host, NULL, FOOTAGE_CAMERA));
	said.largest = 150;
	assert_false(footage_is_like(&said, &host, NULL, FOOTAGE_CAMERA));
}

static void a_stream_has_a_large_packet_or_more_than_sounds_rate(void **state)
{
	struct episode_sums s = {.first_ns = 1,
				 .last_ns = 1 + 20000000000ULL,
				 .bytes_up = 225000,
				 .packets_up = 900,
				 .largest = 290};

	(void)state;
	assert_true(footage_is_stream(&s, NULL, NULL)); /* 90 kbit/s in slices */
	s.bytes_up = 200000;				/* G.711 */
	assert_false(footage_is_stream(&s, NULL, NULL));
	s.largest = 300;
	assert_true(footage_is_stream(&s, NULL, NULL));
	s.bytes_up = 70000;
	assert_false(footage_is_stream(&s, NULL, NULL));
}

static void a_quiet_picture_may_be_answered_by_a_louder_voice(void **state)
{
	struct episode_sums s = {.first_ns = 1,
				 .last_ns = 1 + 10000000000ULL,
				 .bytes_up = 122500,
				 .bytes_down = 264000,
				 .packets_up = 471,
				 .largest = 700};

	(void)state;
	assert_true(footage_is_like(&s, NULL, NULL, FOOTAGE_STREAM));
	assert_false(footage_is_like(&s, NULL, NULL, FOOTAGE_PACE));
	s.bytes_down = 490001;
	assert_false(footage_is_like(&s, NULL, NULL, FOOTAGE_STREAM));
	s.bytes_down = 264000;
	s.packets_up = 2900; /* answers to what comes */
	assert_false(footage_is_like(&s, NULL, NULL, FOOTAGE_STREAM));
}

static void ratios_of_nothing_are_defined(void **state)
{
	struct episode_sums nothing = {0}, up = shaped(500, 0, 2);

	(void)state;
	assert_true(footage_ratio(&nothing) == 0);
	assert_true(footage_mean_packet(&nothing) == 0);
	assert_true(footage_ratio(&up) == 500);
	assert_true(footage_mean_packet(&up) == 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(footage_is_100_kb),
		cmocka_unit_test(footage_goes_up_three_times_as_much_as_down),
		cmocka_unit_test(by_behaviour_alone_it_is_eight_times),
		cmocka_unit_test(footage_packets_have_300_bytes_on_average),
		cmocka_unit_test(a_snapshot_is_8_kb_in_one_burst_to_a_media_host),
		cmocka_unit_test(acknowledgements_of_a_download_make_no_snapshot_of_a_report),
		cmocka_unit_test(thresholds_are_rule_data_with_defaults),
		cmocka_unit_test(headers_that_super_packets_hide_do_not_decide),
		cmocka_unit_test(a_bucket_goes_by_its_owners_thresholds),
		cmocka_unit_test(what_was_fetched_meanwhile_is_left_out_of_all_three_measures),
		cmocka_unit_test(speech_is_what_its_answers_acknowledgements_leave),
		cmocka_unit_test(a_stream_has_a_large_packet_or_more_than_sounds_rate),
		cmocka_unit_test(a_quiet_picture_may_be_answered_by_a_louder_voice),
		cmocka_unit_test(ratios_of_nothing_are_defined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
