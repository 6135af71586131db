/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A quick hash of what is no table (base/table.h): a cache whose buckets hold a few, a print of a
 * connection. Keys are padded with zeros, never with garbage.
 */
#ifndef LENSWATCH_HASH_H
#define LENSWATCH_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Folds `size` bytes (a multiple of 4) eight at a time by multiply and rotate, finished as in
 * MurmurHash3's fmix64 (public domain). Not keyed: who knows it makes two things look alike, so it
 * decides nothing alone that may not be wrong.
 */
static inline uint64_t hash_bytes(const void *data, size_t size)
{
	const unsigned char *p = data;
	uint64_t h = size * 0x9e3779b97f4a7c15ULL;

	for (; size >= 8; p += 8, size -= 8) {
		uint64_t word;

		memcpy(&word, p, 8);
		h = (h ^ word) * 0xff51afd7ed558ccdULL;
		h ^= h >> 32;
	}
	if (size >= 4) {
		uint32_t word;

		memcpy(&word, p, 4);
		h = (h ^ word) * 0xff51afd7ed558ccdULL;
		h ^= h >> 32;
	}
	h *= 0xc4ceb9fe1a85ec53ULL;
	return h ^ (h >> 33);
}

#endif
