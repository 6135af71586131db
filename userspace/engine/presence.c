// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/presence.h"

#define PRESENCE_SECOND 1000000000ULL
/* One frame alone may be a stray: it takes two, so far apart. */
#define PRESENCE_STEADY_NS (20 * PRESENCE_SECOND)
/* The longest that a camera on the path may be heard of without its calling anybody outside. */
#define PRESENCE_QUIET_NS (100 * PRESENCE_SECOND)
/* Who is not heard for so long was away. */
#define PRESENCE_AWAY_NS (6 * 3600 * PRESENCE_SECOND)
#define PRESENCE_DAY_NS (24 * 3600 * PRESENCE_SECOND)
#define PRESENCE_LOOK_NS PRESENCE_SECOND
/* So many devices of which none calls outside are no accident. */
#define PRESENCE_DEVICES 3

static uint64_t presence_since(uint64_t now_ns, uint64_t then_ns)
{
	return now_ns > then_ns ? now_ns - then_ns : 0;
}

void presence_hear(struct device *device, uint64_t now_ns)
{
	struct device_presence *p = &device->presence;

	if (!p->heard_ns || presence_since(now_ns, p->heard_ns) > PRESENCE_AWAY_NS) {
		p->since_ns = now_ns;
		p->steady = false;
	}
	if (presence_since(now_ns, p->since_ns) >= PRESENCE_STEADY_NS)
		p->steady = true;
	if (now_ns > p->heard_ns)
		p->heard_ns = now_ns;
}

void presence_pass(struct device *device, bool sent, uint64_t now_ns)
{
	struct device_presence *p = &device->presence;

	if (now_ns > p->outside_ns)
		p->outside_ns = now_ns;
	if (!sent)
		return;
	if (now_ns > p->sent_ns)
		p->sent_ns = now_ns;
	p->off_path = false;
}

/* An address of one link alone goes nowhere: the device has others to call outside from. */
static bool presence_counts(const struct device *device)
{
	return device->presence.steady &&
	       !(device->key.kind == DEVICE_BY_ADDRESS && address_is_link_local(&device->ip));
}

/* Since when it has been heard with nothing from outside and nothing told. */
static uint64_t presence_silent_ns(const struct device_presence *p)
{
	uint64_t from_ns = p->since_ns;

	from_ns = p->outside_ns > from_ns ? p->outside_ns : from_ns;
	return p->reported_ns > from_ns ? p->reported_ns : from_ns;
}

/*
 * Once a minute and a half after it was first heard; who has been told of, or was on the path
 * before, must go on being heard for a day.
 */
static bool presence_is_off(const struct device *device, uint64_t now_ns)
{
	const struct device_presence *p = &device->presence;
	uint64_t silent_ns = presence_silent_ns(p);

	if (!presence_counts(device))
		return false;
	if (p->outside_ns || p->reported_ns)
		return presence_since(p->heard_ns, silent_ns) >= PRESENCE_DAY_NS;
	return presence_since(now_ns, silent_ns) >= PRESENCE_QUIET_NS;
}

static void presence_look(struct device *device, uint64_t now_ns, presence_fn *tell, void *context)
{
	struct device_presence *p = &device->presence;
	struct presence_gap gap = {
		.cause = CAUSE_OFF_PATH, .from_ns = presence_silent_ns(p), .to_ns = now_ns};

	if (!presence_is_off(device, now_ns))
		return;
	p->off_path = true;
	p->reported_ns = now_ns;
	tell(context, device, &gap);
}

/* Where no camera is known: whether anything of anybody is seen. */
static void presence_survey(struct presence *presence, struct devices *devices, uint64_t now_ns,
			    bool live, presence_fn *tell, void *context)
{
	struct presence_gap gap = {.cause = live ? CAUSE_NONE_ON_PATH : CAUSE_NONE_ON_PATH_CAPTURE,
				   .from_ns = now_ns,
				   .to_ns = now_ns};

	if (presence->reported_ns &&
	    presence_since(now_ns, presence->reported_ns) < PRESENCE_DAY_NS)
		return;
	for (size_t i = 0; i < devices_count(devices); i++) {
		const struct device *d = devices_at(devices, i);
		const struct device_presence *p = &d->presence;

		if (d->own)
			continue;
		/* What a device that was ruled out sends is not looked at: it may well pass. */
		if (d->state != DEVICE_UNDECIDED || p->outside_ns || (!live && p->home_ns))
			return;
		if (!presence_counts(d) ||
		    presence_since(now_ns, p->since_ns) < PRESENCE_QUIET_NS ||
		    presence_since(now_ns, p->heard_ns) > PRESENCE_AWAY_NS)
			continue;
		gap.devices++;
		gap.from_ns = p->since_ns < gap.from_ns ? p->since_ns : gap.from_ns;
	}
	if (gap.devices < PRESENCE_DEVICES)
		return;
	presence->reported_ns = now_ns;
	tell(context, NULL, &gap);
}

void presence_tick(struct presence *presence, struct devices *devices, uint64_t now_ns,
		   presence_fn *tell, void *context)
{
	if (presence_since(now_ns, presence->looked_ns) < PRESENCE_LOOK_NS)
		return;
	presence->looked_ns = now_ns;
	for (size_t i = 0; i < devices_count(devices); i++)
		if (devices_at(devices, i)->state == DEVICE_CAMERA)
			presence_look(devices_at(devices, i), now_ns, tell, context);
	presence_survey(presence, devices, now_ns, true, tell, context);
}

void presence_reset(struct presence *presence, struct devices *devices, uint64_t now_ns)
{
	presence->looked_ns = now_ns;
	presence->reported_ns = presence->reported_ns ? now_ns : 0;
	for (size_t i = 0; i < devices_count(devices); i++) {
		struct device *d = devices_at(devices, i);
		struct device_presence *p = &d->presence;

		d->used_ns = now_ns;
		d->unseen_ns = d->unseen_ns ? now_ns : 0;
		p->since_ns = now_ns;
		p->steady = false;
		p->heard_ns = p->heard_ns ? now_ns : 0;
		p->outside_ns = p->outside_ns ? now_ns : 0;
		p->sent_ns = p->sent_ns ? now_ns : 0;
		p->reported_ns = p->reported_ns ? now_ns : 0;
	}
}

/* Who is a camera and was heard, and never seen to send anything to anybody. */
static void presence_conclude(struct device *device, uint64_t now_ns, presence_fn *tell,
			      void *context)
{
	struct device_presence *p = &device->presence;
	struct presence_gap gap = {.cause = p->outside_ns ? CAUSE_ONE_DIRECTION
							  : CAUSE_OFF_PATH_CAPTURE,
				   .from_ns = p->since_ns ? p->since_ns : p->outside_ns,
				   .to_ns = now_ns};

	if (device->own || p->sent_ns || p->home_ns)
		return;
	if (!p->outside_ns &&
	    !(presence_counts(device) && presence_since(now_ns, p->since_ns) >= PRESENCE_QUIET_NS))
		return;
	p->off_path = true;
	tell(context, device, &gap);
}

void presence_end(struct presence *presence, struct devices *devices, uint64_t now_ns,
		  presence_fn *tell, void *context)
{
	for (size_t i = 0; i < devices_count(devices); i++)
		if (devices_at(devices, i)->state == DEVICE_CAMERA)
			presence_conclude(devices_at(devices, i), now_ns, tell, context);
	presence_survey(presence, devices, now_ns, false, tell, context);
}
