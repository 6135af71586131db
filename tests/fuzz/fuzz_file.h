/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder in memory for targets that read and write files, gone when the fuzzer ends; and where
 * what they print goes.
 */
#ifndef LENSWATCH_FUZZ_FILE_H
#define LENSWATCH_FUZZ_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char fuzz_folder[32];

static inline void fuzz_file_clean(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", fuzz_folder);
	if (system(command) != 0)
		fprintf(stderr, "%s stays\n", fuzz_folder);
}

/* The path of a file of that name in it. */
static inline const char *fuzz_file_path(const char *name, char path[64])
{
	if (!fuzz_folder[0]) {
		snprintf(fuzz_folder, sizeof(fuzz_folder), "/dev/shm/lw-fuzz-XXXXXX");
		if (!mkdtemp(fuzz_folder) || atexit(fuzz_file_clean) != 0)
			abort();
	}
	snprintf(path, 64, "%s/%s", fuzz_folder, name);
	return path;
}

static inline void fuzz_file_write(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		abort();
}

/* Somewhere to print to: all of it is made, none is kept. */
static inline FILE *fuzz_file_nowhere(void)
{
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (!nowhere)
		abort();
	return nowhere;
}

#endif
