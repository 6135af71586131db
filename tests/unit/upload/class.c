// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/in.h>

#include "support.h"
#include "upload/class.h"

static const struct rule vendor = {
	.kind = RULE_CAMERA, .bitrate_low_kbit = 500, .bitrate_high_kbit = 1160};
static const struct rule_host media = {.rule = &vendor, .role = ROLE_MEDIA};
static const struct rule_host live = {.rule = &vendor, .role = ROLE_LIVE};

/* `seconds` whole seconds of `bytes` each. */
static struct record lasting(uint32_t seconds, uint64_t bytes)
{
	struct record r = {.protocol_number = IPPROTO_TCP, .part = 1, .final = true};

	r.whole.first_ns = START;
	r.whole.last_ns = START + seconds * SECOND;
	r.whole.seconds = seconds;
	r.whole.bytes_up = seconds * bytes;
	r.whole.square = (double)seconds * (double)bytes * (double)bytes;
	r.whole.bursts = 1;
	r.now = r.whole;
	return r;
}

/* 100 packets a second of `mean` bytes, the largest of 1500, to a host that takes clips. */
static struct record paced(uint32_t seconds, uint64_t mean)
{
	struct record r = lasting(seconds, 100 * mean);

	r.rule = &media;
	r.host = (char *)"media.example";
	r.whole.packets_up = 100 * (uint64_t)seconds;
	r.whole.largest = 1500;
	return r;
}

/* `count` bursts of `bytes` in full packets, each within a second, one every four seconds. */
static struct record bursts_of(uint32_t count, uint64_t bytes)
{
	struct record r = lasting(count, bytes);

	r.rule = &media;
	r.host = (char *)"media.example";
	r.whole.last_ns = START + (count - 1) * 4 * SECOND + SECOND / 2;
	r.whole.bursts = count;
	r.whole.largest_burst = bytes;
	r.whole.packets_up = r.whole.bytes_up / 1450;
	r.whole.largest = 1492;
	return r;
}

static void more_than_ten_minutes_are_continuous(void **state)
{
	struct record r = lasting(600, 100000);

	(void)state;
	r.rule = &media;
	assert_int_not_equal(class_of(&r), CLASS_CONTINUOUS);
	r.whole.last_ns++;
	assert_int_equal(class_of(&r), CLASS_CONTINUOUS);
}

static void every_part_of_a_long_episode_is_continuous(void **state)
{
	struct record first = lasting(599, 100000), last = first;

	(void)state;
	first.final = false;
	last.part = 2;
	assert_int_equal(class_of(&first), CLASS_CONTINUOUS);
	assert_int_equal(class_of(&last), CLASS_CONTINUOUS);
}

static void what_goes_to_a_media_host_is_a_clip_or_a_snapshot(void **state)
{
	struct record clip = lasting(12, 50000), snapshot = lasting(1, 20000);

	(void)state;
	clip.rule = snapshot.rule = &media;
	clip.host = snapshot.host = (char *)"media.example";
	clip.whole.packets_up = clip.whole.bytes_up / 1450;
	snapshot.whole.packets_up = snapshot.whole.bytes_up / 1450;
	clip.whole.largest = snapshot.whole.largest = 1492;
	assert_int_equal(class_of(&clip), CLASS_CLIP);
	assert_int_equal(class_of(&snapshot), CLASS_SNAPSHOT);
	snapshot.whole.bursts = 2;
	assert_int_equal(class_of(&snapshot), CLASS_CLIP);
}

static void live_hosts_and_media_protocols_are_live(void **state)
{
	struct record by_host = lasting(20, 50000), by_bytes = lasting(20, 50000);

	(void)state;
	by_host.rule = &live;
	by_bytes.signature = SIGNATURE_TURN;
	assert_int_equal(class_of(&by_host), CLASS_LIVE);
	assert_int_equal(class_of(&by_bytes), CLASS_LIVE);
}

static void what_nothing_speaks_for_is_unknown(void **state)
{
	struct record r = lasting(20, 50000);

	(void)state;
	r.whole.packets_up = r.whole.bytes_up / 1450;
	r.whole.largest = 1492;
	assert_int_equal(class_of(&r), CLASS_UNKNOWN);
}

static void a_long_even_stream_is_live(void **state)
{
	struct record r = lasting(300, 50000);

	(void)state;
	assert_int_equal(class_of(&r), CLASS_LIVE);
	r.whole.square *= 4;
	assert_int_equal(class_of(&r), CLASS_UNKNOWN);
}

/* A stream by RTMPS to a host that no rule knows was told as a clip. */
static void half_a_minute_at_an_encoders_pace_is_live_by_tls_too(void **state)
{
	struct record r = lasting(45, 140000);

	(void)state;
	r.host = (char *)"media.example";
	r.whole.packets_up = r.whole.bytes_up / 1280;
	r.whole.largest = 1492;
	assert_true(class_is_encoder(&r.whole));
	assert_int_equal(class_of(&r), CLASS_LIVE);
	r.rule = &media;
	assert_int_equal(class_of(&r), CLASS_LIVE);
}

static void what_fills_its_packets_or_is_soon_over_is_no_encoders(void **state)
{
	struct record file = lasting(45, 140000), brief = lasting(9, 140000);

	(void)state;
	file.host = brief.host = (char *)"media.example";
	file.whole.packets_up = file.whole.bytes_up / 1450;
	brief.whole.packets_up = brief.whole.bytes_up / 1280;
	file.whole.largest = brief.whole.largest = 1492;
	assert_true(class_is_bulk(&file.whole));
	assert_int_equal(class_of(&file), CLASS_CLIP);
	assert_int_equal(class_of(&brief), CLASS_CLIP);
}

/* Live views of 10 to 30 s to a host that takes clips too were told as clips. */
static void ten_seconds_at_an_encoders_pace_are_a_view_even_to_a_media_host(void **state)
{
	struct record view = paced(10, 1350), fuller = paced(10, 1351), brief = paced(9, 1350);
	struct record uneven = paced(10, 1350), nobodys = paced(10, 1350);

	(void)state;
	assert_int_equal(class_of(&view), CLASS_LIVE);
	assert_false(class_is_encoder(&view.whole)); /* that takes half a minute */
	assert_int_equal(class_of(&fuller), CLASS_CLIP);
	assert_int_equal(class_of(&brief), CLASS_CLIP);
	uneven.whole.square *= 2;
	assert_int_equal(class_of(&uneven), CLASS_CLIP);
	nobodys.rule = NULL;
	nobodys.host = NULL;
	assert_int_equal(class_of(&nobodys), CLASS_LIVE);
}

/* As an HTTPS POST of media in large fragments was. */
static void half_a_minute_in_fuller_packets_is_a_view_and_in_full_ones_a_clip(void **state)
{
	struct record view = paced(30, 1425), fuller = paced(30, 1426), brief = paced(29, 1425);
	struct record full = paced(45, 1450);

	(void)state;
	assert_int_equal(class_of(&view), CLASS_LIVE);
	assert_int_equal(class_of(&fuller), CLASS_CLIP);
	assert_int_equal(class_of(&brief), CLASS_CLIP);
	assert_int_equal(class_of(&full), CLASS_CLIP);
}

static void without_packet_sizes_no_pace_is_an_encoders(void **state)
{
	struct record r = lasting(45, 140000);

	(void)state;
	r.rule = &media;
	assert_false(class_is_encoder(&r.whole));
	assert_int_equal(class_of(&r), CLASS_CLIP);
}

/* A still every few seconds was told as a clip. */
static void a_still_every_few_seconds_is_a_snapshot(void **state)
{
	struct record stills = bursts_of(6, 40000), larger = bursts_of(2, 160000);
	struct record nameless = stills, full = stills, dense = stills;

	(void)state;
	assert_int_equal(class_of(&stills), CLASS_SNAPSHOT);
	assert_int_equal(class_of(&larger), CLASS_CLIP);
	stills.whole.largest_burst = 100001; /* one of them is larger than a still */
	assert_int_equal(class_of(&stills), CLASS_CLIP);
	nameless.rule = NULL;
	nameless.host = NULL;
	assert_int_equal(class_of(&nameless), CLASS_UNKNOWN);
	full.whole.seconds = 13; /* of 20: more than two a burst */
	assert_int_equal(class_of(&full), CLASS_CLIP);
	dense.whole.last_ns = START + 7 * SECOND; /* six in 7 s */
	assert_int_equal(class_of(&dense), CLASS_CLIP);
}

/* A clip through WireGuard was told as a live view, as other UDP of its size is. */
static void what_a_tunnel_carries_is_unknown_unless_it_has_an_encoders_pace(void **state)
{
	struct record r = lasting(20, 140000);

	(void)state;
	r.protocol_number = IPPROTO_UDP;
	r.signature = SIGNATURE_WIREGUARD;
	r.host = (char *)"vpn.example";
	assert_int_equal(class_of(&r), CLASS_UNKNOWN);
	r = lasting(45, 140000);
	r.protocol_number = IPPROTO_UDP;
	r.signature = SIGNATURE_WIREGUARD;
	r.whole.packets_up = r.whole.bytes_up / 1280;
	r.whole.largest = 1492;
	assert_int_equal(class_of(&r), CLASS_LIVE);
}

/* A live view that hardware counted was of unknown class: of its packets only the mean is known. */
static void what_hardware_counted_has_an_encoders_pace_by_its_mean_packet(void **state)
{
	struct record r = lasting(9, 140000);

	(void)state;
	r.host = NULL;
	r.rule = NULL;
	r.whole.hardware = r.whole.seconds;
	r.whole.packets_up = r.whole.bytes_up / 1250;
	r.whole.largest = 1250;
	assert_int_equal(class_of(&r), CLASS_LIVE);
	r.whole.packets_up = r.whole.bytes_up / 1460;
	r.whole.largest = 1460;
	assert_int_not_equal(class_of(&r), CLASS_LIVE);
}

/* Pictures one by one fill their packets as files do. */
static void who_called_from_outside_and_takes_pictures_evenly_watches(void **state)
{
	struct record r = lasting(20, 50000);

	(void)state;
	r.scope = FLOW_OUTSIDE;
	r.whole.packets_up = r.whole.bytes_up / 1450;
	r.whole.largest = 1492;
	assert_int_equal(class_of(&r), CLASS_UNKNOWN);
	r.marks.called = true;
	assert_int_equal(class_of(&r), CLASS_LIVE);
	r.scope = FLOW_HOME;
	assert_int_equal(class_of(&r), CLASS_UNKNOWN);
	r = lasting(20, 800000); /* a recording, as fast as the line takes it */
	r.scope = FLOW_OUTSIDE;
	r.marks.called = true;
	r.whole.packets_up = r.whole.bytes_up / 1450;
	r.whole.largest = 1492;
	assert_int_equal(class_of(&r), CLASS_UNKNOWN);
}

static void evenness_is_deviation_over_mean(void **state)
{
	struct tally even = {.seconds = 4, .bytes_up = 400, .square = 40000};
	struct tally uneven = {.seconds = 4, .bytes_up = 400, .square = 80000}; /* 0 and 200 */
	struct tally brief = {.seconds = 2, .bytes_up = 400, .square = 160000};

	(void)state;
	assert_true(class_unevenness(&even) == 0);
	assert_true(class_unevenness(&uneven) == 1);
	assert_true(class_unevenness(&brief) == 0);
}

/* Four even seconds among eight: a still every other second was as even as a stream. */
static void silent_seconds_are_uneven_too(void **state)
{
	struct tally t = {.seconds = 4, .bytes_up = 400, .square = 40000};

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
	struct record r = {.now.bytes_up = 581208};
	uint32_t low, high;

	(void)state;
	class_video_seconds(CLASS_CLIP, &r, &vendor, &low, &high);
	assert_int_equal(low, 4);
	assert_int_equal(high, 9);
}

static void live_video_lasts_as_long_as_its_sending(void **state)
{
	struct record r = lasting(42, 1000);
	uint32_t low, high;

	(void)state;
	class_video_seconds(CLASS_LIVE, &r, NULL, &low, &high);
	assert_int_equal(low, 42);
	assert_int_equal(high, 42);
}

static void snapshots_and_the_unknown_have_no_length(void **state)
{
	struct record r = lasting(42, 1000);
	uint32_t low = 1, high = 1;

	(void)state;
	class_video_seconds(CLASS_SNAPSHOT, &r, &vendor, &low, &high);
	assert_int_equal(low + high, 0);
	low = high = 1;
	class_video_seconds(CLASS_UNKNOWN, &r, &vendor, &low, &high);
	assert_int_equal(low + high, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_than_ten_minutes_are_continuous),
		cmocka_unit_test(every_part_of_a_long_episode_is_continuous),
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
		cmocka_unit_test(who_called_from_outside_and_takes_pictures_evenly_watches),
		cmocka_unit_test(evenness_is_deviation_over_mean),
		cmocka_unit_test(silent_seconds_are_uneven_too),
		cmocka_unit_test(the_vendors_bitrates_tell_how_much_video_a_clip_is),
		cmocka_unit_test(live_video_lasts_as_long_as_its_sending),
		cmocka_unit_test(snapshots_and_the_unknown_have_no_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
