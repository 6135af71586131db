/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the program in the kernel hands to userspace: records in a ring buffer, and the values of
 * its maps. Fixed-width fields, every gap named, sizes asserted on both sides. Times are
 * CLOCK_MONOTONIC_COARSE; userspace makes dates of them.
 */
#ifndef LENSWATCH_BPF_RECORD_H
#define LENSWATCH_BPF_RECORD_H

#include <linux/bpf.h>

#include "copies.h"
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

/* What the program was told when it was loaded: the verifier takes out what is switched off. */
struct kernel_options {
	__u32 mirror;	   /* frames end in the program */
	__u32 clock_given; /* for tests: time is what userspace says */
	__u32 mute_after;  /* for tests: packets of a flow after which it is not seen */
};

/*
 * A device as the program knows it; userspace writes `state`. The lock is never taken by the
 * program: with it the kernel writes a value where it lies (BPF_F_LOCK) instead of replacing the
 * element under a program that still holds it.
 */
struct kernel_device {
	struct bpf_spin_lock lock;
	__u32 interface; /* where it is counted; 0 nowhere yet */
	__u64 source_ns; /* when it last sent on `interface` */
	__u8 rank;	 /* of that interface, one more; 0 where it was only seen to leave by it */
	__u8 state;	 /* enum device_state */
	__u8 zero[6];
	__u64 stray; /* bytes it sent from an address outside the home to another outside */
};

/*
 * What nearly every packet asks of its device, where no call leads: a helper's call and return cost
 * more than all that is done here with what it finds (docs/dev/cost.md). A MAC has one seat that it
 * may have. Userspace gives it to who comes first, and takes it when that device is forgotten; who
 * has none is looked up in `devices`, which holds everybody.
 */
struct kernel_seat {
	__u16 mac[3]; /* all 0: free */
	__u8 state;   /* as the device's */
	__u8 zero;
	__u32 interface; /* as the device's, written by the program; 0: it is looked up there */
	__u32 zero_too;
	__u64 source_ns; /* the later of this and the device's is when it last sent */
};

#define KERNEL_SEATS 1024 /* a power of two */

ACCOUNT_INLINE __u32 kernel_seat_of(const __u16 mac[3])
{
	__u32 hash = ((__u32)mac[1] << 16 | mac[2]) + mac[0];

	return hash * 0x9e3779b1U >> 22;
}

/* What a TCP connection's numbers say; see numbers.h. */
struct kernel_numbers {
	__u32 next;	/* of the byte that comes next from the device */
	__u32 acked;	/* up to which the other end has all */
	__u32 from, to; /* where the first hole begins and the last ends */
	__u32 missing;	/* bytes that went up unseen, of all holes */
	__u8 known;	/* something went up, so `next` means something */
	__u8 answered;
	__u8 zero[2];
};

/* A flow under account. All but `began_ns` is read and written under the lock. */
struct kernel_account {
	struct bpf_spin_lock lock;
	__u32 interface; /* of its last packet */
	__u64 began_ns;	 /* 0: just made */
	__u64 last_ns;
	__u8 samples[2]; /* taken so far: down, up */
	__u8 recent_at[2];
	__u16 seen; /* packets, counted only with `mute_after` */
	__u8 apart; /* counted at `interface`, wherever its device is: see flows_is_elsewhere */
	__u8 zero;
	struct account_flow account;
	struct account_stretch closed; /* the last that ended; first_up_ns 0: none yet */
	struct copies_recent recent[2][COPIES_RECENT];
	struct kernel_numbers numbers; /* of TCP to outside */
};

/*
 * Frames that are neither IP nor ARP, by their type; userspace knows which of them say nothing.
 * `bytes` are of those that are longer than KERNEL_UNREAD_SHORT.
 */
struct kernel_unread_key {
	__u16 type;  /* behind VLAN tags; 0xffff: malformed, or cut before the addresses */
	__u8 point;  /* where `type` is a length that the frame has: its first byte (IEEE 802.2) */
	__u8 length; /* 1 there */
};

struct kernel_unread {
	__u64 frames, bytes;
};

#define KERNEL_UNREAD_CUT 0xffff
#define KERNEL_UNREAD_SHORT 100 /* as UNREAD_SHORT */
#define KERNEL_UNREAD_TYPES 64

/* What the program is told while it runs. */
struct kernel_given {
	__u64 clock_ns;	  /* with `clock_given` */
	__u32 home;	  /* which of the two homes is to be read */
	__u32 exceptions; /* that home has prefixes that are outside, private or not */
};

/* A prefix of the home that is not built in (RFC 1918 and the like are), or an exception. */
struct kernel_prefix {
	__u8 address[16];
	__u8 mask[16];
	__u32 outside;
	__u32 zero;
};

/* The first that holds an address decides: HOME_PREFIXES and HOME_EXCEPTIONS. */
#define KERNEL_PREFIXES 128

struct kernel_home {
	__u32 prefix_count;
	__u32 address_count; /* single addresses are in a hash of their own */
	struct kernel_prefix prefixes[KERNEL_PREFIXES];
};

/* How many bytes of a frame a sample holds: the smallest that fits, a longer frame is cut. */
#define KERNEL_SAMPLE_SMALL 512
#define KERNEL_SAMPLE_USUAL 1600
#define KERNEL_SAMPLE_LARGE 4096

/* Counted per processor. */
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

/* One a processor. copies.h goes by the two of copies. */
struct kernel_counts {
	__u64 count[COUNT_KINDS];
	__u64 copies_packets;
	__u64 copies_proven;
	__u64 tick, now_ns; /* the time, and the tick that it was read in */
};

_Static_assert(sizeof(struct record_stretch) == 184, "record_stretch is shared with userspace");
_Static_assert(sizeof(struct record_sample) == 96, "record_sample is shared with userspace");
_Static_assert(sizeof(struct kernel_device) == 32, "kernel_device is shared with userspace");
_Static_assert(sizeof(struct kernel_seat) == 24, "kernel_seat is shared with userspace");
_Static_assert(KERNEL_SEATS == 1U << (32 - 22), "as many as kernel_seat_of tells apart");
_Static_assert(sizeof(struct kernel_unread_key) == 4, "kernel_unread_key is shared with userspace");
_Static_assert(sizeof(struct kernel_account) == 408, "kernel_account is shared with userspace");
_Static_assert(sizeof(struct kernel_given) == 16, "kernel_given is shared with userspace");
_Static_assert(sizeof(struct kernel_prefix) == 40, "kernel_prefix is shared with userspace");

#endif
