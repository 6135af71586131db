// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What file_read says of captures that are cut, damaged, or none at all: a file of its own because
 * each way to be damaged is a case.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/file/file.h"
#include "capture/support_file.h"

static void what_is_no_capture_is_told_by_what_it_begins_with(void **state)
{
	struct bytes text = {0}, binary = {0}, packed = {0}, tiny = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_raw(&text, "%PDF-1.4 and more", 17);
	assert_int_equal(read_bytes(&text, &seen, &out), -EINVAL);
	assert_says(&out,
		    "a.pcap: not a capture: it begins with \"%PDF-1.4\"; Lenswatch reads pcap "
		    "and pcapng, also .gz, .zst and .xz");
	assert_string_equal(out.sha256, "");
	bytes_raw(&binary,
		  "\x7f"
		  "ELF\2\1\1\0\0",
		  9);
	assert_int_equal(read_bytes(&binary, &seen, &out), -EINVAL);
	assert_says(&out, "it begins with 7f 45 4c 46 02 01 01 00;");
	bytes_gz(&packed, &text);
	assert_int_equal(read_bytes(&packed, &seen, &out), -EINVAL);
	assert_says(&out, "\"%PDF-1.4\" when unpacked;");
	bytes_raw(&tiny, "a", 1);
	assert_int_equal(read_bytes(&tiny, &seen, &out), -EINVAL);
	assert_says(&out, "it begins with \"a\";");
}

static void an_empty_file_is_told_as_empty(void **state)
{
	struct bytes none = {0}, packed = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	assert_int_equal(read_bytes(&none, &seen, &out), -EINVAL);
	assert_says(&out, "is empty");
	bytes_gz(&packed, &none);
	assert_int_equal(read_bytes(&packed, &seen, &out), -EINVAL);
	assert_says(&out, "holds nothing when unpacked");
}

static void a_cut_file_counts_up_to_the_cut(void **state)
{
	struct bytes pcap = {0}, pcapng = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_simple(&pcap, 3);
	pcap.size -= 1;
	assert_int_equal(read_bytes(&pcap, &seen, &out), 0);
	assert_true(out.cut);
	assert_false(out.damaged);
	assert_int_equal(seen.frames, 2);
	assert_says(&out,
		    "it is cut inside a packet after 2 packets, the last of 2020-09-13T12:26:41Z; "
		    "what came before counts");
	assert_int_equal(strlen(out.sha256), 64);
	pcap.size = 24 + 76 + 5; /* inside the header of the second */
	assert_int_equal(read_bytes(&pcap, &seen, &out), 0);
	assert_true(out.cut);
	assert_says(&out, "after 1 packet,");
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 0);
	bytes_enhanced(&pcapng, 0, FILE_START / 1000, 60);
	bytes_enhanced(&pcapng, 0, FILE_START / 1000, 60);
	pcapng.size -= 30;
	assert_int_equal(read_bytes(&pcapng, &seen, &out), 0);
	assert_true(out.cut);
	assert_int_equal(seen.frames, 1);
}

static void a_file_cut_before_its_first_packet_says_so(void **state)
{
	struct bytes bytes = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_simple(&bytes, 1);
	bytes.size = 24 + 20;
	assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
	assert_true(out.cut);
	assert_says(&out, "before its first packet was whole: nothing was seen");
	bytes.size = 20;
	assert_int_equal(read_bytes(&bytes, &seen, &out), -EINVAL);
	assert_false(out.cut);
	assert_says(&out, "is cut inside its header");
}

/* RFC 8878 section 3.1.1.2: three bytes, the lowest first, whatever this machine's order. */
static void bytes_zstd_block(struct bytes *bytes, uint32_t block)
{
	const uint8_t header[3] = {(uint8_t)block, (uint8_t)(block >> 8), (uint8_t)(block >> 16)};

	bytes_raw(bytes, header, sizeof(header));
}

/* Packed as stored blocks, so that a place in the packed bytes is a place in a packet. */
static void packed_data_that_ends_or_is_damaged_counts_like_a_cut(void **state)
{
	struct bytes plain = {0}, zst = {0}, gz = {0};
	struct file_outcome out;
	struct seen seen;
	uint32_t block;

	(void)state;
	bytes_simple(&plain, 4);
	bytes_gz(&gz, &plain);
	gz.data[gz.size - 8] ^= 1; /* the CRC: all packets came out before it is known */
	assert_int_equal(read_bytes(&gz, &seen, &out), 0);
	assert_true(out.cut);
	assert_int_equal(seen.frames, 4);
	assert_true(out.damaged);
	assert_says(&out, "its packed data is damaged after 4 packets");
	gz.size -= 8;
	assert_int_equal(read_bytes(&gz, &seen, &out), 0);
	assert_true(out.cut);
	assert_says(&out, "its packed data ends after 4 packets");

	bytes_raw(&zst, "\x28\xb5\x2f\xfd\0\x50", 6);
	block = (uint32_t)(24 + 2 * 76) << 3;
	bytes_zstd_block(&zst, block);
	bytes_raw(&zst, plain.data, 24 + 2 * 76);
	assert_int_equal(read_bytes(&zst, &seen, &out), 0);
	assert_true(out.cut);
	assert_int_equal(seen.frames, 2);
	assert_says(&out, "its packed data ends after 2 packets");
	block = 3 << 1; /* the reserved block type */
	bytes_zstd_block(&zst, block);
	assert_int_equal(read_bytes(&zst, &seen, &out), 0);
	assert_true(out.cut);
	assert_int_equal(seen.frames, 2);
	assert_says(&out, "its packed data is damaged after 2 packets");
}

static void packed_data_damaged_in_its_header_is_no_capture(void **state)
{
	struct bytes gz = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_raw(&gz, "\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff", 14);
	assert_int_equal(read_bytes(&gz, &seen, &out), -EINVAL);
	assert_false(out.cut);
	assert_says(&out, "its packed data is damaged before its first packet");
	gz.size = 5;
	assert_int_equal(read_bytes(&gz, &seen, &out), -EINVAL);
	assert_false(out.cut);
	assert_says(&out, "is cut inside its header");
}

/* RFC 8878 section 3.1.1.1.2: the window is 2^(10 + the upper five bits). */
static void a_zstd_window_beyond_128_mib_is_refused_with_the_cure(void **state)
{
	struct bytes plain = {0}, zst = {0};
	struct file_outcome out;
	struct seen seen;
	uint32_t block;

	(void)state;
	bytes_simple(&plain, 2);
	block = (uint32_t)plain.size << 3 | 1;
	bytes_raw(&zst, "\x28\xb5\x2f\xfd\0\x90", 6);
	bytes_zstd_block(&zst, block);
	bytes_raw(&zst, plain.data, plain.size);
	assert_int_equal(read_bytes(&zst, &seen, &out), -EFBIG);
	assert_says(&out,
		    "its zstd window is larger than 128 MiB; unpack it first: zstd -d --long=31");
	zst.data[5] = 0x88;
	assert_simple(&zst, 2);
}

static void an_unknown_link_type_is_named(void **state)
{
	struct bytes bytes = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_pcap(&bytes, 0xa1b2c3d4, 65535, 105);
	bytes_packet(&bytes, 1, 0, 60);
	assert_int_equal(read_bytes(&bytes, &seen, &out), -EINVAL);
	assert_int_equal(seen.frames, 0);
	assert_says(&out, "type IEEE802_11, which Lenswatch does not decode; what passes by radio "
			  "is encrypted");
}

static void a_path_that_cannot_be_read_is_told_with_its_reason(void **state)
{
	struct bytes bytes = {0};
	char folder[64], path[128];
	struct file_outcome out;
	struct seen seen = {0};
	int result;

	(void)state;
	folder_begin(folder);
	assert_int_equal(file_read(folder, true, NULL, seen_frame, &seen, &out), -EISDIR);
	assert_says(&out, "is a folder, not a capture");
	snprintf(path, sizeof(path), "%s/none.pcap", folder);
	assert_int_equal(file_read(path, true, NULL, seen_frame, &seen, &out), -ENOENT);
	assert_says(&out, "none.pcap: there is no such file");
	bytes_simple(&bytes, 1);
	folder_write(folder, "secret.pcap", &bytes, path);
	chmod(path, 0);
	chmod(folder, 0755);
	if (geteuid() == 0)
		assert_int_equal(seteuid(65534), 0);
	result = file_read(path, true, NULL, seen_frame, &seen, &out);
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	folder_end(folder);
	assert_int_equal(result, -EACCES);
	assert_says(&out, "secret.pcap: no permission to read it");
}

static void an_absurd_packet_length_is_damage(void **state)
{
	struct bytes bytes = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_simple(&bytes, 2);
	memset(bytes.data + 24 + 76 + 8, 0x7f, 4);
	assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
	assert_true(out.cut);
	assert_int_equal(seen.frames, 1);
	assert_true(out.damaged);
	assert_says(&out, "is damaged after 1 packet");
	memset(bytes.data + 24 + 8, 0x7f, 4);
	assert_int_equal(read_bytes(&bytes, &seen, &out), -EINVAL);
	assert_says(&out, "is damaged before its first packet: invalid packet capture length");
}

static void interfaces_that_do_not_go_together_are_told_with_the_cure(void **state)
{
	struct bytes links = {0}, lengths = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_section(&links);
	bytes_interface(&links, 1, 65535, 0);
	bytes_interface(&links, 101, 65535, 0);
	bytes_enhanced(&links, 0, FILE_START / 1000, 60);
	assert_int_equal(read_bytes(&links, &seen, &out), -EINVAL);
	assert_says(&out,
		    "interfaces of different link types, which libpcap does not read together; "
		    "take one out: tshark -r FILE -Y frame.interface_id==0 -w ONE && editcap -T "
		    "ether -F nsecpcap ONE OUT");
	bytes_section(&lengths);
	bytes_interface(&lengths, 1, 65535, 0);
	bytes_interface(&lengths, 1, 262144, 0);
	bytes_enhanced(&lengths, 0, FILE_START / 1000, 60);
	assert_int_equal(read_bytes(&lengths, &seen, &out), -EINVAL);
	assert_says(&out, "of different snapshot lengths, which libpcap does not read together; "
			  "rewrite it: editcap -F nsecpcap FILE OUT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_capture_is_told_by_what_it_begins_with),
		cmocka_unit_test(an_empty_file_is_told_as_empty),
		cmocka_unit_test(a_cut_file_counts_up_to_the_cut),
		cmocka_unit_test(a_file_cut_before_its_first_packet_says_so),
		cmocka_unit_test(packed_data_that_ends_or_is_damaged_counts_like_a_cut),
		cmocka_unit_test(packed_data_damaged_in_its_header_is_no_capture),
		cmocka_unit_test(a_zstd_window_beyond_128_mib_is_refused_with_the_cure),
		cmocka_unit_test(an_unknown_link_type_is_named),
		cmocka_unit_test(a_path_that_cannot_be_read_is_told_with_its_reason),
		cmocka_unit_test(an_absurd_packet_length_is_damage),
		cmocka_unit_test(interfaces_that_do_not_go_together_are_told_with_the_cure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
