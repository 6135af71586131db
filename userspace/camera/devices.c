// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/devices.h"

#include <errno.h>
#include <stdlib.h>

#include "base/table.h"

#define DEVICES_DAY_NS (24 * 3600 * 1000000000ULL)
#define DEVICES_SILENT_NS (60 * 1000000000ULL)
#define DEVICES_TRIES 16

struct devices {
	struct table *entries;
	uint64_t crowded_out;
};

int devices_create(uint32_t limit, struct devices **out)
{
	struct devices *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	if (table_create(limit, sizeof(struct device_key), sizeof(struct device), &d->entries)) {
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
	table_destroy(devices->entries);
	free(devices);
}

size_t devices_count(const struct devices *devices)
{
	return table_count(devices->entries);
}

struct device *devices_at(struct devices *devices, size_t index)
{
	return table_at(devices->entries, (uint32_t)index);
}

struct device *devices_look(struct devices *devices, const struct device_key *key)
{
	return table_look(devices->entries, key);
}

/* With episodes waiting or under way it is used. */
static bool devices_may_go(const struct device *d, uint64_t now_ns)
{
	return !d->declared && !d->dismissed && d->state != DEVICE_CAMERA && !d->waiting_first &&
	       now_ns > d->used_ns;
}

/* Decided, or undecided with evidence: it may yet be a camera. */
static bool devices_is_known(const struct device *d)
{
	return d->state == DEVICE_OTHER || d->evidence_count;
}

static bool devices_was_away(const struct device *d, uint64_t now_ns)
{
	return now_ns - d->used_ns >= DEVICES_DAY_NS &&
	       (d->state == DEVICE_OTHER || !d->evidence_count);
}

/*
 * Of those looked for longest ago the first that was away, else one of which nothing is known, else
 * one that was silent for a while: MACs and names of phones and cameras can be made up too. Those
 * that stay are not asked again before all others were. NULL: none of them may go.
 */
static const struct device *devices_leaver(struct devices *d, uint64_t now_ns)
{
	struct device *at = table_oldest(d->entries), *newer;
	const struct device *stranger = NULL, *silent = NULL;

	for (unsigned i = 0; i < DEVICES_TRIES && at; i++, at = newer) {
		newer = table_newer(d->entries, at);
		if (!devices_may_go(at, now_ns)) {
			table_use(d->entries, at);
		} else if (devices_was_away(at, now_ns)) {
			return at;
		} else if (devices_is_known(at)) {
			if (!silent && now_ns - at->used_ns >= DEVICES_SILENT_NS)
				silent = at;
			table_use(d->entries, at);
		} else if (!stranger || (stranger->bytes_up && !at->bytes_up)) {
			stranger = at;
		}
	}
	return stranger ? stranger : silent;
}

/* Takes out the one that makes room, so that numbers go on without a hole. False: none may go. */
static bool devices_make_room(struct devices *d, uint64_t now_ns)
{
	const struct device *leaver = devices_leaver(d, now_ns);

	if (!leaver)
		return false;
	d->crowded_out += leaver->bytes_up && !devices_was_away(leaver, now_ns);
	table_drop(d->entries, &leaver->key);
	return true;
}

struct device *devices_find(struct devices *devices, const struct device_key *key,
			    const struct rules *rules, uint64_t now_ns)
{
	bool added;
	struct device *device = table_find(devices->entries, key, &added);

	if (!device && devices_make_room(devices, now_ns))
		device = table_find(devices->entries, key, &added);
	if (!device)
		return NULL;
	if (added)
		device_begin(device, key, rules, now_ns);
	device->used_ns = now_ns;
	table_use(devices->entries, device);
	return device;
}

uint64_t devices_crowded_out(const struct devices *devices)
{
	return devices->crowded_out;
}
