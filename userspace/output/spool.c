/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/spool.h"

struct spool_entry {
	uint64_t end_ns, start_ns;
	uint64_t offset; /* of the tie; the bytes follow it */
	uint32_t length;
	uint16_t tie_length;
	uint8_t rank;
	uint8_t zero;
};

_Static_assert(sizeof(struct spool_entry) == 32, "the index is what limits the spool");

struct spool {
	FILE *file;
	uint64_t end; /* of the file */
	size_t count, room;
	struct spool_entry *entries;
	int error; /* met while sorting, which cannot fail */
};

int spool_create(struct spool **out)
{
	struct spool *spool = calloc(1, sizeof(*spool));
	int result;

	if (!spool)
		return -ENOMEM;
	spool->file = tmpfile();
	if (!spool->file) {
		result = -errno;
		free(spool);
		return result;
	}
	*out = spool;
	return 0;
}

void spool_destroy(struct spool *spool)
{
	if (!spool)
		return;
	fclose(spool->file);
	free(spool->entries);
	free(spool);
}

static int spool_make_room(struct spool *spool)
{
	size_t room = spool->room ? spool->room * 2 : 256;
	struct spool_entry *entries;

	if (spool->count < spool->room)
		return 0;
	if (room > UINT32_MAX)
		return -EFBIG;
	entries = realloc(spool->entries, room * sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	spool->entries = entries;
	spool->room = room;
	return 0;
}

int spool_add(struct spool *spool, const struct spool_key *key, const char *bytes, size_t length)
{
	size_t tie_length = key->tie_length < SPOOL_TIE ? key->tie_length : SPOOL_TIE;
	int result = spool_make_room(spool);

	if (result)
		return result;
	if (length > UINT32_MAX)
		return -EFBIG;
	if (fwrite(key->tie, 1, tie_length, spool->file) != tie_length ||
	    fwrite(bytes, 1, length, spool->file) != length) {
		/* What was written of it is overwritten by the next. */
		result = errno ? -errno : -EIO;
		clearerr(spool->file);
		fseeko(spool->file, (off_t)spool->end, SEEK_SET);
		return result;
	}
	spool->entries[spool->count++] = (struct spool_entry){
		.end_ns = key->end_ns,
		.start_ns = key->start_ns,
		.offset = spool->end,
		.length = (uint32_t)length,
		.tie_length = (uint16_t)tie_length,
		.rank = key->rank,
	};
	spool->end += tie_length + length;
	return 0;
}

static int read_at(struct spool *spool, uint64_t offset, char *out, size_t length)
{
	ssize_t got;

	while (length) {
		got = pread(fileno(spool->file), out, length, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : -EIO;
		out += got;
		offset += (uint64_t)got;
		length -= (size_t)got;
	}
	return 0;
}

static int compare_ties(struct spool *spool, const struct spool_entry *a,
			const struct spool_entry *b)
{
	size_t common = a->tie_length < b->tie_length ? a->tie_length : b->tie_length;
	char left[SPOOL_TIE], right[SPOOL_TIE];
	int order, result;

	result = read_at(spool, a->offset, left, a->tie_length);
	if (!result)
		result = read_at(spool, b->offset, right, b->tie_length);
	if (result) {
		spool->error = result;
		return 0;
	}
	order = memcmp(left, right, common);
	return order ? order : (int)a->tie_length - (int)b->tie_length;
}

static int spool_compare(const void *left, const void *right, void *context)
{
	uint32_t l = *(const uint32_t *)left, r = *(const uint32_t *)right;
	struct spool *spool = context;
	const struct spool_entry *a = &spool->entries[l], *b = &spool->entries[r];
	int order;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->end_ns != b->end_ns)
		return a->end_ns < b->end_ns ? -1 : 1;
	if (a->start_ns != b->start_ns)
		return a->start_ns < b->start_ns ? -1 : 1;
	order = compare_ties(spool, a, b);
	return order ? order : l < r ? -1 : l > r;
}

/*
 * Positions are sorted, not entries: a sort that copies its array then costs 4 bytes a record more,
 * not 32.
 */
static int spool_sort(struct spool *spool, uint32_t **out)
{
	uint32_t *order = malloc((spool->count + 1) * sizeof(*order));

	if (!order)
		return -ENOMEM;
	for (size_t i = 0; i < spool->count; i++)
		order[i] = (uint32_t)i;
	spool->error = 0;
	qsort_r(order, spool->count, sizeof(*order), spool_compare, spool);
	if (spool->error) {
		free(order);
		return spool->error;
	}
	*out = order;
	return 0;
}

static int tell_one(struct spool *spool, const struct spool_entry *entry, char *buffer,
		    spool_fn *tell, void *context)
{
	size_t tie_length = entry->tie_length;
	struct spool_key key = {entry->rank, entry->end_ns, entry->start_ns, buffer, tie_length};
	int result = read_at(spool, entry->offset, buffer, tie_length + entry->length);

	return result ? result : tell(context, &key, buffer + tie_length, entry->length);
}

static size_t spool_largest(const struct spool *spool)
{
	size_t most = 0;

	for (size_t i = 0; i < spool->count; i++) {
		size_t size = (size_t)spool->entries[i].length + spool->entries[i].tie_length;

		most = size > most ? size : most;
	}
	return most;
}

int spool_drain(struct spool *spool, spool_fn *tell, void *context)
{
	char *buffer = NULL;
	uint32_t *order = NULL;
	int result = fflush(spool->file) ? -errno : 0;

	if (result)
		goto out;
	result = spool_sort(spool, &order);
	if (result)
		goto out;
	buffer = malloc(spool_largest(spool) + 1);
	if (!buffer) {
		result = -ENOMEM;
		goto out;
	}
	for (size_t i = 0; i < spool->count && !result; i++)
		result = tell_one(spool, &spool->entries[order[i]], buffer, tell, context);
	spool->count = 0;
	spool->end = 0;
	if ((fseek(spool->file, 0, SEEK_SET) || ftruncate(fileno(spool->file), 0)) && !result)
		result = -errno;
out:
	free(buffer);
	free(order);
	return result;
}
