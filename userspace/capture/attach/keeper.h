/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small process for kernels before 6.6, whose TC filters need CAP_NET_ADMIN and outlive who put
 * them in: it keeps that right when the daemon gives its own away, puts the two programs that it
 * was forked with on an interface when it is asked to, and takes them out when it is asked to or
 * the daemon ends, however it ends. It may do nothing else. All it is told is an interface's number
 * and which ways. Started by watch/opening.c, asked by tc.c. Where both are killed at once (SIGKILL
 * to a whole group), the filters stay.
 */
#ifndef LENSWATCH_CAPTURE_KEEPER_H
#define LENSWATCH_CAPTURE_KEEPER_H

#include "capture/attach/clsact.h"

#define KEEPER_INTERFACES 16

struct keeper;

/* Programs' descriptors, -1 for none. 0 or -errno. */
int keeper_start(int ingress, int egress, struct keeper **out);
/*
 * Puts the programs on an interface, in place of those that it put there before. 0, or -errno as
 * clsact_add has it; -EINVAL for what it was not forked with, -ENOSPC where it keeps too many
 * interfaces already, -EPIPE where it is gone.
 */
int keeper_add(struct keeper *keeper, uint32_t interface, bool ingress, bool egress,
	       struct clsact *out);
/* Takes them out again. */
void keeper_remove(struct keeper *keeper, uint32_t interface);
/* Has it take out all that is left, and waits until that is done. */
void keeper_finish(struct keeper *keeper);

#endif
