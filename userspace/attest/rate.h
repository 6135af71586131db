/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lowest rate at which a camera's video is reckoned with, so that bytes become seconds: that of
 * its vendor, else of any camera, and less where its own live views ran slower. Called by attest.c.
 */
#ifndef LENSWATCH_ATTEST_RATE_H
#define LENSWATCH_ATTEST_RATE_H

#include <json-c/json.h>

#include "rules/rules.h"
#include "words/attested.h"

struct rate {
	uint32_t kbit; /* a second */
	enum rate_basis basis;
	uint64_t number; /* RATE_OWN: the record that shows it */
};

/* `rules` and `vendor` may be NULL. */
struct rate rate_begin(const struct rules *rules, const char *vendor);
/* Takes an `upload` record of the camera. */
void rate_learn(struct rate *rate, struct json_object *record, uint64_t number);
/* Rounded up. */
uint64_t rate_seconds(const struct rate *rate, uint64_t bytes);

#endif
