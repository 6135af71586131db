/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starts that fail one after the other, under a supervisor that tries again at one pace for ever
 * (procd): each waits twice as long as the one before. LENSWATCH_STARTS names the file, in memory,
 * that counts them; without it nothing waits. Called by commands/command_watch.c and watch.c.
 */
#ifndef LENSWATCH_STARTS_H
#define LENSWATCH_STARTS_H

/*
 * Signals to end, or to read anew, are kept until somebody takes them. As the first process of a
 * namespace (in procd's jail) it is spared those that it neither handles nor blocks
 * (pid_namespaces(7)): what told it to end while it started was lost, and it was killed later.
 */
void starts_hold(void);
void starts_release(void);
/* The daemon watches: what failed before is past. */
void starts_succeeded(void);
/* Before the process ends: counts this one, and waits. A signal to end, or to read anew, ends
 * the wait. */
void starts_failed(void);

#endif
