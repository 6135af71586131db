/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of the sandbox that the file system is seen through: Landlock, as much of it as the
 * running kernel knows. Called by sandbox.c.
 */
#ifndef LENSWATCH_SANDBOX_LANDLOCK_H
#define LENSWATCH_SANDBOX_LANDLOCK_H

#include "system/sandbox.h"

/* The ABI version the kernel offers; 0 none. */
int sandbox_landlock_version(void);
/* Makes the rule set while all its paths can still be opened. Its descriptor, or -errno. */
int sandbox_landlock_make(const struct sandbox_config *config, int version);
/* Puts it in force, which needs no_new_privs, and closes it. 0 or -errno. */
int sandbox_landlock_enter(int rules);

#endif
