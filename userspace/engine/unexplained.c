// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/unexplained.h"

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
/* Logs: 80 kB each seven minutes, with one of 150 kB between, are 0.9 MB in an hour. */
#define UNEXPLAINED_EXCUSED 1000000U
/* No log at once is as long as most clips. */
#define UNEXPLAINED_LOG 250000U

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
	uint64_t hour = time_ns / UNEXPLAINED_HOUR_NS;

	if (hour > u->hour) {
		u->hour = hour;
		u->small = u->excused = 0;
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

static uint64_t unexplained_small(struct device_unexplained *u, uint64_t bytes, uint64_t packets)
{
	return unexplained_excuse(bytes,
				  bytes < packets * FOOTAGE_MEAN_PACKET ? UNEXPLAINED_PINGS
									: UNEXPLAINED_SMALL,
				  &u->small);
}

void unexplained_count(struct engine *engine, struct device *device,
		       const struct activity *activity)
{
	const struct account_stretch *s = &activity->stretch;
	struct device_unexplained *u;
	uint64_t rest;

	if (!s->first_up_ns || s->bytes_up >= TRACK_BURST_BYTES)
		return;
	u = unexplained_of(device, s->first_up_ns);
	rest = unexplained_small(u, s->bytes_up, s->packets_up);
	if (!rest)
		return;
	unexplained_note(u, rest, s->first_up_ns, s->last_up_ns);
	unexplained_tell(engine, device);
}

/*
 * Connections that took more than they sent acknowledged it, in packets that hold little else; and
 * stretches of little were counted as they passed. Some may be both.
 */
static uint64_t unexplained_bytes(const struct tally *tally)
{
	const struct tally_fetched *fetched = &tally->fetched;
	uint64_t known = tally->small_up;

	if (fetched->bytes_up > known && fetched->bytes_up <= tally->bytes_up &&
	    fetched->bytes_up <= fetched->packets_up * FOOTAGE_MEAN_PACKET)
		known = fetched->bytes_up;
	return tally->bytes_up - known;
}

static bool unexplained_is_of_maker(const struct rule_host *rule)
{
	if (!rule || (rule->rule->kind != RULE_CAMERA && rule->rule->kind != RULE_PLATFORM))
		return false;
	return rule->role == ROLE_TELEMETRY || rule->role == ROLE_FIRMWARE ||
	       rule->role == ROLE_CONTROL || rule->role == ROLE_SIGNALLING;
}

void unexplained_add(struct engine *engine, struct device *device, const struct tally *tally,
		     const struct rule_host *rule)
{
	struct device_unexplained *u = unexplained_of(device, tally->last_ns);
	uint64_t bytes = unexplained_bytes(tally);

	if (bytes < FOOTAGE_SNAPSHOT_BYTES)
		bytes = unexplained_small(u, bytes, tally->packets_up);
	if (unexplained_is_of_maker(rule) && bytes <= UNEXPLAINED_LOG)
		bytes = unexplained_excuse(bytes, UNEXPLAINED_EXCUSED, &u->excused);
	if (!bytes)
		return;
	unexplained_note(u, bytes, tally->first_ns, tally->last_ns);
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
	struct event event = {.kind = EVENT_GAP, .gap.cause = CAUSE_UNEXPLAINED};
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
