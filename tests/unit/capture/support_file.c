// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/support_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void seen_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		uint32_t captured, uint32_t length)
{
	struct seen *seen = context;

	if (seen->frames < 8)
		seen->time_ns[seen->frames] = time_ns;
	seen->frames++;
	seen->link_type = link_type;
	seen->captured = captured;
	seen->length = length;
	seen->last = captured ? data[captured - 1] : 0;
}

int read_bytes(const struct bytes *bytes, struct seen *seen, struct file_outcome *out)
{
	char folder[64], path[128];
	int result;

	*seen = (struct seen){0};
	folder_begin(folder);
	folder_write(folder, "a.pcap", bytes, path);
	result = file_read(path, true, NULL, seen_frame, seen, out);
	folder_end(folder);
	return result;
}

void assert_says(const struct file_outcome *out, const char *words)
{
	if (!strstr(out->error, words))
		fail_msg("\"%s\" does not say \"%s\"", out->error, words);
}

void assert_simple(const struct bytes *bytes, unsigned int count)
{
	struct file_outcome out;
	struct seen seen;

	assert_int_equal(read_bytes(bytes, &seen, &out), 0);
	assert_string_equal(out.error, "");
	assert_false(out.cut);
	assert_int_equal(out.frames, count);
	assert_int_equal(seen.frames, count);
	assert_int_equal(seen.link_type, 1);
	assert_int_equal(seen.captured, 60);
	assert_int_equal(seen.length, 64);
	assert_int_equal(seen.last, 59);
	assert_int_equal(out.first_ns, FILE_START);
	assert_int_equal(out.last_ns, FILE_START + (count - 1) * 1000000000u);
}
