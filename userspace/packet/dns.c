/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/dns.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "packet/name.h"

#define RECORDS_MOST 256 /* more answers than fit any message a home resolver sends */
#define SVCB_V4_HINT 4	 /* RFC 9460 section 14.3.2 */
#define SVCB_V6_HINT 6

/* A message and how far it was read: 0 <= offset <= size. */
struct dns_reader {
	const uint8_t *data;
	size_t size;
	size_t offset;
};

struct dns_record {
	uint16_t type;
	uint32_t ttl;
	size_t start; /* of its data, within the message */
	size_t size;
};

/*
 * Lower-cases, and replaces what could break a line of output. name_text() has already written
 * bytes outside of ASCII as \ddd.
 */
static void name_clean(char name[DNS_NAME])
{
	for (char *c = name; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
		else if (*c <= ' ' || *c == '"' || *c == 0x7f)
			*c = '?';
	}
}

static int name_read(struct dns_reader *r, size_t limit, char out[DNS_NAME])
{
	char name[NAME_TEXT]; /* escapes can make text longer than DNS_NAME */
	uint8_t wire[NAME_WIRE];
	int used;

	if (r->offset >= limit)
		return -EBADMSG;
	used = name_unpack(r->data, r->size, r->offset, wire);
	if (used < 0 || (size_t)used > limit - r->offset)
		return -EBADMSG;
	name_text(wire, name);
	if (strlen(name) >= DNS_NAME)
		return -EBADMSG;
	r->offset += (size_t)used;
	memcpy(out, name, strlen(name) + 1);
	name_clean(out);
	return 0;
}

static int name_pass(struct dns_reader *r)
{
	int used = name_skip(r->data, r->size, r->offset);

	if (used < 0)
		return -EBADMSG;
	r->offset += (size_t)used;
	return 0;
}

static int dns_record_read(struct dns_reader *r, struct dns_record *out)
{
	const uint8_t *fixed;
	int error = name_pass(r);

	if (error)
		return error;
	if (r->size - r->offset < NS_RRFIXEDSZ)
		return -EBADMSG;
	fixed = r->data + r->offset;
	out->type = (uint16_t)ns_get16(fixed);
	out->ttl = (uint32_t)ns_get32(fixed + 4);
	out->size = ns_get16(fixed + 8);
	out->start = r->offset + NS_RRFIXEDSZ;
	if (out->size > r->size - out->start)
		return -EBADMSG;
	r->offset = out->start + out->size;
	return 0;
}

static void address_add(struct dns_message *m, struct address address, uint32_t ttl)
{
	if (!m->address_count || ttl < m->ttl)
		m->ttl = ttl;
	for (size_t i = 0; i < m->address_count; i++)
		if (address_equal(&m->addresses[i], &address))
			return;
	if (m->address_count < DNS_ADDRESSES)
		m->addresses[m->address_count++] = address;
}

static void hints_add(struct dns_message *m, const uint8_t *value, size_t size, uint16_t key,
		      uint32_t ttl)
{
	size_t width = key == SVCB_V4_HINT ? 4 : 16;

	for (size_t at = 0; size - at >= width; at += width)
		address_add(m,
			    width == 4 ? address_from_v4(value + at) : address_from_v6(value + at),
			    ttl);
}

/* RFC 9460 section 2.2: priority, target name, then parameters of key, length, value. */
static void service_read(const struct dns_reader *r, const struct dns_record *record,
			 struct dns_message *m)
{
	struct dns_reader at = {.data = r->data, .size = record->start + record->size};

	if (record->size < 3)
		return;
	at.offset = record->start + 2;
	if (name_pass(&at))
		return;
	while (at.size - at.offset >= 4) {
		const uint8_t *parameter = at.data + at.offset;
		uint16_t key = (uint16_t)ns_get16(parameter);
		size_t size = ns_get16(parameter + 2);

		at.offset += 4;
		if (size > at.size - at.offset)
			return;
		if (key == SVCB_V4_HINT || key == SVCB_V6_HINT)
			hints_add(m, at.data + at.offset, size, key, record->ttl);
		at.offset += size;
	}
}

static void answer_read(const struct dns_reader *r, const struct dns_record *record,
			struct dns_message *m)
{
	const uint8_t *data = r->data + record->start;
	struct dns_reader at = *r;

	switch (record->type) {
	case ns_t_a:
		if (record->size == 4)
			address_add(m, address_from_v4(data), record->ttl);
		break;
	case ns_t_aaaa:
		if (record->size == 16)
			address_add(m, address_from_v6(data), record->ttl);
		break;
	case ns_t_cname:
		at.offset = record->start;
		(void)name_read(&at, record->start + record->size, m->canonical);
		break;
	case 64: /* SVCB */
	case 65: /* HTTPS */
		service_read(r, record, m);
		break;
	default:
		break;
	}
}

static void answers_read(struct dns_reader *r, unsigned int count, struct dns_message *m)
{
	struct dns_record record;

	if (count > RECORDS_MOST)
		count = RECORDS_MOST;
	for (unsigned int i = 0; i < count; i++) {
		if (dns_record_read(r, &record)) {
			m->cut = true;
			return;
		}
		answer_read(r, &record, m);
	}
}

static int question_read(struct dns_reader *r, char name[DNS_NAME], uint16_t *type)
{
	int error = name_read(r, r->size, name);

	if (error)
		return error;
	if (r->size - r->offset < NS_QFIXEDSZ)
		return -EBADMSG;
	*type = (uint16_t)ns_get16(r->data + r->offset);
	r->offset += NS_QFIXEDSZ;
	return 0;
}

int dns_decode(const uint8_t *data, size_t size, struct dns_message *out)
{
	struct dns_reader r = {.data = data, .size = size, .offset = NS_HFIXEDSZ};
	struct dns_message m;
	unsigned int flags, questions;
	char other[DNS_NAME];
	uint16_t type;

	if (size < NS_HFIXEDSZ)
		return -EBADMSG;
	flags = ns_get16(data + 2);
	questions = ns_get16(data + 4);
	if (!questions || (flags >> 11 & 15) != ns_o_query)
		return -EBADMSG;
	m.canonical[0] = '\0';
	m.address_count = 0;
	m.ttl = 0;
	m.cut = false;
	m.kind = flags & 0x8000 ? DNS_ANSWER : DNS_QUERY;
	m.rcode = flags & 15;
	if (question_read(&r, m.name, &m.query_type))
		return -EBADMSG;
	for (unsigned int i = 1; i < questions && !m.cut; i++)
		m.cut = question_read(&r, other, &type) != 0;
	if (m.kind == DNS_ANSWER && !m.cut)
		answers_read(&r, ns_get16(data + 6), &m);
	*out = m;
	return 0;
}
