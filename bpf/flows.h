/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts a packet to its flow: the twin of meter_count, for many processors at once. */
#ifndef LENSWATCH_BPF_FLOWS_H
#define LENSWATCH_BPF_FLOWS_H

#include "device.h"
#include "numbers.h"

/* As METER_SAMPLES. */
#define FLOWS_SAMPLES 8
#define FLOWS_SAMPLES_HOME 3

#define COUNTED_COPY 1	 /* not counted: it was seen before */
#define COUNTED_PROVEN 2 /* ... and that is sure */
#define COUNTED_CLOSED 4 /* a stretch ended before it */
#define COUNTED_SAMPLE 8 /* it is to be sampled */
#define COUNTED_MUTED 16 /* not counted: for tests */

static const __u64 flows_blank[sizeof(struct kernel_account) / 8];

ACCOUNT_INLINE struct kernel_account *flows_find(const struct passage *p,
						 struct kernel_counts *counts)
{
	struct kernel_account *flow = bpf_map_lookup_elem(&flows, &p->key);

	if (flow)
		return flow;
	/* An answer alone makes no flow beside where its device is: it would stay empty. */
	if (p->beside && !(p->flags & PASSAGE_UP)) {
		counts->count[COUNT_COPIES]++;
		return 0;
	}
	bpf_map_update_elem(&flows, &p->key, flows_blank, BPF_NOEXIST);
	flow = bpf_map_lookup_elem(&flows, &p->key);
	if (!flow)
		counts->count[COUNT_FLOWS_FULL]++;
	return flow;
}

/* As copies_check of the meter. Called under the lock. */
ACCOUNT_INLINE __u32 flows_copy(struct kernel_account *flow, const struct passage *p, int up,
				int expected, __u64 now_ns)
{
	struct copies_recent *recent = up ? flow->recent[1] : flow->recent[0];
	__u8 *at = up ? &flow->recent_at[1] : &flow->recent_at[0];
	const struct frame *f = &p->frame;
	__u32 now_us = (__u32)(now_ns / 1000);

	if (!p->fingerprint)
		return 0;
	if (copies_find(recent, p->fingerprint, now_us)) {
		if (copies_proves(f->identity, f->protocol, f->payload, f->tcp_flags,
				  copies_follows(recent, *at, p->fingerprint)))
			return COUNTED_COPY | COUNTED_PROVEN;
		if (expected)
			return COUNTED_COPY;
	}
	copies_remember(recent, at, p->fingerprint, now_us);
	return 0;
}

ACCOUNT_INLINE __u32 flows_sample(struct kernel_account *flow, struct passage *p, int up)
{
	__u8 *taken = up ? &flow->samples[1] : &flow->samples[0];
	__u8 most = p->key.scope == FLOW_HOME ? FLOWS_SAMPLES_HOME : FLOWS_SAMPLES;

	if (!p->frame.payload || *taken >= most)
		return 0;
	if (!flow->samples[0] && !flow->samples[1])
		p->flags |= PASSAGE_FIRST;
	p->began_ns = flow->began_ns;
	*taken += 1;
	return COUNTED_SAMPLE;
}

/* Of its last packet that went up; 0 for none. */
ACCOUNT_INLINE __u64 flows_last_up(const struct kernel_account *flow)
{
	return flow->account.open.last_up_ns ? flow->account.open.last_up_ns
					     : flow->closed.last_up_ns;
}

/*
 * As meter_is_beside and meter_is_apart: whether the flow is counted at another interface. Where
 * its device is counted at one of the same rank, a flow that was never seen there counts here, and
 * goes on to. Called under the lock.
 */
ACCOUNT_INLINE int flows_is_elsewhere(struct kernel_account *flow, const struct passage *p, int up,
				      __u64 now_ns)
{
	if (flow->interface == p->interface || (p->beside && up && !flow->interface)) {
		if (p->beside)
			flow->apart = 1;
		return 0;
	}
	if (p->beside)
		return 1;
	if (!flow->apart)
		return 0;
	if (!up || now_ns - flows_last_up(flow) <= DEVICE_COPY_NS)
		return 1;
	flow->apart = 0;
	return 0;
}

/* All that is done under the lock. No helper may be called here. */
ACCOUNT_INLINE __u32 flows_add(struct kernel_account *flow, struct passage *p,
			       const struct account_packet *packet, int expected)
{
	int up = p->flags & PASSAGE_UP;
	__u64 now_ns = p->now_ns;
	__u32 counted;

	if (options.mute_after) {
		if (flow->seen >= options.mute_after)
			return COUNTED_MUTED;
		flow->seen++;
	}
	if (now_ns < flow->last_ns) /* read on another processor just before */
		now_ns = flow->last_ns;
	if (flows_is_elsewhere(flow, p, up, now_ns))
		return COUNTED_COPY;
	if (!flow->began_ns)
		flow->began_ns = now_ns;
	counted = flows_copy(flow, p, up, expected, now_ns);
	if (counted)
		return counted;
	flow->last_ns = now_ns;
	flow->interface = p->interface;
	if (p->key.scope == FLOW_OUTSIDE)
		numbers_packet(&flow->numbers, &p->frame, up);
	counted = flows_sample(flow, p, up);
	if (account_is_due(&flow->account, now_ns)) {
		account_close(&flow->account, &flow->closed);
		counted |= COUNTED_CLOSED;
	}
	if (up)
		account_up(&flow->account, now_ns, packet);
	else
		account_down(&flow->account, now_ns, packet);
	if (up && parse_is_bare(&p->frame))
		account_bare(&flow->account, packet);
	return counted;
}

ACCOUNT_INLINE void flows_count(void *context, struct passage *p,
				const struct account_packet *packet, struct kernel_counts *counts,
				int xdp)
{
	struct kernel_account *flow = flows_find(p, counts);
	__u32 counted;
	int expected;

	if (!flow)
		return;
	p->fingerprint = parse_fingerprint(&p->frame);
	counts->copies_packets++;
	expected = copies_expected(counts->copies_packets, counts->copies_proven);
	bpf_spin_lock(&flow->lock);
	counted = flows_add(flow, p, packet, expected);
	bpf_spin_unlock(&flow->lock);
	if (counted & COUNTED_COPY)
		counts->count[COUNT_COPIES]++;
	if (counted & COUNTED_PROVEN)
		counts->copies_proven++;
	if (counted & COUNTED_CLOSED)
		sample_stretch(flow, p, counts);
	if (counted & COUNTED_SAMPLE)
		sample_take(context, p, 1, xdp, counts);
}

#endif
