/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs in the kernel's traffic control, on the way in and on the way out of an interface: by
 * links that end with their descriptors (tcx, kernel 6.6 and later), else by filters that a keeper
 * puts in. Called by attach.c.
 */
#ifndef LENSWATCH_CAPTURE_TC_H
#define LENSWATCH_CAPTURE_TC_H

#include <stdbool.h>
#include <stdint.h>

struct keeper;
struct tc;

/* Whether this kernel has no links here. Needs CAP_NET_ADMIN. */
bool tc_needs_keeper(void);
/*
 * Programs' descriptors, -1 for none; with a keeper they are those that it was started with. 0 or
 * -errno; with a keeper as keeper_add has it.
 */
int tc_open(struct keeper *keeper, uint32_t interface, int ingress, int egress, struct tc **out);
void tc_close(struct tc *tc);
/* Whether all is still there; where that cannot be told it is taken to be as it was. */
bool tc_is_alive(const struct tc *tc);
/* The same of any link to an interface, tcx or XDP, that carries this program (its id, 0: any). */
bool link_is_alive(int link, uint32_t program);
/* The id of the program that a link carries now; 0 unknown. */
uint32_t link_program(int link);

#endif
