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

/*
 * The coarse clock goes on with each tick, and the number of ticks is read without a call. Where
 * the tick is new and the clock is not, another processor is about to set it: it is asked again.
 * What is remembered is a tick old at most, half of what KERNEL_SETTLE_NS leaves.
 */
ACCOUNT_INLINE __u64 lenswatch_now(struct kernel_counts *counts)
{
	__u64 tick, now_ns;

	if (options.clock_given)
		return *(volatile __u64 *)&given.clock_ns;
	tick = bpf_jiffies64();
	if (tick == counts->tick)
		return counts->now_ns;
	now_ns = bpf_ktime_get_coarse_ns();
	if (now_ns != counts->now_ns) {
		counts->now_ns = now_ns;
		barrier(); /* the tick last: where softirqs can be preempted, another may read */
		counts->tick = tick;
	}
	return now_ns;
}

/* `is`, of which the verifier knows nothing then: it walks what follows once and not twice. */
ACCOUNT_INLINE __u32 lenswatch_either(__u32 is, __u32 any)
{
	barrier_var(any);
	is ^= any;
	barrier_var(is);
	return is ^ any;
}

/* As meter_follow. Of who is ruled out nothing is kept, not even when it passed. */
ACCOUNT_INLINE void lenswatch_follow(void *context, struct passage *p,
				     const struct account_packet *packet,
				     struct kernel_counts *counts, const struct device_known *known,
				     int xdp)
{
	enum device_where where;

	if (device_is_other(known))
		return;
	p->now_ns = lenswatch_now(counts);
	where = device_where(known, p);
	if (where == DEVICE_ELSEWHERE) {
		counts->count[COUNT_COPIES]++;
		return;
	}
	p->beside = lenswatch_either(where == DEVICE_BESIDE, (__u32)p->now_ns);
	device_flow(p);
	flows_count(context, p, packet, counts, xdp);
}

/* As meter_packet. */
ACCOUNT_INLINE void lenswatch_packet(void *context, struct passage *p,
				     const struct account_packet *packet,
				     struct kernel_counts *counts, int xdp)
{
	enum place_verdict verdict = device_place(p);
	int placed = verdict == PLACE_UP || verdict == PLACE_DOWN;
	struct device_known known = {};

	counts->count[COUNT_IP]++;
	counts->count[COUNT_BYTES] += p->frame.length;
	if (placed && !device_know(p, counts, &known))
		return;
	if (verdict == PLACE_UP)
		p->flags |= PASSAGE_UP;
	if (listen_concerns(&p->frame)) {
		p->now_ns = lenswatch_now(counts);
		sample_take(context, p, 0, xdp, counts);
	}
	if (verdict == PLACE_OUTSIDE) {
		counts->count[COUNT_OUTSIDE]++;
		device_stray(&p->frame);
	} else if (placed) {
		lenswatch_follow(context, p, packet, counts, &known, xdp);
	}
}

/* Whether the type is a length, and the one that the frame has, as 802.2's is. */
ACCOUNT_INLINE int lenswatch_has_length(const struct frame *f, __u32 size)
{
	__u32 body = size > f->at ? size - f->at : 0;

	return f->type < 0x0600 && (f->type == body || (f->type < body && size <= 64));
}

/* As unread_foreign: frames that nobody looks into, by their type. */
ACCOUNT_INLINE void lenswatch_unread(const struct frame *f, __u32 size, enum parse_result result)
{
	struct kernel_unread_key key = {.type = KERNEL_UNREAD_CUT};
	static const struct kernel_unread none;
	struct kernel_unread *sum;

	if (result == PARSE_OTHER) {
		key.type = f->type;
		key.length = (__u8)lenswatch_has_length(f, size);
		key.point = key.length ? f->first_byte : 0;
	}
	sum = bpf_map_lookup_elem(&unread, &key);
	if (!sum) {
		bpf_map_update_elem(&unread, &key, &none, BPF_NOEXIST);
		sum = bpf_map_lookup_elem(&unread, &key);
	}
	if (!sum)
		return;
	__sync_fetch_and_add(&sum->frames, 1);
	if (size > KERNEL_UNREAD_SHORT)
		__sync_fetch_and_add(&sum->bytes, size);
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
	if (result != PARSE_IP && result != PARSE_ARP) {
		counts->count[result == PARSE_OTHER ? COUNT_NOT_IP : COUNT_UNREADABLE]++;
		lenswatch_unread(&p->frame,
				 xdp ? (__u32)bpf_xdp_get_buff_len(context)
				     : ((struct __sk_buff *)context)->len,
				 result);
		return;
	}
	if (result == PARSE_IP) {
		lenswatch_packet(context, p, packet, counts, xdp);
		return;
	}
	p->now_ns = lenswatch_now(counts);
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
