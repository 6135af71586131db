/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of promises share: promises, uploads at a time of the day, time zones. */
#ifndef LENSWATCH_TESTS_PROMISE_SUPPORT_PROMISE_H
#define LENSWATCH_TESTS_PROMISE_SUPPORT_PROMISE_H

#include "promise/check.h"
#include "words/breach.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3" /* POSIX: needs no zone files */

/* The test fails where it is none. */
struct promise promise_of(const char *text);
/* What promise_parse() says of a text that is none. */
const char *promise_refusal(const char *text);
/* Nanoseconds of a time in UTC, "2026-03-02T19:41:40". */
uint64_t moment_of(const char *utc);
/* A clip of "Front door" to Blink, all of it known for certain, at these times in UTC. */
struct event upload_at(const char *from, const char *to);
/* localtime_r() is of this zone from now on. */
void zone_is(const char *zone);
/* What judgement_part() finds. */
struct judgement judgement_of(const char *promise, const struct event *event);
/* In words; valid until the next call. */
const char *reason_of(const struct promise_reason *reason);

#endif
