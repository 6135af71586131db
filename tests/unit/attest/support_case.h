/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A real ledger that a test writes hour by hour, and what attest says of it. The hours are UTC and
 * count from 09:00 on 8 March 2021.
 */
#ifndef LENSWATCH_TESTS_ATTEST_SUPPORT_CASE_H
#define LENSWATCH_TESTS_ATTEST_SUPPORT_CASE_H

#include "attest/attest.h"
#include "ledger/support_room.h"

#define CASE_SECOND UINT64_C(1000000000)
#define CASE_AT(hour, second)                                                                      \
	((UINT64_C(1615194000) + (hour) * UINT64_C(3600) + (second)) * CASE_SECOND)

struct kept {
	struct room room;
	struct ledger *ledger;
	uint64_t late_ns;    /* of the last record: the clock does not run back */
	uint64_t missing_ns; /* since when who keeps it cannot write it */
	struct attest_proof proof;
	char error[LEDGER_ERROR];
};

void case_open(struct kept *kept);
void case_close(struct kept *kept);
/* Appends, as written two seconds after `at_ns`. */
void case_add(struct kept *kept, const struct event *event, uint64_t at_ns);
/* Live; with `last_ns` over a capture instead. */
void case_run(struct kept *kept, uint64_t first_ns, uint64_t last_ns);
/* Two captures that were joined. */
void case_joined(struct kept *kept, uint64_t first_ns, uint64_t hole_ns, uint64_t again_ns,
		 uint64_t last_ns);
/* An hour of the front door with so many bytes; change it, then add it at its end. */
struct event case_hour(unsigned hour, uint64_t bytes);
/* A clip of the front door, as above. */
struct event case_clip(uint64_t start_ns, uint64_t end_ns, uint64_t bytes);
struct event case_gap(uint64_t from_ns, uint64_t to_ns, enum cause cause);
/* A live run and hours 0 to 4 without an upload, 1,000 bytes in each. */
void case_quiet(struct kept *kept);
/* What attest says of the camera; fails the test where it cannot. Free with attest_destroy. */
struct attest *case_attest(struct kept *kept, uint64_t from_ns, uint64_t to_ns);
/* As attest_make; `error` is filled. */
int case_try(struct kept *kept, const char *camera, uint64_t from_ns, uint64_t to_ns,
	     struct attest **out);
/* Fails the test unless that condition, and only that, does not hold. */
void case_refused(const struct attest *attest, enum attest_condition condition);
void case_holds(const struct attest *attest);

#endif
