// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/checksum.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "capture/support_capture.h"

static void checksum_of(const struct bytes *bytes, char text[CHECKSUM_TEXT])
{
	char folder[64], path[128];
	struct checksum *checksum;

	folder_begin(folder);
	folder_write(folder, "file", bytes, path);
	assert_int_equal(checksum_start(path, &checksum), 0);
	assert_int_equal(checksum_finish(checksum, text), 0);
	folder_end(folder);
}

/* FIPS 180-2 appendix B.1, and the sum of nothing. */
static void known_sums_come_out(void **state)
{
	struct bytes bytes = {0};
	char text[CHECKSUM_TEXT];

	(void)state;
	checksum_of(&bytes, text);
	assert_string_equal(text,
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	bytes_raw(&bytes, "abc", 3);
	checksum_of(&bytes, text);
	assert_string_equal(text,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void a_file_that_cannot_be_opened_is_an_error(void **state)
{
	struct checksum *checksum = NULL;

	(void)state;
	assert_int_equal(checksum_start("/nonexistent/file", &checksum), -ENOENT);
	assert_null(checksum);
}

static void a_read_error_leaves_the_text_alone(void **state)
{
	struct checksum *checksum;
	char text[CHECKSUM_TEXT] = "before";

	(void)state;
	assert_int_equal(checksum_start("/", &checksum), 0);
	assert_int_equal(checksum_finish(checksum, text), -EISDIR);
	assert_string_equal(text, "before");
}

/* /dev/zero has no end: without the cancel this test would not return. */
static void a_cancelled_sum_is_not_waited_for(void **state)
{
	struct checksum *checksum;

	(void)state;
	assert_int_equal(checksum_start("/dev/zero", &checksum), 0);
	checksum_cancel(checksum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_sums_come_out),
		cmocka_unit_test(a_file_that_cannot_be_opened_is_an_error),
		cmocka_unit_test(a_read_error_leaves_the_text_alone),
		cmocka_unit_test(a_cancelled_sum_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
