/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times as people type them: 2026-03-01, 2026-03-01T10:00, 10:00, today, yesterday, now, monday,
 * last week, 7d, 12h, 2 hours ago; in the time zone of the system, with a Z behind the clock in
 * UTC. Called by period.c and command_report.c.
 */
#ifndef LENSWATCH_REPORT_MOMENT_H
#define LENSWATCH_REPORT_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A day means its beginning, and with `end` its end: until 2026-03-01 includes that day.
 * "10:00" is of the day of `base_ns`; where clocks show it twice it is the first, with `end` the
 * last. 0 or -EINVAL.
 */
int moment_parse(const char *text, uint64_t now_ns, uint64_t base_ns, bool end, uint64_t *out);
/* FROM..TO. 0 or -EINVAL, also where TO is not after FROM. */
int moment_parse_span(const char *text, uint64_t now_ns, uint64_t *from, uint64_t *to);

#endif
