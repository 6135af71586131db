/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How well a daemon sees what passes, from exact to blind, why and what to do about it; and whether
 * nothing left (docs/status.md). Called by status.c.
 */
#ifndef LENSWATCH_WATCH_COVERAGE_H
#define LENSWATCH_WATCH_COVERAGE_H

#include "watch/status.h"

/*
 * The members `coverage`, `cures`, `cameras`, `off_path`, `ruled_out`, `nothing_left` and `doubts`
 * of the answer. `sending`: something is being sent now.
 */
void coverage_put(struct watch_status *of, const struct source_load *load,
		  const struct source_counters *counters, bool sending, struct put answer);

#endif
