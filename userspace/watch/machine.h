/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * This machine's place in the home it watches: its own addresses are home (what a camera sends to
 * the router's public address comes straight back in), and it is no camera itself. Called by
 * loop.c at the start and whenever an interface changes.
 */
#ifndef LENSWATCH_MACHINE_H
#define LENSWATCH_MACHINE_H

#include "capture/attach/links.h"
#include "flow/home.h"
#include "observation.h"

/*
 * Adds to `home` every address of this machine, and the networks behind those interfaces that are
 * not its way out; calls `own` for each MAC it has.
 */
void machine_tell(struct links *links, struct home *home,
		  void (*own)(void *context, const struct device_key *device), void *context);
/*
 * Tells `home` what is reached through tunnels of this machine, which is outside however private
 * its addresses are: the networks of their addresses and of routes through them. Called every few
 * seconds, as a route comes and goes without an interface's changing.
 */
void machine_tunnels(struct links *links, struct home *home);

#endif
