// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "upload/class.h"
#include "upload/destination.h"

static const struct rule vendor = {
	.kind = RULE_CAMERA, .bitrate_low_kbit = 500, .bitrate_high_kbit = 1160};
static const struct rule_host media = {.rule = &vendor, .role = ROLE_MEDIA};
static const struct rule_host live = {.rule = &vendor, .role = ROLE_LIVE};

/* `seconds` whole seconds of `bytes` each. */
static struct episode lasting(uint32_t seconds, uint64_t bytes)
{
	struct episode e = {.protocol_number = IPPROTO_TCP, .part = 1, .final = true};

	e.whole.first_ns = START;
	e.whole.last_ns = START + seconds * SECOND;
	e.whole.seconds = seconds;
	e.whole.bytes_up = seconds * bytes;
	e.whole.square = (double)seconds * (double)bytes * (double)bytes;
	e.whole.bursts = 1;
	e.now = e.whole;
	return e;
}

/* 100 packets a second of `mean` bytes, the largest of 1500, to a host that takes clips. */
static struct episode paced(uint32_t seconds, uint64_t mean)
{
	struct episode e = lasting(seconds, 100 * mean);

	e.rule = &media;
	e.host = (char *)"media.example";
	e.whole.packets_up = 100 * (uint64_t)seconds;
	e.whole.largest = 1500;
	return e;
}

/* `count` bursts of `bytes` in full packets, each within a second, one every four seconds. */
static struct episode bursts_of(uint32_t count, uint64_t bytes)
{
	struct episode e = lasting(count, bytes);

	e.rule = &media;
	e.host = (char *)"media.example";
	e.whole.last_ns = START + (count - 1) * 4 * SECOND + SECOND / 2;
	e.whole.bursts = count;
	e.whole.largest_burst = bytes;
	e.whole.packets_up = e.whole.bytes_up / 1450;
	e.whole.largest = 1492;
	return e;
}

static void more_than_ten_minutes_are_continuous(void **state)
{
	struct episode e = lasting(600, 100000);

	(void)state;
	e.rule = &media;
	assert_int_not_equal(class_of(&e, destination_vpn_of(&e)), CLASS_CONTINUOUS);
	e.whole.last_ns++;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_CONTINUOUS);
}

static void what_drips_behind_a_clip_makes_it_no_recording(void **state)
{
	struct episode e = lasting(2, 65000);

	(void)state;
	e.rule = &media;
	e.whole.last_ns = START + 660 * SECOND;
	assert_int_equal(class_of(&e, VPN_OF_NOBODY), CLASS_CLIP);
	e.whole.bytes_up = 660 * 500; /* a still each half minute */
	assert_int_equal(class_of(&e, VPN_OF_NOBODY), CLASS_CONTINUOUS);
}

static void every_part_of_a_long_episode_is_continuous(void **state)
{
	struct episode first = lasting(599, 100000), last = first;

	(void)state;
	first.final = false;
	last.part = 2;
	assert_int_equal(class_of(&first, destination_vpn_of(&first)), CLASS_CONTINUOUS);
	assert_int_equal(class_of(&last, destination_vpn_of(&last)), CLASS_CONTINUOUS);
}

static void what_goes_to_a_media_host_is_a_clip_or_a_snapshot(void **state)
{
	struct episode clip = lasting(12, 50000), snapshot = lasting(1, 20000);

	(void)state;
	clip.rule = snapshot.rule = &media;
	clip.host = snapshot.host = (char *)"media.example";
	clip.whole.packets_up = clip.whole.bytes_up / 1450;
	snapshot.whole.packets_up = snapshot.whole.bytes_up / 1450;
	clip.whole.largest = snapshot.whole.largest = 1492;
	assert_int_equal(class_of(&clip, destination_vpn_of(&clip)), CLASS_CLIP);
	assert_int_equal(class_of(&snapshot, destination_vpn_of(&snapshot)), CLASS_SNAPSHOT);
	snapshot.whole.bursts = 2;
	assert_int_equal(class_of(&snapshot, destination_vpn_of(&snapshot)), CLASS_CLIP);
}

static void live_hosts_and_media_protocols_are_live(void **state)
{
	struct episode by_host = lasting(20, 50000), by_bytes = lasting(20, 50000);

	(void)state;
	by_host.rule = &live;
	by_bytes.signature = SIGNATURE_TURN;
	assert_int_equal(class_of(&by_host, destination_vpn_of(&by_host)), CLASS_LIVE);
	assert_int_equal(class_of(&by_bytes, destination_vpn_of(&by_bytes)), CLASS_LIVE);
}

static void what_nothing_speaks_for_is_unknown(void **state)
{
	struct episode e = lasting(20, 50000);

	(void)state;
	e.whole.packets_up = e.whole.bytes_up / 1450;
	e.whole.largest = 1492;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
}

static void a_long_even_stream_is_live(void **state)
{
	struct episode e = lasting(300, 50000);

	(void)state;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
	e.whole.square *= 4;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
}

/* A stream by RTMPS to a host that no rule knows was told as a clip. */
static void half_a_minute_at_an_encoders_pace_is_live_by_tls_too(void **state)
{
	struct episode e = lasting(45, 140000);

	(void)state;
	e.host = (char *)"media.example";
	e.whole.packets_up = e.whole.bytes_up / 1280;
	e.whole.largest = 1492;
	assert_true(class_is_encoder(&e.whole));
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
	e.rule = &media;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
}

static void what_fills_its_packets_or_is_soon_over_is_no_encoders(void **state)
{
	struct episode file = lasting(45, 140000), brief = lasting(9, 140000);

	(void)state;
	file.host = brief.host = (char *)"media.example";
	file.whole.packets_up = file.whole.bytes_up / 1450;
	brief.whole.packets_up = brief.whole.bytes_up / 1280;
	file.whole.largest = brief.whole.largest = 1492;
	assert_true(class_is_bulk(&file.whole));
	assert_int_equal(class_of(&file, destination_vpn_of(&file)), CLASS_CLIP);
	assert_int_equal(class_of(&brief, destination_vpn_of(&brief)), CLASS_CLIP);
}

/* Live views of 10 to 30 s to a host that takes clips too were told as clips. */
static void ten_seconds_at_an_encoders_pace_are_a_view_even_to_a_media_host(void **state)
{
	struct episode view = paced(10, 1350), fuller = paced(10, 1351), brief = paced(9, 1350);
	struct episode uneven = paced(10, 1350), nobodys = paced(10, 1350);

	(void)state;
	assert_int_equal(class_of(&view, destination_vpn_of(&view)), CLASS_LIVE);
	assert_false(class_is_encoder(&view.whole)); /* that takes half a minute */
	assert_int_equal(class_of(&fuller, destination_vpn_of(&fuller)), CLASS_CLIP);
	assert_int_equal(class_of(&brief, destination_vpn_of(&brief)), CLASS_CLIP);
	uneven.whole.square *= 2;
	assert_int_equal(class_of(&uneven, destination_vpn_of(&uneven)), CLASS_CLIP);
	nobodys.rule = NULL;
	nobodys.host = NULL;
	assert_int_equal(class_of(&nobodys, destination_vpn_of(&nobodys)), CLASS_LIVE);
}

/* As an HTTPS POST of media in large fragments was. */
static void half_a_minute_in_fuller_packets_is_a_view_and_in_full_ones_a_clip(void **state)
{
	struct episode view = paced(30, 1425), fuller = paced(30, 1426), brief = paced(29, 1425);
	struct episode full = paced(45, 1450);

	(void)state;
	assert_int_equal(class_of(&view, destination_vpn_of(&view)), CLASS_LIVE);
	assert_int_equal(class_of(&fuller, destination_vpn_of(&fuller)), CLASS_CLIP);
	assert_int_equal(class_of(&brief, destination_vpn_of(&brief)), CLASS_CLIP);
	assert_int_equal(class_of(&full, destination_vpn_of(&full)), CLASS_CLIP);
}

static void without_packet_sizes_no_pace_is_an_encoders(void **state)
{
	struct episode e = lasting(45, 140000);

	(void)state;
	e.rule = &media;
	assert_false(class_is_encoder(&e.whole));
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_CLIP);
}

/* A still every few seconds was told as a clip. */
static void a_still_every_few_seconds_is_a_snapshot(void **state)
{
	struct episode stills = bursts_of(6, 40000), larger = bursts_of(2, 160000);
	struct episode nameless = stills, full = stills, dense = stills;

	(void)state;
	assert_int_equal(class_of(&stills, destination_vpn_of(&stills)), CLASS_SNAPSHOT);
	assert_int_equal(class_of(&larger, destination_vpn_of(&larger)), CLASS_CLIP);
	stills.whole.largest_burst = 100001; /* one of them is larger than a still */
	assert_int_equal(class_of(&stills, destination_vpn_of(&stills)), CLASS_CLIP);
	nameless.rule = NULL;
	nameless.host = NULL;
	assert_int_equal(class_of(&nameless, destination_vpn_of(&nameless)), CLASS_UNKNOWN);
	full.whole.seconds = 13; /* of 20: more than two a burst */
	assert_int_equal(class_of(&full, destination_vpn_of(&full)), CLASS_CLIP);
	dense.whole.last_ns = START + 7 * SECOND; /* six in 7 s */
	assert_int_equal(class_of(&dense, destination_vpn_of(&dense)), CLASS_CLIP);
}

/* A clip through WireGuard was told as a live view, as other UDP of its size is. */
static void what_a_tunnel_carries_is_unknown_unless_it_has_an_encoders_pace(void **state)
{
	struct episode e = lasting(20, 140000);

	(void)state;
	e.protocol_number = IPPROTO_UDP;
	e.signature = SIGNATURE_WIREGUARD;
	e.host = (char *)"vpn.example";
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
	e = lasting(45, 140000);
	e.protocol_number = IPPROTO_UDP;
	e.signature = SIGNATURE_WIREGUARD;
	e.whole.packets_up = e.whole.bytes_up / 1280;
	e.whole.largest = 1492;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
}

/* A live view that hardware counted was of unknown class: of its packets only the mean is known. */
static void what_hardware_counted_has_an_encoders_pace_by_its_mean_packet(void **state)
{
	struct episode e = lasting(9, 140000);

	(void)state;
	e.host = NULL;
	e.rule = NULL;
	e.whole.hardware = e.whole.seconds;
	e.whole.packets_up = e.whole.bytes_up / 1250;
	e.whole.largest = 1250;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
	e.whole.packets_up = e.whole.bytes_up / 1460;
	e.whole.largest = 1460;
	assert_int_not_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
}

/* Pictures one by one fill their packets as files do. */
static void who_called_from_outside_and_takes_pictures_evenly_watches(void **state)
{
	struct episode e = lasting(20, 50000);

	(void)state;
	e.scope = FLOW_OUTSIDE;
	e.whole.packets_up = e.whole.bytes_up / 1450;
	e.whole.largest = 1492;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
	e.marks.called = true;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
	e.scope = FLOW_HOME;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
	e = lasting(20, 800000); /* a recording, as fast as the line takes it */
	e.scope = FLOW_OUTSIDE;
	e.marks.called = true;
	e.whole.packets_up = e.whole.bytes_up / 1450;
	e.whole.largest = 1492;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
}

static void evenness_is_deviation_over_mean(void **state)
{
	struct episode_sums even = {.seconds = 4, .bytes_up = 400, .square = 40000};
	struct episode_sums uneven = {
		.seconds = 4, .bytes_up = 400, .square = 80000}; /* 0 and 200 */
	struct episode_sums brief = {.seconds = 2, .bytes_up = 400, .square = 160000};

	(void)state;
	assert_true(class_unevenness(&even) == 0);
	assert_true(class_unevenness(&uneven) == 1);
	assert_true(class_unevenness(&brief) == 0);
}

/* A viewer who polls stills was "unknown". */
static void who_called_from_outside_and_polls_stills_watches(void **state)
{
	struct episode e = bursts_of(8, 15000);

	(void)state;
	e.rule = NULL;
	e.host = NULL;
	e.scope = FLOW_OUTSIDE;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_UNKNOWN);
	e.marks.called = true;
	assert_int_equal(class_of(&e, destination_vpn_of(&e)), CLASS_LIVE);
}

/* Four even seconds among eight: a still every other second was as even as a stream. */
static void silent_seconds_are_uneven_too(void **state)
{
	struct episode_sums t = {.seconds = 4, .bytes_up = 400, .square = 40000};

	(void)state;
	t.first_ns = START;
	t.last_ns = START + 4 * SECOND;
	assert_true(class_unevenness(&t) == 0);
	t.last_ns = START + 8 * SECOND;
	assert_true(class_unevenness(&t) == 1);
}

/* The example of the contract: 581,208 bytes of Blink are 4 to 9 seconds. */
static void the_vendors_bitrates_tell_how_much_video_a_clip_is(void **state)
{
	struct episode e = {.now.bytes_up = 581208};
	uint32_t low, high;

	(void)state;
	class_video_seconds(CLASS_CLIP, &e, &vendor, &low, &high);
	assert_int_equal(low, 4);
	assert_int_equal(high, 9);
}

static void live_video_lasts_as_long_as_its_sending(void **state)
{
	struct episode e = lasting(42, 1000);
	uint32_t low, high;

	(void)state;
	class_video_seconds(CLASS_LIVE, &e, NULL, &low, &high);
	assert_int_equal(low, 42);
	assert_int_equal(high, 42);
}

static void snapshots_and_the_unknown_have_no_length(void **state)
{
	struct episode e = lasting(42, 1000);
	uint32_t low = 1, high = 1;

	(void)state;
	class_video_seconds(CLASS_SNAPSHOT, &e, &vendor, &low, &high);
	assert_int_equal(low + high, 0);
	low = high = 1;
	class_video_seconds(CLASS_UNKNOWN, &e, &vendor, &low, &high);
	assert_int_equal(low + high, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_than_ten_minutes_are_continuous),
		cmocka_unit_test(every_part_of_a_long_episode_is_continuous),
		cmocka_unit_test(what_drips_behind_a_clip_makes_it_no_recording),
		cmocka_unit_test(what_goes_to_a_media_host_is_a_clip_or_a_snapshot),
		cmocka_unit_test(live_hosts_and_media_protocols_are_live),
		cmocka_unit_test(what_nothing_speaks_for_is_unknown),
		cmocka_unit_test(a_long_even_stream_is_live),
		cmocka_unit_test(half_a_minute_at_an_encoders_pace_is_live_by_tls_too),
		cmocka_unit_test(what_fills_its_packets_or_is_soon_over_is_no_encoders),
		cmocka_unit_test(ten_seconds_at_an_encoders_pace_are_a_view_even_to_a_media_host),
		cmocka_unit_test(half_a_minute_in_fuller_packets_is_a_view_and_in_full_ones_a_clip),
		cmocka_unit_test(without_packet_sizes_no_pace_is_an_encoders),
		cmocka_unit_test(a_still_every_few_seconds_is_a_snapshot),
		cmocka_unit_test(what_a_tunnel_carries_is_unknown_unless_it_has_an_encoders_pace),
		cmocka_unit_test(what_hardware_counted_has_an_encoders_pace_by_its_mean_packet),
		cmocka_unit_test(who_called_from_outside_and_polls_stills_watches),
		cmocka_unit_test(who_called_from_outside_and_takes_pictures_evenly_watches),
		cmocka_unit_test(evenness_is_deviation_over_mean),
		cmocka_unit_test(silent_seconds_are_uneven_too),
		cmocka_unit_test(the_vendors_bitrates_tell_how_much_video_a_clip_is),
		cmocka_unit_test(live_video_lasts_as_long_as_its_sending),
		cmocka_unit_test(snapshots_and_the_unknown_have_no_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
