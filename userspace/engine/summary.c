// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/summary.h"

#include <stdio.h>

static const char *summary_source(enum home_source source)
{
	static const char *const names[] = {"", "told", "advertised", "neighbour", "local"};

	return names[source];
}

static void summary_list_home(void *context, const struct prefix *prefix, enum home_source source)
{
	struct summary_room *room = context;
	char text[ADDRESS_TEXT];
	unsigned bits = prefix->length;

	if (room->count == SUMMARY_HOME)
		return;
	if (address_is_v4(&prefix->address))
		bits -= 96;
	snprintf(room->texts[room->count], sizeof(room->texts[0]), "%s/%u",
		 address_format(&prefix->address, text), bits);
	room->prefixes[room->count].prefix = room->texts[room->count];
	room->prefixes[room->count++].source = summary_source(source);
}

static void summary_count_devices(struct event_summary *out, struct devices *devices)
{
	out->devices = (uint32_t)devices_count(devices);
	for (size_t i = 0; i < devices_count(devices); i++) {
		switch (devices_at(devices, i)->state) {
		case DEVICE_CAMERA:
			out->cameras++;
			break;
		case DEVICE_OTHER:
			out->ruled_out++;
			break;
		default:
			out->undecided++;
		}
	}
}

void summary_fill(struct event_summary *out, const struct source_counters *counters,
		  struct devices *devices, const struct home *home, struct summary_room *room)
{
	out->packets = counters->packets;
	out->ip_packets = counters->ip_packets;
	out->bytes = counters->bytes;
	out->first_ns = counters->first_ns;
	out->last_ns = counters->last_ns;
	out->copies = counters->copies;
	out->unreadable = counters->unreadable;
	out->lost = counters->lost;
	/* Most packets pass between outside addresses: taken beyond the router's NAT. */
	out->behind_nat = counters->ip_packets && counters->outside * 2 > counters->ip_packets;
	summary_count_devices(out, devices);
	room->count = 0;
	home_each(home, summary_list_home, room);
	out->home_count = room->count;
	out->home = room->prefixes;
}
