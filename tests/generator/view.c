/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ip.h"

enum { SLL_HOST = 0, SLL_BROADCAST = 1, SLL_MULTICAST = 2, SLL_OTHER = 3, SLL_OUTGOING = 4 };
enum { PORT = 0, BRIDGE = 1, OUTSIDE = 2, SECOND_PORT = 3 };

static int view_tags(struct view *view, char **rest, int count)
{
	for (int i = 0; i < count; i++) {
		char *word = strtok_r(NULL, " ", rest), *end;
		unsigned long id = word ? strtoul(word, &end, 10) : 0;

		if (!word || *end || id < 1 || id > 4094)
			return -EINVAL;
		view->tags[i] = (unsigned)id;
	}
	view->tag_count = count;
	return 0;
}

int view_parse(struct view *view, const char *words)
{
	static const char *const places[] = {"lan",  "bridge-port", "any-sll", "any-sll2",
					     "span", "raw",	    "wan"};
	char text[96], *rest, *word;

	if (strlen(words) >= sizeof(text))
		return -EINVAL;
	strcpy(text, words);
	for (word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		size_t place = 0;
		int rc = 0;

		while (place < sizeof(places) / sizeof(places[0]) && strcmp(word, places[place]))
			place++;
		if (place < sizeof(places) / sizeof(places[0]))
			view->place = (enum view_place)place;
		else if (!strcmp(word, "vlan"))
			rc = view_tags(view, &rest, 1);
		else if (!strcmp(word, "qinq"))
			rc = view_tags(view, &rest, 2);
		else if (!strcmp(word, "pppoe"))
			view->pppoe = true;
		else
			rc = -EINVAL;
		if (rc)
			return rc;
	}
	return 0;
}

void view_writer_options(const struct view *view, struct writer_options *options)
{
	options->link_type = view->place == VIEW_RAW	? 101
			     : view->place == VIEW_SLL	? 113
			     : view->place == VIEW_SLL2 ? 276
							: 1;
	options->interface_count = view->place == VIEW_BRIDGE_PORT ? 2 : 1;
	options->interfaces[0] = view->place == VIEW_SLL || view->place == VIEW_SLL2 ? "any"
				 : view->place == VIEW_WAN			     ? "wan"
										     : "lan1";
	options->interfaces[1] = "br-lan";
	options->pcapng |= view->place == VIEW_BRIDGE_PORT;
}

static void view_mac(const struct view *view, uint16_t node, const struct view_packet *packet,
		     uint8_t out[6])
{
	struct address to = {.family = packet->ether_type == 0x86dd ? 6 : 4};

	if (node == PACKETS_BROADCAST) {
		memset(out, 0xff, 6);
	} else if (node == PACKETS_MULTICAST) {
		memcpy(to.bytes, packet->data + (to.family == 6 ? 24 : 16), address_size(&to));
		address_multicast_mac(&to, out);
	} else {
		memcpy(out, view->house->devices[node].mac, 6);
	}
}

static size_t view_encapsulate(const struct view *view, const struct view_packet *packet,
			       uint8_t *at)
{
	size_t used = 0;

	for (int i = 0; i < view->tag_count; i++, used += 4) {
		bytes_put16(at + used, view->tag_count == 2 && !i ? 0x88a8 : 0x8100);
		bytes_put16(at + used + 2, view->tags[i]);
	}
	if (!view->pppoe || packet->ether_type == 0x0806) {
		bytes_put16(at + used, packet->ether_type);
		return used + 2;
	}
	bytes_put16(at + used, 0x8864);
	bytes_put16(at + used + 2, 0x1100);
	bytes_put16(at + used + 4, 0x0011); /* the session */
	bytes_put16(at + used + 6, packet->length + 2);
	bytes_put16(at + used + 8, packet->ether_type == 0x86dd ? 0x0057 : 0x0021);
	return used + 10;
}

static uint64_t view_stamp(struct view *view, uint64_t time_ns)
{
	uint64_t step = view->nano ? 1 : 1000;

	time_ns -= time_ns % step;
	if (time_ns <= view->last_ns)
		time_ns = view->last_ns + step;
	view->last_ns = time_ns;
	if (view->back_from_ns && time_ns >= view->back_from_ns)
		time_ns -= view->back_ns < time_ns ? view->back_ns : time_ns;
	return time_ns;
}

static uint64_t view_write(struct view *view, const struct view_packet *packet, int interface,
			   const uint8_t *link, size_t length)
{
	uint64_t stamp = view_stamp(view, packet->time_ns);
	uint8_t *frame = packet->data - length;

	memcpy(frame, link, length);
	writer_packet(view->writer, interface, stamp, frame, packet->length + (uint32_t)length);
	view->packets++;
	return stamp;
}

static uint64_t view_ethernet(struct view *view, const struct view_packet *packet, int interface)
{
	uint8_t link[VIEW_HEADROOM];

	if (view->place == VIEW_WAN) {
		bool up = packet->from != HOUSE_ROUTER;

		memcpy(link, up ? view->house->provider_mac : view->house->wan_mac, 6);
		memcpy(link + 6, up ? view->house->wan_mac : view->house->provider_mac, 6);
	} else {
		view_mac(view, packet->to, packet, link);
		view_mac(view, packet->from, packet, link + 6);
	}
	return view_write(view, packet, interface, link,
			  12 + view_encapsulate(view, packet, link + 12));
}

static uint64_t view_cooked(struct view *view, const struct view_packet *packet, int place,
			    unsigned type, const uint8_t source[6])
{
	uint8_t link[20] = {0};
	bool second = view->place == VIEW_SLL2;

	if (second) {
		bytes_put16(link, packet->ether_type);
		bytes_put32(link + 4, (uint32_t)place + 2);
		bytes_put16(link + 8, 1);
		link[10] = (uint8_t)type;
		link[11] = 6;
		memcpy(link + 12, source, 6);
	} else {
		bytes_put16(link, type);
		bytes_put16(link + 2, 1);
		bytes_put16(link + 4, 6);
		memcpy(link + 6, source, 6);
		bytes_put16(link + 14, packet->ether_type);
	}
	return view_write(view, packet, 0, link, second ? 20 : 16);
}

/* The router's source address translation; it keeps the port, as Linux does while it is free. */
static void view_translate(const struct view *view, const struct view_packet *packet)
{
	if (packet->ether_type == 0x0800 && view->house->wan.family == 4)
		ip_readdress(packet->data, packet->from == HOUSE_ROUTER, view->house->wan.bytes);
}

static uint64_t view_any(struct view *view, const struct view_packet *packet)
{
	const struct house *house = view->house;
	bool sent = packet->from == HOUSE_ROUTER; /* by the router itself, or through it */
	unsigned type = sent				  ? SLL_OUTGOING
			: packet->to == PACKETS_BROADCAST ? SLL_BROADCAST
			: packet->to == PACKETS_MULTICAST ? SLL_MULTICAST
			: packet->to == HOUSE_ROUTER	  ? SLL_HOST
							  : SLL_OTHER;
	const uint8_t *source = house->devices[packet->from].mac;
	uint8_t address[4];
	uint64_t first;

	if (!sent) {
		first = view_cooked(view, packet, PORT, type, source);
		if (type == SLL_OTHER) { /* the bridge hands it from port to port */
			view_cooked(view, packet, SECOND_PORT, SLL_OUTGOING, source);
			return first;
		}
		view_cooked(view, packet, BRIDGE, type, source);
		if (!packet->outside)
			return first;
		view_translate(view, packet);
		view_cooked(view, packet, OUTSIDE, SLL_OUTGOING, house->wan_mac);
		return first;
	}
	if (packet->outside) {
		memcpy(address, packet->data + 16, 4);
		view_translate(view, packet);
		first = view_cooked(view, packet, OUTSIDE, SLL_HOST, house->provider_mac);
		if (packet->ether_type == 0x0800)
			ip_readdress(packet->data, true, address);
		view_cooked(view, packet, BRIDGE, SLL_OUTGOING, source);
	} else {
		first = view_cooked(view, packet, BRIDGE, SLL_OUTGOING, source);
	}
	view_cooked(view, packet, PORT, SLL_OUTGOING, source);
	return first;
}

bool view_sees(const struct view *view, const struct view_packet *packet)
{
	if (view->place == VIEW_RAW)
		return packet->ether_type != 0x0806;
	return view->place != VIEW_WAN || packet->outside;
}

uint64_t view_show(struct view *view, const struct view_packet *packet)
{
	uint64_t first;

	switch (view->place) {
	case VIEW_RAW:
		return view_write(view, packet, 0, packet->data, 0);
	case VIEW_SLL:
	case VIEW_SLL2:
		return view_any(view, packet);
	case VIEW_WAN:
		view_translate(view, packet);
		return view_ethernet(view, packet, 0);
	case VIEW_LAN:
		return view_ethernet(view, packet, 0);
	case VIEW_BRIDGE_PORT:
		first = view_ethernet(view, packet, packet->from == HOUSE_ROUTER ? BRIDGE : PORT);
		view_ethernet(view, packet, packet->from == HOUSE_ROUTER ? PORT : BRIDGE);
		return first;
	case VIEW_SPAN:
		break;
	}
	first = view_ethernet(view, packet, 0);
	view_ethernet(view, packet, 0);
	return first;
}
