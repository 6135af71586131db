// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counts what passes an interface, exactly as userspace/capture/meter/meter.c counts a capture.
 * Three ways in, one way through: XDP where the driver takes it, TC in and out where not. Loaded by
 * userspace/capture/kernel/kernel_load.c.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "flows.h"
#include "listen.h"

char LICENSE[] SEC("license") = "GPL";

ACCOUNT_INLINE __u64 lenswatch_now(void)
{
	return options.clock_told ? *(volatile __u64 *)&told.clock_ns : bpf_ktime_get_coarse_ns();
}

/* As meter_follow. Of who is ruled out nothing is kept, not even when it passed. */
ACCOUNT_INLINE void lenswatch_follow(void *context, struct passage *p,
				     const struct account_packet *packet,
				     struct kernel_counts *counts, struct kernel_device *device,
				     int xdp)
{
	if (device->state == DEVICE_OTHER)
		return;
	p->now_ns = lenswatch_now();
	if (device_is_elsewhere(device, p)) {
		counts->count[COUNT_COPIES]++;
		return;
	}
	device_flow(p);
	flows_count(context, p, packet, counts, xdp);
}

/* As meter_packet. */
ACCOUNT_INLINE void lenswatch_packet(void *context, struct passage *p,
				     const struct account_packet *packet,
				     struct kernel_counts *counts, int xdp)
{
	enum verdict verdict = device_place(p);
	struct kernel_device *device = 0;

	counts->count[COUNT_IP]++;
	counts->count[COUNT_BYTES] += p->frame.length;
	if (verdict == VERDICT_UP || verdict == VERDICT_DOWN) {
		device = device_find(p, counts);
		if (!device)
			return;
	}
	if (verdict == VERDICT_UP)
		p->flags |= PASSAGE_UP;
	if (listen_concerns(&p->frame)) {
		p->now_ns = lenswatch_now();
		sample_take(context, p, 0, xdp, counts);
	}
	if (verdict == VERDICT_OUTSIDE)
		counts->count[COUNT_OUTSIDE]++;
	else if (device)
		lenswatch_follow(context, p, packet, counts, device, xdp);
}

ACCOUNT_INLINE void lenswatch_result(void *context, struct passage *p, enum parse_result result,
				     const struct account_packet *packet, int xdp)
{
	struct kernel_counts *counts;
	__u32 zero = 0;

	counts = bpf_map_lookup_elem(&counts_map, &zero);
	if (!counts)
		return;
	counts->count[COUNT_FRAMES]++;
	if (result == PARSE_BAD || result == PARSE_SHORT) {
		counts->count[COUNT_UNREADABLE]++;
		return;
	}
	if (result == PARSE_OTHER) {
		counts->count[COUNT_NOT_IP]++;
		return;
	}
	if (result == PARSE_IP) {
		lenswatch_packet(context, p, packet, counts, xdp);
		return;
	}
	p->now_ns = lenswatch_now();
	counts->count[COUNT_NOT_IP]++;
	sample_take(context, p, 0, xdp, counts);
}

/*
 * A super-packet is counted as what it was cut into or merged from (skb_shared_info); drivers of
 * virtual machines do not tell the number (SKB_GSO_DODGY), only the size.
 */
ACCOUNT_INLINE struct account_packet lenswatch_size(const struct __sk_buff *skb,
						    const struct frame *f)
{
	__u32 segments = skb->gso_segs, size = skb->gso_size;

	if (!size || !f->transport)
		return account_whole(f->length);
	if (!segments)
		segments = (f->payload + size - 1) / size;
	if (segments < 2)
		return account_whole(f->length);
	return account_segments(f->length, segments, size, f->header + f->transport);
}

SEC("xdp.frags")
int lenswatch_xdp(struct xdp_md *context)
{
	struct passage p = {.interface = context->ingress_ifindex};
	struct span span = {.data = (void *)(long)context->data,
			    .end = (void *)(long)context->data_end,
			    .context = context,
			    .xdp = 1};
	struct account_packet packet;
	enum parse_result result;

	span.held = (__u32)(context->data_end - context->data);
	result = parse_frame(&p.frame, &span);
	packet = account_whole(p.frame.length);
	lenswatch_result(context, &p, result, &packet, 1);
	return options.mirror ? XDP_DROP : XDP_PASS;
}

static __attribute__((noinline)) int lenswatch_parse(struct __sk_buff *skb, struct frame *f)
{
	struct span span = {.data = (void *)(long)skb->data,
			    .end = (void *)(long)skb->data_end,
			    .context = skb,
			    .held = skb->len};

	__builtin_memset(f, 0, sizeof(*f));
	return parse_frame(f, &span);
}

ACCOUNT_INLINE void lenswatch_skb(struct __sk_buff *skb, __u32 flags)
{
	struct passage p = {.interface = skb->ifindex, .flags = flags};
	struct account_packet packet;
	int result;

	result = lenswatch_parse(skb, &p.frame);
	/* Locally sent and merged packets may hold next to nothing where it can be read. */
	if (result == PARSE_SHORT && !bpf_skb_pull_data(skb, skb->len < 128 ? skb->len : 128))
		result = lenswatch_parse(skb, &p.frame);
	if (result == PARSE_SHORT && !bpf_skb_pull_data(skb, skb->len < 4096 ? skb->len : 4096))
		result = lenswatch_parse(skb, &p.frame);
	packet = lenswatch_size(skb, &p.frame);
	lenswatch_result(skb, &p, result, &packet, 0);
}

SEC("tc")
int lenswatch_in(struct __sk_buff *skb)
{
	lenswatch_skb(skb, 0);
	return options.mirror ? TC_ACT_SHOT : TC_ACT_UNSPEC;
}

SEC("tc")
int lenswatch_out(struct __sk_buff *skb)
{
	lenswatch_skb(skb, PASSAGE_OUT);
	return TC_ACT_UNSPEC;
}
