/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp.h"

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_PSH 0x08
#define TCP_ACK 0x10

#define TCP_TURNAROUND_NS (300 * STAGE_US) /* the device's own stack answers */

static void tcp_stamp(const struct tcp *tcp, struct bytes *out, bool up, bool first,
		      uint64_t time_ns)
{
	uint32_t ms = (uint32_t)(time_ns / STAGE_MS);

	bytes_u16(out, 0x080a);
	bytes_u32(out, up ? ms : ms + 0x01000000);
	ms -= (uint32_t)(tcp->round_trip_ns / STAGE_MS);
	bytes_u32(out, first ? 0
		       : up  ? ms + 0x01000000
			     : ms); /* a SYN echoes nothing (RFC 7323 3.2) */
}

static void tcp_options(const struct tcp *tcp, struct bytes *out, bool up, unsigned flags,
			uint64_t time_ns)
{
	if (flags & TCP_SYN) {
		uint32_t stamps = tcp->timestamps ? 12 : 0;

		bytes_u16(out, 0x0204);
		bytes_u16(out, tcp->segment + stamps);
		bytes_u16(out, 0x0402);
		if (tcp->timestamps)
			tcp_stamp(tcp, out, up, up, time_ns);
		else
			bytes_u16(out, 0x0101);
		bytes_u32(out, 0x01030307);
	} else if (tcp->timestamps) {
		bytes_u16(out, 0x0101);
		tcp_stamp(tcp, out, up, false, time_ns);
	}
}

static size_t tcp_segment(struct tcp *tcp, bool up, uint64_t time_ns, unsigned flags,
			  const void *head, size_t head_length, uint32_t fill)
{
	struct bytes out = {0};
	uint32_t *next = up ? &tcp->next_up : &tcp->next_down;
	size_t index;

	bytes_u16(&out, up ? tcp->path.local_port : tcp->path.remote_port);
	bytes_u16(&out, up ? tcp->path.remote_port : tcp->path.local_port);
	bytes_u32(&out, *next);
	bytes_u32(&out, flags & TCP_ACK ? (up ? tcp->next_down : tcp->next_up) : 0);
	bytes_u16(&out, flags);
	bytes_u16(&out, flags & TCP_SYN ? 64240 : 502);
	bytes_u32(&out, 0);
	tcp_options(tcp, &out, up, flags, time_ns);
	bytes_set16(&out, 12, (unsigned)(out.length / 4) << 12 | flags);
	bytes_add(&out, head, head_length);
	*next += (uint32_t)head_length + fill + (flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
	index = ip_send(tcp->stage, &tcp->path, up, time_ns, IP_TCP, &out, fill);
	tcp->stage->packets.items[index].flow = tcp->flow;
	return index;
}

void tcp_begin(struct tcp *tcp, struct stage *stage, const struct path *path, uint64_t now_ns,
	       uint32_t largest_ip)
{
	*tcp = (struct tcp){
		.stage = stage,
		.path = *path,
		.flow = ++stage->flows,
		.now_ns = now_ns,
		.round_trip_ns = path->outside ? 35 * STAGE_MS : 2 * STAGE_MS,
		.segment_gap_ns = 1200 * STAGE_US,
		.next_up = (uint32_t)random_next(&stage->random),
		.next_down = (uint32_t)random_next(&stage->random),
		.timestamps = largest_ip == 1500,
	};
	tcp->segment = largest_ip - ip_header_size(path) - 20 - (tcp->timestamps ? 12 : 0);
}

void tcp_open(struct tcp *tcp)
{
	tcp_segment(tcp, true, tcp->now_ns, TCP_SYN, NULL, 0, 0);
	tcp->now_ns += tcp->round_trip_ns;
	tcp_segment(tcp, false, tcp->now_ns, TCP_SYN | TCP_ACK, NULL, 0, 0);
	tcp->now_ns += TCP_TURNAROUND_NS;
	tcp_segment(tcp, true, tcp->now_ns, TCP_ACK, NULL, 0, 0);
	tcp->now_ns += TCP_TURNAROUND_NS;
}

static void tcp_answer(struct tcp *tcp, bool to_up)
{
	uint64_t after = to_up ? tcp->round_trip_ns : TCP_TURNAROUND_NS;

	tcp_segment(tcp, !to_up, tcp->now_ns + after, TCP_ACK, NULL, 0, 0);
	tcp->unanswered = 0;
}

/* A segment that got lost behind the listener comes again after the sender's timer (RFC 6298: at
 * least 200 ms here). */
static void tcp_lose(struct tcp *tcp, size_t index)
{
	if (tcp->loss > 0 && random_between(&tcp->stage->random, 0, 1) < tcp->loss)
		packets_repeat(&tcp->stage->packets, index,
			       tcp->now_ns + tcp->round_trip_ns + 200 * STAGE_MS);
}

static void tcp_pass(struct tcp *tcp, bool up, const uint8_t *head, size_t head_length,
		     uint32_t fill, bool last)
{
	unsigned flags = TCP_ACK | (last ? TCP_PSH : 0);
	size_t index = tcp_segment(tcp, up, tcp->now_ns, flags, head, head_length, fill);

	if (up)
		tcp_lose(tcp, index);
	if (++tcp->unanswered == 2 || last)
		tcp_answer(tcp, up);
	tcp->now_ns += tcp->segment_gap_ns;
}

void tcp_bulk(struct tcp *tcp, bool up, const uint8_t *head, size_t head_length, size_t total)
{
	while (total) {
		size_t part = total < tcp->segment ? total : tcp->segment;
		size_t known = head_length < part ? head_length : part;

		tcp_pass(tcp, up, head, known, (uint32_t)(part - known), part == total);
		head += known;
		head_length -= known;
		total -= part;
	}
}

void tcp_bytes(struct tcp *tcp, bool up, const uint8_t *data, size_t length)
{
	tcp_bulk(tcp, up, data, length, length);
}

void tcp_turn(struct tcp *tcp)
{
	tcp->now_ns += tcp->round_trip_ns + TCP_TURNAROUND_NS;
}

void tcp_close(struct tcp *tcp)
{
	tcp_turn(tcp);
	tcp_segment(tcp, true, tcp->now_ns, TCP_FIN | TCP_ACK, NULL, 0, 0);
	tcp->now_ns += tcp->round_trip_ns;
	tcp_segment(tcp, false, tcp->now_ns, TCP_FIN | TCP_ACK, NULL, 0, 0);
	tcp->now_ns += TCP_TURNAROUND_NS;
	tcp_segment(tcp, true, tcp->now_ns, TCP_ACK, NULL, 0, 0);
}
