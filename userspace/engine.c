// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "camera/devices.h"
#include "camera/waiting.h"
#include "flow/names.h"
#include "flow/table.h"
#include "listen.h"
#include "summary.h"
#include "upload/footage.h"
#include "upload/judge.h"
#include "upload/tracker.h"

#define ENGINE_DEVICES 2048U
#define ENGINE_FLOWS 16384U
#define ENGINE_TRACKS 4096U
/* Who sends more to a footage host than it takes, and more than a handshake, is no viewer. */
#define ENGINE_SENDS_BYTES 8000U
#define ENGINE_SENDS_RATIO 1.5

struct engine {
	struct engine_config config;
	struct devices *devices;
	struct flow_table *flows;
	struct names *names;
	struct tracker *tracker;
	struct listener *listener;
	uint64_t now_ns;
	size_t waiting;
	bool crowded; /* the table of devices is full, and it has been told */
	struct event_summary summary;
};

static void engine_emit(struct engine *e, struct event *event)
{
	event->capture = e->config.capture;
	e->config.emit(e->config.emit_context, event);
}

static void engine_tell(struct engine *e, struct device *device, const struct record *record)
{
	struct judge_room room;
	struct event event = {.kind = EVENT_UPLOAD};

	if (!judge_record(record, device, e->config.geography, &room, &event.upload))
		return;
	if (record->scope == FLOW_HOME) {
		event.kind = EVENT_LOCAL;
		e->summary.local_bytes += record->now.bytes_up;
	} else {
		e->summary.uploads += record->final;
		e->summary.upload_bytes += record->now.bytes_up;
	}
	engine_emit(e, &event);
}

static void engine_announce(struct engine *e, struct device *device)
{
	struct event event = {.kind = EVENT_CAMERA};
	struct record *record;

	if (!device->announced) {
		device->announced = true;
		device_describe(device, &event.camera);
		engine_emit(e, &event);
	}
	while ((record = waiting_take(device, e->now_ns, &e->waiting))) {
		engine_tell(e, device, record);
		record_destroy(record);
	}
}

/* Called after every fact about a device: acts where it changed the verdict. */
static void engine_settle(struct engine *e, struct device *device, enum device_state before)
{
	if (device->state == DEVICE_CAMERA && (!device->announced || device->waiting_first))
		engine_announce(e, device);
	if (device->state == before)
		return;
	if (device->state == DEVICE_OTHER)
		waiting_drop(device, &e->waiting);
	e->config.decide(e->config.decide_context, &device->key, device->state);
}

static struct device *engine_device(struct engine *e, const struct device_key *key)
{
	size_t known = devices_count(e->devices);
	struct device *device = devices_find(e->devices, key, e->config.rules, e->now_ns);

	if (!device || devices_count(e->devices) == known)
		return device;
	for (size_t i = 0; i < e->config.told_count; i++)
		if (memcmp(&e->config.told[i].device, key, sizeof(*key)) == 0)
			device_tell(device, e->config.told[i].name);
	return device;
}

/* A camera told by its address is found by the MAC that uses it. */
static void engine_told_address(struct engine *e, struct device *device)
{
	for (size_t i = 0; i < e->config.told_count && !device->told; i++) {
		const struct engine_told *told = &e->config.told[i];

		if (told->device.kind == DEVICE_BY_ADDRESS &&
		    memcmp(told->device.bytes, device->ip.bytes, 16) == 0)
			device_tell(device, told->name);
	}
}

static void engine_locate(struct engine *e, struct device *device, const uint8_t local[16])
{
	enum device_state before = device->state;

	if (memcmp(device->ip.bytes, local, 16) == 0)
		return;
	memcpy(device->ip.bytes, local, 16);
	engine_told_address(e, device);
	engine_settle(e, device, before);
}

static void engine_record(void *context, struct record *record)
{
	struct engine *e = context;
	struct device *device = engine_device(e, &record->device);
	uint64_t first_ns = record->whole.first_ns, last_ns = record->whole.last_ns;
	enum device_state before;
	double weight;

	if (!device || device->state == DEVICE_OTHER)
		goto out;
	if (device->state == DEVICE_CAMERA) {
		engine_tell(e, device, record);
		goto out;
	}
	before = device->state;
	weight = judge_behaviour(record, device, device->behaved);
	waiting_put(device, record, &e->waiting);
	if (weight > 0) {
		/* Those at the same time are one: a camera sends to one place, a swarm to many. */
		device->behaved += first_ns > device->behaved_ns;
		if (last_ns > device->behaved_ns)
			device->behaved_ns = last_ns;
		device_behave(device, weight, "behaves like a camera", e->now_ns);
		engine_settle(e, device, before);
	}
	return;
out:
	record_destroy(record);
}

/*
 * At home a flow is counted one way, so that a viewer's acknowledgements must be told from a stream
 * by their size and sum.
 */
static bool engine_sends(const struct flow *flow)
{
	if (flow->bytes_up < (uint64_t)FOOTAGE_MEAN_PACKET * flow->packets_up)
		return false;
	if (flow->key.scope == FLOW_HOME)
		return flow->bytes_up >= FOOTAGE_BYTES;
	return flow->bytes_up >= ENGINE_SENDS_BYTES &&
	       (double)flow->bytes_up >= ENGINE_SENDS_RATIO * (double)flow->bytes_down;
}

static bool engine_takes(const struct flow *flow)
{
	return flow->key.scope == FLOW_OUTSIDE && flow->bytes_down >= ENGINE_SENDS_BYTES &&
	       (double)flow->bytes_down >= ENGINE_SENDS_RATIO * (double)flow->bytes_up;
}

/*
 * Who sends to a footage host, or by a camera's protocol, is surer a camera; who takes by such a
 * protocol watches.
 */
static void engine_volume(struct engine *e, struct device *device, struct flow *flow)
{
	bool speaks = rules_signature(e->config.rules, flow->signature);

	if (speaks && engine_takes(flow)) {
		flow->volume_told = true;
		device_watch(device, e->now_ns);
		return;
	}
	if (!engine_sends(flow))
		return;
	flow->volume_told = true;
	if (flow->rule)
		device_contact(device, flow->rule, flow->host, flow->host_source, true, e->now_ns);
	if (speaks)
		device_speak(device, e->config.rules, flow->signature, true, e->now_ns);
}

static void engine_activity(void *context, const struct activity *activity)
{
	struct engine *e = context;
	const struct account_stretch *s = &activity->stretch;
	struct device *device = engine_device(e, &activity->flow.device);
	struct flow *flow = flow_table_look(e->flows, &activity->flow);
	uint64_t down = s->lead.bytes + s->within.bytes + s->tail.bytes;
	enum device_state before;

	if (!device || device->state == DEVICE_OTHER)
		return;
	engine_locate(e, device, activity->flow.local);
	before = device->state;
	if (activity->flow.scope == FLOW_OUTSIDE)
		device_move(device, s->bytes_up, down);
	if (flow) {
		flow->bytes_up += s->bytes_up;
		flow->bytes_down += down;
		flow->packets_up += s->packets_up;
		flow->used_ns = e->now_ns;
		if (!flow->volume_told && (flow->rule || flow->signature))
			engine_volume(e, device, flow);
	}
	tracker_activity(e->tracker, activity, flow);
	engine_settle(e, device, before);
}

/*
 * Whether a signature speaks for the device itself: what it sends to outside, or an RTSP server's
 * answer at home. At home the viewer speaks a camera's protocol as well.
 */
static bool engine_is_own_word(const struct flow *flow, const struct sample *sample)
{
	if (flow->key.scope == FLOW_OUTSIDE)
		return sample->upstream && flow->signature;
	return flow->signature == SIGNATURE_RTSP &&
	       (flow->key.local_port == 554 || flow->key.local_port == 8554);
}

static void engine_flow_sample(struct engine *e, const struct sample *sample)
{
	struct device *device = engine_device(e, &sample->flow.device);
	struct flow *flow;
	struct address remote;
	enum device_state before;
	char agent[128];

	if (!device || device->state == DEVICE_OTHER)
		return;
	engine_locate(e, device, sample->flow.local);
	before = device->state;
	if (sample->first && sample->flow.scope == FLOW_OUTSIDE) {
		memcpy(remote.bytes, sample->flow.remote, 16);
		device_meet(device, &remote, sample->time_ns);
	}
	if (sample->first && sample->flow.scope == FLOW_OUTSIDE &&
	    sample->flow.protocol == IPPROTO_TCP)
		device_call(device, sample->flow.remote, sample->time_ns);
	flow = flow_table_find(e->flows, &sample->flow, sample->time_ns);
	flow->first_ns = sample->began_ns; /* names learned since are not its own */
	flow_table_sample(e->flows, flow, sample, e->names, e->config.rules, agent);
	if (engine_is_own_word(flow, sample))
		device_speak(device, e->config.rules, flow->signature, false, e->now_ns);
	if (agent[0])
		device_hear_name(device, e->config.rules, WHERE_AGENT, agent, e->now_ns);
	if (flow->host && !flow->rule_told) {
		flow->rule_told = true;
		device_contact(device, flow->rule, flow->host, flow->host_source, false, e->now_ns);
	}
	engine_settle(e, device, before);
}

static void engine_sample(void *context, const struct sample *sample)
{
	struct engine *e = context;

	e->now_ns = sample->time_ns;
	if (sample->flow.device.kind)
		engine_flow_sample(e, sample);
	else
		listener_hear(e->listener, sample);
}

static void engine_tick(void *context, uint64_t now_ns)
{
	struct engine *e = context;

	e->now_ns = now_ns;
	tracker_tick(e->tracker, now_ns);
}

static void engine_loss(void *context, const struct loss *loss)
{
	struct engine *e = context;
	struct event event = {.kind = EVENT_GAP};

	if (loss->kind == LOSS_CLOCK)
		tracker_close(e->tracker);
	else
		tracker_loss(e->tracker);
	event.gap.from_ns = loss->from_ns;
	event.gap.to_ns = loss->to_ns;
	event.gap.packets = loss->packets;
	event.gap.reason = loss->reason;
	engine_emit(e, &event);
}

static enum device_state engine_state(void *context, const struct device_key *key)
{
	struct engine *e = context;
	struct device *device = engine_device(e, key);
	struct loss crowd = {.kind = LOSS_TABLE,
			     .from_ns = e->now_ns,
			     .to_ns = e->now_ns,
			     .reason = "there were more devices than there is room for: the later "
				       "ones are not watched"};

	if (device)
		return device->state;
	if (!e->crowded)
		engine_loss(e, &crowd);
	e->crowded = true;
	return DEVICE_OTHER;
}

struct observer engine_observer(struct engine *engine)
{
	return (struct observer){
		.context = engine,
		.activity = engine_activity,
		.sample = engine_sample,
		.tick = engine_tick,
		.loss = engine_loss,
		.state = engine_state,
	};
}

/* The listener heard something of a device: find it, apply, act on what changed. */
static struct device *engine_hears(void *context, const struct device_key *key)
{
	return engine_device(context, key);
}

static void engine_heard(void *context, struct device *device, enum device_state before)
{
	engine_settle(context, device, before);
}

int engine_create(const struct engine_config *config, struct engine **out)
{
	struct engine *e = calloc(1, sizeof(*e));
	int err = -ENOMEM;

	if (!e)
		return -ENOMEM;
	e->config = *config;
	if (devices_create(ENGINE_DEVICES, &e->devices) ||
	    flow_table_create(ENGINE_FLOWS, config->protocol, &e->flows) ||
	    names_create(NAMES_LIMIT, &e->names) ||
	    tracker_create(ENGINE_TRACKS, engine_record, e, &e->tracker) ||
	    listener_create(&(struct listener_config){.names = e->names,
						      .home = config->home,
						      .rules = config->rules,
						      .find = engine_hears,
						      .changed = engine_heard,
						      .context = e},
			    &e->listener))
		goto out;
	*out = e;
	e = NULL;
	err = 0;
out:
	engine_destroy(e);
	return err;
}

void engine_destroy(struct engine *engine)
{
	if (!engine)
		return;
	if (engine->devices)
		for (size_t i = 0; i < devices_count(engine->devices); i++)
			waiting_drop(devices_at(engine->devices, i), &engine->waiting);
	listener_destroy(engine->listener);
	tracker_destroy(engine->tracker);
	flow_table_destroy(engine->flows);
	names_destroy(engine->names);
	devices_destroy(engine->devices);
	free(engine);
}

void engine_finish(struct engine *engine, const struct source_counters *counters)
{
	struct event event = {.kind = EVENT_SUMMARY};
	struct summary_room room;

	tracker_close(engine->tracker);
	event.summary = engine->summary;
	summary_fill(&event.summary, counters, engine->devices, engine->config.home, &room);
	engine_emit(engine, &event);
}
