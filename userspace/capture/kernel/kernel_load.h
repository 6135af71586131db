/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads the program that is part of this one into the kernel, and says why where it cannot. Called
 * by kernel.c.
 */
#ifndef LENSWATCH_CAPTURE_KERNEL_LOAD_H
#define LENSWATCH_CAPTURE_KERNEL_LOAD_H

#include "../bpf/record.h"
#include "capture/kernel/kernel.h"

enum kernel_map {
	KERNEL_FLOWS,
	KERNEL_DEVICES,
	KERNEL_SEATED,
	KERNEL_INTERFACES,
	KERNEL_HOME,
	KERNEL_ADDRESSES,
	KERNEL_COUNTS,
	KERNEL_UNREAD,
	KERNEL_RING,
	KERNEL_GIVEN,
	KERNEL_MAPS,
};

struct kernel_spec {
	struct kernel_options options;
	uint32_t flow_limit, ring_bytes;
};

/* Descriptors; -1 where there is none. */
struct kernel_loaded {
	int programs[KERNEL_HOOKS];
	int maps[KERNEL_MAPS];
	uint64_t map_bytes;
};

/* 0, or -errno with `refusal` saying why. */
int kernel_load_open(const struct kernel_spec *spec, struct kernel_loaded *out,
		     struct refusal *refusal);
void kernel_load_close(struct kernel_loaded *loaded);

#endif
