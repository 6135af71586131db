/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's version. */
#ifndef LENSWATCH_SYSTEM_RELEASE_H
#define LENSWATCH_SYSTEM_RELEASE_H

#include <stdbool.h>

/* Whether the kernel is older than that, or its version cannot be told (uname(2)). */
bool release_before(unsigned major, unsigned minor);

#endif
