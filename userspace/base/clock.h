/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Units of time, the date, and what passed. Observations and events count nanoseconds (`_ns`),
 * records and what is read back of them microseconds (`_us`).
 */
#ifndef LENSWATCH_BASE_CLOCK_H
#define LENSWATCH_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_US_NS UINT64_C(1000) /* nanoseconds of a microsecond */
#define CLOCK_SECOND_NS UINT64_C(1000000000)
#define CLOCK_MINUTE_NS (60 * CLOCK_SECOND_NS)
#define CLOCK_DAY_NS (86400 * CLOCK_SECOND_NS)
#define CLOCK_DAY_US (86400 * UINT64_C(1000000))

/* The date, in nanoseconds since 1970 UTC. */
uint64_t clock_now_ns(void);
/* Seconds since the machine began, those that it slept among them: nobody sets them. */
uint64_t clock_up_s(void);

#endif
