/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a clock on the wall showed, and when: in the time zone of the system (tzset). In the hour
 * that comes twice a time is two moments, in the one that is left out none; mktime() then answers
 * by the C library's habits, glibc's even by what was asked before. Used by what reads and writes
 * times for people.
 */
#ifndef LENSWATCH_ZONE_H
#define LENSWATCH_ZONE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define ZONE_NAME 12
#define ZONE_NAMES (2 * ZONE_NAME + 4)

/*
 * The first and the last moment at which clocks showed what `wall` says, whose tm_isdst does not
 * count. Of a time that was left out both are when that began. 0; -EINVAL for what is no date, or
 * is before 1970.
 */
int zone_moments(const struct tm *wall, int64_t *first, int64_t *last);
/* The beginning of the day on which that moment is, `days` later: clocks first show that date. */
int zone_day(int64_t seconds, int days, int64_t *out);
/* Whether clocks show again, or showed before, what they show at that moment, to the minute. */
bool zone_is_twice(int64_t seconds);
/*
 * The zone of the system may be another by now. tzset() reads no file again whose name is still the
 * same: glibc (2.36) where TZ names it, musl (1.2.3) also /etc/localtime.
 */
void zone_renew(void);
/*
 * From here on all times are read and shown in UTC, but for zone_house(). Before threads are begun.
 */
void zone_utc(void);
/*
 * As localtime_r(), in the time zone of the system whatever zone_utc() made of it: promises on
 * hours are of the clock on the wall. Not beside other threads.
 */
struct tm *zone_house(const time_t *time, struct tm *out);
/* How far those clocks are ahead of UTC, in seconds. Not beside other threads. */
int64_t zone_house_offset(int64_t seconds);
/* "CET", "+03", "UTC". Returns `text`. */
const char *zone_name(int64_t seconds, char text[ZONE_NAME]);
/* Of a time from one moment to the other: "UTC", "CET to CEST" where clocks were set in between. */
const char *zone_names(int64_t from, int64_t to, char text[ZONE_NAMES]);

#endif
