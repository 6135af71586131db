/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "anonymise/pcapng.h"
#include "capture/file/file.h"

struct heard {
	unsigned int frames;
	uint64_t time_ns;
	uint32_t captured, length;
};

static void hear(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length)
{
	(void)data;
	assert_int_equal(link_type, 1);
	*(struct heard *)context =
		(struct heard){((struct heard *)context)->frames + 1, time_ns, captured, length};
}

static void what_is_written_is_read_back(void **state)
{
	char path[] = "/tmp/lenswatch-pcapng-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "wb");
	struct file_outcome outcome;
	struct heard heard = {0};

	(void)state;
	pcapng_begin(file, 1, true);
	pcapng_packet(file, 1772000000123456789U, (const uint8_t *)"0123456789abcd.", 15, 60);
	pcapng_lost(file, 7);
	pcapng_cut(file);
	fclose(file);
	assert_int_equal(file_read(path, false, NULL, hear, &heard, &outcome), 0);
	unlink(path);
	assert_int_equal(heard.frames, 1);
	assert_int_equal(heard.time_ns, 1772000000123456789U);
	assert_int_equal(heard.captured, 15);
	assert_int_equal(heard.length, 60);
	assert_true(outcome.dropped_known);
	assert_int_equal(outcome.dropped, 7);
	assert_string_equal(outcome.filter, "?");
	assert_true(outcome.cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
	};

	return cmocka_run_group_tests_name("anonymise/pcapng", tests, NULL, NULL);
}
