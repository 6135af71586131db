// SPDX-License-Identifier: GPL-2.0-or-later
/* The part of engine.h that a daemon asks of the engine it runs, and tells it. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "engine/state.h"

static void engine_tell_camera(struct device *device,
			       void (*each)(void *context, const struct engine_camera *camera),
			       void *context)
{
	struct engine_camera camera = {
		.dismissed = device->dismissed,
		.confirmed = device->declared,
		.off_path = device->presence.off_path,
		.heard_ns = device->presence.heard_ns,
		.sent_ns = device->presence.sent_ns,
		.bytes_up = device->bytes_up,
		.uploads = device->uploads,
		.upload_bytes = device->upload_bytes,
	};

	device_describe(device, &camera.camera);
	each(context, &camera);
}

void engine_each_camera(struct engine *engine,
			void (*each)(void *context, const struct engine_camera *camera),
			void *context)
{
	for (size_t i = 0; i < devices_count(engine->devices); i++) {
		struct device *device = devices_at(engine->devices, i);

		if (!device->own && (device->state == DEVICE_CAMERA || device->dismissed))
			engine_tell_camera(device, each, context);
	}
}

static void engine_tell_other(struct device *device,
			      void (*each)(void *context, const struct engine_other *other),
			      void *context)
{
	struct engine_other other = {.heard_ns = device->presence.heard_ns,
				     .bytes_up = device->bytes_up};

	device_describe(device, &other.device);
	if (device->state == DEVICE_OTHER)
		other.device.withdrawn = device_doubt(device, &other.device.withdrawn_by);
	each(context, &other);
}

/* Without MACs, as on a provider's line, all of IPv4 comes from this machine's outer address. */
static bool engine_is_of_home(const struct device *device)
{
	return device->key.kind == DEVICE_BY_MAC || address_is_private(&device->ip);
}

void engine_each_other(struct engine *engine,
		       void (*each)(void *context, const struct engine_other *other), void *context)
{
	for (size_t i = 0; i < devices_count(engine->devices); i++) {
		struct device *device = devices_at(engine->devices, i);

		if (!device->own && device->state != DEVICE_CAMERA && engine_is_of_home(device))
			engine_tell_other(device, each, context);
	}
}

bool engine_passes(const struct engine *engine)
{
	for (size_t i = 0; i < devices_count(engine->devices); i++) {
		const struct device *device = devices_at(engine->devices, i);

		if (!device->own && device->presence.sent_ns && engine_is_of_home(device))
			return true;
	}
	return false;
}

struct engine_asked {
	struct engine *engine;
	sending_fn *each;
	void *context;
};

static void engine_ask(void *context, const struct series *series)
{
	const struct engine_asked *asked = context;
	struct device *device = devices_look(asked->engine->devices, &series->device);

	if (device && device->state == DEVICE_CAMERA)
		sending_describe(series, device, asked->engine->config.geography, asked->each,
				 asked->context);
}

void engine_each_sending(struct engine *engine, sending_fn *each, void *context)
{
	struct engine_asked asked = {engine, each, context};

	tracker_each(engine->tracker, engine_ask, &asked);
}

/* An address is that of the device which was last heard of with it. */
static struct device *engine_seen(struct engine *e, const struct device_key *key)
{
	struct device *seen = devices_look(e->devices, key);
	uint64_t latest_ns = 0;
	struct address address;

	if (seen || key->kind != DEVICE_BY_ADDRESS)
		return seen;
	memcpy(address.bytes, key->bytes, 16);
	for (size_t i = 0; i < devices_count(e->devices); i++) {
		struct device *d = devices_at(e->devices, i);
		const struct addresses_one *one = addresses_find(&d->addresses, &address);

		if (one && (!seen || one->used_ns > latest_ns)) {
			seen = d;
			latest_ns = one->used_ns;
		}
	}
	return seen;
}

/*
 * The device that the owner speaks of, once the word is remembered for good. A word on what was not
 * seen yet, by whichever address, waits for it (owner.h).
 */
static int engine_word(struct engine *e, const struct device_key *key, const char *name,
		       bool camera, struct device **out)
{
	struct device *device = engine_seen(e, key);
	const struct device_key *about = device ? &device->key : key;
	int err = camera ? owner_confirm(&e->owner, about, name) : owner_dismiss(&e->owner, about);

	if (device)
		owner_see(&e->owner, about);
	*out = device;
	return device ? 0 : err ? err : -ENOENT;
}

unsigned engine_called(const struct engine *engine, const char *name, struct device_key *out)
{
	const struct owner *owner = &engine->owner;
	unsigned found = 0;

	for (size_t i = 0; i < owner->count; i++) {
		if (!owner->words[i].named || strcmp(owner->words[i].name, name) != 0)
			continue;
		*out = owner->words[i].device;
		found++;
	}
	return found;
}

int engine_confirm(struct engine *engine, const struct device_key *device, const char *name)
{
	struct device *found;
	int err = engine_word(engine, device, name, true, &found);
	enum device_state before;

	if (!found)
		return err;
	before = found->state;
	device_tell(found, name);
	engine_settle(engine, found, before);
	return err;
}

int engine_dismiss(struct engine *engine, const struct device_key *device)
{
	struct device *found;
	int err = engine_word(engine, device, NULL, false, &found);
	enum device_state before;

	if (!found)
		return err;
	before = found->state;
	device_dismiss(found);
	engine_settle(engine, found, before);
	return err;
}

int engine_unname(struct engine *engine, const struct device_key *device)
{
	struct device *found = engine_seen(engine, device);
	int err = owner_unname(&engine->owner, found ? &found->key : device);

	if (!found || !found->name_declared)
		return err;
	device_unname(found);
	return 0;
}

bool engine_key(struct engine *engine, const struct device_key *said, struct device_key *own)
{
	const struct device *device = engine_seen(engine, said);

	*own = device ? device->key : *said;
	return device;
}

void engine_recall(struct engine *engine, bool (*knows)(void *context, const char *device),
		   void *context)
{
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < engine->owner.count; i++) {
		struct owner_word *word = &engine->owner.words[i];

		if (word->camera && !word->met)
			word->met = knows(context, device_key_text(&word->device, text));
	}
}

void engine_forget(struct engine *engine, const char *device)
{
	struct event_camera camera;

	for (size_t i = 0; i < devices_count(engine->devices); i++) {
		struct device *d = devices_at(engine->devices, i);

		device_describe(d, &camera);
		if (strcasecmp(camera.key, device) == 0 ||
		    (camera.ip && strcasecmp(camera.ip, device) == 0) ||
		    (camera.name && strcasecmp(camera.name, device) == 0))
			traffic_forget(d);
	}
}

int engine_declare(struct engine *engine, const struct device_key *device, bool camera,
		   const char *name)
{
	int err = camera ? engine_confirm(engine, device, name) : engine_dismiss(engine, device);

	return err == -ENOENT ? 0 : err;
}

void engine_reload(struct engine *engine, const struct rules *rules)
{
	engine->config.rules = rules;
	listener_reload(engine->listener, rules);
	flow_table_reload(engine->flows, rules);
	tracker_reload(engine->tracker, rules);
	for (size_t i = 0; i < devices_count(engine->devices); i++) {
		struct device *device = devices_at(engine->devices, i);
		enum device_state before = device->state;

		device_reload(device, rules, engine->now_ns);
		engine_settle(engine, device, before);
	}
}

void engine_own(struct engine *engine, const struct device_key *key)
{
	struct device *device =
		devices_find(engine->devices, key, engine->config.rules, engine->now_ns);

	if (!device)
		return;
	device->own = true;
	device_dismiss(device);
	engine->config.decide(engine->config.decide_context, key, DEVICE_OTHER);
}
