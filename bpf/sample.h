/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes into the ring: whole packets as samples, and stretches that ended. */
#ifndef LENSWATCH_BPF_SAMPLE_H
#define LENSWATCH_BPF_SAMPLE_H

#include "maps.h"
#include "parse.h"

#define PASSAGE_UP 1	/* from the device */
#define PASSAGE_FIRST 2 /* the first of its flow that is sampled */
#define PASSAGE_OUT 4	/* it leaves by this interface */

/* One packet on its way through the program. */
struct passage {
	struct frame frame;
	struct flow_key key;
	__u64 now_ns, began_ns;
	__u32 interface;
	__u32 flags; /* PASSAGE_* */
	__u32 fingerprint;
	__u32 size;   /* of the frame, once it is sampled */
	__u32 beside; /* seen beside the interface where its device is counted: enum device_where */
};

ACCOUNT_INLINE void sample_fill(struct record_sample *record, const struct passage *p, __u32 size,
				int of_flow)
{
	record->kind = RECORD_SAMPLE;
	record->interface = p->interface;
	if (of_flow)
		record->flow = p->key;
	else
		__builtin_memset(&record->flow, 0, sizeof(record->flow));
	record->captured = size;
	record->time_ns = p->now_ns;
	record->began_ns = of_flow ? p->began_ns : 0;
	record->length = p->size;
	record->upstream = of_flow && p->flags & PASSAGE_UP;
	record->first = of_flow && p->flags & PASSAGE_FIRST;
	record->zero[0] = record->zero[1] = 0;
}

/* `room` is a constant wherever this is inlined: a reservation's size must be. */
ACCOUNT_INLINE int sample_put(void *context, const struct passage *p, int of_flow, int xdp,
			      const __u32 room)
{
	__u64 size = p->size;
	struct record_sample *record;
	long failed;

	record = bpf_ringbuf_reserve(&ring, sizeof(*record) + room, 0);
	if (!record)
		return 0;
	sample_fill(record, p, (__u32)(size < room ? size : room), of_flow);
	size = parse_between(size, room);
	failed = xdp ? bpf_xdp_load_bytes(context, 0, record + 1, (__u32)size)
		     : bpf_skb_load_bytes(context, 0, record + 1, (__u32)size);
	if (failed) {
		bpf_ringbuf_discard(record, 0);
		return 0;
	}
	bpf_ringbuf_submit(record, 0);
	return 1;
}

ACCOUNT_INLINE int sample_sized(void *context, const struct passage *p, int of_flow, int xdp)
{
	if (p->size <= KERNEL_SAMPLE_SMALL)
		return sample_put(context, p, of_flow, xdp, KERNEL_SAMPLE_SMALL);
	if (p->size <= KERNEL_SAMPLE_USUAL)
		return sample_put(context, p, of_flow, xdp, KERNEL_SAMPLE_USUAL);
	return sample_put(context, p, of_flow, xdp, KERNEL_SAMPLE_LARGE);
}

static __attribute__((noinline)) int sample_xdp(struct xdp_md *context, struct passage *p,
						int of_flow)
{
	p->size = (__u32)bpf_xdp_get_buff_len(context);
	return sample_sized(context, p, of_flow, 1);
}

static __attribute__((noinline)) int sample_skb(struct __sk_buff *context, struct passage *p,
						int of_flow)
{
	p->size = context->len;
	return sample_sized(context, p, of_flow, 0);
}

ACCOUNT_INLINE void sample_take(void *context, struct passage *p, int of_flow, int xdp,
				struct kernel_counts *counts)
{
	int sent = xdp ? sample_xdp(context, p, of_flow) : sample_skb(context, p, of_flow);

	if (!sent)
		counts->count[COUNT_SAMPLES_LOST]++;
}

/*
 * The stretch that just ended, read without the lock: the next one ends a second later at the
 * earliest. Where the ring is full it stays in the flow for userspace to find.
 */
ACCOUNT_INLINE void sample_stretch(const struct kernel_account *flow, const struct passage *p,
				   struct kernel_counts *counts)
{
	struct record_stretch *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record) {
		counts->count[COUNT_STRETCHES_LATE]++;
		return;
	}
	record->kind = RECORD_STRETCH;
	record->interface = p->interface;
	record->flow = p->key;
	record->zero = 0;
	record->stretch = flow->closed;
	bpf_ringbuf_submit(record, 0);
}

#endif
