/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture read from bytes, and what of it reached the caller: for the tests of capture/file.c.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_FILE_H
#define LENSWATCH_TESTS_SUPPORT_FILE_H

#include "capture/file/file.h"
#include "capture/support_capture.h"

#define FILE_START 1600000000000000000u /* bytes_simple's first packet */

struct seen {
	unsigned int frames;
	int link_type;
	uint64_t time_ns[8];
	uint32_t captured, length;
	uint8_t last;
};

/* Takes a frame into a struct seen. */
void seen_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		uint32_t captured, uint32_t length);
/* Writes the bytes as a.pcap and reads them; what file_read returned. */
int read_bytes(const struct bytes *bytes, struct seen *seen, struct file_outcome *out);
void assert_says(const struct file_outcome *out, const char *words);
/* What every whole reading of bytes_simple gives. */
void assert_simple(const struct bytes *bytes, unsigned int count);

#endif
