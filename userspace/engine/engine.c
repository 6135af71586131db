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
#include "upload/footage.h"
#include "packet/holes.h"
#include "upload/judge.h"
#include "engine/unexplained.h"
#include "engine/unreported.h"
#include "engine/volume.h"

#define ENGINE_DEVICES 2048U
/* What of a device goes unseen is told again when it still does. */
#define ENGINE_UNSEEN_NS (600 * 1000000000ULL)
/* A camera that is silent for longer may be gone, and its address another's. */
#define ENGINE_NAMESAKE_NS (900 * 1000000000ULL)
#define ENGINE_GATHER_NS (60 * 1000000000ULL) /* how often it is looked for what waits so long */

/*
 * How much there is room for: of a replay, whose memory is the budget's, and live, where a router
 * has 30 MB to spare. nDPI keeps up to 9 kB for a connection that it has not made out.
 */
static const struct engine_room engine_rooms[] = {
	[false] = {16384, 0, 4096, NAMES_LIMIT, ENGINE_DEVICES},
	[true] = {8192, 128, 2048, 4096, ENGINE_DEVICES},
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

/* Who took the camera's stream at home sent so much out meanwhile, or since. */
static void engine_tell_sent_on(struct engine *e, struct device *camera,
				const struct episode_sums *sent)
{
	struct event event = {.kind = EVENT_GAP,
			      .gap = {.cause = CAUSE_ONWARD,
				      .from_ns = sent->first_ns,
				      .to_ns = sent->last_ns,
				      .bytes = sent->bytes_up}};
	struct event_camera described;

	engine_doubt(e, DOUBT_PASSED_ON);
	device_describe(camera, &described);
	event.gap.camera = &described;
	engine_emit(e, &event);
}

/* What it sends may be what it took: a recorder that copies to a cloud at night. */
static void engine_look_back(struct engine *e, const struct episode *sent)
{
	const struct device_key *key;
	size_t at = 0;

	if (sent->scope != FLOW_OUTSIDE || sent->now.bytes_up < FOOTAGE_BYTES ||
	    sent->now.bytes_up < sent->now.bytes_down)
		return;
	while ((key = takers_next(&e->takers, sent, &at))) {
		struct device *camera = devices_look(e->devices, key);

		if (camera && camera->state == DEVICE_CAMERA)
			engine_tell_sent_on(e, camera, &sent->now);
	}
}

static void engine_tell(struct engine *e, struct device *device, const struct episode *episode)
{
	struct judge_room room;
	struct event event = {.kind = EVENT_UPLOAD};
	struct unexplained_taker taker = {
		episode->addresses[0], episode->host, episode->host_source,
		episode->borrowed ? NULL : episode->rule, episode->beyond};
	bool told = judge_episode(episode, device, e->config.geography, &room, &event.upload);

	if (!told)
		unreported_episode(e, device, episode, CONDITION_MET);
	if (episode->beyond || (!told && episode->scope == FLOW_OUTSIDE))
		unexplained_add(e, device, &episode->now, &taker);
	if (!told)
		return;
	if (episode->scope == FLOW_HOME) {
		event.kind = EVENT_LOCAL;
		event.upload.passed_on = taker_passed_on(episode, e->devices, &e->gateway);
		if (event.upload.passed_on == PASSED_ON_YES)
			engine_doubt(e, DOUBT_PASSED_ON);
		if (event.upload.passed_on == PASSED_ON_PART)
			engine_tell_sent_on(e, device, &episode->now);
		takers_note(&e->takers, episode, e->devices, &e->gateway);
		e->summary.local_bytes += episode->now.bytes_up;
	} else {
		e->summary.uploads += episode->final;
		e->summary.upload_bytes += episode->now.bytes_up;
		device->uploads += episode->final;
		device->upload_bytes += episode->now.bytes_up;
		device->stills |= event.upload.class == CLASS_SNAPSHOT &&
				  event.upload.bytes_up < FOOTAGE_BYTES;
	}
	engine_emit(e, &event);
	unexplained_tell(e, device);
}

static void engine_announce(struct engine *e, struct device *device)
{
	struct event event = {.kind = EVENT_CAMERA};
	struct episode *episode;

	if (!device->announced) {
		device->announced = true;
		device_describe(device, &event.camera);
		engine_emit(e, &event);
	}
	unreported_waiting(e, device, CONDITION_WAITED);
	while ((episode = waiting_take(device, e->now_ns, &e->waiting))) {
		engine_tell(e, device, episode);
		episode_destroy(episode);
	}
}

/* It was told to be a camera and is none: who was told must hear of it. */
static void engine_take_back(struct engine *e, struct device *device)
{
	struct event event = {.kind = EVENT_CAMERA};

	device->announced = false;
	device_describe(device, &event.camera);
	event.camera.withdrawn = device_doubt(device, &event.camera.withdrawn_by);
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
	if (device->state == DEVICE_OTHER) {
		unreported_waiting(e, device, CONDITION_OTHER);
		waiting_drop(device, &e->waiting);
	}
	if (before == DEVICE_OTHER)
		traffic_restart(device, e->now_ns);
	e->config.decide(e->config.decide_context, &device->key, device->state);
}

/* What others send is not in doubt: all of it is counted. */
static void engine_tell_crowd(struct engine *e, bool all)
{
	struct event event = {.kind = EVENT_GAP, .gap.cause = CAUSE_CROWDED};
	uint64_t told_ns = e->crowd_told_ns;

	if (!e->crowd_to_ns ||
	    (!all && told_ns && e->now_ns >= told_ns && e->now_ns - told_ns < ENGINE_GATHER_NS))
		return;
	event.gap.from_ns = e->crowd_from_ns;
	event.gap.to_ns = e->crowd_to_ns;
	e->crowd_told_ns = e->now_ns;
	e->crowd_from_ns = e->crowd_to_ns = 0;
	e->traffic.lossy = true;
	engine_doubt(e, DOUBT_TABLE_FULL);
	engine_emit(e, &event);
}

/* Somebody found no room, or somebody who sent to outside made it. */
static void engine_crowd(struct engine *e)
{
	if (!e->crowd_to_ns || e->now_ns < e->crowd_from_ns)
		e->crowd_from_ns = e->now_ns;
	e->crowd_to_ns = e->now_ns;
	engine_tell_crowd(e, false);
}

static struct device *engine_device(struct engine *e, const struct device_key *key)
{
	struct device *device = devices_find(e->devices, key, e->config.rules, e->now_ns);
	uint64_t out = devices_crowded_out(e->devices);

	if (!device || out != e->crowded_out)
		engine_crowd(e);
	e->crowded_out = out;
	if (!device || device->met)
		return device;
	device->met = true;
	owner_meet(&e->owner, device);
	return device;
}

static void engine_locate(struct engine *e, struct device *device, const uint8_t local[16])
{
	enum device_state before = device->state;
	struct address address;

	memcpy(address.bytes, local, 16);
	addresses_use(&device->addresses, &address, e->now_ns);
	if (address_equal(&device->ip, &address))
		return;
	device->ip = address;
	owner_locate(&e->owner, device);
	engine_settle(e, device, before);
}

/* Somebody at home takes from the server what the device sends there: a view through a relay. */
static bool engine_is_watched(struct engine *e, const struct episode *episode)
{
	return flow_table_returns(e->flows, &episode->device, &episode->addresses[0],
				  episode->whole.first_ns, FOOTAGE_BYTES);
}

static void engine_episode(void *context, struct episode *episode)
{
	struct engine *e = context;
	struct device *device = engine_device(e, &episode->device);
	uint64_t first_ns = episode->whole.first_ns, last_ns = episode->whole.last_ns;
	enum device_state before;
	double weight;

	if (device && device->state == DEVICE_OTHER)
		unreported_episode(e, device, episode, CONDITION_OTHER);
	if (!device || device->state == DEVICE_OTHER)
		goto out;
	engine_look_back(e, episode);
	if (device->state == DEVICE_CAMERA) {
		engine_tell(e, device, episode);
		goto out;
	}
	before = device->state;
	weight = judge_behaviour(episode, device, device->behaved);
	if (weight > 0 && !device_is_unnamed(device) && engine_is_watched(e, episode))
		weight = JUDGE_SURE;
	unreported_crowd(e, device, episode);
	waiting_put(device, episode, &e->waiting);
	if (weight > 0) {
		/* Those at the same time are one: a camera sends to one place, a swarm to many. */
		device->behaved += first_ns > device->behaved_ns;
		if (last_ns > device->behaved_ns)
			device->behaved_ns = last_ns;
		device_behave(device, weight, e->now_ns);
		engine_settle(e, device, before);
	}
	return;
out:
	episode_destroy(episode);
}

/* An episode that no measure takes for footage. */
static void engine_rest(void *context, const struct track *track, const struct episode_sums *sums)
{
	struct engine *e = context;
	struct device *device = devices_look(e->devices, &track->key.device);
	struct unexplained_taker taker = {track->key.remote, track->host, track->host_source,
					  track->borrowed ? NULL : track->rule, track->beyond};

	if (device)
		unreported_rest(e, device, track, sums);
	if (device && device->state != DEVICE_OTHER &&
	    (track->key.scope == FLOW_OUTSIDE || track->beyond))
		unexplained_add(e, device, sums, &taker);
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

static bool engine_prizes(void *context, const struct device_key *key)
{
	const struct engine *e = context;
	const struct device *device = devices_look(e->devices, key);

	return device && device->state == DEVICE_CAMERA;
}

/* What was told to be going out turned out to be no upload: who was told must hear of it. */
static void engine_withdraw(struct engine *e)
{
	struct episode *episode;
	struct judge_room room;

	while ((episode = sending_end(&e->sending))) {
		struct event event = {.kind = EVENT_UPLOADING};
		struct device *device = devices_look(e->devices, &episode->device);

		if (device) {
			judge_withdraw(episode, device, e->config.geography, &room, &event.upload);
			engine_emit(e, &event);
		}
		episode_destroy(episode);
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

static void engine_tell_unseen(struct engine *e, struct device *device, const char *interface)
{
	struct event event = {.kind = EVENT_GAP};
	struct event_camera camera;

	if (!device->unseen_to_ns)
		return;
	e->traffic.lossy = true;
	event.gap.from_ns = device->unseen_from_ns;
	event.gap.to_ns = device->unseen_ns = device->unseen_to_ns;
	event.gap.bytes = device->unseen_bytes;
	event.gap.cause = device->unseen_cause;
	event.gap.interface = interface;
	device->unseen_from_ns = device->unseen_to_ns = device->unseen_bytes = 0;
	if (device->state == DEVICE_CAMERA) {
		if (!device->announced)
			engine_announce(e, device);
		device_describe(device, &camera);
		event.gap.camera = &camera;
	}
	engine_emit(e, &event);
}

/* What was gathered for long enough; `all`: nothing more comes. */
static void engine_tell_gathered(struct engine *e, bool all)
{
	if (!all && e->now_ns - e->gathered_ns < ENGINE_GATHER_NS)
		return;
	e->gathered_ns = e->now_ns;
	for (size_t i = 0; i < devices_count(e->devices); i++) {
		struct device *device = devices_at(e->devices, i);

		if (device->state != DEVICE_OTHER &&
		    (all || e->now_ns - device->unseen_ns >= ENGINE_UNSEEN_NS))
			engine_tell_unseen(e, device, NULL);
	}
}

/* Of one device: what others send is not in doubt. */
static void engine_lose_of(struct engine *e, struct device *device, const struct loss *loss)
{
	if (device->own || device->state == DEVICE_OTHER)
		return;
	tracker_loss_of(e->tracker, &device->key);
	/* Of who is no camera yet it waits: once it is one, it is told. */
	if (cause_doubt(loss->cause) == DOUBT_UNSEEN && device->state != DEVICE_CAMERA) {
		if (!device->missed_bytes || loss->from_ns < device->missed_from_ns)
			device->missed_from_ns = loss->from_ns;
		device->missed_to_ns = loss->to_ns;
		device->missed_cause = loss->cause;
		device->missed_bytes += loss->bytes;
		return;
	}
	engine_doubt(e, cause_doubt(loss->cause));
	if (!loss->bytes && loss->to_ns <= device->unseen_ns)
		return;
	if (!device->unseen_to_ns || loss->from_ns < device->unseen_from_ns)
		device->unseen_from_ns = loss->from_ns;
	if (loss->to_ns > device->unseen_to_ns)
		device->unseen_to_ns = loss->to_ns;
	device->unseen_bytes += loss->bytes;
	device->unseen_cause = loss->cause;
	if (!device->unseen_ns || loss->to_ns < device->unseen_ns ||
	    loss->to_ns - device->unseen_ns >= ENGINE_UNSEEN_NS ||
	    device->unseen_bytes >= FOOTAGE_BYTES)
		engine_tell_unseen(e, device, loss->interface);
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

/*
 * A camera that was heard of late, of whose addresses another device sends from one: the same
 * perhaps, behind an extender or by another adapter. So it is from then on, whichever address it
 * sends from, for as long as neither moves.
 */
static void engine_doubt_namesake(struct engine *e, struct device *device, bool begins)
{
	struct loss loss = {.cause = CAUSE_NAMESAKE, .from_ns = e->now_ns, .to_ns = e->now_ns};

	if (device->own || (!begins && !device->namesake))
		return;
	for (size_t i = 0; i < devices_count(e->devices); i++) {
		struct device *other = devices_at(e->devices, i);
		uint64_t silent_ns = e->now_ns - other->presence.heard_ns;

		if (other == device || other->state != DEVICE_CAMERA ||
		    (!device->namesake && silent_ns >= ENGINE_NAMESAKE_NS) ||
		    !addresses_meet(&other->addresses, &device->addresses, e->now_ns,
				    ENGINE_NAMESAKE_NS))
			continue;
		device->namesake = true;
		engine_lose_of(e, other, &loss);
	}
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
	if (flow && activity->flow.scope == FLOW_OUTSIDE)
		traffic_go_on(e, flow->first_ns);
	unexplained_count(e, device, activity, flow && flow->beyond);
	if (activity->flow.scope == FLOW_OUTSIDE || (flow && flow->beyond))
		traffic_count(e, device, activity);
	if (activity->flow.scope == FLOW_OUTSIDE) {
		engine_doubt_namesake(e, device, false);
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
		volume_weigh(flow, e->flows, device, e->config.rules, e->now_ns);
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
	/* Of others' word nobody knows what for. */
	if (sample->upstream && sample->flow.scope == FLOW_OUTSIDE &&
	    device->state == DEVICE_CAMERA)
		e->gateway = sample->target;
	if (sample->first && sample->flow.scope == FLOW_OUTSIDE) {
		engine_doubt_namesake(e, device, sample->upstream);
		memcpy(remote.bytes, sample->flow.remote, 16);
		device_meet(device, &remote, sample->time_ns);
	}
	if (sample->first && sample->flow.scope == FLOW_OUTSIDE &&
	    sample->flow.protocol == IPPROTO_TCP)
		device_call(device, sample->flow.remote, sample->time_ns);
	flow = engine_flow(e, &sample->flow, sample->time_ns, sample->began_ns);
	flow->beyond = taker_is_beyond(sample, e->devices, e->config.home, &e->gateway);
	flow_table_sample(e->flows, flow, sample, e->names, e->config.rules, agent);
	if (flow_is_own_word(flow, sample->upstream))
		device_speak(device, e->config.rules, flow->signature, false, e->now_ns);
	if (agent[0])
		device_hear_name(device, e->config.rules, WHERE_AGENT, agent, e->now_ns);
	if (flow->host && !flow->rule_handed) {
		flow->rule_handed = true;
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
	engine_tell_gathered(e, false);
	engine_tell_crowd(e, false);
	traffic_tick(e, now_ns);
	if (!e->config.live)
		return;
	tracker_each(e->tracker, engine_begin, e);
	engine_withdraw(e);
	presence_tick(&e->presence, e->devices, now_ns, engine_unseen, e);
}

/* Told as of now, as at the capture's end: who is a camera by this was it when that was sent. */
static void engine_silence(void *context, uint64_t until_ns)
{
	struct engine *e = context;

	tracker_tick(e->tracker, until_ns);
}

static void engine_loss(void *context, const struct loss *loss)
{
	struct engine *e = context;
	struct event event = {.kind = EVENT_GAP};
	struct device *device = loss->device ? devices_look(e->devices, loss->device) : NULL;

	/* Who strays and is not known by anything passes on what others sent. */
	if (!device && loss->device && loss->cause != CAUSE_STRAY)
		device = engine_device(e, loss->device);
	if (loss->device) {
		if (device)
			engine_lose_of(e, device, loss);
		return;
	}
	if (cause_doubt(loss->cause) == DOUBT_CLOCK) {
		tracker_close(e->tracker);
		engine_withdraw(e);
		engine_tell_gathered(e, true);
		traffic_cut(e, loss->from_ns, loss->to_ns);
		presence_reset(&e->presence, e->devices, loss->to_ns);
	} else {
		e->traffic.lossy = true;
		tracker_loss(e->tracker, loss->to_ns);
	}
	event.gap.from_ns = loss->from_ns;
	event.gap.to_ns = loss->to_ns;
	event.gap.packets = loss->packets;
	event.gap.bytes = loss->bytes;
	event.gap.cause = loss->cause;
	event.gap.interface = loss->interface;
	engine_doubt(e, cause_doubt(loss->cause));
	engine_emit(e, &event);
}

static enum device_state engine_state(void *context, const struct device_key *key)
{
	struct engine *e = context;
	const struct device *device = engine_device(e, key);

	/* Who finds no room now may find it by the next packet: nobody was ruled out. */
	return device ? device->state : DEVICE_UNDECIDED;
}

struct observer engine_observer(struct engine *engine)
{
	return (struct observer){
		.context = engine,
		.activity = engine_activity,
		.sample = engine_sample,
		.tick = engine_tick,
		.silence = engine_silence,
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
	const struct engine_room *room =
		config->room.devices ? &config->room : &engine_rooms[config->live];
	struct engine *e = calloc(1, sizeof(*e));
	int err = -ENOMEM;

	if (!e)
		return -ENOMEM;
	if (config->all && !unreported_able()) {
		free(e);
		return -ENOTSUP;
	}
	e->config = *config;
	for (size_t i = 0; i < config->declared_count; i++)
		owner_confirm(&e->owner, &config->declared[i].device, config->declared[i].name);
	if (devices_create(room->devices, &e->devices) ||
	    flow_table_create(room->flows, room->inspections, config->protocol, &e->flows) ||
	    names_create(room->names, &e->names) ||
	    tracker_create(room->tracks, engine_episode, engine_rest, engine_prizes, e,
			   &e->tracker) ||
	    listener_create(&(struct listener_config){.names = e->names,
						      .home = config->home,
						      .rules = config->rules,
						      .geography = config->geography,
						      .gateway = &e->gateway,
						      .find = engine_hears,
						      .changed = engine_heard,
						      .context = e},
			    &e->listener))
		goto out;
	tracker_experiment(e->tracker, &e->config.usual);
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

static void engine_sum_up(const struct engine *engine, const struct source_counters *counters,
			  struct event_summary *out, struct summary_room *room)
{
	*out = engine->summary;
	summary_fill(out, counters, engine->devices, engine->config.home, room);
	summary_list_absent(out, &engine->owner, room);
	summary_judge(out, counters);
}

void engine_summarize(const struct engine *engine, const struct source_counters *counters,
		      struct event_summary *out)
{
	struct summary_room room;

	engine_sum_up(engine, counters, out, &room);
	out->try_count = out->absent_count = out->home_count = 0;
	out->try_home = NULL;
	out->absent = NULL;
	out->home = NULL;
}

void engine_finish(struct engine *engine, const struct source_counters *counters)
{
	struct event event = {.kind = EVENT_SUMMARY};
	struct summary_room room;

	tracker_close(engine->tracker);
	engine_withdraw(engine);
	engine_tell_gathered(engine, true);
	engine_tell_crowd(engine, true);
	if (!engine->config.live)
		engine_tell_absent(engine);
	traffic_end(engine);
	unreported_end(engine);
	engine_sum_up(engine, counters, &event.summary, &room);
	engine_emit(engine, &event);
}
