// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/devices.h"

#include <errno.h>

#include "slots.h"

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

struct device *devices_find(struct devices *devices, const struct device_key *key,
			    const struct rules *rules, uint64_t now_ns)
{
	uint32_t *slot = slots_find(&devices->slots, devices->entries, sizeof(*devices->entries),
				    key, sizeof(*key));

	if (*slot)
		return &devices->entries[*slot - 1];
	if (devices->slots.count == devices->slots.limit)
		return NULL;
	*slot = ++devices->slots.count;
	device_begin(&devices->entries[*slot - 1], key, rules, now_ns);
	return &devices->entries[*slot - 1];
}
