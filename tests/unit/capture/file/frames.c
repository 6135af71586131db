// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whatever a capture holds, and wherever savefile.c leaves it to libpcap, the frames and the words
 * are those that libpcap alone has.
 */
#include "capture/file/frames.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture/file/losses.h"
#include "capture/file/stream.h"
#include "capture/support_capture.h"

struct reference {
	pcap_t *pcap;
	char words[PCAP_ERRBUF_SIZE];
};

/* libpcap before 1.10.5 makes what has the highest bit set negative; file.c takes that back. */
static void compare_part(long part, long wanted)
{
	if (wanted < 0)
		assert_int_equal((uint32_t)part, (uint32_t)wanted);
	else
		assert_int_equal(part, wanted);
}

static void compare_frame(struct reference *ref, const struct pcap_pkthdr *header,
			  const uint8_t *data)
{
	struct pcap_pkthdr *wanted;
	const uint8_t *bytes;

	assert_int_equal(pcap_next_ex(ref->pcap, &wanted, &bytes), 1);
	compare_part(header->ts.tv_sec, wanted->ts.tv_sec);
	compare_part(header->ts.tv_usec, wanted->ts.tv_usec);
	assert_int_equal(header->caplen, wanted->caplen);
	assert_int_equal(header->len, wanted->len);
	assert_memory_equal(data, bytes, header->caplen);
}

static unsigned int compare_frames(struct frames *frames, struct reference *ref)
{
	const struct pcap_pkthdr *header;
	struct pcap_pkthdr *wanted;
	const uint8_t *data;
	unsigned int count = 0;
	int got, ended;

	assert_int_equal(frames->link_type, pcap_datalink(ref->pcap));
	for (; (got = frames_next(frames, &header, &data)) == 1; count++)
		compare_frame(ref, header, data);
	ended = pcap_next_ex(ref->pcap, &wanted, &data);
	assert_int_equal(ended, got == 0 ? PCAP_ERROR_BREAK : PCAP_ERROR);
	if (got)
		assert_string_equal(frames->words, pcap_geterr(ref->pcap));
	return count;
}

/* How many frames both read; -EINVAL where neither opens it. */
static int as_libpcap(const struct bytes *bytes)
{
	struct reference ref = {0};
	char folder[64], path[128];
	struct stream *stream;
	struct frames frames;
	int count = -EINVAL;

	folder_begin(folder);
	folder_write(folder, "a", bytes, path);
	ref.pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO,
							   ref.words);
	assert_int_equal(stream_open(path, NULL, NULL, &stream), 0);
	assert_int_equal(frames_open(&frames, stream), ref.pcap ? 0 : -EINVAL);
	if (ref.pcap) {
		count = (int)compare_frames(&frames, &ref);
		pcap_close(ref.pcap);
	}
	frames_close(&frames);
	stream_close(stream);
	folder_end(folder);
	return count;
}

static void a_pcap_is_read_in_any_byte_order_and_unit(void **state)
{
	static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct bytes pcap = {.swapped = i % 2};

		bytes_pcap(&pcap, magics[i / 2], 262144, 1);
		for (uint32_t size = 0; size < 60; size++)
			bytes_packet(&pcap, 1600000000 + size, 999999 - size, size);
		assert_int_equal(as_libpcap(&pcap), 60);
	}
}

static void times_that_no_clock_shows_are_those_of_libpcap(void **state)
{
	static const uint32_t parts[] = {999999, 1000000, 0x7fffffff};
	struct bytes pcap = {0};

	(void)state;
	bytes_pcap(&pcap, 0xa1b2c3d4, 262144, 1);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		bytes_packet(&pcap, 0x7fffffff, parts[i], 60);
	assert_int_equal(as_libpcap(&pcap), 3);
}

static void a_packet_longer_than_the_snapshot_is_shortened_and_the_rest_follows(void **state)
{
	struct bytes pcap = {0};

	(void)state;
	bytes_pcap(&pcap, 0xa1b2c3d4, 100, 1);
	bytes_packet(&pcap, 1, 0, 60);
	bytes_packet(&pcap, 2, 0, 160);
	bytes_packet(&pcap, 3, 0, 60);
	assert_int_equal(as_libpcap(&pcap), 3);
}

static void a_pcapng_is_read_with_all_that_may_stand_between_its_packets(void **state)
{
	struct bytes pcapng = {0}, body = {0};

	(void)state;
	bytes_section(&pcapng);
	bytes_raw(&body, "a note.", 8);
	bytes_block(&pcapng, 0xbad, &body);
	bytes_interface(&pcapng, 1, 262144, 0);
	bytes_enhanced(&pcapng, 0, 1600000000000001, 61);
	bytes_interface(&pcapng, 1, 262144, 9);
	bytes_enhanced(&pcapng, 1, 1600000001000000001, 62);
	bytes_statistics(&pcapng, 0, 3, 4);
	bytes_enhanced(&pcapng, 0, 1600000002000001, 63);
	assert_int_equal(as_libpcap(&pcapng), 3);
}

static void what_is_not_ordinary_is_read_by_libpcap_from_there_on(void **state)
{
	struct bytes odd[8] = {0}, simple = {0}, twice = {0}, ended = {0};

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		bytes_section(&odd[i]);
		bytes_interface(&odd[i], 1, 65535, 0);
		bytes_interface(&odd[i], 1, 65535, 9);
		bytes_enhanced(&odd[i], 0, 1600000000000001, 60);
		bytes_enhanced(&odd[i], 1, 1600000000000000001, 60);
	}
	bytes_u32(&simple, 4);
	bytes_u32(&simple, 0);
	bytes_block(&odd[0], 3, &simple);
	bytes_enhanced(&odd[0], 1, 1600000000000000002, 60);
	assert_int_equal(as_libpcap(&odd[0]), 4);

	bytes_section(&odd[1]);
	bytes_interface(&odd[1], 1, 65535, 0);
	bytes_enhanced(&odd[1], 0, 1600000000000003, 60);
	assert_int_equal(as_libpcap(&odd[1]), 3);

	bytes_interface(&odd[2], 1, 65535, 3); /* milliseconds */
	bytes_enhanced(&odd[2], 2, 1600000000005, 60);
	bytes_enhanced(&odd[2], 1, 1600000000000000006, 60);
	assert_int_equal(as_libpcap(&odd[2]), 4);

	bytes_interface(&odd[3], 101, 65535, 0); /* another link: an error of libpcap's */
	bytes_enhanced(&odd[3], 2, 1600000000000005, 60);
	assert_int_equal(as_libpcap(&odd[3]), 2);

	bytes_enhanced(&odd[4], 7, 1600000000000005, 60); /* no such interface */
	assert_int_equal(as_libpcap(&odd[4]), 2);

	odd[5].size -= 3; /* cut */
	assert_int_equal(as_libpcap(&odd[5]), 1);

	bytes_u32(&twice, 1);
	bytes_u32(&twice, 65535);
	for (int i = 0; i < 2; i++) { /* a unit, said twice */
		bytes_u32(&twice, 1 << 16 | 9);
		bytes_u32(&twice, 9);
	}
	bytes_block(&odd[6], 1, &twice);
	bytes_enhanced(&odd[6], 2, 1600000000000000005, 60);
	assert_int_equal(as_libpcap(&odd[6]), 2);

	bytes_u32(&ended, 1);
	bytes_u32(&ended, 65535);
	bytes_u32(&ended, 4 << 16); /* the end of its options, with something in it */
	bytes_u32(&ended, 9);
	bytes_block(&odd[7], 1, &ended);
	bytes_enhanced(&odd[7], 2, 1600000000000005, 60);
	assert_int_equal(as_libpcap(&odd[7]), 2);
}

static void every_cut_is_told_in_the_words_of_libpcap(void **state)
{
	struct bytes pcap = {0}, pcapng = {0}, cut;

	(void)state;
	bytes_simple(&pcap, 2);
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 0);
	bytes_enhanced(&pcapng, 0, 1600000000000001, 20);
	for (size_t size = 1; size <= pcap.size; size++) {
		cut = pcap;
		cut.size = size;
		as_libpcap(&cut);
	}
	for (size_t size = 1; size <= pcapng.size; size++) {
		cut = pcapng;
		cut.size = size;
		as_libpcap(&cut);
	}
}

/* Any byte of a capture may be anything: a fixed sequence of 4,000 changes. */
static void every_damage_is_told_in_the_words_of_libpcap(void **state)
{
	struct bytes pcap = {0}, pcapng = {0}, damaged;
	uint64_t random = 1;

	(void)state;
	bytes_simple(&pcap, 3);
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 9);
	bytes_enhanced(&pcapng, 0, 1600000000000000001, 20);
	bytes_statistics(&pcapng, 0, 3, 4);
	bytes_enhanced(&pcapng, 0, 1600000000000000001, 20);
	for (int i = 0; i < 4000; i++) {
		damaged = i % 2 ? pcap : pcapng;
		random = random * 6364136223846793005u + 1442695040888963407u;
		damaged.data[(random >> 33) % damaged.size] = (uint8_t)(random >> 24);
		as_libpcap(&damaged);
	}
}

static void what_it_lost_is_told_wherever_libpcap_takes_over(void **state)
{
	char folder[64], path[128];
	const struct pcap_pkthdr *header;
	struct losses losses = {0};
	struct bytes pcapng = {0};
	struct stream *stream;
	struct frames frames;
	const uint8_t *data;

	(void)state;
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 0);
	bytes_enhanced(&pcapng, 0, 1600000000000001, 60);
	bytes_statistics(&pcapng, 0, 3, 4);
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 0);
	bytes_statistics(&pcapng, 0, 10, 20);
	folder_begin(folder);
	folder_write(folder, "a", &pcapng, path);
	assert_int_equal(stream_open(path, NULL, &losses, &stream), 0);
	assert_int_equal(frames_open(&frames, stream), 0);
	assert_int_equal(frames_next(&frames, &header, &data), 1);
	assert_int_equal(frames_next(&frames, &header, &data), 0);
	assert_int_equal(losses_total(&losses), 37);
	assert_true(losses_known(&losses));
	frames_close(&frames);
	stream_close(stream);
	folder_end(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pcap_is_read_in_any_byte_order_and_unit),
		cmocka_unit_test(times_that_no_clock_shows_are_those_of_libpcap),
		cmocka_unit_test(
			a_packet_longer_than_the_snapshot_is_shortened_and_the_rest_follows),
		cmocka_unit_test(a_pcapng_is_read_with_all_that_may_stand_between_its_packets),
		cmocka_unit_test(what_is_not_ordinary_is_read_by_libpcap_from_there_on),
		cmocka_unit_test(every_cut_is_told_in_the_words_of_libpcap),
		cmocka_unit_test(every_damage_is_told_in_the_words_of_libpcap),
		cmocka_unit_test(what_it_lost_is_told_wherever_libpcap_takes_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
