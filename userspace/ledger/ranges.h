/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of records as ranges, as a "forgotten" record tells them: "3-7,9". Forgetting writes
 * them, verifying holds them against the rows.
 */
#ifndef LENSWATCH_LEDGER_RANGES_H
#define LENSWATCH_LEDGER_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct range {
	uint64_t first, last;
};

struct ranges {
	size_t count, room;
	struct range *items;
};

/* 0 or -ENOMEM. */
int ranges_add(struct ranges *ranges, uint64_t first, uint64_t last);
/* Adds what the text says, up to its end or a quote. 0, -EINVAL, -ENOMEM. */
int ranges_parse(struct ranges *ranges, const char *text);
/* In order, and each number in one range. */
void ranges_settle(struct ranges *ranges);
void ranges_write(const struct ranges *ranges, FILE *file);
uint64_t ranges_total(const struct ranges *ranges);

typedef void ranges_fn(void *context, uint64_t first, uint64_t last);

/* Tells what is in `one` and not in `other`; both are settled. */
void ranges_without(const struct ranges *one, const struct ranges *other, ranges_fn *each,
		    void *context);
void ranges_free(struct ranges *ranges);

#endif
