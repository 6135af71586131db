// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/unread.h"

#include "packet/bytes.h"
#include "packet/link_layer.h"
#include "upload/footage.h"

#define UNREAD_GATHER_NS 600000000000ULL
#define ETHERNET_HEADER 14
#define ETHERTYPE_LEAST 0x0600
#define FRAME_PADDED 64 /* IEEE 802.3: shorter ones are filled up */

static const enum cause unread_causes[UNREAD_KINDS] = {
	[UNREAD_FOREIGN] = CAUSE_UNREAD,       [UNREAD_SWITCH] = CAUSE_UNREAD_SWITCH,
	[UNREAD_BATMAN] = CAUSE_UNREAD_BATMAN, [UNREAD_MPLS] = CAUSE_UNREAD_MPLS,
	[UNREAD_MACSEC] = CAUSE_UNREAD_MACSEC, [UNREAD_TAGGED] = CAUSE_UNREAD_TAGGED,
	[UNREAD_CUT] = CAUSE_UNREAD_CUT,       [UNREAD_MIRROR] = CAUSE_UNREAD_MIRROR,
};

static void unread_sum_up(struct unread *unread, enum unread_kind kind,
			  const struct unread_sum *more)
{
	struct unread_sum *sum = &unread->sums[kind];

	if (!sum->frames)
		sum->from_ns = more->from_ns;
	sum->to_ns = more->to_ns;
	sum->frames += more->frames;
	sum->bytes += more->bytes;
}

void unread_add(struct unread *unread, enum unread_kind kind, uint32_t length, uint64_t now_ns)
{
	unread_sum_up(unread, kind,
		      &(struct unread_sum){.frames = 1,
					   .from_ns = now_ns,
					   .to_ns = now_ns,
					   .bytes = length > UNREAD_SHORT ? length : 0});
}

/*
 * Types that are no way for IP: 802.1X, LLDP, 1905, HomePlug and its like, Wake-on-LAN, PPPoE's
 * discovery, loop detection, LLTD, time and sound (PTP, AVTP), Sonos, TDLS.
 */
static bool is_quiet(uint16_t type)
{
	static const uint16_t quiet[] = {0x888e, 0x88cc, 0x893a, 0x887b, 0x88e1, 0x8912, 0x0842,
					 0x8863, 0x9000, 0x88d9, 0x88f7, 0x22f0, 0x88b5, 0x6970,
					 0x890d, 0x88c7, 0x8902, 0x8809, 0x8808};

	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++)
		if (quiet[i] == type)
			return true;
	return false;
}

/* IEEE 802.2: spanning tree, SNAP of others than IP, NetBIOS, IPX, OSI. What else is there is no
 * LLC but a tag whose first bytes look like a length. */
static bool is_point(int point)
{
	static const uint8_t points[] = {0x42, 0xaa, 0xf0, 0xe0, 0xfe, 0xff};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		if (points[i] == point)
			return true;
	return false;
}

static bool is_llc(uint16_t size, const uint8_t *data, uint32_t captured, uint32_t length)
{
	uint32_t body = length > ETHERNET_HEADER ? length - ETHERNET_HEADER : 0;

	if (captured <= ETHERNET_HEADER || size > body || (size < body && length > FRAME_PADDED))
		return false;
	return is_point(data[ETHERNET_HEADER]);
}

static enum unread_kind unread_kind_of(uint16_t type)
{
	switch (type) {
	case 0x4305:
		return UNREAD_BATMAN;
	case 0x8847:
	case 0x8848:
		return UNREAD_MPLS;
	case 0x88e5:
		return UNREAD_MACSEC;
	case 0x8926:
	case 0x893f:
		return UNREAD_TAGGED;
	case 0xdada: /* Marvell's, and below Realtek's and Broadcom's (linux/if_ether.h, net/dsa) */
	case 0x8899:
	case 0x8874:
	case 0x001b:
		return UNREAD_SWITCH;
	default:
		return type < ETHERTYPE_LEAST ? UNREAD_SWITCH : UNREAD_FOREIGN;
	}
}

void unread_foreign(struct unread *unread, int link_type, const uint8_t *data, uint32_t captured,
		    uint32_t length, uint64_t now_ns)
{
	uint16_t type;

	if (link_type != 1 || captured < ETHERNET_HEADER) {
		unread_add(unread, UNREAD_FOREIGN, length, now_ns);
		return;
	}
	type = bytes_get16(data + 12);
	if (!is_quiet(type) && !(type < ETHERTYPE_LEAST && is_llc(type, data, captured, length)))
		unread_add(unread, unread_kind_of(type), length, now_ns);
}

void unread_counted(struct unread *unread, uint16_t type, int point, const struct unread_sum *sum)
{
	if (type == UNREAD_TYPE_CUT)
		unread_sum_up(unread, UNREAD_CUT, sum);
	else if (!is_quiet(type) && !is_point(point))
		unread_sum_up(unread, unread_kind_of(type), sum);
}

void unread_tell(struct unread *unread, uint64_t now_ns, bool end, const struct observer *observer)
{
	for (enum unread_kind kind = 0; kind < UNREAD_KINDS; kind++) {
		struct unread_sum *sum = &unread->sums[kind];
		struct loss loss = {.cause = unread_causes[kind],
				    .from_ns = sum->from_ns,
				    .to_ns = sum->to_ns,
				    .packets = sum->frames,
				    .bytes = sum->bytes};

		if (!sum->frames || (!end && now_ns - sum->from_ns < UNREAD_GATHER_NS))
			continue;
		if (sum->bytes >= FOOTAGE_SNAPSHOT_BYTES)
			observer->loss(observer->context, &loss);
		*sum = (struct unread_sum){0};
	}
}
