// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as a capture file: unpacking, the walk for losses, libpcap, and what file_read promises
 * of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/file/file.h"

struct seen {
	uint64_t frames;
	uint64_t sum;
};

/* Touches each byte, so that the sanitizer sees a frame that is not there. */
static void take(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length)
{
	struct seen *seen = context;

	if (time_ns == 0 || captured > length || link_type < 0)
		abort();
	for (uint32_t i = 0; i < captured; i++)
		seen->sum += data[i];
	seen->frames++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen seen = {0};
	struct file_outcome out;
	char path[64];
	int file = memfd_create("capture", MFD_CLOEXEC), result;

	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	result = file_read(path, false, NULL, take, &seen, &out);
	close(file);
	if (result > 0 || seen.frames != out.frames || (out.frames > 0) != (out.first_ns > 0))
		abort();
	if ((result < 0 || out.cut) != (out.error[0] != '\0') || (result < 0 && out.cut))
		abort();
	if (out.sha256[0])
		abort();
	return 0;
}
