/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What names a flow. Hashed and compared as bytes, and fit to be shared with a program in the
 * kernel: fixed-width fields only, every gap named, sizes asserted.
 */
#ifndef LENSWATCH_BPF_FLOW_H
#define LENSWATCH_BPF_FLOW_H

#include <linux/types.h>

/* A device: a MAC where the link has one, else the address it uses inside the home. */
enum device_key_kind {
	DEVICE_BY_MAC = 1, /* bytes[0..5] is the MAC, the rest zero */
	DEVICE_BY_ADDRESS =
		2, /* bytes[0..15] is the address, IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2) */
};

struct device_key {
	__u8 bytes[16];
	__u8 kind; /* enum device_key_kind; 0 is no device */
	__u8 zero[3];
};

enum device_state {
	DEVICE_UNDECIDED = 0, /* accounted and sampled until evidence comes */
	DEVICE_CAMERA = 1,    /* accounted and sampled */
	DEVICE_OTHER = 2,     /* ruled out: one look-up, nothing kept */
};

enum flow_scope {
	FLOW_OUTSIDE =
		0,     /* the remote end is outside the home: up and down are both counted here */
	FLOW_HOME = 1, /* both ends at home: one direction only, from the sender, counted as up */
};

/* Addresses are 16 bytes, IPv4 mapped; ports in host order, 0 where there are none (fragments). */
struct flow_key {
	struct device_key device;
	__u8 local[16];
	__u8 remote[16];
	__u16 local_port;
	__u16 remote_port;
	__u8 protocol; /* IPPROTO_* */
	__u8 scope;    /* enum flow_scope */
	__u16 zero;
};

_Static_assert(sizeof(struct device_key) == 20, "device_key is shared with the kernel");
_Static_assert(sizeof(struct flow_key) == 60, "flow_key is shared with the kernel");

#endif
