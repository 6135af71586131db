// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/traffic.h"

#include <string.h>

#include "engine/state.h"

#define TRAFFIC_HOUR_NS 3600000000000ULL
/*
 * A home in which nobody says anything for longer than a router does by itself (RFC 4861:
 * advertises every 600 s) may be a capture with a hole in it, as of a laptop that slept; and so may
 * be one that was never silent for a twentieth of that before. Live, time is told twice a second
 * whatever passes.
 */
#define TRAFFIC_SILENCE_NS 900000000000ULL
#define TRAFFIC_SILENCE_LEAST_NS 120000000000ULL
#define TRAFFIC_SILENCE_RATIO 20
#define TRAFFIC_KNOWN_NS 600000000000ULL /* by then its silences are known */
/*
 * A device that is heard alone may fall asleep, as cameras on batteries do after a view. It did not
 * where what it had open goes on: twice as long as it paused before is waited for that, and this.
 */
#define TRAFFIC_WAIT_NS (2 * ACCOUNT_STRETCH_NS)

static uint64_t traffic_next_hour(uint64_t time_ns)
{
	return (time_ns / TRAFFIC_HOUR_NS + 1) * TRAFFIC_HOUR_NS;
}

static enum coverage traffic_coverage(const struct traffic *hour, const struct device_traffic *t)
{
	if (hour->lossy)
		return COVERAGE_LOWER_BOUND;
	if (t->hardware)
		return COVERAGE_HARDWARE;
	return t->merged ? COVERAGE_MERGED : COVERAGE_EXACT;
}

static void traffic_tell(struct engine *e, struct device *device, uint64_t to_ns)
{
	const struct device_traffic *t = &device->traffic;
	struct event event = {.kind = EVENT_TRAFFIC};
	struct event_traffic *out = &event.traffic;

	out->from_ns = t->since_ns > e->traffic.from_ns ? t->since_ns : e->traffic.from_ns;
	out->to_ns = to_ns;
	if (out->from_ns >= to_ns)
		return;
	device_describe(device, &out->camera);
	out->bytes_up = t->bytes_up;
	out->packets_up = t->packets_up;
	out->bytes_across = t->across;
	out->coverage = traffic_coverage(&e->traffic, t);
	out->on_path = !device->presence.off_path;
	out->under_way = tracker_is_sending(e->tracker, &device->key) || device->unseen_to_ns;
	engine_emit(e, &event);
}

/*
 * Ends the hour at `to_ns`. What was over by then is told first, so that what is neither told nor
 * under way was no upload.
 */
static void traffic_close(struct engine *e, uint64_t to_ns)
{
	tracker_tick(e->tracker, to_ns + ACCOUNT_STRETCH_NS);
	for (size_t i = 0; i < devices_count(e->devices); i++) {
		struct device *device = devices_at(e->devices, i);
		struct device_traffic next = {.across = device->traffic.next_across,
					      .forgotten = device->traffic.forgotten};

		if (device->state == DEVICE_CAMERA && !next.forgotten)
			traffic_tell(e, device, to_ns);
		device->traffic = next;
	}
	e->traffic.from_ns = to_ns;
	e->traffic.until_ns = traffic_next_hour(to_ns);
	e->traffic.lossy = false;
}

/* All that began before `now_ns` is counted. */
static void traffic_pass(struct engine *e, uint64_t now_ns)
{
	while (e->traffic.from_ns && !e->traffic.silence.to_ns && now_ns >= e->traffic.until_ns)
		traffic_close(e, e->traffic.until_ns);
}

static void traffic_begin(struct engine *e, uint64_t now_ns)
{
	e->traffic.from_ns = e->traffic.seen_ns = now_ns;
	e->traffic.until_ns = traffic_next_hour(now_ns);
}

static bool traffic_is_hole(const struct traffic *t, uint64_t silent_ns)
{
	uint64_t most_ns = t->longest_ns * TRAFFIC_SILENCE_RATIO;

	if (t->seen_ns - t->began_ns < TRAFFIC_KNOWN_NS || most_ns > TRAFFIC_SILENCE_NS)
		most_ns = TRAFFIC_SILENCE_NS;
	return silent_ns > most_ns && silent_ns > TRAFFIC_SILENCE_LEAST_NS;
}

/* By whom a camera goes out speaks for others. */
static bool traffic_is_of_one(struct engine *e)
{
	size_t heard = 0;

	for (size_t i = 0; i < devices_count(e->devices); i++) {
		const struct device *d = devices_at(e->devices, i);

		heard += d->presence.heard_ns >= e->traffic.began_ns &&
			 memcmp(&d->key, &e->gateway, sizeof(d->key)) != 0;
	}
	return heard < 2;
}

static void traffic_hole(struct engine *e, uint64_t from_ns, uint64_t to_ns)
{
	struct traffic *t = &e->traffic;

	memset(&t->silence, 0, sizeof(t->silence));
	e->summary.doubts |= 1U << DOUBT_UNCOUNTED;
	if (e->config.traffic)
		traffic_cut(e, from_ns, to_ns);
	t->began_ns = t->seen_ns = to_ns;
	t->longest_ns = 0;
}

/* It slept, and may again. */
static void traffic_trust(struct traffic *t)
{
	uint64_t silent_ns = t->silence.to_ns - t->silence.from_ns;

	t->longest_ns = silent_ns > t->longest_ns ? silent_ns : t->longest_ns;
	memset(&t->silence, 0, sizeof(t->silence));
}

/* A frame on its own in a long silence ends none. */
static void traffic_doubt(struct engine *e, uint64_t now_ns)
{
	struct traffic *t = &e->traffic;

	if (!t->silence.to_ns)
		t->silence.from_ns = t->seen_ns;
	t->silence.to_ns = now_ns;
	t->silence.until_ns = now_ns + 2 * t->longest_ns + TRAFFIC_WAIT_NS;
	if (now_ns - t->silence.from_ns > TRAFFIC_SILENCE_NS)
		traffic_hole(e, t->silence.from_ns, now_ns);
}

static void traffic_silent(struct engine *e, uint64_t silent_ns, uint64_t now_ns)
{
	struct traffic *t = &e->traffic;

	if (traffic_is_hole(t, silent_ns)) {
		if (traffic_is_of_one(e))
			traffic_doubt(e, now_ns);
		else
			traffic_hole(e, t->silence.to_ns ? t->silence.from_ns : t->seen_ns, now_ns);
		return;
	}
	if (t->silence.to_ns && now_ns > t->silence.until_ns)
		traffic_trust(t);
	if (silent_ns > t->longest_ns)
		t->longest_ns = silent_ns;
}

void traffic_observe(struct engine *engine, uint64_t now_ns)
{
	struct traffic *t = &engine->traffic;

	if (!t->began_ns)
		t->began_ns = t->seen_ns = now_ns;
	if (engine->config.traffic && !t->from_ns)
		traffic_begin(engine, now_ns);
	traffic_silent(engine, now_ns > t->seen_ns ? now_ns - t->seen_ns : 0, now_ns);
	t->seen_ns = now_ns > t->seen_ns ? now_ns : t->seen_ns;
}

void traffic_go_on(struct engine *engine, uint64_t began_ns)
{
	const struct traffic_silence *silence = &engine->traffic.silence;

	if (silence->to_ns && began_ns <= silence->from_ns)
		traffic_hole(engine, silence->from_ns, silence->to_ns);
}

void traffic_count(struct engine *engine, struct device *device, const struct activity *activity)
{
	const struct account_stretch *s = &activity->stretch;
	struct device_traffic *t = &device->traffic;

	if (!engine->config.traffic || !s->first_up_ns)
		return;
	traffic_observe(engine, s->last_up_ns);
	traffic_pass(engine, s->first_up_ns);
	if (t->forgotten)
		traffic_restart(device, s->first_up_ns);
	t->bytes_up += s->bytes_up;
	t->packets_up += s->packets_up;
	t->merged |= s->merged != 0;
	t->hardware |= activity->hardware;
	if (s->last_up_ns >= engine->traffic.until_ns)
		t->next_across += s->bytes_up;
}

void traffic_restart(struct device *device, uint64_t now_ns)
{
	memset(&device->traffic, 0, sizeof(device->traffic));
	device->traffic.since_ns = now_ns;
}

void traffic_forget(struct device *device)
{
	memset(&device->traffic, 0, sizeof(device->traffic));
	device->traffic.forgotten = true;
}

void traffic_tick(struct engine *engine, uint64_t now_ns)
{
	traffic_observe(engine, now_ns);
	if (now_ns > ACCOUNT_STRETCH_NS)
		traffic_pass(engine, now_ns - ACCOUNT_STRETCH_NS);
}

void traffic_cut(struct engine *engine, uint64_t from_ns, uint64_t to_ns)
{
	if (!engine->traffic.from_ns)
		return;
	memset(&engine->traffic.silence, 0, sizeof(engine->traffic.silence));
	traffic_pass(engine, from_ns);
	traffic_close(engine, from_ns);
	for (size_t i = 0; i < devices_count(engine->devices); i++)
		devices_at(engine->devices, i)->traffic.across = 0;
	traffic_begin(engine, to_ns);
}

void traffic_end(struct engine *engine)
{
	memset(&engine->traffic.silence, 0, sizeof(engine->traffic.silence));
	traffic_pass(engine, engine->now_ns);
	if (engine->traffic.from_ns)
		traffic_close(engine, engine->now_ns);
}
