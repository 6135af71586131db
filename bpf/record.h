/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the program in the kernel hands to userspace: records in a ring buffer, and the values of
 * its maps. Fixed-width fields, every gap named, sizes asserted on both sides. Times are
 * CLOCK_MONOTONIC_COARSE; userspace makes dates of them.
 */
#ifndef LENSWATCH_BPF_RECORD_H
#define LENSWATCH_BPF_RECORD_H

#include "account.h"
#include "flow.h"

enum record_kind {
	RECORD_STRETCH = 1, /* struct record_stretch */
	RECORD_SAMPLE = 2,  /* struct record_sample, and the frame's first bytes behind it */
};

struct record_stretch {
	__u32 kind;
	__u32 interface; /* ifindex */
	struct flow_key flow;
	__u32 zero;
	struct account_stretch stretch;
};

struct record_sample {
	__u32 kind;
	__u32 interface;
	struct flow_key flow; /* device.kind 0: of no flow (ARP, DNS, DHCP, ...) */
	__u32 captured; /* bytes of the frame behind this header, from its Ethernet header on */
	__u64 time_ns;
	__u64 began_ns; /* the flow's first packet */
	__u32 length;	/* of the frame */
	__u8 upstream;
	__u8 first;
	__u8 zero[2];
};

/* A device as the program knows it; userspace writes `state`. */
struct kernel_device {
	__u64 source_ns; /* when it last sent on `interface` */
	__u32 interface; /* where it is counted; 0 nowhere yet */
	__u8 rank;	 /* of that interface: a bridge's port comes before the bridge */
	__u8 state;	 /* enum device_state */
	__u8 zero[2];
};

/* A prefix of the home that is not built in (RFC 1918 and the like are). */
struct kernel_prefix {
	__u8 address[16];
	__u8 mask[16];
};

#define KERNEL_PREFIXES 64

struct kernel_home {
	__u32 prefix_count;
	__u32 address_count; /* single addresses are in a hash of their own */
	struct kernel_prefix prefixes[KERNEL_PREFIXES];
};

/* Counted per processor. The order is that of `struct kernel_counts` in kernel.c. */
enum kernel_counter {
	COUNT_FRAMES,
	COUNT_IP,
	COUNT_BYTES, /* IP bytes */
	COUNT_COPIES,
	COUNT_UNREADABLE,
	COUNT_NOT_IP,
	COUNT_OUTSIDE,
	COUNT_DEVICES_FULL,   /* no room for a device: its packets were not counted */
	COUNT_FLOWS_FULL,     /* no room for a flow: likewise */
	COUNT_SAMPLES_LOST,   /* the ring was full */
	COUNT_STRETCHES_LATE, /* the ring was full; userspace finds them in the map, or misses a
				 number */
	COUNT_KINDS,
};

_Static_assert(sizeof(struct record_stretch) == 176, "record_stretch is shared with userspace");
_Static_assert(sizeof(struct record_sample) == 96, "record_sample is shared with userspace");
_Static_assert(sizeof(struct kernel_device) == 16, "kernel_device is shared with userspace");
_Static_assert(sizeof(struct kernel_prefix) == 32, "kernel_prefix is shared with userspace");

#endif
