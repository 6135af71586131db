// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet/holes.h"

#include <string.h>

#define FIN 0x01
#define SYN 0x02
#define RST 0x04
#define ACK 0x10

#define HOLES_ACKED_NS 1000000000ULL
#define HOLES_ALONE_NS 5000000000ULL
#define HOLES_AGAIN_NS                                                                             \
	120000000000ULL /* RFC 6298 section 2.5 bounds the wait at a minute or more */
/* What lies next to each other within this is one: HOLES_MOST of them wait for 6 s to be filled. */
#define HOLES_JOIN_NS 1500000000ULL
/* A window is no larger (RFC 7323 section 2.3): a longer way is another connection's number. */
#define HOLES_WINDOW (1U << 30)
/* A FIN has a number and no byte. */
#define HOLES_NOTHING 1

static bool is_ahead(uint32_t number, uint32_t of)
{
	return number - of - 1 < HOLES_WINDOW;
}

static uint32_t span_size(const struct holes_span *span)
{
	return span->to - span->from;
}

static void span_drop(struct holes *h, unsigned i)
{
	h->count--;
	memmove(&h->spans[i], &h->spans[i + 1], (h->count - i) * sizeof(h->spans[0]));
}

static void span_add(struct holes *h, uint32_t from, uint32_t to, uint64_t now_ns)
{
	struct holes_span *last = h->count ? &h->spans[h->count - 1] : NULL;

	if (to - from <= HOLES_NOTHING)
		return;
	if (last && last->to == from && now_ns - h->last_ns < HOLES_JOIN_NS) {
		last->to = to;
		h->since_ns = now_ns;
		return;
	}
	if (h->count == HOLES_MOST) {
		h->ripe += span_size(&h->spans[0]);
		span_drop(h, 0);
	}
	if (!h->count && !h->ripe)
		h->first_ns = h->seen_ns ? h->seen_ns : now_ns;
	h->spans[h->count++] = (struct holes_span){from, to};
	h->since_ns = h->last_ns = now_ns;
}

/* Cuts `from` to `to` out of the hole `i`; true where nothing is left of it. */
static bool span_fill(struct holes *h, unsigned i, uint32_t from, uint32_t to, uint64_t now_ns)
{
	struct holes_span *s = &h->spans[i], right = *s;

	if ((int32_t)(to - s->from) <= 0 || (int32_t)(s->to - from) <= 0)
		return false;
	right.from = to;
	s->to = (int32_t)(from - s->from) > 0 ? from : s->from;
	if ((int32_t)(right.to - right.from) <= HOLES_NOTHING)
		return span_size(s) <= HOLES_NOTHING;
	if (span_size(s) <= HOLES_NOTHING)
		*s = right;
	else
		span_add(h, right.from, right.to, now_ns);
	return false;
}

static void holes_fill(struct holes *h, uint32_t from, uint32_t to, uint64_t now_ns)
{
	for (unsigned i = 0; i < h->count;)
		if (span_fill(h, i, from, to, now_ns))
			span_drop(h, i);
		else
			i++;
}

static void holes_begin(struct holes *h, uint32_t next)
{
	h->next = h->acked = next;
	h->known = 1;
	h->answered = 0;
}

static void take_up(struct holes *h, const struct packet *p, uint64_t now_ns)
{
	uint32_t from = p->sequence;
	uint32_t to = from + p->payload_length + !!(p->tcp_flags & (SYN | FIN));

	if (!h->known || p->tcp_flags & SYN) {
		for (unsigned i = 0; i < h->count; i++)
			h->ripe += span_size(&h->spans[i]);
		h->count = 0;
		holes_begin(h, to);
		return;
	}
	if (is_ahead(from, h->next))
		span_add(h, h->next, from, now_ns);
	else if (from != to)
		holes_fill(h, from, to, now_ns);
	if (is_ahead(to, h->next))
		h->next = to;
}

/*
 * What was under way when watching began is acknowledged too: only what goes up sets a beginning,
 * and the answer to a SYN that was not seen.
 */
static void take_down(struct holes *h, const struct packet *p, uint64_t now_ns)
{
	if (!h->known && p->tcp_flags & SYN)
		holes_begin(h, p->acknowledgement);
	if (!h->known)
		return;
	h->answered = 1;
	if (is_ahead(p->acknowledgement, h->next)) {
		span_add(h, h->next, p->acknowledgement, now_ns);
		h->next = p->acknowledgement;
	}
	if (is_ahead(p->acknowledgement, h->acked))
		h->acked = p->acknowledgement;
}

/*
 * Who gives a connection up says how far it came, as a FIN does; a reset without an
 * acknowledgement, or with an empty number, is of who knows of no connection (RFC 9293
 * section 3.10.7.1).
 */
static bool says_nothing(const struct packet *p, bool up)
{
	if (!(p->tcp_flags & RST))
		return false;
	return !(p->tcp_flags & ACK) || !(up ? p->sequence : p->acknowledgement);
}

bool holes_packet(struct holes *holes, bool up, const struct packet *packet, uint64_t now_ns)
{
	if (!packet->numbered || says_nothing(packet, up))
		return false;
	if (up)
		take_up(holes, packet, now_ns);
	else if (packet->tcp_flags & ACK)
		take_down(holes, packet, now_ns);
	holes->seen_ns = now_ns;
	return holes->count || holes->ripe;
}

static bool is_due(const struct holes *h, const struct holes_span *span, uint64_t now_ns)
{
	uint64_t age = now_ns > h->since_ns ? now_ns - h->since_ns : 0;

	if (!h->answered)
		return age >= HOLES_ALONE_NS;
	if (!is_ahead(span->to, h->acked))
		return age >= HOLES_ACKED_NS;
	return age >= HOLES_AGAIN_NS;
}

void holes_account(struct holes *holes, uint64_t bytes)
{
	holes->accounted += bytes;
}

uint64_t holes_take(struct holes *holes, uint64_t now_ns, bool over)
{
	uint64_t bytes = holes->ripe, accounted;

	holes->ripe = 0;
	for (unsigned i = 0; i < holes->count;)
		if (over || is_due(holes, &holes->spans[i], now_ns)) {
			bytes += span_size(&holes->spans[i]);
			span_drop(holes, i);
		} else {
			i++;
		}
	accounted = bytes < holes->accounted ? bytes : holes->accounted;
	holes->accounted -= accounted;
	return bytes - accounted;
}
