// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/unexplained.h"

#include <netinet/in.h>
#include <string.h>

#include "engine/state.h"
#include "upload/footage.h"
#include "upload/track.h"

#define UNEXPLAINED_HOUR_NS 3600000000000ULL
/* An hour of the rest, however the clock cuts it. */
#define UNEXPLAINED_PART_NS (UNEXPLAINED_HOUR_NS / UNEXPLAINED_PARTS)
/*
 * The most in an hour that pings and sessions of less than a picture are taken for. Captures of
 * quiet devices have 40 kB at most; three servers asked each ten seconds are 0.1 MB. One that is
 * asked each second takes 0.6 MB: so much of packets that are smaller than footage's.
 */
#define UNEXPLAINED_SMALL 300000U
#define UNEXPLAINED_PINGS 600000U
/*
 * Pings keep an even pace: of each ten minutes a sixth of the hour, and of sessions, which come in
 * groups, a quarter. Pieces of a clip are more at once.
 */
#define UNEXPLAINED_SMALL_PART (UNEXPLAINED_SMALL / 4)
#define UNEXPLAINED_PINGS_PART (UNEXPLAINED_PINGS / 6)
#define UNEXPLAINED_DNS 53
#define UNEXPLAINED_DNS_TLS 853
/* Logs where a rule says nothing: 30 kB each five minutes; pieces of less than a clip. */
#define UNEXPLAINED_LOGS 400000U

/* What may leave before it is told: less than the shortest clip, or picture, of that camera. */
static uint64_t unexplained_most(const struct device *device)
{
	if (device->vendor && device->vendor->shortest_clip.bytes)
		return device->vendor->shortest_clip.bytes;
	return device->stills ? FOOTAGE_SNAPSHOT_BYTES : FOOTAGE_BYTES;
}

/*
 * Forgets what is an hour old. An episode is over seconds after its last packet: what is noted may
 * be of the part before the newest.
 */
static void unexplained_age(struct device_unexplained *u, uint64_t part)
{
	for (uint64_t i = u->newest + 1; i <= part && i <= u->newest + UNEXPLAINED_PARTS; i++)
		u->parts[i % UNEXPLAINED_PARTS] = (struct device_unexplained_part){0};
	u->newest = part > u->newest ? part : u->newest;
}

static void unexplained_note(struct device_unexplained *u, uint64_t bytes, uint64_t first_ns,
			     uint64_t last_ns)
{
	uint64_t number = last_ns / UNEXPLAINED_PART_NS;
	struct device_unexplained_part *part;

	unexplained_age(u, number);
	if (number + UNEXPLAINED_PARTS <= u->newest)
		number = u->newest;
	part = &u->parts[number % UNEXPLAINED_PARTS];
	if (!part->bytes)
		part->from_ns = part->to_ns = first_ns;
	part->bytes += bytes;
	part->from_ns = first_ns < part->from_ns ? first_ns : part->from_ns;
	part->to_ns = last_ns > part->to_ns ? last_ns : part->to_ns;
}

static struct device_unexplained *unexplained_of(struct device *device, uint64_t time_ns)
{
	struct device_unexplained *u = &device->unexplained;
	uint64_t hour = time_ns / UNEXPLAINED_HOUR_NS, part = time_ns / UNEXPLAINED_PART_NS;

	if (hour > u->hour) {
		u->hour = hour;
		u->small.hour = u->asked.hour = u->excused = 0;
	}
	if (part > u->part) {
		u->part = part;
		u->small.part = u->asked.part = 0;
	}
	return u;
}

/* Takes what fits of `bytes` into `used`, of which there may be `most`; returns the rest. */
static uint64_t unexplained_excuse(uint64_t bytes, uint64_t most, uint64_t *used)
{
	uint64_t room = *used < most ? most - *used : 0, taken = bytes < room ? bytes : room;

	*used += taken;
	return bytes - taken;
}

static uint64_t unexplained_small(struct device_small *used, uint64_t bytes, uint64_t packets)
{
	bool ping = bytes < packets * FOOTAGE_MEAN_PACKET;
	uint64_t hour = ping ? UNEXPLAINED_PINGS : UNEXPLAINED_SMALL;
	uint64_t part = ping ? UNEXPLAINED_PINGS_PART : UNEXPLAINED_SMALL_PART;
	uint64_t room = used->part < part ? part - used->part : 0;
	uint64_t fits = bytes < room ? bytes : room;
	uint64_t rest = unexplained_excuse(fits, hour, &used->hour);

	used->part += fits - rest;
	return bytes - fits + rest;
}

/* The resolver of the home asks others what it does not know. */
static bool unexplained_is_asked(const struct activity *activity)
{
	return activity->flow.scope == FLOW_HOME &&
	       (activity->flow.remote_port == UNEXPLAINED_DNS ||
		activity->flow.remote_port == UNEXPLAINED_DNS_TLS);
}

/* Names that nobody asked for before are as many bytes as one likes, for who answers for them. */
static bool unexplained_is_told_in_names(const struct device *device,
					 const struct activity *activity, uint64_t time_ns)
{
	return activity->flow.remote_port == UNEXPLAINED_DNS && device_asks_many(device, time_ns);
}

void unexplained_count(struct engine *engine, struct device *device,
		       const struct activity *activity, bool beyond)
{
	const struct account_stretch *s = &activity->stretch;
	bool asked = unexplained_is_asked(activity);
	struct device_unexplained *u;
	uint64_t bytes = asked ? s->bytes_up : track_passing(activity);
	uint64_t rest;

	if (!s->first_up_ns || (activity->flow.scope == FLOW_HOME && !asked && !beyond))
		return;
	bytes -= track_acknowledging(activity);
	u = unexplained_of(device, s->first_up_ns);
	rest = unexplained_is_told_in_names(device, activity, s->first_up_ns)
		       ? bytes
		       : unexplained_small(asked ? &u->asked : &u->small, bytes, s->packets_up);
	if (!rest)
		return;
	unexplained_note(u, rest, s->first_up_ns, s->last_up_ns);
	u->beyond = beyond;
	unexplained_tell(engine, device);
}

static bool unexplained_is_of_maker(const struct rule_host *rule)
{
	if (!rule || (rule->rule->kind != RULE_CAMERA && rule->rule->kind != RULE_PLATFORM))
		return false;
	return rule->role == ROLE_TELEMETRY || rule->role == ROLE_FIRMWARE ||
	       rule->role == ROLE_CONTROL || rule->role == ROLE_SIGNALLING;
}

/*
 * A greeting can hold any name. The camera asked for that address by a name that is not of the same
 * maker, or asked for the name and was given others.
 */
static bool unexplained_contradicts(const struct engine *e, const struct device *device,
				    const struct unexplained_taker *taker, uint64_t time_ns)
{
	const struct rule_host *asked;
	const char *name;

	if (taker->host_source == HOST_DNS || !taker->host)
		return false;
	name = names_find(e->names, &device->key, &taker->address, time_ns, NULL);
	if (!name)
		return names_given(e->names, &device->key, taker->host, time_ns);
	asked = rules_host(e->config.rules, name);
	return strcasecmp(name, taker->host) != 0 && (!asked || asked->rule != taker->rule->rule);
}

/* What may go to hosts of its maker that take no footage: of the hour, or less than a clip. */
static uint64_t unexplained_excused(const struct engine *e, const struct device *device,
				    const struct unexplained_taker *taker, uint64_t bytes,
				    uint64_t time_ns)
{
	if (!bytes || bytes >= FOOTAGE_BYTES || !unexplained_is_of_maker(taker->rule) ||
	    unexplained_contradicts(e, device, taker, time_ns))
		return 0;
	return taker->rule->rule->logs.bytes ? taker->rule->rule->logs.bytes : UNEXPLAINED_LOGS;
}

void unexplained_add(struct engine *engine, struct device *device, const struct episode_sums *sums,
		     const struct unexplained_taker *taker)
{
	struct device_unexplained *u = unexplained_of(device, sums->last_ns);
	uint64_t bytes = sums->bytes_up - sums->passed_up, most;

	if (bytes < FOOTAGE_SNAPSHOT_BYTES || !sums->bursts)
		bytes = unexplained_small(&u->small, bytes, sums->packets_up);
	most = unexplained_excused(engine, device, taker, bytes, sums->first_ns);
	bytes = unexplained_excuse(bytes, most, &u->excused);
	if (!bytes)
		return;
	unexplained_note(u, bytes, sums->first_ns, sums->last_ns);
	u->beyond = taker->beyond;
	unexplained_tell(engine, device);
}

static void unexplained_sum(const struct device_unexplained *u, struct event_gap *out)
{
	for (size_t i = 0; i < UNEXPLAINED_PARTS; i++) {
		const struct device_unexplained_part *part = &u->parts[i];

		if (!part->bytes)
			continue;
		if (!out->bytes || part->from_ns < out->from_ns)
			out->from_ns = part->from_ns;
		out->to_ns = part->to_ns > out->to_ns ? part->to_ns : out->to_ns;
		out->bytes += part->bytes;
	}
}

void unexplained_tell(struct engine *engine, struct device *device)
{
	struct device_unexplained *u = &device->unexplained;
	struct event event = {.kind = EVENT_GAP,
			      .gap.cause = u->beyond ? CAUSE_BEYOND : CAUSE_UNEXPLAINED};
	struct event_camera camera;

	if (device->state != DEVICE_CAMERA || device->form == FORM_SPEAKER)
		return;
	unexplained_sum(u, &event.gap);
	if (event.gap.bytes < unexplained_most(device))
		return;
	device_describe(device, &camera);
	event.gap.camera = &camera;
	memset(u->parts, 0, sizeof(u->parts));
	engine->summary.doubts |= 1U << cause_doubt(CAUSE_UNEXPLAINED);
	engine_emit(engine, &event);
}
