// SPDX-License-Identifier: GPL-2.0-or-later
/* That what is read so is what libpcap reads: frames.c beside this file. */
#include "capture/file/savefile.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/file/stream.h"
#include "capture/support_capture.h"

#define LARGE 200000 /* bytes: many buffers */

struct opened {
	char folder[64], path[128];
	struct stream *stream;
	struct savefile *savefile;
};

static int open_bytes(const struct bytes *bytes, struct opened *o)
{
	int err;

	memset(o, 0, sizeof(*o));
	folder_begin(o->folder);
	folder_write(o->folder, "a", bytes, o->path);
	assert_int_equal(stream_open(o->path, NULL, NULL, &o->stream), 0);
	err = savefile_open(o->stream, &o->savefile);
	if (!err)
		savefile_bound(o->savefile, 65535);
	return err;
}

static void close_opened(struct opened *o)
{
	savefile_close(o->savefile);
	stream_close(o->stream);
	folder_end(o->folder);
}

static void packets_lie_across_the_ends_of_the_buffer(void **state)
{
	struct pcap_pkthdr header;
	struct bytes begin = {0}, packet = {0};
	const uint8_t *data;
	struct opened o;
	size_t count = 0;
	FILE *file;

	(void)state;
	bytes_pcap(&begin, 0xa1b2c3d4, 65535, 1);
	bytes_packet(&packet, 1, 2, 997);
	memset(&o, 0, sizeof(o));
	folder_begin(o.folder);
	folder_write(o.folder, "a", &begin, o.path);
	file = fopen(o.path, "a");
	assert_non_null(file);
	for (size_t size = 0; size < LARGE; size += packet.size)
		assert_int_equal(fwrite(packet.data, 1, packet.size, file), packet.size);
	fclose(file);
	assert_int_equal(stream_open(o.path, NULL, NULL, &o.stream), 0);
	assert_int_equal(savefile_open(o.stream, &o.savefile), 0);
	savefile_bound(o.savefile, 65535);
	for (; savefile_next(o.savefile, &header, &data) == 1; count++) {
		assert_int_equal(header.ts.tv_usec, 2000);
		assert_memory_equal(data, packet.data + 16, 997);
	}
	assert_int_equal(count, LARGE / packet.size + 1);
	close_opened(&o);
}

static void the_head_is_what_says_how_to_read_on(void **state)
{
	struct bytes pcapng = {0}, wanted = {0};
	struct pcap_pkthdr header;
	const uint8_t *data;
	uint8_t *head;
	struct opened o;

	(void)state;
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 9);
	wanted = pcapng;
	bytes_statistics(&pcapng, 0, 1, 2);
	bytes_enhanced(&pcapng, 0, 1600000000000000001, 60);
	assert_int_equal(open_bytes(&pcapng, &o), 0);
	assert_int_equal(savefile_next(o.savefile, &header, &data), 1);
	assert_int_equal(savefile_head(o.savefile, &head), wanted.size);
	assert_memory_equal(head, wanted.data, wanted.size);
	close_opened(&o);
}

static void what_is_not_taken_stands_in_the_stream_behind_the_head(void **state)
{
	struct bytes pcap = {0};
	struct pcap_pkthdr header;
	uint8_t back[512];
	const uint8_t *data;
	struct opened o;
	size_t got;
	FILE *file;

	(void)state;
	bytes_pcap(&pcap, 0xa1b2c3d4, 65535, 1);
	bytes_packet(&pcap, 1, 0, 60);
	bytes_packet(&pcap, 2, 0, 61);
	assert_int_equal(open_bytes(&pcap, &o), 0);
	savefile_bound(o.savefile, 60);
	assert_int_equal(savefile_next(o.savefile, &header, &data), 1);
	assert_int_equal(savefile_next(o.savefile, &header, &data), -ENOTSUP);
	file = stream_file(o.stream);
	got = fread(back, 1, sizeof(back), file);
	fclose(file);
	assert_int_equal(got, 24 + 16 + 61);
	assert_memory_equal(back, pcap.data, 24);
	assert_memory_equal(back + 24, pcap.data + 24 + 16 + 60, 16 + 61);
	close_opened(&o);
}

static void another_byte_order_and_an_older_version_are_not_ordinary(void **state)
{
	struct bytes swapped = {.swapped = true}, old = {0}, none = {0};
	struct opened o;

	(void)state;
	bytes_pcap(&swapped, 0xa1b2c3d4, 65535, 1);
	bytes_pcap(&old, 0xa1b2c3d4, 65535, 1);
	old.data[6] = 3;
	bytes_raw(&none, "none", 4);
	assert_int_equal(open_bytes(&swapped, &o), -ENOTSUP);
	close_opened(&o);
	assert_int_equal(open_bytes(&old, &o), -ENOTSUP);
	close_opened(&o);
	assert_int_equal(open_bytes(&none, &o), -ENOTSUP);
	close_opened(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_lie_across_the_ends_of_the_buffer),
		cmocka_unit_test(the_head_is_what_says_how_to_read_on),
		cmocka_unit_test(what_is_not_taken_stands_in_the_stream_behind_the_head),
		cmocka_unit_test(another_byte_order_and_an_older_version_are_not_ordinary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
