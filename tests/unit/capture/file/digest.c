// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/digest.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "capture/support_capture.h"

static void digest_of(const struct bytes *bytes, char text[DIGEST_TEXT])
{
	char folder[64], path[128];
	struct digest *digest;

	folder_begin(folder);
	folder_write(folder, "file", bytes, path);
	assert_int_equal(digest_start(path, &digest), 0);
	assert_int_equal(digest_finish(digest, text), 0);
	folder_end(folder);
}

/* FIPS 180-2 appendix B.1, and the sum of nothing. */
static void known_sums_come_out(void **state)
{
	struct bytes bytes = {0};
	char text[DIGEST_TEXT];

	(void)state;
	digest_of(&bytes, text);
	assert_string_equal(text,
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	bytes_raw(&bytes, "abc", 3);
	digest_of(&bytes, text);
	assert_string_equal(text,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void a_file_that_cannot_be_opened_is_an_error(void **state)
{
	struct digest *digest = NULL;

	(void)state;
	assert_int_equal(digest_start("/nonexistent/file", &digest), -ENOENT);
	assert_null(digest);
}

static void a_read_error_leaves_the_text_alone(void **state)
{
	struct digest *digest;
	char text[DIGEST_TEXT] = "before";

	(void)state;
	assert_int_equal(digest_start("/", &digest), 0);
	assert_int_equal(digest_finish(digest, text), -EISDIR);
	assert_string_equal(text, "before");
}

/* /dev/zero has no end: without the cancel this test would not return. */
static void a_cancelled_sum_is_not_waited_for(void **state)
{
	struct digest *digest;

	(void)state;
	assert_int_equal(digest_start("/dev/zero", &digest), 0);
	digest_cancel(digest);
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
