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
static bool destination_is_chance(const struct episode *episode)
{
	return !episode->signature && strcmp(episode->protocol, "RTP") == 0;
}

/*
 * What was seen beats what nDPI takes it for: RTMP of ffmpeg is "Cassandra" to it (4.2), SRT's
 * handshake "RTP". It knows ICE's family better by name, as a whole.
 */
const char *destination_protocol(const struct episode *episode)
{
	const struct signature_traits *traits = signature_traits(episode->signature);

	if (traits->shown)
		return traits->shown;
	if (episode->protocol[0] && !destination_is_chance(episode))
		return episode->protocol;
	return episode->signature ? traits->name : NULL;
}

static bool destination_is_vpn(const struct episode *e)
{
	static const char *const tunnels[] = {"WireGuard", "OpenVPN", "IPsec",	   "IPSec",
					      "GRE",	   "Tor",     "SoftEther", "L2TP"};

	if (e->protocol_number == IPPROTO_ESP || e->protocol_number == IPPROTO_GRE ||
	    signature_traits(e->signature)->way == WAY_TUNNEL)
		return true;
	for (size_t i = 0; i < sizeof(tunnels) / sizeof(tunnels[0]); i++)
		if (strcasecmp(e->protocol, tunnels[i]) == 0 ||
		    strcasecmp(e->application, tunnels[i]) == 0)
			return true;
	return false;
}

/*
 * Whether the way is known to end at a viewer's own device. A server has most shapes that a viewer
 * has: it speaks ICE, sits on high ports, and its address comes by signalling, without a name. So
 * it takes a punched way of PPPP, or ICE's checks from both ends where the operator is known and
 * rents out no servers; and neither where the camera opened TCP to that address as well.
 */
static bool destination_is_peer(const struct episode *e, const struct geography_place *place)
{
	if (e->marks.called)
		return true;
	if (e->host || e->marks.calls || address_is_shared(&e->addresses[0]) ||
	    operator_rents(place->organisation))
		return false;
	switch (signature_traits(e->signature)->way) {
	case WAY_PUNCHED:
		return e->marks.punched;
	case WAY_ICE:
		return place->organisation[0] && marks_are_direct(&e->marks);
	default:
		return false;
	}
}

enum vpn_of destination_vpn_of(const struct episode *episode)
{
	if (episode->behind_vpn)
		return VPN_OF_ROUTER;
	return destination_is_vpn(episode) ? VPN_OF_CAMERA : VPN_OF_NOBODY;
}

static enum destination_kind destination_kind_of(const struct episode *e,
						 const struct destination *found)
{
	if (found->vpn_of != VPN_OF_NOBODY)
		return DESTINATION_VPN;
	if (signature_traits(e->signature)->way == WAY_RELAY)
		return DESTINATION_RELAY;
	if (e->rule && !e->marks.called) {
		switch (e->rule->rule->kind) {
		case RULE_HOSTING: /* its host of live views is a relay that anybody may rent */
			return e->rule->role == ROLE_LIVE ? DESTINATION_RELAY : DESTINATION_HOSTING;
		case RULE_RELAY:
			return DESTINATION_RELAY;
		case RULE_CAMERA:
		case RULE_PLATFORM:
			return e->rule->role == ROLE_LIVE ? DESTINATION_RELAY
							  : DESTINATION_VENDOR_CLOUD;
		case RULE_ANALYSIS:
		case RULE_SPEAKER:
			return DESTINATION_VENDOR_CLOUD;
		default:
			return DESTINATION_UNKNOWN;
		}
	}
	if (e->marks.relayed && !e->marks.called && !e->host)
		return DESTINATION_RELAY;
	return destination_is_peer(e, &found->place) ? DESTINATION_PEER : DESTINATION_UNKNOWN;
}

void destination_find(const struct episode *episode, struct geography *geography,
		      struct destination *out)
{
	memset(out, 0, sizeof(*out));
	out->vpn_of = destination_vpn_of(episode);
	if (episode->scope == FLOW_HOME)
		return;
	if (!address_is_shared(&episode->addresses[0]))
		geography_find(geography, &episode->addresses[0], &out->place);
	out->kind = destination_kind_of(episode, out);
}

static void destination_place(const struct geography_place *place, struct event_destination *out)
{
	out->asn = place->asn;
	out->as_org = place->organisation[0] ? place->organisation : NULL;
	out->country = place->country[0] ? place->country : NULL;
	out->country_basis = out->country && place->basis[0] ? place->basis : NULL;
}

void destination_describe(const struct episode *episode, const struct destination *found,
			  struct event_destination *out)
{
	memset(out, 0, sizeof(*out));
	out->address_count = episode->address_count;
	memcpy(out->addresses, episode->addresses, sizeof(out->addresses));
	out->port = episode->remote_port;
	out->transport = destination_transport(episode->protocol_number);
	out->protocol = destination_protocol(episode);
	out->host = episode->host;
	out->host_source = episode->host_source;
	if (episode->rule) {
		out->service = episode->rule->rule->vendor;
		out->bucket_owner = episode->rule->bucket;
		out->role = rule_role_name(episode->rule->role);
	}
	if (episode->scope == FLOW_HOME)
		return;
	destination_place(&found->place, out);
	out->kind = found->kind;
	out->called_in = out->kind == DESTINATION_PEER && episode->marks.called;
	out->vpn_of = found->vpn_of;
}
