/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets that tell names and addresses whatever flow they are of: the twin of the meter's
 * meter_listen and of discovery_concerns.
 */
#ifndef LENSWATCH_BPF_LISTEN_H
#define LENSWATCH_BPF_LISTEN_H

#include "device.h"

#define LISTEN_ROUTER_ADVERTISEMENT 134
#define LISTEN_NEIGHBOUR_ADVERTISEMENT 136

ACCOUNT_INLINE int listen_port(const struct frame *f, __u16 port)
{
	return f->source_port == port || f->target_port == port;
}

ACCOUNT_INLINE int listen_discovery(const struct frame *f)
{
	if (f->protocol == PROTOCOL_ICMP6)
		return f->flags & FRAME_IPV6 && !(f->flags & FRAME_FRAGMENT) &&
		       f->payload_in >= 16 && f->first_byte >= LISTEN_ROUTER_ADVERTISEMENT &&
		       f->first_byte <= LISTEN_NEIGHBOUR_ADVERTISEMENT;
	if (!f->payload_in)
		return 0;
	if (listen_port(f, 5353) || listen_port(f, 1900) || listen_port(f, 3702))
		return 1;
	if (f->source_port == 20002 || f->source_port == 37020 || f->source_port == 37810 ||
	    f->source_port == 1902 || f->source_port == 10001)
		return 1;
	if (f->flags & FRAME_IPV6)
		return listen_port(f, 546) || listen_port(f, 547);
	return listen_port(f, 67) && (listen_port(f, 68) || f->source_port == f->target_port);
}

/* Whose question a DNS packet is: of who is ruled out nothing is looked at. */
static __attribute__((noinline)) int listen_asker_is_other(const struct frame *f)
{
	struct device_key asker = {};
	struct kernel_device *device;

	if (f->target_port == 53)
		device_sender(f, &asker);
	else
		device_target(f, &asker);
	device = asker.kind ? bpf_map_lookup_elem(&devices, &asker) : 0;
	return device && device->state == DEVICE_OTHER;
}

ACCOUNT_INLINE int listen_concerns(const struct frame *f)
{
	if (f->protocol == PROTOCOL_UDP) {
		if (listen_port(f, 53))
			return !listen_asker_is_other(f);
	} else if (f->protocol != PROTOCOL_ICMP6) {
		return 0;
	}
	return listen_discovery(f);
}

#endif
