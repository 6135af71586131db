/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program in the kernel as a source: loads it, reads its ring buffer and maps, and hands over
 * observations exactly as the meter does for a replay. Knows nothing of interfaces: attach.c puts
 * the program there. Made by watch/opening.c.
 */
#ifndef LENSWATCH_CAPTURE_KERNEL_H
#define LENSWATCH_CAPTURE_KERNEL_H

#include "system/refusal.h"
#include "capture/source.h"
#include "flow/home.h"

enum kernel_hook { KERNEL_XDP, KERNEL_TC_INGRESS, KERNEL_TC_EGRESS, KERNEL_HOOKS };

struct kernel_config {
	const struct home *home;
	struct observer observer;
	bool mirror;	     /* frames end in the program once they are accounted */
	uint32_t flow_limit; /* 0: 8192 */
	uint32_t ring_bytes; /* 0: 1 MiB; a power of two of pages */
	uint32_t idle_s;     /* flows idle for so long make room; 0: 300 */
	/* For tests: */
	bool clock_given;    /* time stands still but for kernel_set_clock */
	uint32_t mute_after; /* packets of a flow after which it is not seen any more; 0: never */
};

struct kernel;

/*
 * Loads the program and makes its maps; needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN. 0, or -errno
 * with `refusal` saying why.
 */
int kernel_create(const struct kernel_config *config, struct kernel **out, struct refusal *refusal);
void kernel_destroy(struct kernel *kernel);
/* It as a source, which has the functions below for its own. */
struct source kernel_source(struct kernel *kernel);
/* The program's descriptor, for attach.c. Owned by `kernel`. */
int kernel_program(const struct kernel *kernel, enum kernel_hook hook);
/* Readable when the ring has records. */
int kernel_descriptor(const struct kernel *kernel);
/* Hands over the samples that are there; keeps stretches for kernel_collect. */
void kernel_read(struct kernel *kernel);
/*
 * Reads ring and maps to their end and hands over, in order of their first upstream packet, all
 * stretches that began a second or more ago; then losses and the tick. Called twice a second.
 * Also makes room: flows that were idle long enough are taken out of the map.
 */
void kernel_collect(struct kernel *kernel);
/* Hands over all that is left, due or not. */
void kernel_finish(struct kernel *kernel);
/* The engine's word on a device, seen before or not. */
void kernel_decide(struct kernel *kernel, const struct device_key *device, enum device_state state);
/* Where a packet passes several interfaces, one of higher rank is believed. */
int kernel_rank(struct kernel *kernel, uint32_t interface, unsigned rank);
/* That interface is no more: its devices are counted wherever they send next, at once. */
void kernel_unrank(struct kernel *kernel, uint32_t interface);
/* Queues bytes that another source counted, to be handed over in order. */
void kernel_supply(struct kernel *kernel, const struct activity *activity);
/* Calls `each` for all flows, as of the last kernel_collect. */
void kernel_each(struct kernel *kernel, source_flow_fn *each, void *context);
const struct source_counters *kernel_counters(struct kernel *kernel);
void kernel_tell_usage(struct kernel *kernel, struct source_load *out);
/* Only with `clock_given`: the date that the program and kernel_collect go by. */
void kernel_set_clock(struct kernel *kernel, uint64_t now_ns);

#endif
