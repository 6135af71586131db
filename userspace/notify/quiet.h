/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a message may go: at once, after the quiet hours, or with the day's others. By the clock on
 * the wall. Used by outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_QUIET_H
#define LENSWATCH_NOTIFY_QUIET_H

#include <time.h>

#include "notify/notify_config.h"

/* 0: now; else from when on. `kinds` as in alert.h. */
time_t quiet_until(const struct notify_target *target, unsigned kinds, time_t now);

#endif
