/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A promise: what the owner wants to hold for what leaves the house, in a line such as "front door:
 * only clips" (docs/promises.md is its grammar). Made by parse.c, held against events by check.c.
 */
#ifndef LENSWATCH_PROMISE_PROMISE_H
#define LENSWATCH_PROMISE_PROMISE_H

#include "event.h"

#define PROMISE_MOST 64	 /* promises in force at once */
#define PROMISE_TEXT 256 /* bytes of one, with the zero */
#define PROMISE_COUNTRIES_MOST 32

enum promise_subject { SUBJECT_ALL = 1, SUBJECT_NAME, SUBJECT_MAC, SUBJECT_ADDRESS };

struct promise {
	char text[PROMISE_TEXT]; /* as written, but for a MAC or address, which is as events have it
				  */
	size_t words;		 /* where in it the rule begins, behind whose it is */
	enum promise_subject subject;
	char whose[PROMISE_TEXT]; /* name, MAC or address; "" all */
	enum promise_rule rule;
	unsigned classes; /* PROMISE_CLASSES: a bit for each enum upload_class that is allowed */
	size_t country_count;
	char countries[PROMISE_COUNTRIES_MOST][3]; /* ISO 3166-1 alpha-2, or "EU" */
	char receiver[PROMISE_TEXT];
	unsigned from_minute, to_minute; /* of the local day; `from` > `to`: over midnight */
	uint64_t limit;			 /* bytes or uploads a local day */
};

struct promise_list {
	size_t count;
	const struct promise *items[PROMISE_MOST]; /* borrowed */
};

/* Whether it is about this camera: by any name, MAC or address; case does not matter. */
bool promise_is_of(const struct promise *promise, const struct event_camera *camera);
/* Whether the list holds the same promises, in the same words and order. */
bool promise_list_equal(const struct promise_list *a, const struct promise_list *b);
/*
 * A note of the ledger, of kind "promise", which says what was promised when: one JSON object
 * without a line end. One for each, so that who has a camera erased loses no promise about another.
 * `promise` NULL: from then on nothing. `to_ns` 0: until other notes come or `watch` begins anew;
 * `capture` NULL: live. NULL where memory is short; the caller frees.
 */
char *promise_note(const struct promise *promise, const char *capture, uint64_t from_ns,
		   uint64_t to_ns);

#endif
