/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose packet it is: the twin of userspace/capture/meter/place.c and of the meter's roster. */
#ifndef LENSWATCH_BPF_DEVICE_H
#define LENSWATCH_BPF_DEVICE_H

#include "home.h"
#include "sample.h"

/*
 * What a device sends at another interface is a copy if it may have been seen at the old one: so
 * long after that one fell silent at most. A copy is never later beside it (copies.h); below it,
 * at the bridge of a port, a busy machine may be, but not as late as what is sent anew: the
 * shortest TCP retransmission timer in use (Linux TCP_RTO_MIN).
 */
#define DEVICE_COPY_NS (COPIES_WINDOW_US * 1000LL)
#define DEVICE_COPY_BELOW_NS 200000000LL

/*
 * Where a frame was seen, by where its device is counted. Beside it: at another interface of the
 * same rank, as of two cables that are one, where each flow may take its own. That is known of the
 * flow alone.
 */
enum device_where { DEVICE_HERE, DEVICE_BESIDE, DEVICE_ELSEWHERE };

enum place_verdict { PLACE_SKIP, PLACE_OUTSIDE, PLACE_UP, PLACE_DOWN };

ACCOUNT_INLINE void device_by_mac(struct device_key *key, const __u16 mac[3])
{
	__u16 *halves = (__u16 *)key->bytes;

	halves[0] = mac[0];
	halves[1] = mac[1];
	halves[2] = mac[2];
	key->kind = DEVICE_BY_MAC;
}

ACCOUNT_INLINE int device_mac_is_one(const __u16 mac[3])
{
	return !(mac[0] & bpf_htons(0x0100)) && (mac[0] | mac[1] | mac[2]);
}

/* As place_sender. `key` is all zero before. */
ACCOUNT_INLINE void device_sender(const struct frame *f, struct device_key *key)
{
	if (device_mac_is_one(f->source_mac)) {
		device_by_mac(key, f->source_mac);
	} else if (home_has(f->source) && !address_is_none(f->source)) {
		__builtin_memcpy(key->bytes, f->source, 16);
		key->kind = DEVICE_BY_ADDRESS;
	}
}

ACCOUNT_INLINE void device_target(const struct frame *f, struct device_key *key)
{
	if (device_mac_is_one(f->target_mac))
		device_by_mac(key, f->target_mac);
}

/* As place_packet. `p->key` is all zero before. */
ACCOUNT_INLINE enum place_verdict device_place(struct passage *p)
{
	const struct frame *f = &p->frame;
	int from_home = home_has(f->source), to_home = home_has(f->target);

	if (!from_home && !to_home)
		return PLACE_OUTSIDE;
	if (address_is_none(f->source) ||
	    (address_is_group(f->target) && !address_is_stream_group(f->target)))
		return PLACE_SKIP;
	if (from_home)
		device_sender(f, &p->key.device);
	else
		device_target(f, &p->key.device);
	if (!p->key.device.kind)
		return PLACE_SKIP;
	p->key.scope = from_home && to_home ? FLOW_HOME : FLOW_OUTSIDE;
	return from_home ? PLACE_UP : PLACE_DOWN;
}

/* As strays_see, of who is known here: no flow of anybody, but it left all the same. */
ACCOUNT_INLINE void device_stray(const struct frame *f)
{
	struct device_key key = {};
	struct kernel_device *device;

	if (!device_mac_is_one(f->source_mac))
		return;
	device_by_mac(&key, f->source_mac);
	device = bpf_map_lookup_elem(&devices, &key);
	if (device)
		__sync_fetch_and_add(&device->stray, f->length);
}

/* The rest of the key, once it is known that the device counts. */
ACCOUNT_INLINE void device_flow(struct passage *p)
{
	const struct frame *f = &p->frame;
	int from_home = p->flags & PASSAGE_UP;

	__builtin_memcpy(p->key.local, from_home ? f->source : f->target, 16);
	__builtin_memcpy(p->key.remote, from_home ? f->target : f->source, 16);
	p->key.local_port = from_home ? f->source_port : f->target_port;
	p->key.remote_port = from_home ? f->target_port : f->source_port;
	p->key.protocol = f->protocol;
}

/* Who it is, as far as it had to be looked up: one of the two. */
struct device_known {
	struct kernel_seat *seat;     /* its own; 0 where it has none */
	struct kernel_device *device; /* 0 where the seat says enough */
};

ACCOUNT_INLINE struct kernel_seat *device_seat(const struct device_key *key)
{
	const __u16 *mac = (const __u16 *)key->bytes;
	__u32 at = kernel_seat_of(mac);
	struct kernel_seat *seat;

	if (key->kind != DEVICE_BY_MAC)
		return 0;
	seat = bpf_map_lookup_elem(&seats, &at);
	if (!seat || seat->mac[2] != mac[2] || seat->mac[1] != mac[1] || seat->mac[0] != mac[0])
		return 0;
	return seat;
}

static const __u64 device_blank[sizeof(struct kernel_device) / 8];

/* The device, made as undecided where it is new; userspace is asked for its state later. */
ACCOUNT_INLINE struct kernel_device *device_find(const struct passage *p,
						 struct kernel_counts *counts)
{
	struct kernel_device *device = bpf_map_lookup_elem(&devices, &p->key.device);

	if (device)
		return device;
	bpf_map_update_elem(&devices, &p->key.device, device_blank, BPF_NOEXIST);
	device = bpf_map_lookup_elem(&devices, &p->key.device);
	if (!device)
		counts->count[COUNT_DEVICES_FULL]++;
	return device;
}

/* 0 where there is no room for it. */
ACCOUNT_INLINE int device_know(const struct passage *p, struct kernel_counts *counts,
			       struct device_known *known)
{
	known->seat = device_seat(&p->key.device);
	if (known->seat &&
	    (known->seat->state == DEVICE_OTHER || known->seat->interface == p->interface))
		return 1;
	known->device = device_find(p, counts);
	return !!known->device;
}

ACCOUNT_INLINE int device_is_other(const struct device_known *known)
{
	if (known->device)
		return known->device->state == DEVICE_OTHER;
	return known->seat && known->seat->state == DEVICE_OTHER;
}

/*
 * Of the interface, as this frame passes it. What goes out by a port is believed least: a bridge
 * sends a device's packets to ports where that device is not.
 */
ACCOUNT_INLINE __u8 device_rank(const struct passage *p)
{
	__u32 interface = p->interface;
	__u32 *rank;

	if (p->flags & PASSAGE_OUT)
		return 0;
	rank = bpf_map_lookup_elem(&interfaces, &interface);
	return rank ? (__u8)(*rank + 1) : 1;
}

/* Whether the interface it was seen at is still there: one that is made anew has another number. */
ACCOUNT_INLINE int device_is_held(const struct kernel_device *device)
{
	__u32 interface = device->interface;

	return interface && bpf_map_lookup_elem(&interfaces, &interface);
}

ACCOUNT_INLINE __u64 device_source(const struct kernel_device *device,
				   const struct kernel_seat *seat)
{
	if (seat && seat->source_ns > device->source_ns)
		return seat->source_ns;
	return device->source_ns;
}

/* Of what comes to a device: nothing is held against the way out to it. */
ACCOUNT_INLINE enum device_where device_where_down(const struct kernel_device *device,
						   const struct passage *p)
{
	__u32 interface = p->interface;
	__u32 *rank;

	if (!device->interface || device->interface == interface)
		return DEVICE_HERE;
	rank = bpf_map_lookup_elem(&interfaces, &interface);
	return rank && *rank + 1 == device->rank ? DEVICE_BESIDE : DEVICE_ELSEWHERE;
}

/* As roster_is_copy: a device counts on the interface where it was last seen to send. */
ACCOUNT_INLINE enum device_where device_where_of(struct kernel_device *device,
						 const struct kernel_seat *seat,
						 const struct passage *p)
{
	__s64 silent_ns, copy_ns;
	__u8 rank;

	if (!(p->flags & PASSAGE_UP))
		return device_where_down(device, p);
	if (device->interface == p->interface) {
		if (device->source_ns != p->now_ns)
			device->source_ns = p->now_ns;
		return DEVICE_HERE;
	}
	rank = device_rank(p);
	copy_ns = rank < device->rank ? DEVICE_COPY_BELOW_NS : DEVICE_COPY_NS;
	/* Less than 0: of another processor. */
	silent_ns = (__s64)(p->now_ns - device_source(device, seat));
	if (rank <= device->rank && silent_ns <= copy_ns && device_is_held(device))
		return rank == device->rank ? DEVICE_BESIDE : DEVICE_ELSEWHERE;
	device->interface = p->interface;
	device->rank = rank;
	device->source_ns = p->now_ns;
	return DEVICE_HERE;
}

ACCOUNT_INLINE enum device_where device_where(const struct device_known *known,
					      const struct passage *p)
{
	struct kernel_seat *seat = known->seat;
	enum device_where where;

	if (known->device) {
		where = device_where_of(known->device, seat, p);
		if (seat)
			seat->interface = known->device->interface;
		return where;
	}
	if (seat && p->flags & PASSAGE_UP && seat->source_ns != p->now_ns)
		seat->source_ns = p->now_ns;
	return DEVICE_HERE;
}

#endif
