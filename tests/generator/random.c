/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "random.h"

#include <math.h>
#include <string.h>

/* splitmix64 (Steele, Lea, Flood 2014) spreads a small seed over the whole state. */
static uint64_t random_spread(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

void random_seed(struct random_source *random, uint64_t seed)
{
	random->state[0] = random_spread(&seed);
	random->state[1] = random_spread(&seed);
}

/* xorshift128+ (Vigna 2017): fast, and good enough for traffic. */
uint64_t random_next(struct random_source *random)
{
	uint64_t a = random->state[0], b = random->state[1];
	uint64_t sum = a + b;

	random->state[0] = b;
	a ^= a << 23;
	random->state[1] = a ^ b ^ (a >> 18) ^ (b >> 5);
	return sum;
}

uint64_t random_below(struct random_source *random, uint64_t limit)
{
	return limit ? random_next(random) % limit : 0;
}

double random_between(struct random_source *random, double low, double high)
{
	return low + (high - low) * (double)(random_next(random) >> 11) * 0x1p-53;
}

double random_exponential(struct random_source *random, double mean)
{
	double value = -mean * log(1.0 - random_between(random, 0, 1));

	return value > 5 * mean ? 5 * mean : value;
}

void random_bytes(struct random_source *random, uint8_t *out, size_t length)
{
	while (length) {
		uint64_t word = random_next(random);
		size_t part = length < sizeof(word) ? length : sizeof(word);

		memcpy(out, &word, part);
		out += part;
		length -= part;
	}
}

uint64_t random_hash(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325ULL;

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3ULL;
	return hash;
}
