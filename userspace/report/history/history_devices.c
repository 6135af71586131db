/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/history_devices.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json/reading.h"

static int history_devices_find(struct history_devices *devices, const char *key, uint32_t *out)
{
	size_t i = 0;

	while (i < devices->count && strcmp(devices->items[i].key, key) != 0)
		i++;
	if (i == HISTORY_DEVICES)
		return -E2BIG;
	if (i == devices->count) {
		devices->items[i] = (struct history_device){.chosen = true};
		snprintf(devices->items[i].key, LEDGER_DEVICE, "%s", key);
		devices->count++;
	}
	*out = (uint32_t)i;
	return 0;
}

/* What is known of a camera grows: its latest is its best. */
int history_devices_see(struct history_devices *devices, struct json_object *object,
			uint64_t time_ns, uint32_t *device, uint32_t *kept)
{
	struct event_camera camera;
	int err = pool_keep(&devices->cameras, object, kept);

	if (err)
		return err;
	reading_camera(object, &camera);
	err = history_devices_find(devices, camera.key, device);
	if (!err && time_ns >= devices->items[*device].seen_ns) {
		devices->items[*device].seen_ns = time_ns;
		devices->items[*device].camera = *kept;
	}
	return err;
}

int history_devices_know(struct history_devices *devices, struct json_object *record,
			 uint64_t written_ns)
{
	struct json_object *object = reading_member(record, "camera");
	struct history_device *device;
	struct event_camera camera;
	uint32_t index, kept;
	uint64_t time_ns;
	int err;

	if (!object || reading_member(record, "withdrawn"))
		return 0; /* it was known before, or is none */
	reading_camera(object, &camera);
	time_ns = camera.identified_ns ? camera.identified_ns : written_ns;
	err = history_devices_see(devices, object, time_ns, &index, &kept);
	if (err)
		return err;
	device = &devices->items[index];
	if (!device->record || time_ns < device->known_ns) {
		json_object_put(device->record);
		device->record = json_object_get(record);
		device->known_ns = time_ns;
	}
	return 0;
}

static bool history_devices_is_called(const struct history_devices *devices,
				      const struct history_device *device, const char *wanted)
{
	if (!strcasecmp(device->key, wanted))
		return true;
	for (size_t i = 0; i < devices->cameras.count; i++) {
		struct event_camera camera;

		reading_camera(devices->cameras.items[i], &camera);
		if (!strcmp(camera.key, device->key) &&
		    ((camera.name && !strcasecmp(camera.name, wanted)) ||
		     (camera.ip && !strcmp(camera.ip, wanted))))
			return true;
	}
	return false;
}

int history_devices_choose(struct history_devices *devices, const char *camera)
{
	size_t chosen = 0;

	for (size_t i = 0; i < devices->count; i++) {
		devices->items[i].chosen =
			history_devices_is_called(devices, &devices->items[i], camera);
		chosen += devices->items[i].chosen;
	}
	if (!chosen)
		return -ENOENT;
	return 0;
}

bool history_devices_keeps(const struct history_devices *devices, const char *key)
{
	for (size_t i = 0; key && i < devices->count; i++)
		if (!strcmp(devices->items[i].key, key))
			return devices->items[i].chosen;
	return true;
}

void history_devices_clear(struct history_devices *devices)
{
	for (size_t i = 0; i < devices->count; i++)
		json_object_put(devices->items[i].record);
	pool_clear(&devices->cameras);
	devices->count = 0;
}
