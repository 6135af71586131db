// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/unreported.h"

#include <math.h>

#include "camera/scale.h"
#include "engine/state.h"
#include "upload/judge.h"
#include "upload/series.h"
#include "upload/track.h"
#include "upload/waiting.h"

_Static_assert(EVENT_WEIGHED == DEVICE_EVIDENCE, "room for all of it");

bool unreported_able(void)
{
	return true;
}

static const char *unreported_verdict(const struct device *device)
{
	if (device->state == DEVICE_CAMERA)
		return "camera";
	return device->state == DEVICE_OTHER ? "other" : "undecided";
}

static void unreported_emit(struct engine *e, struct device *device, struct event *event)
{
	struct event_episode *out = &event->episode;

	device_describe(device, &out->device);
	out->verdict = unreported_verdict(device);
	engine_emit(e, event);
}

static void unreported_sums(struct event_episode *out, const struct episode_sums *sums)
{
	out->start_ns = sums->first_ns;
	out->end_ns = sums->last_ns;
	out->bytes_up = sums->bytes_up;
	out->bytes_down = sums->bytes_down;
	out->packets_up = sums->packets_up;
}

static const char *unreported_role(const struct rule_host *rule)
{
	return rule ? rule_role_name(rule->role) : NULL;
}

/* What it lacks by itself goes before what its device does: it would lack that of any. */
static struct event_unmet unreported_unmet(const struct device *device,
					   const struct episode *episode, enum condition why)
{
	struct event_unmet unmet = judge_unmet(episode, device);

	if (unmet.condition || why == CONDITION_MET)
		return unmet;
	if (why == CONDITION_OTHER)
		return (struct event_unmet){why, device->other, SCALE_OTHER_AT};
	if (why == CONDITION_CAMERA)
		return (struct event_unmet){why, device->certainty, SCALE_CAMERA_AT};
	return (struct event_unmet){why, NAN, NAN};
}

void unreported_episode(struct engine *engine, struct device *device, const struct episode *episode,
			enum condition why)
{
	struct event event = {.kind = EVENT_EPISODE};
	struct event_episode *out = &event.episode;

	if (!engine->config.all)
		return;
	unreported_sums(out, &episode->now);
	out->home = episode->scope == FLOW_HOME;
	out->remote = episode->addresses[0];
	out->host = episode->host;
	out->host_source = episode->host_source;
	out->role = unreported_role(episode->rule);
	out->unmet = unreported_unmet(device, episode, why);
	unreported_emit(engine, device, &event);
}

void unreported_waiting(struct engine *engine, struct device *device, enum condition why)
{
	for (const struct episode *e = device->waiting_first; e; e = e->next)
		if (why != CONDITION_WAITED ||
		    (engine->now_ns >= WAITING_NS && e->now.last_ns < engine->now_ns - WAITING_NS))
			unreported_episode(engine, device, e, why);
}

void unreported_crowd(struct engine *engine, struct device *device, const struct episode *episode)
{
	if (device->waiting_count == WAITING_DEVICE)
		unreported_episode(engine, device, device->waiting_first, CONDITION_WAITED);
	else if (engine->waiting == WAITING_ALL)
		unreported_episode(engine, device, episode, CONDITION_WAITED);
}

void unreported_rest(struct engine *engine, struct device *device, const struct track *track,
		     const struct episode_sums *sums)
{
	struct event event = {.kind = EVENT_EPISODE};
	struct event_episode *out = &event.episode;

	if (!engine->config.all)
		return;
	unreported_sums(out, sums);
	out->home = track->key.scope == FLOW_HOME;
	out->remote = track->key.remote;
	out->host = track->host;
	out->host_source = track->host_source;
	out->role = unreported_role(track->rule);
	out->unmet = sums->bursts
			     ? footage_unmet(sums, track->rule, track->usual, series_measure(track))
			     : (struct event_unmet){CONDITION_SMALL_TALK, NAN, NAN};
	unreported_emit(engine, device, &event);
}

static void unreported_device(struct engine *e, struct device *device)
{
	struct event event = {.kind = EVENT_DEVICE};
	struct event_device *out = &event.device;

	device_describe(device, &out->camera);
	out->verdict = unreported_verdict(device);
	out->other = device->other;
	out->heard_ns = device->presence.heard_ns;
	out->bytes_up = device->bytes_up;
	out->bytes_down = device->bytes_down;
	out->uploads = device->uploads;
	out->personal = device->personal_count;
	out->foreign = device->foreign_count;
	out->parties = device_parties(device);
	out->app = device->app;
	out->watches = device->watches;
	for (size_t i = 0; i < device->evidence_count; i++) {
		const struct evidence *evidence = &device->evidence[i];

		out->facts[out->fact_count++] = (struct event_weighed){
			.reason = evidence_reason(evidence),
			.means = rule_means_name(evidence->means),
			.weight = evidence->weight,
			.rule = evidence->rule ? evidence->rule->file : NULL,
			.line = evidence->line,
		};
	}
	engine_emit(e, &event);
}

void unreported_end(struct engine *engine)
{
	if (!engine->config.all)
		return;
	for (size_t i = 0; i < devices_count(engine->devices); i++) {
		struct device *device = devices_at(engine->devices, i);

		if (device->own)
			continue;
		unreported_waiting(engine, device, CONDITION_CAMERA);
		unreported_device(engine, device);
	}
}
