/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs in the kernel's traffic control, on the way in and on the way out of an interface: by
 * links that end with their descriptors (tcx, kernel 6.6 and later), else by filters and a keeper.
 * Called by attach.c.
 */
#ifndef LENSWATCH_CAPTURE_TC_H
#define LENSWATCH_CAPTURE_TC_H

#include <stdbool.h>
#include <stdint.h>

struct tc;

/* Programs' descriptors, -1 for none. 0 or -errno; -EBUSY as clsact_add has it. */
int tc_open(uint32_t interface, int ingress, int egress, struct tc **out);
/* The second way at once, whatever the kernel can. For tests, and called by tc_open. */
int tc_open_filters(uint32_t interface, int ingress, int egress, struct tc **out);
void tc_close(struct tc *tc);
bool tc_is_alive(const struct tc *tc);
/* The same of any link to an interface, tcx or XDP. */
bool link_is_alive(int link);

#endif
