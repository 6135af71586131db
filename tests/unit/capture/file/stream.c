// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/stream.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "capture/file/losses.h"
#include "capture/support_capture.h"

/* Reads all of `bytes` through a stream in portions of `step`; what came out replaces `out`. */
static enum stream_end pass(const struct bytes *bytes, size_t step, struct bytes *out)
{
	char folder[64], path[128];
	struct stream *stream;
	enum stream_end end;
	uint8_t portion[512];
	size_t got;
	FILE *file;

	out->size = 0;
	folder_begin(folder);
	folder_write(folder, "file", bytes, path);
	assert_int_equal(stream_open(path, NULL, NULL, &stream), 0);
	file = stream_file(stream);
	assert_non_null(file);
	while ((got = fread(portion, 1, step, file)) > 0)
		bytes_raw(out, portion, got);
	fclose(file);
	end = stream_end(stream);
	stream_close(stream);
	folder_end(folder);
	return end;
}

static void assert_same(const struct bytes *a, const struct bytes *b)
{
	assert_int_equal(a->size, b->size);
	assert_memory_equal(a->data, b->data, a->size);
}

static void every_form_is_told_by_its_magic_number(void **state)
{
	(void)state;
	assert_int_equal(stream_form((const uint8_t *)"\xd4\xc3\xb2\xa1", 4), STREAM_PCAP);
	assert_int_equal(stream_form((const uint8_t *)"\xa1\xb2\xc3\xd4", 4), STREAM_PCAP);
	assert_int_equal(stream_form((const uint8_t *)"\xa1\xb2\x3c\x4d", 4), STREAM_PCAP);
	assert_int_equal(stream_form((const uint8_t *)"\x4d\x3c\xb2\xa1", 4), STREAM_PCAP);
	assert_int_equal(stream_form((const uint8_t *)"\x0a\x0d\x0d\x0a", 4), STREAM_PCAPNG);
	assert_int_equal(stream_form((const uint8_t *)"\x1f\x8b", 2), STREAM_GZ);
	assert_int_equal(stream_form((const uint8_t *)"\x28\xb5\x2f\xfd", 4), STREAM_ZST);
	assert_int_equal(stream_form((const uint8_t *)"\x5f\x2a\x4d\x18", 4), STREAM_ZST);
	assert_int_equal(stream_form((const uint8_t *)"\x60\x2a\x4d\x18", 4), STREAM_UNKNOWN);
	assert_int_equal(stream_form((const uint8_t *)"\xfd"
						      "7zXZ",
				     6),
			 STREAM_XZ);
	assert_int_equal(stream_form((const uint8_t *)"\xfd"
						      "7zXZ",
				     5),
			 STREAM_UNKNOWN);
	assert_int_equal(stream_form((const uint8_t *)"\xd4\xc3\xb2\xa1", 3), STREAM_UNKNOWN);
	assert_int_equal(stream_form((const uint8_t *)"", 0), STREAM_UNKNOWN);
}

static void what_is_put_back_comes_first_and_losses_sees_nothing_twice(void **state)
{
	struct bytes pcapng = {0}, out = {0};
	struct losses losses = {0};
	char folder[64], path[128];
	struct stream *stream;
	uint8_t portion[4096];
	size_t got;
	FILE *file;

	(void)state;
	bytes_section(&pcapng);
	bytes_interface(&pcapng, 1, 65535, 0);
	bytes_statistics(&pcapng, 0, 3, 4);
	folder_begin(folder);
	folder_write(folder, "file", &pcapng, path);
	assert_int_equal(stream_open(path, NULL, &losses, &stream), 0);
	got = 0;
	while (got < 60)
		got += stream_read(stream, portion + got, 60 - got);
	stream_passed(stream, portion, 28);
	assert_int_equal(stream_return(stream, portion, 28, portion + 28, 32), 0);
	file = stream_file(stream);
	while ((got = fread(portion, 1, 7, file)) > 0)
		bytes_raw(&out, portion, got);
	fclose(file);
	assert_same(&pcapng, &out);
	assert_int_equal(losses.described, 1);
	assert_int_equal(losses_total(&losses), 7);
	assert_true(losses_known(&losses));
	stream_close(stream);
	folder_end(folder);
}

static void plain_gz_zst_and_xz_give_the_same_bytes_in_any_portion(void **state)
{
	struct bytes plain = {0}, gz = {0}, zst = {0}, xz = {0}, out = {0};

	(void)state;
	bytes_simple(&plain, 100);
	bytes_gz(&gz, &plain);
	bytes_zst(&zst, &plain);
	bytes_xz(&xz, &plain);
	for (size_t step = 1; step <= 512; step = 2 * step + 1) {
		assert_int_equal(pass(&plain, step, &out), STREAM_WHOLE);
		assert_same(&plain, &out);
		assert_int_equal(pass(&gz, step, &out), STREAM_WHOLE);
		assert_same(&plain, &out);
		assert_int_equal(pass(&zst, step, &out), STREAM_WHOLE);
		assert_same(&plain, &out);
		assert_int_equal(pass(&xz, step, &out), STREAM_WHOLE);
		assert_same(&plain, &out);
	}
}

static void files_shorter_than_a_magic_number_pass_unchanged(void **state)
{
	struct bytes plain = {0}, out = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pass(&plain, 16, &out), STREAM_WHOLE);
		assert_same(&plain, &out);
		bytes_raw(&plain, "x", 1);
	}
}

/* All that a cut leaves readable comes out: a block of zstd, nearly every byte of gzip. */
static void a_cut_anywhere_is_a_cut_and_gives_a_beginning(void **state)
{
	struct bytes plain = {0}, gz = {0}, zst = {0}, out = {0};
	size_t whole;

	(void)state;
	bytes_simple(&plain, 3);
	bytes_gz(&gz, &plain);
	bytes_zst(&zst, &plain);
	whole = gz.size;
	for (gz.size = 2; gz.size < whole; gz.size++) {
		assert_int_equal(pass(&gz, 512, &out), STREAM_CUT);
		assert_true(out.size <= plain.size);
		assert_memory_equal(out.data, plain.data, out.size);
	}
	assert_int_equal(out.size, plain.size);
	whole = zst.size;
	for (zst.size = 4; zst.size < whole; zst.size++)
		assert_int_equal(pass(&zst, 512, &out), STREAM_CUT);
}

/* Symptom was: only the eight bytes of the head came out, zstd held the rest and was not asked. */
static void a_frame_cut_behind_a_whole_block_gives_that_block(void **state)
{
	struct bytes zst = {0}, out = {0};
	uint32_t block = 200u << 3;
	uint8_t body[200];

	(void)state;
	memset(body, 'x', sizeof(body));
	bytes_raw(&zst, "\x28\xb5\x2f\xfd\0\x50", 6);
	bytes_raw(&zst, &block, 3);
	bytes_raw(&zst, body, sizeof(body));
	assert_int_equal(pass(&zst, 512, &out), STREAM_CUT);
	assert_int_equal(out.size, sizeof(body));
	assert_memory_equal(out.data, body, sizeof(body));
}

static void zeros_behind_gzip_are_padding_but_a_broken_member_is_damage(void **state)
{
	struct bytes plain = {0}, gz = {0}, out = {0};

	(void)state;
	bytes_simple(&plain, 1);
	bytes_gz(&gz, &plain);
	bytes_raw(&gz, "\0\0\0\0\0\0\0\0", 8);
	assert_int_equal(pass(&gz, 512, &out), STREAM_WHOLE);
	assert_same(&plain, &out);
	gz.size -= 8;
	bytes_raw(&gz, "\x1f\x8b\xff\xff\xff\xff\xff\xff", 8);
	assert_int_equal(pass(&gz, 512, &out), STREAM_DAMAGED);
	assert_same(&plain, &out);
}

static void what_cannot_be_opened_leaves_the_stream_alone(void **state)
{
	struct stream *stream = NULL;

	(void)state;
	assert_int_equal(stream_open("/nonexistent/file", NULL, NULL, &stream), -ENOENT);
	assert_int_equal(stream_open("/", NULL, NULL, &stream), -EISDIR);
	assert_null(stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_told_by_its_magic_number),
		cmocka_unit_test(what_is_put_back_comes_first_and_losses_sees_nothing_twice),
		cmocka_unit_test(plain_gz_zst_and_xz_give_the_same_bytes_in_any_portion),
		cmocka_unit_test(files_shorter_than_a_magic_number_pass_unchanged),
		cmocka_unit_test(a_cut_anywhere_is_a_cut_and_gives_a_beginning),
		cmocka_unit_test(a_frame_cut_behind_a_whole_block_gives_that_block),
		cmocka_unit_test(zeros_behind_gzip_are_padding_but_a_broken_member_is_damage),
		cmocka_unit_test(what_cannot_be_opened_leaves_the_stream_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
