/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filters of the kernel's traffic control, as it was before 6.6: put into an interface's clsact
 * queue, they outlive who put them there, so they are taken away by name; and others can take them
 * away with that queue. Called by keeper.c, in its child, and by tc.c, which only looks.
 */
#ifndef LENSWATCH_CAPTURE_CLSACT_H
#define LENSWATCH_CAPTURE_CLSACT_H

#include <stdbool.h>
#include <stdint.h>

struct clsact_filter {
	bool egress;
	uint32_t handle, priority;
	uint32_t program; /* its id; 0: there is no such filter */
};

struct clsact {
	uint32_t interface;
	bool made; /* the queue was not there before us */
	struct clsact_filter ingress, egress;
};

/*
 * Puts in the programs, -1 for none. 0; -EBUSY where a queue of another kind is in the place
 * ("ingress": it has no way out); or -errno, and then all is as it was.
 */
int clsact_add(uint32_t interface, int ingress, int egress, struct clsact *out);
/*
 * 1 where all that clsact_add put in is still there, 0 where something is not (another filter may
 * be in its place), or -errno where that cannot be told. Needs no capability.
 */
int clsact_look(const struct clsact *clsact);
/*
 * Takes out what clsact_add put in and nothing else: a filter which carries another program by now
 * stays, and so does the queue where others use it.
 */
void clsact_remove(const struct clsact *clsact);

#endif
