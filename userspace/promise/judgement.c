// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/judgement.h"

#include <stdio.h>
#include <string.h>

#include "promise/daytime.h"
#include "promise/whereabouts.h"

const char *verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_KEPT:
		return "kept";
	case VERDICT_BROKEN:
		return "broken";
	case VERDICT_UNKNOWN:
		break;
	}
	return "unknown";
}

void judgement_unknown(struct judgement *out, enum promise_why why)
{
	*out = (struct judgement){.verdict = VERDICT_UNKNOWN, .reason = {.why = why}};
}

bool judgement_is_same(const struct promise_reason *a, const struct promise_reason *b)
{
	return a->why == b->why && a->class == b->class && a->cause == b->cause &&
	       a->minute == b->minute && a->number == b->number && a->old == b->old &&
	       !strcmp(a->country, b->country) && !strcmp(a->name, b->name);
}

void judgement_name(struct promise_reason *reason, const char *name)
{
	snprintf(reason->name, sizeof(reason->name), "%s", name ? name : "");
}

void judgement_broken(struct judgement *out, const struct promise *promise,
		      const struct event_upload *upload, double confidence)
{
	bool possible = sureness_of(confidence) == POSSIBLE;

	if (upload->camera.suspected)
		judgement_unknown(out, WHY_SUSPECTED);
	else if (possible && promise->rule != PROMISE_NOTHING)
		judgement_unknown(out, WHY_POSSIBLE);
	else
		*out = (struct judgement){.verdict = VERDICT_BROKEN, .confidence = confidence};
}

static void judgement_nothing(const struct promise *promise, const struct event_upload *upload,
			      struct judgement *out)
{
	judgement_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		out->reason.why = WHY_LEFT;
}

static void judgement_class(const struct promise *promise, const struct event_upload *upload,
			    struct judgement *out)
{
	if (upload->class == CLASS_UNKNOWN) {
		judgement_unknown(out, WHY_CLASS_UNKNOWN);
		return;
	}
	if (promise->classes & 1U << upload->class)
		return;
	judgement_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		out->reason = (struct promise_reason){.why = WHY_CLASS, .class = upload->class};
}

static bool judgement_is(const char *word, const char *other)
{
	return other && strcasecmp(word, other) == 0;
}

/* Its cloud, its bucket, or that of the company that owns the camera's maker. */
static bool is_receiver(const char *receiver, const struct event_upload *upload)
{
	const struct event_destination *to = &upload->destination;
	const struct event_camera *camera = &upload->camera;

	if (judgement_is(receiver, to->bucket_owner))
		return true;
	if (to->kind == DESTINATION_HOSTING && to->bucket_owner)
		return false;
	return judgement_is(receiver, to->service) ||
	       (judgement_is(receiver, camera->company) && camera->vendor &&
		judgement_is(camera->vendor, to->service));
}

static void judgement_unknown_of(struct judgement *out, enum promise_why why, const char *service)
{
	judgement_unknown(out, why);
	judgement_name(&out->reason, service);
}

static void judgement_receiver(const struct promise *promise, const struct event_upload *upload,
			       struct judgement *out)
{
	const struct event_destination *to = &upload->destination;
	bool own = upload->camera.vendor && judgement_is(upload->camera.vendor, to->service);

	if (to->kind == DESTINATION_VPN)
		judgement_unknown(out, WHY_VPN);
	else if (is_receiver(promise->receiver, upload))
		return;
	else if (!to->service)
		judgement_unknown(out, WHY_RECEIVER_UNKNOWN);
	else if (to->kind == DESTINATION_HOSTING && !to->bucket_owner)
		judgement_unknown_of(out, WHY_RENTED, to->service);
	else if (to->kind == DESTINATION_RELAY && !own)
		judgement_unknown_of(out, WHY_RELAYED, to->service);
	else
		judgement_broken(out, promise, upload, upload->confidence);
	if (out->verdict != VERDICT_BROKEN)
		return;
	out->reason.why = to->bucket_owner ? WHY_BUCKET : WHY_RECEIVER;
	judgement_name(&out->reason, to->bucket_owner ? to->bucket_owner : to->service);
}

static void judgement_hours(const struct promise *promise, const struct event_upload *upload,
			    local_fn *local, struct judgement *out)
{
	/* conntrack is read once a second, and a flow's end shows only in the next reading. */
	uint64_t rough = upload->coverage == COVERAGE_HARDWARE ? 2000000000ULL : 0, at;
	uint64_t start = upload->start_ns + rough;
	uint64_t end = upload->end_ns > rough ? upload->end_ns - rough : 0;

	if (!daytime_meet(promise, upload->start_ns, upload->end_ns, local, &at))
		return;
	if (rough && (start > end || !daytime_meet(promise, start, end, local, &at))) {
		judgement_unknown(out, WHY_HOURS_ROUGH);
		return;
	}
	judgement_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		out->reason =
			(struct promise_reason){.why = WHY_HOUR, .minute = hours_minute(at, local)};
}

void judgement_part(const struct promise *promise, const struct event_upload *upload,
		    local_fn *local, struct judgement *out)
{
	*out = (struct judgement){.verdict = VERDICT_KEPT};
	switch (promise->rule) {
	case PROMISE_NOTHING:
		judgement_nothing(promise, upload, out);
		break;
	case PROMISE_CLASSES:
		judgement_class(promise, upload, out);
		break;
	case PROMISE_COUNTRIES:
		whereabouts_judge(promise, upload, out);
		break;
	case PROMISE_RECEIVER:
		judgement_receiver(promise, upload, out);
		break;
	case PROMISE_HOURS:
		judgement_hours(promise, upload, local, out);
		break;
	case PROMISE_BYTES:
	case PROMISE_UPLOADS:
		break;
	}
}
