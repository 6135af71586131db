// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geography.h"
#include "packet/discovery.h"
#include "packet/dns.h"

#define LISTENER_LEASES 8
#define LISTENER_INTRODUCTIONS 16
#define LISTENER_ASKS_NS 2000000000ULL /* clients ask again after five seconds (resolv.conf(5)) */

/*
 * A public IPv4 prefix that DHCP gave to one client is what an internet provider does too; to two,
 * it is a home's.
 */
struct lease {
	struct prefix prefix;
	uint8_t mac[6];
};

/*
 * Where frames have no MAC, a device is known by its address; what a DHCP client says of itself
 * before it has one waits for the server's answer.
 */
struct introduction {
	uint8_t mac[6];
	enum rule_where where;
	char text[96];
};

struct listener {
	struct listener_config config;
	const struct sample *sample;  /* the one being heard */
	struct device_key advertiser; /* whose word on public IPv6 prefixes counts */
	bool corrected;		      /* it was another's before */
	size_t lease_count;
	struct lease leases[LISTENER_LEASES];
	size_t introduction_next;
	struct introduction introductions[LISTENER_INTRODUCTIONS];
};

int listener_create(const struct listener_config *config, struct listener **out)
{
	struct listener *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->config = *config;
	*out = l;
	return 0;
}

void listener_destroy(struct listener *listener)
{
	free(listener);
}

void listener_reload(struct listener *listener, const struct rules *rules)
{
	listener->config.rules = rules;
}

/*
 * Who answers asks others what it is asked. Its own first answer comes after it asked; anybody can
 * ask a camera, which does not answer.
 */
static bool listener_asks_for_others(const struct device *device, uint64_t now_ns)
{
	return device->resolver || (device->asked_ns && now_ns >= device->asked_ns &&
				    now_ns - device->asked_ns < LISTENER_ASKS_NS);
}

static void listener_contact(struct listener *l, const struct device_key *key, const char *name)
{
	struct device *device = key->kind ? l->config.find(l->config.context, key) : NULL;
	enum device_state before;

	if (!device || device->state == DEVICE_OTHER || !strchr(name, '.') ||
	    listener_asks_for_others(device, l->sample->time_ns))
		return;
	before = device->state;
	device_assist(device, l->config.rules, name, l->sample->time_ns);
	device_contact(device, rules_host(l->config.rules, name), name, HOST_DNS, false,
		       l->sample->time_ns);
	l->config.changed(l->config.context, device, before);
}

static void listener_question(struct listener *l, const struct dns_message *m)
{
	const struct sample *s = l->sample;
	struct device *asked =
		s->target.kind ? l->config.find(l->config.context, &s->target) : NULL;
	struct device *asks = s->sender.kind ? l->config.find(l->config.context, &s->sender) : NULL;

	if (asked)
		asked->asked_ns = s->time_ns;
	if (asks)
		device_ask(asks, m->name, s->time_ns);
	listener_contact(l, &s->sender, m->name);
}

/* A name that has IPv4 addresses alone: one of IPv6 shows the prefix of the home's NAT64. */
static void listener_nat64(struct listener *l, const struct dns_message *m)
{
	if (!l->config.geography || strcmp(m->name, "ipv4only.arpa") != 0)
		return;
	for (size_t i = 0; i < m->address_count; i++)
		geography_learn(l->config.geography, &m->addresses[i]);
}

static void listener_answer(struct listener *l, const struct dns_message *m)
{
	const struct sample *s = l->sample;
	struct device *resolver, *client;

	listener_nat64(l, m);
	if (!s->target.kind)
		return;
	resolver = s->sender.kind ? l->config.find(l->config.context, &s->sender) : NULL;
	if (resolver)
		resolver->resolver = true;
	client = l->config.find(l->config.context, &s->target);
	if (client && client->state == DEVICE_OTHER)
		return; /* what the family asks for is not kept */
	if (m->address_count)
		names_answer(l->config.names, &s->target, m->name, m->addresses, m->address_count,
			     m->ttl, s->time_ns);
	listener_contact(l, &s->target, m->name);
}

static void listener_dns(struct listener *l, const struct packet *packet)
{
	struct dns_message m;

	if (!packet->payload || dns_decode(packet->payload, packet->payload_captured, &m) != 0)
		return;
	if (m.kind == DNS_QUERY && packet->target_port == 53)
		listener_question(l, &m);
	else if (m.kind == DNS_ANSWER && packet->source_port == 53)
		listener_answer(l, &m);
}

static enum rule_where listener_where(enum discovery_kind kind)
{
	switch (kind) {
	case DISCOVERED_HOST_NAME:
		return WHERE_DHCP;
	case DISCOVERED_VENDOR_CLASS:
		return WHERE_DHCP_CLASS;
	case DISCOVERED_MDNS_HOST:
	case DISCOVERED_MDNS_INSTANCE:
		return WHERE_MDNS;
	case DISCOVERED_MDNS_SERVICE:
		return WHERE_SERVICE;
	case DISCOVERED_MDNS_TEXT:
		return WHERE_TEXT;
	default:
		return WHERE_MODEL;
	}
}

static struct device_key listener_about(const struct listener *l, const struct discovery *fact)
{
	struct device_key key = {.kind = DEVICE_BY_MAC};

	if (!fact->about_other)
		return l->sample->sender;
	memcpy(key.bytes, fact->mac, 6);
	return key;
}

/* A provider gives one house at most so much (RFC 6177), and lets each port have a part of it. */
#define LISTENER_SITE 48

struct site {
	const struct prefix *asked;
	bool known, ours; /* some site is; the prefix asked for is of it */
};

static void listener_compare(void *context, const struct prefix *prefix, enum home_source source)
{
	struct site *site = context;
	struct prefix whole = prefix_of(&prefix->address, LISTENER_SITE);

	if (source == HOME_DECLARED || source == HOME_NEIGHBOUR ||
	    address_is_v4(&prefix->address) || address_is_private(&prefix->address))
		return;
	site->known = true;
	site->ours |= prefix_has(&whole, &site->asked->address);
}

static bool listener_is(const struct device_key *left, const struct device_key *right)
{
	return left->kind && memcmp(left, right, sizeof(*left)) == 0;
}

/*
 * Who announced first was not the router, and now the router does: what it said is taken back.
 * Once, as a home may have two ways out.
 */
static bool listener_corrects(struct listener *l)
{
	if (l->corrected || !listener_is(l->config.gateway, &l->sample->sender) ||
	    listener_is(&l->advertiser, &l->sample->sender))
		return false;
	l->corrected = true;
	l->advertiser = l->sample->sender;
	home_unlearn(l->config.home);
	return true;
}

/*
 * Whoever is at home may announce a network, or answer for an address, that is a server's: what
 * goes there would stay home. Where the home's own site is known, what is outside of it is not
 * believed, but of who announced that, or of the router.
 */
static bool listener_believes(struct listener *l, const struct prefix *prefix, bool announced)
{
	struct site site = {.asked = prefix};

	if (address_is_v4(&prefix->address) || address_is_private(&prefix->address))
		return true;
	home_each(l->config.home, listener_compare, &site);
	if (!site.known && announced)
		l->advertiser = l->sample->sender;
	return !site.known || site.ours ||
	       (announced &&
		(listener_is(&l->advertiser, &l->sample->sender) || listener_corrects(l)));
}

/* Public IPv4 counts only when a second client is given it; IPv6 and private prefixes at once. */
static void listener_prefix(struct listener *l, const struct discovery *fact)
{
	const struct prefix *p = &fact->prefix;
	struct device_key about = listener_about(l, fact);

	if (address_is_v4(&p->address) && !address_is_private(&p->address)) {
		size_t i = 0;

		while (i < l->lease_count && memcmp(&l->leases[i].prefix, p, sizeof(*p)) != 0)
			i++;
		if (i == l->lease_count) {
			if (i < LISTENER_LEASES) {
				l->leases[i].prefix = *p;
				memcpy(l->leases[i].mac, about.bytes, 6);
				l->lease_count++;
			}
			return;
		}
		if (memcmp(l->leases[i].mac, about.bytes, 6) == 0)
			return;
	}
	if (listener_believes(l, p, true))
		home_add(l->config.home, p, HOME_ADVERTISED);
}

/*
 * An IPv6 address for which a device answers is at home. The router answers for its own alone,
 * which is no device's.
 */
static void listener_address(struct listener *l, const struct discovery *fact)
{
	struct device_key about = listener_about(l, fact);
	struct device *device = about.kind ? l->config.find(l->config.context, &about) : NULL;

	if (!device || device->resolver || address_is_v4(&fact->prefix.address) ||
	    home_has(l->config.home, &fact->prefix.address))
		return;
	if (listener_believes(l, &fact->prefix, false))
		home_add(l->config.home, &fact->prefix, HOME_NEIGHBOUR);
}

static void listener_tell_name(struct listener *l, const struct device_key *about,
			       enum rule_where where, const char *text)
{
	struct device *device = about->kind ? l->config.find(l->config.context, about) : NULL;
	enum device_state before;

	if (!device)
		return;
	before = device->state;
	device_hear_name(device, l->config.rules, where, text, l->sample->time_ns);
	l->config.changed(l->config.context, device, before);
}

static bool listener_has_macs(const struct listener *l)
{
	return l->sample->packet->flags & PACKET_HAS_SOURCE_MAC;
}

static void listener_name(struct listener *l, const struct discovery *fact)
{
	struct device_key about = listener_about(l, fact);
	struct introduction *in = &l->introductions[l->introduction_next];

	if (!fact->about_other || listener_has_macs(l)) {
		listener_tell_name(l, &about, listener_where(fact->kind), fact->text);
		return;
	}
	memcpy(in->mac, fact->mac, 6);
	in->where = listener_where(fact->kind);
	snprintf(in->text, sizeof(in->text), "%s", fact->text);
	l->introduction_next = (l->introduction_next + 1) % LISTENER_INTRODUCTIONS;
}

/* The server gave `mac` that address: whoever introduced itself from there has it now. */
static void listener_introduce(struct listener *l, const struct discovery *fact)
{
	struct device_key about = {.kind = DEVICE_BY_ADDRESS};

	memcpy(about.bytes, fact->prefix.address.bytes, 16);
	for (size_t i = 0; i < LISTENER_INTRODUCTIONS; i++) {
		struct introduction *in = &l->introductions[i];

		if (!in->where || memcmp(in->mac, fact->mac, 6) != 0)
			continue;
		listener_tell_name(l, &about, in->where, in->text);
		in->where = 0;
	}
}

static void listener_fact(void *context, const struct discovery *fact)
{
	struct listener *l = context;
	struct device *device;

	switch (fact->kind) {
	case DISCOVERED_PREFIX:
		listener_prefix(l, fact);
		break;
	case DISCOVERED_ADDRESS:
		if (fact->about_other && !listener_has_macs(l))
			listener_introduce(l, fact);
		else
			listener_address(l, fact);
		break;
	case DISCOVERED_ROUTER:
		device = l->sample->sender.kind
				 ? l->config.find(l->config.context, &l->sample->sender)
				 : NULL;
		if (device)
			device->resolver = true; /* what a router asks it asks for others */
		break;
	default:
		listener_name(l, fact);
	}
}

void listener_hear(struct listener *listener, const struct sample *sample)
{
	const struct packet *packet = sample->packet;

	listener->sample = sample;
	if (packet->protocol == IPPROTO_UDP &&
	    (packet->source_port == 53 || packet->target_port == 53))
		listener_dns(listener, packet);
	else if (discovery_concerns(packet))
		discovery_decode(packet, listener_fact, listener);
	listener->sample = NULL;
}
