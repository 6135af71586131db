/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/mdns.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "packet/name.h"

#define RECORDS_MOST 128
#define LABELS_MOST 16

struct message {
	const uint8_t *data;
	size_t size;
	size_t offset;
};

/* A name as labels that point into `wire`, since instance names hold dots and spaces. */
struct labels {
	uint8_t wire[NAME_WIRE];
	const uint8_t *label[LABELS_MOST]; /* at the length byte */
	unsigned int count;
};

bool mdns_concerns(const struct packet *p)
{
	return p->protocol == IPPROTO_UDP && p->payload &&
	       (p->source_port == 5353 || p->target_port == 5353);
}

static bool label_is(const uint8_t *label, const char *text)
{
	return label[0] == strlen(text) &&
	       strncasecmp((const char *)label + 1, text, label[0]) == 0;
}

static int labels_read(const struct message *m, size_t at, struct labels *out)
{
	out->count = 0;
	if (name_unpack(m->data, m->size, at, out->wire) < 0)
		return -1;
	for (const uint8_t *l = out->wire; *l; l += 1 + *l) {
		if (out->count == LABELS_MOST)
			return -1;
		out->label[out->count++] = l;
	}
	/* Only names of this link are announcements of a device. */
	return out->count >= 2 && label_is(out->label[out->count - 1], "local") ? 0 : -1;
}

/* Tells labels `from` to before `to`, joined by dots. */
static void labels_tell(const struct teller *t, enum discovery_kind kind, const struct labels *l,
			unsigned int from, unsigned int to)
{
	uint8_t text[NAME_WIRE + LABELS_MOST];
	size_t used = 0;

	for (unsigned int i = from; i < to; i++) {
		if (used)
			text[used++] = '.';
		memcpy(text + used, l->label[i] + 1, l->label[i][0]);
		used += l->label[i][0];
	}
	fact_text(t, kind, text, used);
}

/* The index of "_service" in a name that ends in _service._tcp.local, or -1. */
static int service_index(const struct labels *l)
{
	const uint8_t *transport;

	if (l->count < 3)
		return -1;
	transport = l->label[l->count - 2];
	if (!label_is(transport, "_tcp") && !label_is(transport, "_udp"))
		return -1;
	return l->label[l->count - 3][0] > 1 && l->label[l->count - 3][1] == '_' ? (int)l->count - 3
										 : -1;
}

/* RFC 6763 sections 4.1 and 9: a service alone, or one label of instance before it. */
static void service_tell(const struct teller *t, const struct labels *l)
{
	int at = service_index(l);

	if (at < 0 || label_is(l->label[at], "_dns-sd"))
		return;
	labels_tell(t, DISCOVERED_MDNS_SERVICE, l, (unsigned int)at, l->count - 1);
	if (at == 1)
		labels_tell(t, DISCOVERED_MDNS_INSTANCE, l, 0, 1);
}

static void texts_tell(const struct teller *t, const uint8_t *data, size_t size)
{
	for (size_t at = 0; at < size && data[at] <= size - at - 1; at += 1U + data[at])
		fact_text(t, DISCOVERED_MDNS_TEXT, data + at + 1, data[at]);
}

struct mdns_record {
	size_t name, start, size;
	uint16_t type;
	uint32_t ttl;
};

static void mdns_record_tell(const struct teller *t, const struct message *m,
			     const struct labels *owner, const struct mdns_record *r)
{
	struct message within = {.data = m->data, .size = r->start + r->size};
	struct labels target;

	switch (r->type) {
	case ns_t_a:
	case ns_t_aaaa:
		labels_tell(t, DISCOVERED_MDNS_HOST, owner, 0, owner->count - 1);
		break;
	case ns_t_ptr:
		if (service_index(owner) >= 0 && labels_read(&within, r->start, &target) == 0)
			service_tell(t, &target);
		break;
	case ns_t_srv:
		service_tell(t, owner);
		if (r->size > 6 && labels_read(&within, r->start + 6, &target) == 0)
			labels_tell(t, DISCOVERED_MDNS_HOST, &target, 0, target.count - 1);
		break;
	case ns_t_txt:
		service_tell(t, owner);
		texts_tell(t, m->data + r->start, r->size);
		break;
	default:
		break;
	}
}

static int name_pass(struct message *m)
{
	int used = name_skip(m->data, m->size, m->offset);

	if (used < 0)
		return -1;
	m->offset += (size_t)used;
	return 0;
}

static int mdns_record_read(struct message *m, struct mdns_record *out)
{
	const uint8_t *fixed;

	out->name = m->offset;
	if (name_pass(m) || m->size - m->offset < NS_RRFIXEDSZ)
		return -1;
	fixed = m->data + m->offset;
	out->type = (uint16_t)ns_get16(fixed);
	out->ttl = (uint32_t)ns_get32(fixed + 4);
	out->start = m->offset + NS_RRFIXEDSZ;
	out->size = ns_get16(fixed + 8);
	if (out->size > m->size - out->start)
		return -1;
	m->offset = out->start + out->size;
	return 0;
}

/*
 * Whether it gives an address, and none is that it came from: a router repeats so what it heard in
 * another network (Avahi 0.8's reflector, run; mdns-repeater). Who has several addresses of IPv6
 * need not name the one it sends from.
 */
static bool mdns_is_repeated(const struct teller *t, struct message m, unsigned int records)
{
	struct mdns_record r;
	bool others = false;

	if (!address_is_v4(&t->packet->source))
		return false;
	for (unsigned int i = 0; i < records && mdns_record_read(&m, &r) == 0; i++) {
		if (r.type != ns_t_a || r.size != 4 || !r.ttl)
			continue;
		if (memcmp(m.data + r.start, t->packet->source.bytes + 12, 4) == 0)
			return false;
		others = true;
	}
	return others;
}

void mdns_decode(const struct teller *t)
{
	struct message m = {.data = t->packet->payload,
			    .size = t->packet->payload_captured,
			    .offset = NS_HFIXEDSZ};
	unsigned int records;
	struct labels owner;
	struct mdns_record r;

	/* A query holds what is known or hoped for (RFC 6762 7.1, 8.1), not what is so. */
	if (m.size < NS_HFIXEDSZ || !(m.data[2] & 0x80))
		return;
	for (unsigned int i = ns_get16(m.data + 4); i; i--) {
		if (name_pass(&m) || m.size - m.offset < NS_QFIXEDSZ)
			return;
		m.offset += NS_QFIXEDSZ;
	}
	records = ns_get16(m.data + 6) + ns_get16(m.data + 8) + ns_get16(m.data + 10);
	if (records > RECORDS_MOST)
		records = RECORDS_MOST;
	if (mdns_is_repeated(t, m, records))
		return;
	/* A time of 0 takes the record back (RFC 6762 section 10.1). */
	for (unsigned int i = 0; i < records && mdns_record_read(&m, &r) == 0; i++)
		if (r.ttl && labels_read(&m, r.name, &owner) == 0)
			mdns_record_tell(t, &m, &owner, &r);
}
