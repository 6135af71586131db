/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people are told of a house's events: attest and promises ("all: nothing leaves"), asked of
 * the records in memory, or of a real history. Called by house.c; what cannot be done aborts.
 */
#ifndef LENSWATCH_TESTS_FUZZ_HOUSE_JUDGE_H
#define LENSWATCH_TESTS_FUZZ_HOUSE_JUDGE_H

#include "event.h"

struct judge;

struct judged {
	bool nothing_left, kept;
};

struct judge *judge_create(void);
/* Forgets the records in memory. */
void judge_reset(struct judge *judge);
/* What follows is written to a history of its own as well, until judge_close. */
void judge_open(struct judge *judge);
void judge_event(struct judge *judge, const struct event *event);
/* Of from <= time < to. False: more was told than there is room for. */
bool judge_ask(struct judge *judge, const char *camera, uint64_t from_ns, uint64_t to_ns,
	       struct judged *out);
void judge_close(struct judge *judge);

#endif
