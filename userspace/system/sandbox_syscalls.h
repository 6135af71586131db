/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of the sandbox that system calls pass: a list of those the daemon makes, by libseccomp's
 * names. All others fail with EPERM. Called by sandbox.c.
 */
#ifndef LENSWATCH_SANDBOX_SYSCALLS_H
#define LENSWATCH_SANDBOX_SYSCALLS_H

#include <stdbool.h>

/* Whether the kernel was built with filters of system calls. */
bool sandbox_syscalls_known(void);
/* Puts the list in force, which needs no_new_privs. `packets`, `internet`: packet sockets may be
 * opened, and those of IP; `forks`: processes may be made that end with this one. 0 or -errno. */
int sandbox_syscalls_enter(bool packets, bool internet, bool forks);

#endif
