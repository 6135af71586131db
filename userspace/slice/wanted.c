// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/wanted.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>

#include "slice/excerpt.h"

/* The kernel's coarse clock lags up to a tick (10 ms at HZ=100) behind libpcap's stamps. */
#define WANTED_LAG_NS UINT64_C(10000000)

static bool wanted_sent(const struct wanted *w, const struct packet *packet)
{
	if (w->by_mac)
		return packet->flags & PACKET_HAS_SOURCE_MAC &&
		       memcmp(packet->source_mac, w->mac, 6) == 0;
	return address_equal(&packet->source, &w->ip);
}

static bool wanted_got(const struct wanted *w, const struct packet *packet)
{
	if (w->by_mac)
		return packet->flags & PACKET_HAS_TARGET_MAC &&
		       memcmp(packet->target_mac, w->mac, 6) == 0;
	return address_equal(&packet->target, &w->ip);
}

static bool wanted_is_remote(const struct wanted *w, const struct address *remote)
{
	const struct event_destination *d = &w->upload->destination;

	for (size_t i = 0; i < d->address_count; i++)
		if (address_equal(remote, &d->addresses[i]))
			return true;
	return false;
}

/* A router's word on what is home (RFC 4861 section 4.2), to all: IPv6 directions rest on it. */
static bool wanted_is_advertisement(const struct packet *packet)
{
	return packet->protocol == IPPROTO_ICMPV6 && packet->payload_captured &&
	       packet->payload[0] == ND_ROUTER_ADVERT && address_is_multicast(&packet->target);
}

/* Whether the packet is of a connection that the upload used. */
static bool wanted_is_flow(const struct wanted *w, uint16_t local_port,
			   const struct address *remote, uint16_t remote_port)
{
	for (size_t i = 0; i < w->upload->flow_count; i++) {
		const struct event_flow *flow = &w->upload->flows[i];

		if (flow->local_port == local_port && flow->remote_port == remote_port &&
		    address_equal(&flow->remote, remote))
			return true;
	}
	return false;
}

/* In its time all with the same addresses; before, how its own connections began. */
static bool wanted_is_part(const struct wanted *w, const struct packet *packet, bool sent,
			   bool in_time)
{
	const struct address *remote = sent ? &packet->target : &packet->source;

	if (in_time)
		return wanted_is_remote(w, remote);
	return sent ? wanted_is_flow(w, packet->source_port, remote, packet->target_port)
		    : wanted_is_flow(w, packet->target_port, remote, packet->source_port);
}

static bool wanted_packet(const struct wanted *w, const struct packet *packet, bool in_time,
			  uint32_t *upstream)
{
	bool sent = wanted_sent(w, packet), got = wanted_got(w, packet);
	bool out = sent && wanted_is_part(w, packet, true, in_time);

	*upstream = out && in_time ? packet->length : 0;
	if (excerpt_is_talk(packet))
		return sent || got || wanted_is_advertisement(packet);
	return out || (got && wanted_is_part(w, packet, false, in_time));
}

static void wanted_step(const struct wanted *w, struct wanted_stream *s)
{
	const struct ring_frame *f = &s->frame;
	struct packet packet;
	bool in_time;

	while ((s->more = ring_next(s->ring, &s->place, &s->frame))) {
		in_time = f->time_ns >= w->from_ns;
		if (f->time_ns > w->done_ns && f->time_ns <= w->to_ns && (s->talk || in_time) &&
		    packet_decode(f->link_type, f->data, f->captured, f->length, &packet) == 0 &&
		    wanted_packet(w, &packet, in_time, &s->upstream))
			return;
	}
}

int wanted_begin(struct wanted *wanted, const struct event_upload *upload, uint64_t done_ns,
		 const struct ring *traffic, const struct ring *talk)
{
	struct wanted w = {
		.upload = upload,
		.by_mac = upload->camera.mac != NULL,
		.done_ns = done_ns,
		.from_ns = done_ns ? done_ns + 1 : upload->start_ns,
		.to_ns = upload->end_ns + WANTED_LAG_NS,
		.streams = {{.ring = traffic}, {.ring = talk, .talk = true}},
	};
	int err = w.by_mac	      ? mac_parse(upload->camera.mac, w.mac)
		  : upload->camera.ip ? address_parse(upload->camera.ip, &w.ip)
				      : -EINVAL;

	if (err)
		return err;
	wanted_step(&w, &w.streams[0]);
	wanted_step(&w, &w.streams[1]);
	*wanted = w;
	return 0;
}

bool wanted_next(struct wanted *wanted, struct ring_frame *out, uint32_t *upstream)
{
	struct wanted_stream *traffic = &wanted->streams[0], *talk = &wanted->streams[1];
	struct wanted_stream *next =
		!traffic->more || (talk->more && talk->frame.time_ns < traffic->frame.time_ns)
			? talk
			: traffic;

	if (!next->more)
		return false;
	*out = next->frame;
	*upstream = next->upstream;
	wanted_step(wanted, next);
	return true;
}
