// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/engine.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "upload/waiting.h"
#include "base/oneway.h"
#include "engine/state.h"
#include "engine/summary.h"
#include "engine/taker.h"
#include "upload/footage.h"
#include "packet/holes.h"
#include "upload/judge.h"
#include "engine/unexplained.h"
#include "engine/volume.h"

#define ENGINE_DEVICES 2048U
#define ENGINE_DAY_NS (24 * 3600 * 1000000000ULL)
/* What of a device goes unseen is told again when it still does. */
#define ENGINE_UNSEEN_NS (600 * 1000000000ULL)

/*
 * How much there is room for: of a replay, whose memory is the budget's, and live, where a router
 * has 30 MB to spare. nDPI keeps up to 9 kB for a connection that it has not made out.
 */
static const struct engine_room {
	uint32_t flows, inspections, tracks, names;
} engine_rooms[] = {
	[false] = {16384, 0, 4096, NAMES_LIMIT},
	[true] = {8192, 128, 2048, 4096},
};

void engine_emit(struct engine *engine, struct event *event)
{
	event->capture = engine->config.capture;
	engine->config.emit(engine->config.emit_context, event);
}

static void engine_doubt(struct engine *e, enum doubt doubt)
{
	e->summary.doubts |= 1U << doubt;
}

static void engine_tell(struct engine *e, struct device *device, const struct record *record)
{
	struct judge_room room;
	struct event event = {.kind = EVENT_UPLOAD};

	if (!judge_record(record, device, e->config.geography, &room, &event.upload)) {
		if (record->scope == FLOW_OUTSIDE)
			unexplained_add(e, device, &record->whole, record->rule);
		return;
	}
	if (record->scope == FLOW_HOME) {
		event.kind = EVENT_LOCAL;
		event.upload.passed_on = taker_passed_on(record, e->devices);
		if (event.upload.passed_on == PASSED_ON_YES)
			engine_doubt(e, DOUBT_PASSED_ON);
		e->summary.local_bytes += record->now.bytes_up;
	} else {
		e->summary.uploads += record->final;
		e->summary.upload_bytes += record->now.bytes_up;
		device->uploads += record->final;
		device->upload_bytes += record->now.bytes_up;
		device->stills |= event.upload.class == CLASS_SNAPSHOT &&
				  event.upload.bytes_up < FOOTAGE_BYTES;
	}
	engine_emit(e, &event);
	unexplained_tell(e, device);
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

/* It was told to be a camera and is none: who was told must hear of it. */
static void engine_take_back(struct engine *e, struct device *device)
{
	struct event event = {.kind = EVENT_CAMERA};

	device->announced = false;
	device_describe(device, &event.camera);
	event.camera.withdrawn_because = device_doubt(device);
	event.camera.withdrawn_ns = e->now_ns;
	engine_emit(e, &event);
}

static void engine_lose_of(struct engine *e, struct device *device, const struct loss *loss);

/* What had passed unseen of it before it was known to be a camera. */
static void engine_tell_missed(struct engine *e, struct device *device)
{
	struct loss loss = {.cause = device->missed_cause,
			    .from_ns = device->missed_from_ns,
			    .to_ns = device->missed_to_ns,
			    .bytes = device->missed_bytes};

	if (!loss.bytes)
		return;
	device->missed_bytes = 0;
	engine_lose_of(e, device, &loss);
}

/* Called after every fact about a device: acts where it changed the verdict. */
void engine_settle(struct engine *e, struct device *device, enum device_state before)
{
	if (device->state == DEVICE_CAMERA && (!device->announced || device->waiting_first))
		engine_announce(e, device);
	if (device->state == before)
		return;
	if (device->state != DEVICE_CAMERA && device->announced)
		engine_take_back(e, device);
	if (device->state == DEVICE_CAMERA) {
		engine_tell_missed(e, device);
		unexplained_tell(e, device);
	}
	if (device->state == DEVICE_OTHER)
		waiting_drop(device, &e->waiting);
	if (before == DEVICE_OTHER)
		traffic_restart(device, e->now_ns);
	e->config.decide(e->config.decide_context, &device->key, device->state);
}

static struct device *engine_device(struct engine *e, const struct device_key *key)
{
	struct device *device = devices_find(e->devices, key, e->config.rules, e->now_ns);

	if (!device || device->met)
		return device;
	device->met = true;
	owner_meet(&e->owner, device);
	return device;
}

static void engine_locate(struct engine *e, struct device *device, const uint8_t local[16])
{
	enum device_state before = device->state;

	if (memcmp(device->ip.bytes, local, 16) == 0)
		return;
	memcpy(device->ip.bytes, local, 16);
	owner_locate(&e->owner, device);
	engine_settle(e, device, before);
}

/* Somebody at home takes from the server what the device sends there: a view through a relay. */
static bool engine_is_watched(struct engine *e, const struct record *record)
{
	return flow_table_returns(e->flows, &record->device, &record->addresses[0],
				  record->whole.first_ns, FOOTAGE_BYTES);
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
	if (weight > 0 && !device_is_unnamed(device) && engine_is_watched(e, record))
		weight = JUDGE_SURE;
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

/* An episode that no measure takes for footage. */
static void engine_rest(void *context, const struct track *track)
{
	struct engine *e = context;
	struct device *device = devices_look(e->devices, &track->device);

	if (device && device->state != DEVICE_OTHER && track->scope == FLOW_OUTSIDE)
		unexplained_add(e, device, &track->whole, track->rule);
}

static void engine_uploading(void *context, const struct event_upload *upload)
{
	struct engine *e = context;
	struct event event = {.kind = EVENT_UPLOADING, .upload = *upload};

	engine_emit(e, &event);
}

static void engine_begin(void *context, const struct series *series)
{
	struct engine *e = context;
	struct device *device = devices_look(e->devices, &series->device);

	if (device && device->state == DEVICE_CAMERA)
		sending_begin(&e->sending, series, device, e->config.geography, engine_uploading,
			      e);
}

/* What was told to be going out turned out to be no upload: who was told must hear of it. */
static void engine_withdraw(struct engine *e)
{
	struct record *record;
	struct judge_room room;

	while ((record = sending_end(&e->sending))) {
		struct event event = {.kind = EVENT_UPLOADING};
		struct device *device = devices_look(e->devices, &record->device);

		if (device) {
			judge_withdraw(record, device, e->config.geography, &room, &event.upload);
			engine_emit(e, &event);
		}
		record_destroy(record);
	}
}

static void engine_unseen(void *context, struct device *device, const struct presence_gap *gap)
{
	struct engine *e = context;
	struct event event = {.kind = EVENT_GAP};
	struct event_camera camera;

	event.gap.from_ns = gap->from_ns;
	event.gap.to_ns = gap->to_ns;
	event.gap.cause = gap->cause;
	event.gap.count = gap->devices;
	engine_doubt(e, cause_doubt(gap->cause));
	if (device) {
		if (!device->announced)
			engine_announce(e, device);
		device_describe(device, &camera);
		event.gap.camera = &camera;
	}
	engine_emit(e, &event);
}

static void engine_notice(struct device *device, enum flow_scope scope, bool sent, uint64_t now_ns)
{
	if (sent)
		presence_hear(device, now_ns);
	if (sent && scope == FLOW_HOME)
		device->presence.home_ns = now_ns;
	if (scope == FLOW_OUTSIDE)
		presence_pass(device, sent, now_ns);
}

/* Of one device: what others send is not in doubt. */
static void engine_lose_of(struct engine *e, struct device *device, const struct loss *loss)
{
	struct event event = {.kind = EVENT_GAP};
	struct event_camera camera;

	if (device->own || device->state == DEVICE_OTHER)
		return;
	tracker_loss_of(e->tracker, &device->key);
	/* Of who is no camera yet it waits: once it is one, it is told. */
	if (cause_doubt(loss->cause) == DOUBT_UNSEEN && device->state != DEVICE_CAMERA) {
		device->missed_from_ns =
			device->missed_from_ns ? device->missed_from_ns : loss->from_ns;
		device->missed_to_ns = loss->to_ns;
		device->missed_cause = loss->cause;
		device->missed_bytes += loss->bytes;
		return;
	}
	engine_doubt(e, cause_doubt(loss->cause));
	if (!device->unseen_from_ns)
		device->unseen_from_ns =
			device->unseen_ns > loss->from_ns ? device->unseen_ns : loss->from_ns;
	device->unseen_bytes += loss->bytes;
	if (device->unseen_ns && loss->to_ns >= device->unseen_ns &&
	    loss->to_ns - device->unseen_ns < ENGINE_UNSEEN_NS &&
	    device->unseen_bytes < FOOTAGE_BYTES)
		return;
	e->traffic.lossy = true;
	event.gap.from_ns = device->unseen_from_ns;
	event.gap.to_ns = device->unseen_ns = loss->to_ns;
	event.gap.bytes = device->unseen_bytes;
	event.gap.cause = loss->cause;
	event.gap.interface = loss->interface;
	device->unseen_from_ns = device->unseen_bytes = 0;
	if (device->state == DEVICE_CAMERA) {
		if (!device->announced)
			engine_announce(e, device);
		device_describe(device, &camera);
		event.gap.camera = &camera;
	}
	engine_emit(e, &event);
}

/* A run of answers to what never went up: those of a stretch lie before its first packet up. */
static void engine_weigh_answers(struct engine *e, struct device *device,
				 const struct activity *activity, const struct flow *flow)
{
	const struct account_stretch *s = &activity->stretch;
	uint64_t settled_ns = e->traffic.from_ns + ONEWAY_SETTLED_NS;
	struct oneway run = {.settled = flow && s->lead_first_ns > settled_ns,
			     .packets = s->lead.packets,
			     .bytes = s->lead.bytes,
			     .packets_up = flow ? flow->packets_up : 0,
			     .bytes_up = flow ? flow->bytes_up : 0};
	struct loss loss = {.cause = CAUSE_ONE_WAY,
			    .from_ns = s->lead_first_ns,
			    .to_ns = s->first_up_ns ? s->first_up_ns : e->now_ns};

	if (oneway_is(&activity->flow, &run))
		engine_lose_of(e, device, &loss);
}

/* Names that were learned since it began are not its own. */
static struct flow *engine_flow(struct engine *e, const struct flow_key *key, uint64_t now_ns,
				uint64_t began_ns)
{
	struct flow *flow = flow_table_find(e->flows, key, now_ns);
	struct address remote;

	flow->first_ns = began_ns;
	memcpy(remote.bytes, key->remote, 16);
	flow->behind_vpn = home_is_behind_vpn(e->config.home, &remote);
	return flow;
}

/* All but the handshake may go by hardware: what was looked up says who and where to. */
static struct flow *engine_flow_unseen(struct engine *e, const struct activity *activity)
{
	struct flow *flow =
		engine_flow(e, &activity->flow, e->now_ns, activity->stretch.first_up_ns);

	flow_name(flow, e->names, e->config.rules);
	return flow;
}

static void engine_activity(void *context, const struct activity *activity)
{
	struct engine *e = context;
	const struct account_stretch *s = &activity->stretch;
	struct device *device = engine_device(e, &activity->flow.device);
	struct flow *flow = flow_table_look(e->flows, &activity->flow);
	uint64_t down = s->lead.bytes + s->within.bytes + s->tail.bytes;
	const struct series *series;
	enum device_state before;

	if (!device)
		return;
	engine_notice(device, activity->flow.scope, s->first_up_ns != 0, e->now_ns);
	if (device->state == DEVICE_OTHER)
		return;
	engine_locate(e, device, activity->flow.local);
	if (!flow && activity->hardware)
		flow = engine_flow_unseen(e, activity);
	if (!e->config.live)
		engine_weigh_answers(e, device, activity, flow);
	if (activity->flow.scope == FLOW_OUTSIDE) {
		traffic_count(e, device, activity);
		unexplained_count(e, device, activity);
		onward_count(&device->onward, s->first_up_ns ? s->first_up_ns : e->now_ns,
			     s->bytes_up);
	}
	before = device->state;
	if (activity->flow.scope == FLOW_OUTSIDE)
		device_move(device, s->bytes_up, down);
	if (flow) {
		flow->bytes_up += s->bytes_up;
		flow->bytes_down += down;
		flow->packets_up += s->packets_up;
		flow->used_ns = e->now_ns;
		volume_weigh(flow, device, e->config.rules, e->now_ns);
	}
	series = tracker_activity(e->tracker, activity, flow);
	engine_settle(e, device, before);
	if (e->config.live && series)
		engine_begin(e, series);
}

static void engine_flow_sample(struct engine *e, const struct sample *sample)
{
	struct device *device = engine_device(e, &sample->flow.device);
	struct flow *flow;
	struct address remote;
	enum device_state before;
	char agent[128];

	if (!device)
		return;
	engine_notice(device, sample->flow.scope, sample->upstream, e->now_ns);
	if (device->state == DEVICE_OTHER)
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
	flow = engine_flow(e, &sample->flow, sample->time_ns, sample->began_ns);
	flow_table_sample(e->flows, flow, sample, e->names, e->config.rules, agent);
	if (flow_is_own_word(flow, sample->upstream))
		device_speak(device, e->config.rules, flow->signature, false, e->now_ns);
	if (agent[0])
		device_hear_name(device, e->config.rules, WHERE_AGENT, agent, e->now_ns);
	if (flow->host && !flow->rule_told) {
		flow->rule_told = true;
		device_assist(device, e->config.rules, flow->host, e->now_ns);
		device_contact(device, flow->rule, flow->host, flow->host_source, false, e->now_ns);
	}
	engine_settle(e, device, before);
}

/* Live, who sends anything is a device that is there; a replay knows those it has facts about. */
static void engine_hear(struct engine *e, const struct sample *sample)
{
	struct device *device =
		sample->sender.kind && e->config.live ? engine_device(e, &sample->sender) : NULL;

	if (device) {
		presence_hear(device, e->now_ns);
		engine_settle(e, device, device->state);
	}
	listener_hear(e->listener, sample);
	if (e->config.live || !sample->sender.kind)
		return;
	device = devices_look(e->devices, &sample->sender);
	if (device)
		presence_hear(device, e->now_ns);
}

static void engine_sample(void *context, const struct sample *sample)
{
	struct engine *e = context;

	e->now_ns = sample->time_ns;
	traffic_observe(e, sample->time_ns);
	if (sample->flow.device.kind)
		engine_flow_sample(e, sample);
	else
		engine_hear(e, sample);
}

static void engine_tick(void *context, uint64_t now_ns)
{
	struct engine *e = context;

	e->now_ns = now_ns;
	tracker_tick(e->tracker, now_ns);
	traffic_tick(e, now_ns);
	if (!e->config.live)
		return;
	tracker_each(e->tracker, engine_begin, e);
	engine_withdraw(e);
	presence_tick(&e->presence, e->devices, now_ns, engine_unseen, e);
}

static void engine_loss(void *context, const struct loss *loss)
{
	struct engine *e = context;
	struct event event = {.kind = EVENT_GAP};
	struct device *device = loss->device ? engine_device(e, loss->device) : NULL;

	if (device) {
		engine_lose_of(e, device, loss);
		return;
	}
	if (cause_doubt(loss->cause) == DOUBT_CLOCK) {
		tracker_close(e->tracker);
		engine_withdraw(e);
		traffic_cut(e, loss->from_ns, loss->to_ns);
		presence_reset(&e->presence, e->devices, loss->to_ns);
	} else {
		e->traffic.lossy = true;
		tracker_loss(e->tracker, loss->to_ns);
	}
	event.gap.from_ns = loss->from_ns;
	event.gap.to_ns = loss->to_ns;
	event.gap.packets = loss->packets;
	event.gap.cause = loss->cause;
	event.gap.interface = loss->interface;
	engine_doubt(e, cause_doubt(loss->cause));
	engine_emit(e, &event);
}

static enum device_state engine_state(void *context, const struct device_key *key)
{
	struct engine *e = context;
	struct device *device = engine_device(e, key);
	struct loss crowd = {.cause = CAUSE_CROWDED, .from_ns = e->now_ns, .to_ns = e->now_ns};

	if (device)
		return device->state;
	if (!e->crowded_ns || e->now_ns - e->crowded_ns >= ENGINE_DAY_NS) {
		e->crowded_ns = e->now_ns;
		engine_loss(e, &crowd);
	}
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
	const struct engine_room *room = &engine_rooms[config->live];
	struct engine *e = calloc(1, sizeof(*e));
	int err = -ENOMEM;

	if (!e)
		return -ENOMEM;
	e->config = *config;
	for (size_t i = 0; i < config->told_count; i++)
		owner_confirm(&e->owner, &config->told[i].device, config->told[i].name);
	if (devices_create(ENGINE_DEVICES, &e->devices) ||
	    flow_table_create(room->flows, room->inspections, config->protocol, &e->flows) ||
	    names_create(room->names, &e->names) ||
	    tracker_create(room->tracks, engine_record, engine_rest, e, &e->tracker) ||
	    listener_create(&(struct listener_config){.names = e->names,
						      .home = config->home,
						      .rules = config->rules,
						      .geography = config->geography,
						      .find = engine_hears,
						      .changed = engine_heard,
						      .context = e},
			    &e->listener))
		goto out;
	if (config->geography) /* of another house */
		geography_learn(config->geography, NULL);
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
	sending_clear(&engine->sending);
	listener_destroy(engine->listener);
	tracker_destroy(engine->tracker);
	flow_table_destroy(engine->flows);
	names_destroy(engine->names);
	devices_destroy(engine->devices);
	free(engine);
}

/* Of a capture, which has an end: who was never seen to send to outside. */
static void engine_tell_absent(struct engine *e)
{
	presence_end(&e->presence, e->devices, e->now_ns, engine_unseen, e);
	for (size_t i = 0; i < devices_count(e->devices); i++) {
		const struct device *device = devices_at(e->devices, i);

		if (device->state == DEVICE_CAMERA && !device->own && !device->presence.sent_ns)
			engine_doubt(e,
				     device->presence.outside_ns ? DOUBT_ONE_WAY : DOUBT_OFF_PATH);
	}
}

void engine_summarize(const struct engine *engine, const struct source_counters *counters,
		      struct event_summary *out)
{
	struct summary_room room;

	*out = engine->summary;
	summary_fill(out, counters, engine->devices, engine->config.home, &room);
	summary_judge(out, counters);
	out->try_count = out->home_count = 0;
	out->try_home = NULL;
	out->home = NULL;
}

void engine_finish(struct engine *engine, const struct source_counters *counters)
{
	struct event event = {.kind = EVENT_SUMMARY};
	struct summary_room room;

	tracker_close(engine->tracker);
	engine_withdraw(engine);
	if (!engine->config.live)
		engine_tell_absent(engine);
	traffic_end(engine);
	event.summary = engine->summary;
	summary_fill(&event.summary, counters, engine->devices, engine->config.home, &room);
	summary_judge(&event.summary, counters);
	engine_emit(engine, &event);
}
