// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "anonymise/messages.h"
#include "packet/bytes.h"

#define DNS_MOST 65536
#define DNS_LABELS 128
#define DNS_TEXT ALIAS_NAME
#define TYPE_SVCB 64
#define TYPE_HTTPS 65
#define TYPE_NSEC 47

enum dns_byte { BYTE_PLAIN = 0, BYTE_KEPT = 1, BYTE_LABEL = 2 };

/*
 * Names point into each other (RFC 1035 section 4.1.4), so what may stay of each is noted first, by
 * byte, and letters are changed once, at the end.
 */
struct dns_walk {
	struct aliases *aliases;
	uint8_t *message;
	size_t size;
	uint8_t bytes[DNS_MOST];
};

/* A name, and where each of its letters stands in the message. */
struct dns_spelt {
	char text[DNS_TEXT];
	size_t at[DNS_TEXT];
	size_t size, labels;
	size_t label[DNS_LABELS]; /* where in `text` each begins */
};

/* How many bytes it takes at `at`, 0 where it is none. */
static size_t dns_read(const struct dns_walk *w, size_t at, struct dns_spelt *out)
{
	size_t taken = 0, hops = 0, start = at;

	out->size = out->labels = 0;
	for (;;) {
		size_t length;

		if (at >= w->size)
			return 0;
		length = w->message[at];
		if (length >= 0xc0) {
			if (w->size - at < 2 || ++hops > DNS_LABELS)
				return 0;
			if (!taken)
				taken = at + 2 - start;
			at = bytes_get16(w->message + at) & 0x3fff;
			continue;
		}
		if (!length)
			return taken ? taken : at + 1 - start;
		if (length > 63 || length > w->size - at - 1 || out->labels == DNS_LABELS ||
		    out->size + length + 1 > DNS_TEXT)
			return 0;
		if (out->size) {
			out->at[out->size] = at;
			out->text[out->size++] = '.';
		}
		out->label[out->labels++] = out->size;
		for (size_t i = 0; i < length; i++, out->size++) {
			out->at[out->size] = at + 1 + i;
			out->text[out->size] = (char)w->message[at + 1 + i];
		}
		at += 1 + length;
	}
}

static size_t dns_label_size(const struct dns_spelt *n, size_t label)
{
	return (label + 1 < n->labels ? n->label[label + 1] - 1 : n->size) - n->label[label];
}

static bool dns_label_is(const struct dns_spelt *n, size_t label, const char *text)
{
	return dns_label_size(n, label) == strlen(text) &&
	       strncasecmp(n->text + n->label[label], text, strlen(text)) == 0;
}

static void dns_keep_label(const struct dns_spelt *n, size_t label, bool keep[])
{
	for (size_t i = 0; i < dns_label_size(n, label); i++)
		keep[n->label[label] + i] = true;
}

/* Of a name of this link its services stay (RFC 6763); what stands before is who offers them. */
static void dns_keep_local(struct dns_walk *w, const struct dns_spelt *n, bool keep[])
{
	size_t own = 0, size;

	while (own + 1 < n->labels && n->text[n->label[own]] != '_')
		own++;
	size = own < n->labels ? n->label[own] : n->size;
	if (size)
		alias_keep_name(w->aliases, WHERE_MDNS, n->text, size - 1, keep);
	for (size_t i = own; i < n->labels; i++)
		if (n->text[n->label[i]] == '_' || dns_label_is(n, i, "local") ||
		    (own && i + 1 == n->labels))
			dns_keep_label(n, i, keep);
}

/* in-addr.arpa, ip6.arpa, home.arpa, ipv4only.arpa: what stands before is an address or a name. */
static void dns_keep_arpa(const struct dns_spelt *n, bool keep[])
{
	static const char *const kept[] = {"in-addr", "ip6", "home", "ipv4only"};

	dns_keep_label(n, n->labels - 1, keep);
	for (size_t i = 0; n->labels > 1 && i < sizeof(kept) / sizeof(kept[0]); i++)
		if (dns_label_is(n, n->labels - 2, kept[i]))
			dns_keep_label(n, n->labels - 2, keep);
}

/* Notes what may stay of the name at `at`. How many bytes it takes, 0 where it is none. */
static size_t dns_note(struct dns_walk *w, size_t at)
{
	bool keep[DNS_TEXT] = {false};
	struct dns_spelt n;
	size_t taken = dns_read(w, at, &n);

	if (!taken || !n.labels)
		return taken;
	if (dns_label_is(&n, n.labels - 1, "local"))
		dns_keep_local(w, &n, keep);
	else if (dns_label_is(&n, n.labels - 1, "arpa"))
		dns_keep_arpa(&n, keep);
	else
		alias_keep_host(w->aliases, n.text, n.size, keep);
	for (size_t i = 0; i < n.size; i++)
		w->bytes[n.at[i]] |= keep[i] || n.text[i] == '.' ? BYTE_KEPT : BYTE_PLAIN;
	for (size_t i = 0; i < n.labels; i++)
		w->bytes[n.at[n.label[i]] - 1] |= BYTE_LABEL;
	return taken;
}

static void dns_texts(struct dns_walk *w, size_t at, size_t end)
{
	for (; at < end; at += 1U + w->message[at]) {
		size_t size = w->message[at];

		if (size > end - at - 1)
			size = end - at - 1;
		alias_name(w->aliases, WHERE_TEXT, (char *)w->message + at + 1, size);
	}
}

/* Hints are addresses (RFC 9460 section 7.3); of the rest protocols and ports stay. */
static void dns_hints(struct dns_walk *w, size_t at, size_t end)
{
	size_t name;

	if (end - at < 3)
		return;
	name = dns_note(w, at + 2);
	if (!name || name > end - at - 2)
		return;
	for (at += 2 + name; end - at >= 4;) {
		unsigned int key = bytes_get16(w->message + at);
		size_t size = bytes_get16(w->message + at + 2);

		at += 4;
		if (size > end - at)
			size = end - at;
		for (size_t i = 0; key == 4 && i + 4 <= size; i += 4)
			alias_v4(w->aliases, w->message + at + i);
		for (size_t i = 0; key == 6 && i + 16 <= size; i += 16)
			alias_v6(w->aliases, w->message + at + i);
		if (key > 6 || key == 5)
			memset(w->message + at, 0, size);
		at += size;
	}
}

static void dns_data(struct dns_walk *w, unsigned int type, size_t at, size_t end)
{
	size_t taken;

	switch (type) {
	case ns_t_a:
		if (end - at == 4)
			alias_v4(w->aliases, w->message + at);
		break;
	case ns_t_aaaa:
		if (end - at == 16)
			alias_v6(w->aliases, w->message + at);
		break;
	case ns_t_ptr:
	case ns_t_cname:
	case ns_t_ns:
	case ns_t_dname:
	case TYPE_NSEC:
		dns_note(w, at);
		break;
	case ns_t_soa:
		taken = dns_note(w, at);
		if (taken && at + taken < end)
			dns_note(w, at + taken);
		break;
	case ns_t_srv:
		if (end - at > 6)
			dns_note(w, at + 6);
		break;
	case ns_t_txt:
		dns_texts(w, at, end);
		break;
	case TYPE_SVCB:
	case TYPE_HTTPS:
		dns_hints(w, at, end);
		break;
	default:
		memset(w->message + at, 0, end - at);
	}
}

/* One of `kinds` fields: 4 of a question, 10 and what follows of a record. False at the end. */
static bool dns_entry(struct dns_walk *w, size_t *at, bool question)
{
	size_t taken = dns_note(w, *at), fixed = question ? NS_QFIXEDSZ : NS_RRFIXEDSZ, size;
	const uint8_t *head = w->message + *at + taken;

	if (!taken || w->size - *at - taken < fixed)
		return false;
	*at += taken + fixed;
	if (question)
		return true;
	size = bytes_get16(head + 8);
	if (size > w->size - *at)
		return false;
	dns_data(w, bytes_get16(head), *at, *at + size);
	*at += size;
	return true;
}

/* What may not stay of each label that some name uses. */
static void dns_write(struct dns_walk *w)
{
	for (size_t at = NS_HFIXEDSZ; at < w->size; at++) {
		size_t size = w->message[at];
		bool keep[64];

		if (!(w->bytes[at] & BYTE_LABEL) || size > w->size - at - 1)
			continue;
		for (size_t i = 0; i < size; i++)
			keep[i] = w->bytes[at + 1 + i] & BYTE_KEPT;
		alias_apply(w->aliases, (char *)w->message + at + 1, size, keep);
	}
}

void dns_alias(struct aliases *aliases, uint8_t *message, size_t size)
{
	struct dns_walk *w;
	unsigned int questions, records;
	size_t at = NS_HFIXEDSZ;
	bool whole = true;

	if (size <= NS_HFIXEDSZ)
		return;
	w = size > DNS_MOST ? NULL : calloc(1, sizeof(*w));
	if (!w) {
		memset(message, 0, size);
		return;
	}
	w->aliases = aliases;
	w->message = message;
	w->size = size;
	questions = bytes_get16(message + 4);
	records = bytes_get16(message + 6) + bytes_get16(message + 8) + bytes_get16(message + 10);
	while (whole && questions--)
		whole = dns_entry(w, &at, true);
	while (whole && records--)
		whole = dns_entry(w, &at, false);
	memset(message + at, 0, size - at); /* cut, or nothing that is known */
	dns_write(w);
	free(w);
}
