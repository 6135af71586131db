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

/* Whoever watches has an address on each interface, and is no device of the home that was judged.
 */
static void summary_count_devices(struct event_summary *out, struct devices *devices)
{
	for (size_t i = 0; i < devices_count(devices); i++) {
		const struct device *device = devices_at(devices, i);

		if (device->own)
			continue;
		out->devices++;
		switch (device->state) {
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

static void summary_list_tries(struct event_summary *out, const struct source_counters *counters,
			       struct summary_room *room)
{
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < counters->strange_count; i++) {
		const struct prefix *prefix = &counters->strange[i];

		snprintf(room->try_texts[i], sizeof(room->try_texts[0]), "%s/%u",
			 address_format(&prefix->address, text), prefix->length);
		room->try_home[i] = room->try_texts[i];
	}
	out->try_count = counters->strange_count;
	out->try_home = room->try_home;
}

void summary_list_absent(struct event_summary *out, const struct owner *owner,
			 struct summary_room *room)
{
	for (size_t i = 0; i < owner->count; i++) {
		const struct owner_word *word = &owner->words[i];
		size_t at = out->absent_count;

		if (!word->camera || word->met)
			continue;
		out->doubts |= 1U << DOUBT_ABSENT;
		if (at == SUMMARY_ABSENT)
			break;
		room->absent[at].device = device_key_text(&word->device, room->absent_texts[at]);
		room->absent[at].name = word->named ? word->name : NULL;
		out->absent_count++;
	}
	out->absent = room->absent;
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
	/*
	 * Most packets pass between outside addresses: taken beyond the router's NAT. There is no
	 * network there from which several senders of one link send.
	 */
	out->behind_nat = counters->ip_packets && counters->outside * 2 > counters->ip_packets &&
			  !counters->strange_count;
	summary_count_devices(out, devices);
	summary_list_tries(out, counters, room);
	room->count = 0;
	home_each(home, summary_list_home, room);
	out->home_count = room->count;
	out->home = room->prefixes;
}

void summary_judge(struct event_summary *out, const struct source_counters *counters)
{
	const bool holds[DOUBTS] = {
		[DOUBT_NO_PACKETS] = !counters->ip_packets,
		[DOUBT_NO_CAMERA] = !out->cameras,
		[DOUBT_LOSSES_UNKNOWN] = counters->losses_unknown,
		[DOUBT_LOST] = counters->lost,
		[DOUBT_FILTERED] = counters->filtered,
		[DOUBT_OUTSIDE_ROUTER] = out->behind_nat,
		[DOUBT_HOME_UNKNOWN] = counters->strange_count,
	};

	for (unsigned i = 0; i < DOUBTS; i++)
		if (holds[i])
			out->doubts |= 1U << i;
	if (out->uploads || out->upload_bytes)
		out->nothing_left = NOTHING_LEFT_NO;
	else if (!out->doubts)
		out->nothing_left = NOTHING_LEFT_YES;
}
