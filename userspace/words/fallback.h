/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * That the program in the kernel could not be used: why, in the kernel's own words, what libpcap
 * costs instead, and the cure where there is one. For people: the daemon's first lines, `status`.
 * As JSON the same facts are json/detour.h's.
 */
#ifndef LENSWATCH_OUTPUT_FALLBACK_H
#define LENSWATCH_OUTPUT_FALLBACK_H

#include <stdio.h>

#include "event.h"

/* What libpcap costs, as records name it; NULL behind the last. */
const char *fallback_cost_name(size_t index);
/* Why, a sentence without its full stop; then lines of what was said, each after `before`. */
void fallback_write_why(const struct refusal *why, const char *before, FILE *file);
/* "libpcap does the work, because ...", with what it costs and what to do: lines after `before`. */
void fallback_write(const struct event_fallback *fallback, const char *before, FILE *file);
/* What to do about it, without its full stop; NULL where nothing is known. */
const char *fallback_cure(const struct refusal *why);

#endif
