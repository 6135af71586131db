// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/devices.h"

#include <errno.h>
#include <string.h>

#include "base/slots.h"

#define DEVICES_DAY_NS (24 * 3600 * 1000000000ULL)

struct devices {
	struct slots slots;
	struct device *entries;
};

int devices_create(uint32_t limit, struct devices **out)
{
	struct devices *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	d->entries = slots_create(&d->slots, limit, sizeof(*d->entries));
	if (!d->entries) {
		devices_destroy(d);
		return -ENOMEM;
	}
	*out = d;
	return 0;
}

void devices_destroy(struct devices *devices)
{
	if (!devices)
		return;
	slots_destroy(&devices->slots);
	free(devices->entries);
	free(devices);
}

size_t devices_count(const struct devices *devices)
{
	return devices->slots.count;
}

struct device *devices_at(struct devices *devices, size_t index)
{
	return &devices->entries[index];
}

static uint32_t *devices_slot(const struct devices *d, const struct device_key *key)
{
	return slots_find(&d->slots, d->entries, sizeof(*d->entries), key, sizeof(*key));
}

struct device *devices_look(struct devices *devices, const struct device_key *key)
{
	uint32_t slot = *devices_slot(devices, key);

	return slot ? &devices->entries[slot - 1] : NULL;
}

/* Undecided with evidence may yet be a camera; with episodes waiting or under way it is used. */
static bool devices_may_go(const struct device *d, uint64_t now_ns)
{
	if (d->told || d->dismissed || d->state == DEVICE_CAMERA || d->waiting_first)
		return false;
	if (d->state != DEVICE_OTHER && d->evidence_count)
		return false;
	return now_ns > d->used_ns && now_ns - d->used_ns >= DEVICES_DAY_NS;
}

/* Slots are tried one after the other, so that one that empties would hide those behind it. */
static void devices_index(struct devices *d)
{
	memset(d->slots.slot, 0, ((size_t)d->slots.mask + 1) * sizeof(*d->slots.slot));
	for (uint32_t i = 0; i < d->slots.count; i++)
		*devices_slot(d, &d->entries[i].key) = i + 1;
}

/* The entry that makes room, or NULL. */
static struct device *devices_leaver(struct devices *d, uint64_t now_ns)
{
	struct device *pick = NULL;

	for (struct device *at = d->entries; at < d->entries + d->slots.count; at++) {
		if (devices_may_go(at, now_ns) && (!pick || at->used_ns < pick->used_ns))
			pick = at;
	}
	return pick;
}

static struct device *devices_add(struct devices *d, const struct device_key *key, uint32_t *slot,
				  uint64_t now_ns)
{
	struct device *device;

	if (d->slots.count < d->slots.limit) {
		*slot = ++d->slots.count;
		device = &d->entries[*slot - 1];
		device->key = *key;
		return device;
	}
	device = devices_leaver(d, now_ns);
	if (!device)
		return NULL;
	memset(device, 0, sizeof(*device));
	device->key = *key;
	devices_index(d);
	return device;
}

struct device *devices_find(struct devices *devices, const struct device_key *key,
			    const struct rules *rules, uint64_t now_ns)
{
	uint32_t *slot = devices_slot(devices, key);
	struct device *device;

	if (*slot) {
		device = &devices->entries[*slot - 1];
	} else {
		device = devices_add(devices, key, slot, now_ns);
		if (!device)
			return NULL;
		device_begin(device, key, rules, now_ns);
	}
	device->used_ns = now_ns;
	return device;
}
