/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A daemon in a child process, with its own folder, in the test's network namespace. */
#ifndef LENSWATCH_TESTS_SUPPORT_DAEMON_H
#define LENSWATCH_TESTS_SUPPORT_DAEMON_H

#include <sys/types.h>

struct daemon {
	pid_t pid;
	char folder[64];
	char said[65536]; /* what it wrote: standard output and error */
};

/* Starts `lenswatch watch` with one interface, mode and config file (each may be NULL: it is in the
 * file), and waits until it watches (or ended). */
void daemon_start(struct daemon *daemon, const char *interface, const char *mode,
		  const char *config);
/* The same through libpcap, with nobody to hear what it tells: its output is /dev/full. */
void daemon_start_unheard(struct daemon *daemon, const char *interface);
/* Waits until it has said `text`; fails the test after ten seconds. */
void daemon_await(struct daemon *daemon, const char *text);
/* Sends `signal` and returns the exit status it ended with, or -1 where a signal ended it. */
int daemon_end(struct daemon *daemon, int signal);

#endif
