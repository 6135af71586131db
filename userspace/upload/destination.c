// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/destination.h"

#include <netinet/in.h>
#include <string.h>

static const char *destination_transport(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_ESP:
		return "esp";
	case IPPROTO_GRE:
		return "gre";
	case IPPROTO_SCTP:
		return "sctp";
	default:
		return "other";
	}
}

const char *destination_protocol(const struct record *record)
{
	if (record->protocol[0])
		return record->protocol;
	return record->signature ? signature_name(record->signature) : NULL;
}

static bool destination_is_vpn(const struct record *r)
{
	static const char *const tunnels[] = {"WireGuard", "OpenVPN", "IPsec",	   "IPSec",
					      "GRE",	   "Tor",     "SoftEther", "L2TP"};

	if (r->protocol_number == IPPROTO_ESP || r->protocol_number == IPPROTO_GRE ||
	    r->signature == SIGNATURE_WIREGUARD || r->signature == SIGNATURE_OPENVPN)
		return true;
	for (size_t i = 0; i < sizeof(tunnels) / sizeof(tunnels[0]); i++)
		if (strcasecmp(r->protocol, tunnels[i]) == 0 ||
		    strcasecmp(r->application, tunnels[i]) == 0)
			return true;
	return false;
}

/* Fragments but the first carry no port and may weigh more than the flow they belong to. */
static uint16_t destination_local_port(const struct record *r)
{
	for (size_t i = 0; i < r->flow_count; i++)
		if (r->flows[i].remote_port == r->remote_port)
			return r->flows[i].local_port;
	return 0;
}

/* The provider's own network (RFC 6598): nobody's viewer, and no country's. */
static bool destination_is_shared(const struct address *address)
{
	static const struct prefix carrier = {
		.address.bytes = {[10] = 0xff, [11] = 0xff, [12] = 100, [13] = 64}, .length = 106};

	return prefix_has(&carrier, address);
}

/*
 * A viewer's own device: media straight to an address without a name, between two high ports. What
 * vendors and relays run listens on a fixed, mostly low, port and was looked up by name.
 */
static bool destination_is_peer(const struct record *r)
{
	if (r->host || r->protocol_number != IPPROTO_UDP || r->remote_port < 1024 ||
	    destination_is_shared(&r->addresses[0]))
		return false;
	switch (r->signature) {
	case SIGNATURE_PPPP_RENDEZVOUS:
	case SIGNATURE_PPPP_DATA:
	case SIGNATURE_TUTK:
	case SIGNATURE_DAHUA_PTCP:
	case SIGNATURE_REOLINK:
	case SIGNATURE_STUN:
	case SIGNATURE_DTLS:
	case SIGNATURE_RTP:
		return true;
	default:
		return destination_local_port(r) >= 1024 && r->remote_port > 10000;
	}
}

bool destination_is_hidden(const struct record *record)
{
	return !record->behind_vpn && destination_is_vpn(record);
}

enum destination_kind destination_kind_of(const struct record *r)
{
	if (r->behind_vpn || destination_is_vpn(r))
		return DESTINATION_VPN;
	if (r->signature == SIGNATURE_TURN)
		return DESTINATION_RELAY;
	if (r->rule) {
		switch (r->rule->rule->kind) {
		case RULE_HOSTING: /* its host of live views is a relay that anybody may rent */
			return r->rule->role == ROLE_LIVE ? DESTINATION_RELAY : DESTINATION_HOSTING;
		case RULE_RELAY:
			return DESTINATION_RELAY;
		case RULE_CAMERA:
		case RULE_PLATFORM:
			return r->rule->role == ROLE_LIVE ? DESTINATION_RELAY
							  : DESTINATION_VENDOR_CLOUD;
		case RULE_ANALYSIS:
		case RULE_SPEAKER:
			return DESTINATION_VENDOR_CLOUD;
		default:
			return DESTINATION_UNKNOWN;
		}
	}
	return destination_is_peer(r) ? DESTINATION_PEER : DESTINATION_UNKNOWN;
}

static void destination_place(const struct record *r, struct geography *geography,
			      struct geography_place *place, struct event_destination *out)
{
	if (destination_is_shared(&r->addresses[0]))
		return;
	geography_find(geography, &r->addresses[0], place);
	out->asn = place->asn;
	out->as_org = place->organisation[0] ? place->organisation : NULL;
	out->country = place->country[0] ? place->country : NULL;
	out->country_basis = out->country && place->basis[0] ? place->basis : NULL;
}

void destination_describe(const struct record *record, struct geography *geography,
			  struct geography_place *place, struct event_destination *out)
{
	memset(out, 0, sizeof(*out));
	memset(place, 0, sizeof(*place));
	out->address_count = record->address_count;
	memcpy(out->addresses, record->addresses, sizeof(out->addresses));
	out->port = record->remote_port;
	out->transport = destination_transport(record->protocol_number);
	out->protocol = destination_protocol(record);
	out->host = record->host;
	out->host_source = record->host_source;
	if (record->rule) {
		out->service = record->rule->rule->vendor;
		out->bucket_owner = record->rule->bucket;
		out->role = rule_role_name(record->rule->role);
	}
	if (record->scope == FLOW_HOME)
		return;
	out->kind = destination_kind_of(record);
	if (out->kind == DESTINATION_VPN)
		out->vpn_of = record->behind_vpn ? VPN_OF_ROUTER : VPN_OF_CAMERA;
	destination_place(record, geography, place, out);
}
