/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people read who do not know yet which interface to watch: each with what it is and what
 * would be seen there; and whether what is watched is the wrong side. Called by watch.c and
 * place.c.
 */
#ifndef LENSWATCH_INTERFACES_H
#define LENSWATCH_INTERFACES_H

#include "capture/attach/links.h"

#include <stdio.h>

/*
 * Writes a line for each interface, those that are down last, and then the command to run, where
 * one of them is fit: a bridge with private addresses, else another interface with one, never the
 * way to the provider.
 */
void interfaces_tell(struct links *links, FILE *file);
/* Whether exactly one is fit, and another is the way out; `out` takes its name. */
bool interfaces_one(struct links *links, char out[LINK_NAME]);
/*
 * Whether none of these has the home behind it, but another one has: each is the way to the
 * provider, what that lies on, a tunnel, or a wire without private addresses on it. `home` takes
 * that one's name.
 */
bool interfaces_miss_home(struct links *links, const char *const names[], size_t count,
			  char home[LINK_NAME]);

#endif
