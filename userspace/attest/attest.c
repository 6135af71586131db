/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attest/attest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "attest/checks.h"
#include "attest/subject.h"
#include "json/reading.h"
#include "upload/footage.h"

/* How long before the time its own live views are looked at for their rate. */
#define RATE_BACK_US (UINT64_C(30) * 86400 * 1000000)
/* Of a headers' worth in a merged packet: 52 bytes in packets of 576 (RFC 791), 72 of 1280 (8200).
 */
#define MERGED_PART 10U
#define OUTSIDE_MOST 4096U

_Static_assert(ATTEST_PICTURE_BYTES == FOOTAGE_SNAPSHOT_BYTES, "one word for a still picture");

/* Uploads before and after the time, in the hours that cover it. */
struct outside {
	size_t count;
	struct outside_part {
		char id[EVENT_ID];
		uint32_t part;
	} parts[OUTSIDE_MOST];
};

struct attest_reader {
	struct attest *attest;
	char key[LEDGER_DEVICE];
	struct outside outside;
};

/* What was written after the head that was verified is not looked at: nobody checked it. */
struct proven {
	const struct records *source;
	uint64_t size; /* UINT64_MAX: all, as nothing of it is to be relied on */
	ledger_fn *each;
	void *to;
};

static int proven_record(void *context, const struct ledger_record *record)
{
	const struct proven *proven = context;

	return record->number > proven->size ? 0 : proven->each(proven->to, record);
}

static int proven_each(void *context, const struct ledger_query *query, ledger_fn *each, void *to)
{
	struct proven proven = *(const struct proven *)context;

	proven.each = each;
	proven.to = to;
	return proven.source->each(proven.source->context, query, proven_record, &proven);
}

static void know_camera(struct attest *attest, struct json_object *record)
{
	struct json_object *camera = reading_member(record, "camera");

	if (!camera || reading_member(record, "withdrawn"))
		return;
	json_object_put(attest->object);
	attest->object = json_object_get(camera);
	reading_camera(attest->object, &attest->camera);
}

static int take_hour(void *context, const struct ledger_record *record)
{
	struct attest *attest = context;
	struct json_object *object =
		record->content ? reading_parse(record->content, record->length) : NULL;
	int err = 0;

	if (object) {
		know_camera(attest, object);
		err = hours_add(&attest->hours, object, record->number);
	}
	json_object_put(object);
	return err;
}

/* The same traffic may have been replayed twice under two names: it is taken off once. */
static bool outside_is_new(struct outside *outside, const struct event_upload *upload)
{
	for (size_t i = 0; i < outside->count; i++)
		if (outside->parts[i].part == upload->part &&
		    !strcmp(outside->parts[i].id, upload->id))
			return false;
	if (outside->count == OUTSIDE_MOST)
		return false;
	outside->parts[outside->count].part = upload->part;
	memcpy(outside->parts[outside->count++].id, upload->id, EVENT_ID);
	return true;
}

static void take_off(struct attest_reader *reader, struct json_object *object)
{
	struct attest *attest = reader->attest;
	const struct attest_order *order = &attest->order;
	struct event_upload upload;
	const struct hour *hour;

	reading_upload(object, &upload);
	if (upload.end_ns >= order->from_ns && upload.start_ns < order->to_ns)
		return;
	hour = hours_within(&attest->hours, hours_capture(object), upload.start_ns, upload.end_ns);
	if (hour && !hours_rough(hour) && outside_is_new(&reader->outside, &upload))
		attest->bound.outside += upload.bytes_up;
}

static int take_own(void *context, const struct ledger_record *record)
{
	struct attest_reader *reader = context;
	struct attest *attest = reader->attest;
	struct json_object *object;
	int err;

	if (!record->content ||
	    (strcmp(record->kind, "upload") != 0 && strcmp(record->kind, "local") != 0))
		return 0;
	err = history_add(attest->history, record);
	if (err || strcmp(record->kind, "upload") != 0)
		return err;
	object = reading_parse(record->content, record->length);
	if (object) {
		rate_learn(&attest->rate, object, record->number);
		take_off(reader, object);
	}
	json_object_put(object);
	return 0;
}

static int read_own(struct attest_reader *reader, const struct records *source)
{
	struct attest *attest = reader->attest;
	struct ledger_query hours = {.device = reader->key, .kind = "traffic"};
	struct ledger_query own = {.device = reader->key};
	int err = source->each(source->context, &hours, take_hour, attest);

	if (err)
		return err;
	hours_choose(&attest->hours, attest->order.from_ns, attest->order.to_ns);
	attest->rate = rate_begin(attest->order.rules, attest->camera.vendor);
	own.from = attest->order.from_ns / CLOCK_US_NS;
	own.from = own.from > RATE_BACK_US ? own.from - RATE_BACK_US : 0;
	own.to = (attest->order.to_ns + 3600000000000ULL) / CLOCK_US_NS;
	err = source->each(source->context, &own, take_own, reader);
	return err ? err : history_finish(attest->history);
}

static int take_camera(void *context, const struct ledger_record *record)
{
	struct json_object *object =
		record->content ? reading_parse(record->content, record->length) : NULL;

	know_camera(context, object);
	json_object_put(object);
	return 0;
}

/* Known before its traffic was counted, by an older Lenswatch: what it is called then. */
static int read_camera(struct attest_reader *reader, const struct records *source)
{
	struct ledger_query query = {.device = reader->key, .kind = "camera"};

	return source->each(source->context, &query, take_camera, reader->attest);
}

static void count_uploads(struct attest *attest)
{
	const struct history *history = attest->history;

	for (size_t i = 0; i < history->uploads.count; i++) {
		const struct history_upload *upload = &history->uploads.items[i];

		attest->upload_count += !upload->local;
		attest->local_count += upload->local;
		attest->upload_bytes += upload->local ? 0 : upload->bytes_up;
		attest->local_bytes += upload->local ? upload->bytes_up : 0;
	}
}

/* What a stretch that began an hour earlier sent is counted there, where that is not chosen. */
static bool attest_is_first(const struct hours *hours, const struct hour *hour)
{
	for (size_t i = 0; i < hours->count; i++)
		if (hours->items[i].chosen && hours->items[i].capture == hour->capture &&
		    hours->items[i].to_ns == hour->from_ns)
			return false;
	return true;
}

static void find_bound(struct attest *attest)
{
	const struct hours *hours = &attest->hours;
	struct attest_bound *bound = &attest->bound;
	uint64_t merged = 0, all;

	for (size_t i = 0; i < hours->count; i++) {
		const struct hour *hour = &hours->items[i];

		if (!hour->chosen)
			continue;
		bound->counted += hour->bytes;
		if (attest_is_first(hours, hour))
			bound->across += hour->across;
		if (hours_merged(hour))
			merged += hour->bytes + hour->across;
	}
	bound->merged = merged / MERGED_PART + (merged % MERGED_PART != 0);
	all = bound->counted + bound->across + bound->merged;
	if (bound->outside > all) /* no record of ours says so: then nothing is taken off */
		bound->outside = 0;
	bound->bytes = all - bound->outside;
	bound->seconds = rate_seconds(&attest->rate, bound->bytes);
	bound->pictures = bound->bytes / ATTEST_PICTURE_BYTES;
}

static void attest_decide(struct attest *attest)
{
	attest->verdict = ATTEST_NOTHING_LEFT;
	for (size_t i = 0; i < ATTEST_CONDITIONS; i++)
		if (attest->checks[i].failures)
			attest->verdict = ATTEST_CANNOT_TELL;
	/* What was told to have left did, whatever else is not known. */
	if (attest->upload_count && !attest->checks[ATTEST_GENUINE].failures)
		attest->verdict = ATTEST_FOOTAGE_LEFT;
}

static int attest_read_all(struct attest_reader *reader, const struct records *source)
{
	struct attest *attest = reader->attest;
	int err = history_create(attest->order.from_ns, attest->order.to_ns, &attest->history);

	if (!err)
		err = read_camera(reader, source);
	if (!err)
		err = read_own(reader, source);
	if (!err)
		err = checks_make(attest, reader->key, source);
	if (err)
		return err;
	count_uploads(attest);
	find_bound(attest);
	attest_decide(attest);
	return 0;
}

int attest_make(const struct attest_order *order, const struct records *source, struct attest **out,
		char error[LEDGER_ERROR])
{
	const struct ledger_report *report = &order->proof->report;
	struct proven proven = {source, report->faults ? UINT64_MAX : report->head.size, NULL,
				NULL};
	struct records checked = {.context = &proven, .each = proven_each};
	struct attest_reader *reader = calloc(1, sizeof(*reader));
	struct attest *attest = calloc(1, sizeof(*attest));
	int err = -ENOMEM;

	error[0] = '\0';
	if (!reader || !attest)
		goto out;
	attest->order = *order;
	reader->attest = attest;
	err = subject_find(&checked, order->camera, reader->key, error);
	if (!err)
		err = attest_read_all(reader, &checked);
out:
	free(reader);
	if (err)
		attest_destroy(attest);
	else
		*out = attest;
	return err;
}

void attest_destroy(struct attest *attest)
{
	if (!attest)
		return;
	hours_clear(&attest->hours);
	history_destroy(attest->history);
	json_object_put(attest->object);
	free(attest);
}
