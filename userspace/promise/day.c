// SPDX-License-Identifier: GPL-2.0-or-later
#include "promise/day.h"

#include "promise/daytime.h"

static struct day *day_find(struct days *days, int date)
{
	struct day *found = &days->days[0];

	for (size_t i = 0; i < DAYS; i++) {
		if (days->days[i].date == date) {
			found = &days->days[i];
			break;
		}
		if (days->days[i].used < found->used)
			found = &days->days[i];
	}
	if (found->date != date)
		*found = (struct day){.date = date};
	found->used = ++days->clock;
	return found;
}

static enum sureness day_sureness(const struct event_upload *upload)
{
	return upload->camera.suspected ? POSSIBLE : sureness_of(upload->confidence);
}

static void day_count(struct day *day, const struct event_upload *upload, uint64_t amount)
{
	enum sureness sure = day_sureness(upload);

	if (!day->counted[sure] || upload->confidence < day->least[sure])
		day->least[sure] = upload->confidence;
	day->counted[sure] += amount;
}

/* Super-packets are counted up to 4 % low (the contract's `merged`). */
static uint64_t day_slack(const struct event_upload *upload)
{
	return upload->coverage == COVERAGE_MERGED ? upload->bytes_up / 24 : 0;
}

/* How much of a part that went on over midnight was of which day is not in the record. */
static void add_bytes(struct days *days, const struct event_upload *upload, local_fn *local,
		      struct day **day)
{
	int first = daytime_day(upload->start_ns, local), last = daytime_day(upload->end_ns, local);
	bool lossy = upload->coverage == COVERAGE_LOWER_BOUND;

	if (first != last) {
		*day = day_find(days, last);
		(*day)->more += upload->bytes_up + day_slack(upload);
		(*day)->lossy = (*day)->lossy || lossy;
	}
	*day = day_find(days, first);
	(*day)->lossy = (*day)->lossy || lossy;
	(*day)->more += day_slack(upload);
	if (first != last)
		(*day)->more += upload->bytes_up;
	else
		day_count(*day, upload, upload->bytes_up);
}

static void tell_total(const struct promise *promise, uint64_t total, bool more,
		       struct judgement *out)
{
	bool bytes = promise->rule == PROMISE_BYTES;

	out->reason = (struct promise_reason){
		.why = more ? (bytes ? WHY_BYTES_PERHAPS : WHY_UPLOADS_PERHAPS)
			    : (bytes ? WHY_BYTES : WHY_UPLOADS),
		.number = total,
	};
}

static void day_judge(const struct day *day, const struct promise *promise, struct judgement *out)
{
	uint64_t sure = day->counted[SURE], likely = sure + day->counted[LIKELY];
	uint64_t most = likely + day->counted[POSSIBLE] + day->more, limit = promise->limit;

	*out = (struct judgement){.verdict = VERDICT_KEPT};
	if (likely > limit) {
		out->verdict = VERDICT_BROKEN;
		out->confidence = day->least[sure > limit ? SURE : LIKELY];
		tell_total(promise, sure > limit ? sure : likely, false, out);
	} else if (most > limit || (day->lossy && most > limit / 2)) {
		/* How much was lost is not known; half the limit is more than was ever lost of a
		 * clip. */
		out->verdict = VERDICT_UNKNOWN;
		tell_total(promise, likely, true, out);
	}
}

void days_judge(struct days *days, const struct promise *promise, const struct event_upload *upload,
		local_fn *local, struct judgement *out, struct day **day)
{
	if (promise->rule == PROMISE_BYTES) {
		add_bytes(days, upload, local, day);
	} else {
		*day = day_find(days, daytime_day(upload->start_ns, local));
		if (upload->part == 1)
			day_count(*day, upload, 1);
	}
	day_judge(*day, promise, out);
}

void days_rest(struct days *days, const struct promise *promise, const struct event_gap *gap,
	       local_fn *local, struct judgement *out, struct day **day)
{
	int first = daytime_day(gap->from_ns, local), last = daytime_day(gap->to_ns, local);

	if (first != last)
		day_find(days, last)->more += gap->bytes;
	*day = day_find(days, first);
	(*day)->more += gap->bytes;
	day_judge(*day, promise, out);
}
