/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The `traffic` records of one camera: which of them cover a time, and whether they join. Called by
 * attest.c.
 */
#ifndef LENSWATCH_ATTEST_HOURS_H
#define LENSWATCH_ATTEST_HOURS_H

#include <json-c/json.h>

#include "ledger/ledger.h"

#define HOURS_MOST 1000000U /* a century of them */

struct hour {
	uint64_t number; /* of its record */
	uint64_t from_ns, to_ns;
	uint64_t bytes, packets, across;
	uint64_t capture; /* a hash of its name; 0 live */
	enum coverage coverage;
	bool on_path, under_way;
	bool chosen;
};

struct hours { /* begins zeroed */
	size_t count, room;
	struct hour *items;		       /* by beginning, once hours_choose ran */
	uint64_t wanted_from_ns, wanted_to_ns; /* what they have to cover */
	size_t chosen;
};

/* Of a record; 0 where it has no `capture`. */
uint64_t hours_capture(struct json_object *record);
/* Takes a `traffic` record. 0, -E2BIG or -ENOMEM. */
int hours_add(struct hours *hours, struct json_object *record, uint64_t number);
/*
 * Chooses those that cover from <= time < to. Where hardware counted, times are those of two looks
 * at it, and those that lie a minute off are chosen too.
 */
void hours_choose(struct hours *hours, uint64_t from_ns, uint64_t to_ns);
/* The first stretch that had to be covered and is not. False: there is none. */
bool hours_hole(const struct hours *hours, uint64_t *from, uint64_t *to);
/* The chosen one in which all of that lies, of the same capture; NULL where there is none. */
const struct hour *hours_within(const struct hours *hours, uint64_t capture, uint64_t first_ns,
				uint64_t last_ns);
/* The one that goes on where `hour` ends; NULL where there is none. */
const struct hour *hours_next(const struct hours *hours, const struct hour *hour);
/* Numbers of the camera's records before and behind the chosen ones; 0 and UINT64_MAX: none. */
void hours_around(const struct hours *hours, uint64_t *before, uint64_t *after);
bool hours_rough(const struct hour *hour);
bool hours_merged(const struct hour *hour);
void hours_clear(struct hours *hours);

#endif
