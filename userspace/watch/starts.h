/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starts that fail one after the other, under a supervisor that tries again at one pace for ever
 * (procd): each waits twice as long as the one before. LENSWATCH_STARTS names the file, in memory,
 * that counts them; without it nothing waits. Called by commands/watch.c and watch.c.
 */
#ifndef LENSWATCH_STARTS_H
#define LENSWATCH_STARTS_H

/* The daemon watches: what failed before is past. */
void starts_succeeded(void);
/* Before the process ends: counts this one, and waits. A signal to end, or to read anew, ends
 * the wait. */
void starts_failed(void);

#endif
