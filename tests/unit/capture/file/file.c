// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/file/file.h"
#include "capture/support_file.h"

static void micro_and_nanoseconds_both_become_nanoseconds_in_either_byte_order(void **state)
{
	struct file_outcome out;
	struct seen seen;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct bytes bytes = {.swapped = i & 1};

		bytes_pcap(&bytes, i & 2 ? 0xa1b23c4d : 0xa1b2c3d4, 65535, 1);
		bytes_packet(&bytes, 1600000000, i & 2 ? 123456789 : 123456, 60);
		assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
		assert_int_equal(seen.time_ns[0], FILE_START + (i & 2 ? 123456789 : 123456000));
		assert_int_equal(seen.length, 64);
	}
}

static void pcapng_is_read_in_its_own_resolution_and_either_byte_order(void **state)
{
	struct file_outcome out;
	struct seen seen;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct bytes bytes = {.swapped = i & 1};

		bytes_section(&bytes);
		bytes_interface(&bytes, 1, 65535, i & 2 ? 9 : 0);
		bytes_enhanced(&bytes, 0, i & 2 ? FILE_START + 7 : FILE_START / 1000 + 7, 61);
		assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
		assert_int_equal(seen.frames, 1);
		assert_int_equal(seen.time_ns[0], FILE_START + (i & 2 ? 7 : 7000));
		assert_int_equal(seen.captured, 61);
	}
}

static void gz_and_zst_are_told_by_their_bytes_not_their_names(void **state)
{
	struct bytes plain = {0}, gz = {0}, zst = {0};

	(void)state;
	bytes_simple(&plain, 5);
	bytes_gz(&gz, &plain);
	bytes_zst(&zst, &plain);
	assert_simple(&plain, 5);
	assert_simple(&gz, 5);
	assert_simple(&zst, 5);
}

static void several_gzip_members_and_zstd_frames_are_one_capture(void **state)
{
	struct bytes whole = {0}, first = {0}, second = {0}, gz = {0}, zst = {0};

	(void)state;
	bytes_simple(&whole, 4);
	bytes_raw(&first, whole.data, 50);
	bytes_raw(&second, whole.data + 50, whole.size - 50);
	bytes_gz(&gz, &first);
	bytes_gz(&gz, &second);
	bytes_raw(&gz, "\0\0\0\0", 4);
	assert_simple(&gz, 4);
	bytes_raw(&zst, "\x50\x2a\x4d\x18\x02\0\0\0ab", 10);
	bytes_zst(&zst, &first);
	bytes_zst(&zst, &second);
	assert_simple(&zst, 4);
}

static int read_input(const struct bytes *bytes, struct seen *seen, struct file_outcome *out)
{
	int ends[2], before = dup(STDIN_FILENO), result;

	*seen = (struct seen){0};
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], bytes->data, bytes->size), bytes->size);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	result = file_read("-", true, NULL, seen_frame, seen, out);
	dup2(before, STDIN_FILENO);
	close(before);
	return result;
}

static void standard_input_may_be_packed_and_has_no_sum(void **state)
{
	struct bytes plain = {0}, gz = {0}, none = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_simple(&plain, 3);
	bytes_gz(&gz, &plain);
	assert_int_equal(read_input(&plain, &seen, &out), 0);
	assert_int_equal(seen.frames, 3);
	assert_string_equal(out.sha256, "");
	assert_int_equal(read_input(&gz, &seen, &out), 0);
	assert_int_equal(seen.frames, 3);
	assert_int_equal(read_input(&none, &seen, &out), -EINVAL);
	assert_says(&out, "standard input: is empty");
}

struct feeder {
	const char *path;
	const struct bytes *bytes;
};

static void *feed(void *context)
{
	struct feeder *feeder = context;
	FILE *file = fopen(feeder->path, "wb");

	fwrite(feeder->bytes->data, 1, feeder->bytes->size, file);
	fclose(file);
	return NULL;
}

static void a_named_pipe_keeps_its_bytes_for_the_reader(void **state)
{
	struct bytes plain = {0};
	char folder[64], path[128];
	struct feeder feeder = {path, &plain};
	struct file_outcome out;
	struct seen seen = {0};
	pthread_t thread;

	(void)state;
	bytes_simple(&plain, 100);
	folder_begin(folder);
	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	pthread_create(&thread, NULL, feed, &feeder);
	assert_int_equal(file_read(path, true, NULL, seen_frame, &seen, &out), 0);
	pthread_join(thread, NULL);
	folder_end(folder);
	assert_int_equal(seen.frames, 100);
	assert_string_equal(out.sha256, "");
}

static void the_sum_is_of_the_bytes_as_stored(void **state)
{
	struct bytes plain = {0}, gz = {0};
	struct file_outcome out;
	struct seen seen;
	uint8_t sum[32];
	char text[65];

	(void)state;
	bytes_simple(&plain, 3);
	bytes_gz(&gz, &plain);
	assert_int_equal(read_bytes(&gz, &seen, &out), 0);
	assert_int_equal(EVP_Digest(gz.data, gz.size, sum, NULL, EVP_sha256(), NULL), 1);
	for (int i = 0; i < 32; i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	assert_string_equal(out.sha256, text);
}

static void a_capture_without_packets_is_whole(void **state)
{
	struct bytes bytes = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_simple(&bytes, 0);
	assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
	assert_int_equal(out.frames, 0);
	assert_int_equal(out.first_ns, 0);
	assert_int_equal(out.last_ns, 0);
	assert_string_equal(out.error, "");
}

static void a_snapshot_length_of_zero_means_no_limit(void **state)
{
	struct bytes bytes = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_pcap(&bytes, 0xa1b2c3d4, 0, 1);
	bytes_packet(&bytes, 1600000000, 0, 1514);
	assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
	assert_int_equal(seen.captured, 1514);
}

static void losses_that_a_pcapng_tells_are_counted(void **state)
{
	struct bytes bytes = {0}, packed = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_section(&bytes);
	bytes_interface(&bytes, 1, 65535, 0);
	bytes_enhanced(&bytes, 0, FILE_START / 1000, 60);
	bytes_statistics(&bytes, 0, 17, 4);
	assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
	assert_int_equal(seen.frames, 1);
	assert_int_equal(out.dropped, 21);
	bytes_zst(&packed, &bytes);
	assert_int_equal(read_bytes(&packed, &seen, &out), 0);
	assert_int_equal(out.dropped, 21);
}

static void times_out_of_the_ordinary_stay_in_order(void **state)
{
	struct bytes bytes = {0};
	struct file_outcome out;
	struct seen seen;

	(void)state;
	bytes_pcap(&bytes, 0xa1b2c3d4, 65535, 1);
	bytes_packet(&bytes, 0, 0, 60);		 /* no time at all */
	bytes_packet(&bytes, 0x80000000, 1, 60); /* 2038-01-19T03:14:08Z: libpcap holds it signed */
	bytes_packet(&bytes, 1600000000, 2000000, 60); /* more than a second of microseconds */
	assert_int_equal(read_bytes(&bytes, &seen, &out), 0);
	assert_int_equal(seen.time_ns[0], 1);
	assert_int_equal(seen.time_ns[1], 2147483648000001000u);
	assert_int_equal(seen.time_ns[2], FILE_START + 999999999);
	assert_int_equal(out.first_ns, 1);
	assert_int_equal(out.last_ns, 2147483648000001000u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			micro_and_nanoseconds_both_become_nanoseconds_in_either_byte_order),
		cmocka_unit_test(pcapng_is_read_in_its_own_resolution_and_either_byte_order),
		cmocka_unit_test(gz_and_zst_are_told_by_their_bytes_not_their_names),
		cmocka_unit_test(several_gzip_members_and_zstd_frames_are_one_capture),
		cmocka_unit_test(standard_input_may_be_packed_and_has_no_sum),
		cmocka_unit_test(a_named_pipe_keeps_its_bytes_for_the_reader),
		cmocka_unit_test(the_sum_is_of_the_bytes_as_stored),
		cmocka_unit_test(a_capture_without_packets_is_whole),
		cmocka_unit_test(a_snapshot_length_of_zero_means_no_limit),
		cmocka_unit_test(losses_that_a_pcapng_tells_are_counted),
		cmocka_unit_test(times_out_of_the_ordinary_stay_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
