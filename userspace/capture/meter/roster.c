// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/roster.h"

#include <errno.h>

#include "../bpf/copies.h"
#include "base/slots.h"

/* As DEVICE_COPY_NS and DEVICE_COPY_BELOW_NS. */
#define ROSTER_COPY_NS (COPIES_WINDOW_US * 1000ULL)
#define ROSTER_COPY_BELOW_NS 200000000ULL

struct roster {
	struct slots slots;
	struct roster_entry *entries;
};

int roster_create(uint32_t limit, struct roster **out)
{
	struct roster *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->entries = slots_create(&r->slots, limit, sizeof(*r->entries));
	if (!r->entries) {
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
	slots_destroy(&roster->slots);
	free(roster->entries);
	free(roster);
}

static uint32_t *roster_slot(const struct roster *r, const struct device_key *key)
{
	return slots_find(&r->slots, r->entries, sizeof(*r->entries), key, sizeof(*key));
}

uint32_t roster_look(const struct roster *roster, const struct device_key *key)
{
	return *roster_slot(roster, key) - 1; /* 0 - 1 is ROSTER_NONE */
}

uint32_t roster_find(struct roster *roster, const struct device_key *key, bool *added)
{
	uint32_t *slot = roster_slot(roster, key);

	*added = false;
	if (*slot)
		return *slot - 1;
	if (roster->slots.count == roster->slots.limit)
		return ROSTER_NONE;
	roster->entries[roster->slots.count].key = *key;
	*slot = ++roster->slots.count;
	*added = true;
	return *slot - 1;
}

struct roster_entry *roster_at(struct roster *roster, uint32_t index)
{
	return &roster->entries[index];
}

uint32_t roster_count(const struct roster *roster)
{
	return roster->slots.count;
}

static bool roster_is_step(uint64_t from_ns, uint64_t to_ns)
{
	return from_ns > to_ns && from_ns - to_ns > ROSTER_STEP_NS;
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
	return time_ns >= device->moved_ns && time_ns <= device->source_ns + after_ns;
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
	device->moved_ns = since_ns + (time_ns - since_ns) / 2;
	device->turned_ns = time_ns;
	device->before = device->interface;
	device->interface = interface;
}

bool roster_is_copy(struct roster_entry *device, uint32_t interface, uint8_t rank, uint64_t time_ns)
{
	bool other = device->interface && device->interface != interface;

	if (other && !roster_is_step(device->source_ns, time_ns)) {
		if (roster_has_seen(device, rank, time_ns)) {
			device->copy_ns = time_ns;
			return true;
		}
		/* Sent before it moved, and read only now; its bridge may tell of it too. */
		if (time_ns < device->moved_ns)
			return device->before && interface != device->before;
	}
	if (device->interface != interface)
		roster_move(device, interface, time_ns);
	else if (time_ns < device->moved_ns)
		device->moved_ns = time_ns;
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
	uint32_t at = device->interface;

	if (device->before && time_ns < device->turned_ns &&
	    !roster_is_step(device->turned_ns, time_ns))
		at = device->before;
	return at && at != interface;
}
