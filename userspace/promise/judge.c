// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/judge.h"

#include <stdio.h>
#include <string.h>

#include "words/phrase.h"
#include "promise/hours.h"
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

static void judge_unknown(struct judgement *out, const char *reason)
{
	out->verdict = VERDICT_UNKNOWN;
	out->confidence = 0;
	snprintf(out->reason, sizeof(out->reason), "%s", reason);
}

void judge_broken(struct judgement *out, const struct promise *promise,
		  const struct event_upload *upload, double confidence)
{
	bool possible = sureness_of(confidence) == POSSIBLE;

	if (upload->camera.suspected)
		judge_unknown(out, "it is not known whether that device is a camera");
	else if (possible && promise->rule != PROMISE_NOTHING)
		judge_unknown(out, "it was only possibly footage");
	else
		*out = (struct judgement){.verdict = VERDICT_BROKEN, .confidence = confidence};
}

static void judge_nothing(const struct promise *promise, const struct event_upload *upload,
			  struct judgement *out)
{
	judge_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		snprintf(out->reason, sizeof(out->reason), "footage left the home");
}

static void judge_class(const struct promise *promise, const struct event_upload *upload,
			struct judgement *out)
{
	if (upload->class == CLASS_UNKNOWN) {
		judge_unknown(out, "what kind of footage it was cannot be told");
		return;
	}
	if (promise->classes & 1U << upload->class)
		return;
	judge_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		snprintf(out->reason, sizeof(out->reason), "it was %s", phrase_what(upload->class));
}

static bool judge_is(const char *word, const char *other)
{
	return other && strcasecmp(word, other) == 0;
}

/* Its cloud, its bucket, or that of the company that owns the camera's maker. */
static bool is_receiver(const char *receiver, const struct event_upload *upload)
{
	const struct event_destination *to = &upload->destination;
	const struct event_camera *camera = &upload->camera;

	if (judge_is(receiver, to->bucket_owner))
		return true;
	if (to->kind == DESTINATION_HOSTING && to->bucket_owner)
		return false;
	return judge_is(receiver, to->service) ||
	       (judge_is(receiver, camera->company) && camera->vendor &&
		judge_is(camera->vendor, to->service));
}

static void judge_receiver(const struct promise *promise, const struct event_upload *upload,
			   struct judgement *out)
{
	const struct event_destination *to = &upload->destination;
	bool own = upload->camera.vendor && judge_is(upload->camera.vendor, to->service);

	if (to->kind == DESTINATION_VPN)
		judge_unknown(out, "it went through a VPN, so where to cannot be told");
	else if (is_receiver(promise->receiver, upload))
		return;
	else if (!to->service)
		judge_unknown(out, "whose server took it is not known");
	else if (to->kind == DESTINATION_HOSTING && !to->bucket_owner)
		snprintf(out->reason, sizeof(out->reason),
			 "who rents that place at %.100s is not known", to->service);
	else if (to->kind == DESTINATION_RELAY && !own)
		snprintf(out->reason, sizeof(out->reason),
			 "who uses that relay of %.100s is not known", to->service);
	else
		judge_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		snprintf(out->reason, sizeof(out->reason), "it went to %s%.100s",
			 to->bucket_owner ? "a bucket of " : "",
			 to->bucket_owner ? to->bucket_owner : to->service);
	else
		out->verdict = VERDICT_UNKNOWN;
}

static void judge_hours(const struct promise *promise, const struct event_upload *upload,
			local_fn *local, struct judgement *out)
{
	/* conntrack is read once a second, and a flow's end shows only in the next reading. */
	uint64_t rough = upload->coverage == COVERAGE_HARDWARE ? 2000000000ULL : 0, at;
	uint64_t start = upload->start_ns + rough;
	uint64_t end = upload->end_ns > rough ? upload->end_ns - rough : 0;
	char clock[HOURS_CLOCK];

	if (!hours_meet(promise, upload->start_ns, upload->end_ns, local, &at))
		return;
	if (rough && (start > end || !hours_meet(promise, start, end, local, &at))) {
		judge_unknown(out, "its times are rough, and it was at the edge of those hours");
		return;
	}
	judge_broken(out, promise, upload, upload->confidence);
	if (out->verdict == VERDICT_BROKEN)
		snprintf(out->reason, sizeof(out->reason), "it was sending at %s",
			 hours_clock(at, local, clock));
}

void judge_part(const struct promise *promise, const struct event_upload *upload, local_fn *local,
		struct judgement *out)
{
	*out = (struct judgement){.verdict = VERDICT_KEPT};
	switch (promise->rule) {
	case PROMISE_NOTHING:
		judge_nothing(promise, upload, out);
		break;
	case PROMISE_CLASSES:
		judge_class(promise, upload, out);
		break;
	case PROMISE_COUNTRIES:
		whereabouts_judge(promise, upload, out);
		break;
	case PROMISE_RECEIVER:
		judge_receiver(promise, upload, out);
		break;
	case PROMISE_HOURS:
		judge_hours(promise, upload, local, out);
		break;
	case PROMISE_BYTES:
	case PROMISE_UPLOADS:
		break;
	}
}
