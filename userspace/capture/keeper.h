/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small process that outlives this one by a moment: when this one ends, however it ends, it takes
 * our filters out of an interface. It may do nothing else: of all capabilities it keeps
 * CAP_NET_ADMIN. Called by tc.c on kernels before 6.6. Where both are killed at once (SIGKILL to a
 * whole group), the filters stay.
 */
#ifndef LENSWATCH_CAPTURE_KEEPER_H
#define LENSWATCH_CAPTURE_KEEPER_H

#include "capture/clsact.h"

struct keeper;

/* 0 or -errno. */
int keeper_start(const struct clsact *clsact, struct keeper **out);
/* Has it do its work now, and waits until that is done. */
void keeper_finish(struct keeper *keeper);

#endif
