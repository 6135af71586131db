/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sizes, times and durations as people say them, in English whatever the locale. Used by what
 * writes for people.
 */
#ifndef LENSWATCH_OUTPUT_WORDS_H
#define LENSWATCH_OUTPUT_WORDS_H

#include <stdint.h>

#define WORDS_MOST 48

/* "812 bytes", "83 kB", "0.6 MB", "18 MB", "1.2 GB": decimal units. All return `text`. */
const char *words_size(uint64_t bytes, char text[WORDS_MOST]);
/* "less than a second", "12 s", "2 min 10 s", "10 min", "2 h 5 min", "3 days". */
const char *words_duration(uint64_t ns, char text[WORDS_MOST]);
/* "4–9 s", "9 s", "47 s to 1 min 42 s", "34–40 min". */
const char *words_span(uint32_t low_s, uint32_t high_s, char text[WORDS_MOST]);
/* "40 uploads", "1 upload", "1,234 packets": for nouns that take an s. */
const char *words_count(uint64_t count, const char *noun, char text[WORDS_MOST]);
/* "10:22", with the zone behind it where clocks show that twice, and "Monday 8 March 2021", in the
 * time zone of the system (tzset). */
const char *words_clock(uint64_t time_ns, char text[WORDS_MOST]);
const char *words_day(uint64_t time_ns, char text[WORDS_MOST]);

#endif
