/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that repeat with the seed: every choice of the generator comes from here. */
#ifndef GENERATOR_RANDOM_H
#define GENERATOR_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random_source {
	uint64_t state[2];
};

void random_seed(struct random_source *random, uint64_t seed);
uint64_t random_next(struct random_source *random);
/* Evenly from 0 to `limit` - 1; 0 where `limit` is 0. */
uint64_t random_below(struct random_source *random, uint64_t limit);
double random_between(struct random_source *random, double low, double high);
/* Heavy to the left, as gaps and sizes are: exponential, at most 5 means. */
double random_exponential(struct random_source *random, double mean);
void random_bytes(struct random_source *random, uint8_t *out, size_t length);
/* A number that depends on the text alone (FNV-1a, Fowler, Noll and Vo). */
uint64_t random_hash(const char *text);

#endif
