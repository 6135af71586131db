// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/roster.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../bpf/copies.h"
#include "base/table.h"

/* As DEVICE_COPY_NS and DEVICE_COPY_BELOW_NS. */
#define ROSTER_COPY_NS (COPIES_WINDOW_US * 1000ULL)
#define ROSTER_COPY_BELOW_NS 200000000ULL
#define ROSTER_TRIES 16 /* so many are asked whether they are undecided */

struct roster {
	struct table *entries;
	uint32_t generation;
};

int roster_create(uint32_t limit, struct roster **out)
{
	struct roster *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	if (table_create(limit, sizeof(struct device_key), sizeof(struct roster_entry),
			 &r->entries)) {
		roster_destroy(r);
		return -ENOMEM;
	}
	*out = r;
	return 0;
}

void roster_destroy(struct roster *roster)
{
	if (!roster)
		return;
	table_destroy(roster->entries);
	free(roster);
}

uint32_t roster_look(const struct roster *roster, const struct device_key *key)
{
	const struct roster_entry *entry = table_look(roster->entries, key);

	return entry ? table_index(roster->entries, entry) : ROSTER_NONE;
}

/* Who is decided is not asked again before all others were. */
static void roster_make_room(struct roster *r)
{
	struct roster_entry *oldest = table_oldest(r->entries);

	for (unsigned i = 0; i < ROSTER_TRIES && oldest->state != DEVICE_UNDECIDED; i++) {
		table_use(r->entries, oldest);
		oldest = table_oldest(r->entries);
	}
	table_drop(r->entries, &oldest->key);
	r->generation++;
}

uint32_t roster_find(struct roster *roster, const struct device_key *key, bool *added)
{
	struct roster_entry *entry = table_find(roster->entries, key, added);

	if (!entry) {
		roster_make_room(roster);
		entry = table_find(roster->entries, key, added);
	}
	table_use(roster->entries, entry);
	return table_index(roster->entries, entry);
}

uint32_t roster_generation(const struct roster *roster)
{
	return roster->generation;
}

struct roster_entry *roster_at(struct roster *roster, uint32_t index)
{
	return table_at(roster->entries, index);
}

uint32_t roster_count(const struct roster *roster)
{
	return table_count(roster->entries);
}

static bool roster_is_step(uint64_t from_ns, uint64_t to_ns)
{
	return from_ns > to_ns && from_ns - to_ns > ROSTER_STEP_NS;
}

/* A line that lies far ahead is of a clock that was set back since. */
static bool roster_is_before(uint64_t line_ns, uint64_t time_ns)
{
	return time_ns < line_ns && !roster_is_step(line_ns, time_ns);
}

/*
 * Whether it may have been seen where its device is counted: while that was, and a moment after.
 * By the frames' own times: libpcap hands over a block of one interface after a block of the other,
 * which may be older or reach beyond it.
 */
static bool roster_has_seen(const struct roster_entry *device, uint8_t rank, uint64_t time_ns)
{
	uint64_t after_ns = ROSTER_COPY_NS;

	if (rank != device->rank)
		after_ns = rank > device->rank ? 0 : ROSTER_COPY_BELOW_NS;
	return time_ns >= device->stays[0].moved_ns && time_ns <= device->source_ns + after_ns;
}

/*
 * It is counted here from now on. Blocks of the old interface that are still to be read hold what
 * was sent before: the line is between the frame at hand and the last that was a copy of those.
 */
static void roster_move(struct roster_entry *device, uint32_t interface, uint64_t time_ns)
{
	uint64_t longest_ns = 2 * ROSTER_COPY_NS;
	uint64_t since_ns = time_ns > longest_ns ? time_ns - longest_ns : 0;

	if (device->copy_ns > since_ns && device->copy_ns < time_ns)
		since_ns = device->copy_ns;
	memmove(&device->stays[1], &device->stays[0],
		(ROSTER_STAYS - 1) * sizeof(device->stays[0]));
	device->stays[0] = (struct roster_stay){.interface = interface,
						.moved_ns = since_ns + (time_ns - since_ns) / 2,
						.turned_ns = time_ns};
}

/* Where what it sent before it moved was counted, of which this is read only now. */
static uint32_t roster_sent_at(const struct roster_entry *device, uint64_t time_ns)
{
	const struct roster_stay *stays = device->stays;
	size_t at = 1;

	while (at + 1 < ROSTER_STAYS && stays[at + 1].interface &&
	       roster_is_before(stays[at].moved_ns, time_ns))
		at++;
	return stays[at].interface;
}

bool roster_is_beside(const struct roster_entry *device, uint32_t interface, uint8_t rank)
{
	uint32_t now = device->stays[0].interface;

	return now && now != interface && rank == device->rank;
}

bool roster_is_copy(struct roster_entry *device, uint32_t interface, uint8_t rank, uint64_t time_ns)
{
	struct roster_stay *now = &device->stays[0];
	bool other = now->interface && now->interface != interface;

	if (other && !roster_is_step(device->source_ns, time_ns)) {
		if (roster_has_seen(device, rank, time_ns)) {
			device->copy_ns = time_ns;
			return true;
		}
		/* Its bridge may tell of it too. */
		if (time_ns < now->moved_ns) {
			uint32_t at = roster_sent_at(device, time_ns);

			return at && interface != at;
		}
	}
	if (now->interface != interface)
		roster_move(device, interface, time_ns);
	else if (time_ns < now->moved_ns)
		now->moved_ns = time_ns;
	device->rank = rank;
	device->source_ns = time_ns;
	return false;
}

/*
 * Frames of one interface come in their order: what the new one saw before the frame with which the
 * device moved was left to the old one, and may be read there only now.
 */
bool roster_is_elsewhere(const struct roster_entry *device, uint32_t interface, uint64_t time_ns)
{
	const struct roster_stay *stays = device->stays;
	size_t at = 0;

	while (at + 1 < ROSTER_STAYS && stays[at + 1].interface &&
	       roster_is_before(stays[at].turned_ns, time_ns))
		at++;
	return stays[at].interface && stays[at].interface != interface;
}
