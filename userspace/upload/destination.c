// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/destination.h"

#include <netinet/in.h>
#include <string.h>

#include "geo/operator.h"

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

/* nDPI takes a single packet for RTP, as one in eight of random ones is (4.2); RTP has two. */
static bool destination_is_chance(const struct record *record)
{
	return !record->signature && strcmp(record->protocol, "RTP") == 0;
}

/*
 * What was seen beats what nDPI takes it for: RTMP of ffmpeg is "Cassandra" to it (4.2), SRT's
 * handshake "RTP". It knows ICE's family better by name, as a whole.
 */
const char *destination_protocol(const struct record *record)
{
	const struct signature_traits *traits = signature_traits(record->signature);

	if (traits->shown)
		return traits->shown;
	if (record->protocol[0] && !destination_is_chance(record))
		return record->protocol;
	return record->signature ? traits->name : NULL;
}

static bool destination_is_vpn(const struct record *r)
{
	static const char *const tunnels[] = {"WireGuard", "OpenVPN", "IPsec",	   "IPSec",
					      "GRE",	   "Tor",     "SoftEther", "L2TP"};

	if (r->protocol_number == IPPROTO_ESP || r->protocol_number == IPPROTO_GRE ||
	    signature_traits(r->signature)->way == WAY_TUNNEL)
		return true;
	for (size_t i = 0; i < sizeof(tunnels) / sizeof(tunnels[0]); i++)
		if (strcasecmp(r->protocol, tunnels[i]) == 0 ||
		    strcasecmp(r->application, tunnels[i]) == 0)
			return true;
	return false;
}

/*
 * Whether the way is known to end at a viewer's own device. A server has most shapes that a viewer
 * has: it speaks ICE, sits on high ports, and its address comes by signalling, without a name. So
 * it takes a punched way of PPPP, or ICE's checks from both ends where the operator is known and
 * rents out no servers; and neither where the camera opened TCP to that address as well.
 */
static bool destination_is_peer(const struct record *r, const struct geography_place *place)
{
	if (r->marks.called)
		return true;
	if (r->host || r->marks.calls || address_is_shared(&r->addresses[0]) ||
	    operator_rents(place->organisation))
		return false;
	switch (signature_traits(r->signature)->way) {
	case WAY_PUNCHED:
		return r->marks.punched;
	case WAY_ICE:
		return place->organisation[0] && marks_are_direct(&r->marks);
	default:
		return false;
	}
}

bool destination_is_hidden(const struct record *record)
{
	return !record->behind_vpn && destination_is_vpn(record);
}

static enum destination_kind destination_kind_of(const struct record *r,
						 const struct geography_place *place)
{
	if (r->behind_vpn || destination_is_vpn(r))
		return DESTINATION_VPN;
	if (signature_traits(r->signature)->way == WAY_RELAY)
		return DESTINATION_RELAY;
	if (r->rule && !r->marks.called) {
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
	if (r->marks.relayed && !r->marks.called && !r->host)
		return DESTINATION_RELAY;
	return destination_is_peer(r, place) ? DESTINATION_PEER : DESTINATION_UNKNOWN;
}

static void destination_place(const struct record *r, struct geography *geography,
			      struct geography_place *place, struct event_destination *out)
{
	if (address_is_shared(&r->addresses[0]))
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
	destination_place(record, geography, place, out);
	out->kind = destination_kind_of(record, place);
	out->called_in = out->kind == DESTINATION_PEER && record->marks.called;
	if (out->kind == DESTINATION_VPN)
		out->vpn_of = record->behind_vpn ? VPN_OF_ROUTER : VPN_OF_CAMERA;
}
