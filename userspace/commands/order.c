// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/order.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/file/file.h"

#define ORDER_PART 65536

struct ordered {
	struct folder_file file;
	uint64_t first_ns; /* UINT64_MAX: it holds no packet, or cannot be read */
	size_t given;	   /* its place on the command line */
};

static bool order_first(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			uint32_t captured, uint32_t length)
{
	(void)link_type, (void)data, (void)captured, (void)length;
	*(uint64_t *)context = time_ns;
	return false;
}

static int order_compare(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->first_ns != y->first_ns)
		return x->first_ns < y->first_ns ? -1 : 1;
	return x->given < y->given ? -1 : x->given > y->given;
}

static bool order_same_bytes(FILE *one, FILE *other)
{
	static uint8_t parts[2][ORDER_PART];
	size_t got;

	do {
		got = fread(parts[0], 1, ORDER_PART, one);
		if (fread(parts[1], 1, ORDER_PART, other) != got ||
		    memcmp(parts[0], parts[1], got) != 0)
			return false;
	} while (got == ORDER_PART);
	return !ferror(one) && !ferror(other);
}

static bool order_is_same(const struct ordered *a, const struct ordered *b)
{
	FILE *one, *other;
	bool same;

	if (a->first_ns != b->first_ns || a->first_ns == UINT64_MAX ||
	    a->file.bytes != b->file.bytes)
		return false;
	one = fopen(a->file.path, "re");
	other = fopen(b->file.path, "re");
	same = one && other && order_same_bytes(one, other);
	if (one)
		fclose(one);
	if (other)
		fclose(other);
	return same;
}

static const struct ordered *order_twin(const struct ordered *files, size_t at)
{
	for (size_t i = at; i > 0; i--) {
		const struct ordered *before = &files[i - 1];

		if (before->first_ns != files[at].first_ns)
			break;
		if (!before->file.skipped && order_is_same(before, &files[at]))
			return before;
	}
	return NULL;
}

static void order_put_back(struct ordered *files, struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++) {
		const struct ordered *twin = order_twin(files, i);

		if (twin) {
			fprintf(stderr, "lenswatch: %s is the same as %s and is left out\n",
				files[i].file.path, twin->file.path);
			files[i].file.skipped = FILE_SAME;
		}
		folder->files[i] = files[i].file;
	}
}

int order_by_time(struct folder *folder)
{
	struct ordered *files = calloc(folder->count + 1, sizeof(*files));
	struct stat status;

	if (!files)
		return -ENOMEM;
	for (size_t i = 0; i < folder->count; i++) {
		struct ordered *file = &files[i];

		*file = (struct ordered){folder->files[i], UINT64_MAX, i};
		if (file->file.skipped)
			continue;
		if (stat(file->file.path, &status) != 0 || !S_ISREG(status.st_mode)) {
			free(files);
			return 0; /* it can be read only once, and where it stands */
		}
		(void)file_look(file->file.path, order_first, &file->first_ns);
	}
	qsort(files, folder->count, sizeof(*files), order_compare);
	order_put_back(files, folder);
	free(files);
	return 0;
}
