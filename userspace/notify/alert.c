// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/alert.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/put.h"
#include "json/reading.h"
#include "words/notice.h"
#include "words/phrase.h"
#include "words/text.h"
#include "words/words.h"

#define ALERT_ID 160
#define DIGEST_LINES 30

void alert_upload(struct json_object *record, struct event_upload *out)
{
	const char *id = reading_text(record, "id");

	reading_upload(record, out);
	if (!id) /* a breach names the part */
		id = reading_text(record, "upload");
	snprintf(out->id, sizeof(out->id), "%s", id ? id : "");
	if (!out->series[0])
		snprintf(out->series, sizeof(out->series), "%s", out->id);
	reading_camera(reading_member(record, "camera"), &out->camera);
	reading_destination(reading_member(record, "destination"), &out->destination);
}

/* ntfy's five, of which 3 is usual (docs.ntfy.sh/publish, "Message priority"). */
static unsigned alert_priority(unsigned kinds)
{
	if (kinds & (1U << NOTICE_PROMISE_BROKEN | 1U << NOTICE_DIRECT_VIEWER))
		return 4;
	return kinds == 1U << NOTICE_UPLOAD || kinds & 1U << NOTICE_DIGEST ? 2 : 3;
}

static const char *alert_kind(unsigned kinds)
{
	size_t kind = 0;

	while (kind < NOTICE_KINDS - 1 && !(kinds & 1U << kind))
		kind++;
	return notice_kind_name((enum notice_kind)kind);
}

static void alert_put_kinds(struct put to, unsigned kinds)
{
	struct put list = put_array(to, "kinds");

	put_text(to, "kind", alert_kind(kinds));
	for (size_t kind = 0; kind < NOTICE_KINDS; kind++)
		if (kinds & 1U << kind)
			put_text(list, NULL, notice_kind_name((enum notice_kind)kind));
}

static void alert_put_said(struct put to, const char *key, const struct notice *notice,
			   void (*say)(const struct notice *notice, FILE *file))
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	if (file) {
		say(notice, file);
		fclose(file);
	}
	put_some(to, key, text);
	free(text);
}

/* The same for the same message, whenever it is made. */
static void alert_id(const struct alert *alert, const struct event_upload *upload,
		     const struct event_gap *gap, char id[ALERT_ID])
{
	if (upload)
		snprintf(id, ALERT_ID, "%s-%x", upload->id, alert->kinds);
	else if (gap)
		snprintf(id, ALERT_ID, "%s-%" PRIu64 "%s%s", cause_name(gap->cause), gap->from_ns,
			 gap->camera ? "-" : "", gap->camera ? gap->camera->key : "");
	else
		snprintf(id, ALERT_ID, "%s-%" PRIu64, alert_kind(alert->kinds), alert->to_ns);
}

static void alert_put_camera(struct put to, const struct event_camera *camera)
{
	char label[PHRASE_LABEL];

	put_text(to, "key", camera->key);
	put_text(to, "camera", phrase_label(camera, label));
	put_text(to, "mac", camera->mac);
	put_text(to, "vendor", camera->vendor);
}

static void alert_put_upload(struct put to, const struct event_upload *upload)
{
	char size[WORDS_MOST], handle[TEXT_HANDLE + 1];

	snprintf(handle, sizeof(handle), "%.*s", TEXT_HANDLE, upload->id);
	put_text(to, "event", upload->id);
	put_text(to, "series", upload->series);
	put_text(to, "handle", handle);
	alert_put_camera(to, &upload->camera);
	put_text(to, "class", upload_class_name(upload->class));
	put_text(to, "sureness", confidence_word(upload->confidence));
	put_count(to, "bytes", upload->bytes_up);
	put_text(to, "size", words_size(upload->bytes_up, size));
	put_text(to, "company", notice_company(&upload->destination));
	put_text(to, "host", upload->destination.host);
	put_text(to, "country", upload->destination.country);
	put_text(to, "protocol", upload->destination.protocol);
	put_time(to, "start", upload->start_ns);
	put_time(to, "end", upload->end_ns);
}

static void alert_put_gap(struct put to, const struct event_gap *gap)
{
	put_text(to, "cause", cause_name(gap->cause));
	if (gap->camera)
		alert_put_camera(to, gap->camera);
	put_time(to, "start", gap->from_ns);
	put_time(to, "end", gap->to_ns);
}

static char *alert_write(const struct alert *alert, const struct event_upload *upload,
			 const struct event_gap *gap)
{
	const struct notice notice = {.kinds = alert->kinds,
				      .upload = upload,
				      .gap = gap,
				      .promise = alert->promise[0] ? alert->promise : NULL,
				      .reason = alert->reason[0] ? alert->reason : NULL,
				      .from_ns = alert->from_ns,
				      .to_ns = alert->to_ns};
	bool failed;
	struct put root = put_begin(&failed);
	char id[ALERT_ID];

	alert_id(alert, upload, gap, id);
	put_text(root, "type", "message");
	put_count(root, "schema", 1);
	put_text(root, "id", id);
	alert_put_kinds(root, alert->kinds);
	put_count(root, "priority", alert_priority(alert->kinds));
	alert_put_said(root, "title", &notice, notice_title);
	alert_put_said(root, "text", &notice, notice_text);
	if (upload)
		alert_put_upload(root, upload);
	if (gap)
		alert_put_gap(root, gap);
	put_some(root, "promise", alert->promise);
	put_some(root, "reason", alert->reason);
	return put_end(root, NULL);
}

char *alert_text(const struct alert *alert)
{
	struct event_camera camera;
	struct event_upload upload;
	struct event_gap gap;

	if (!alert->record)
		return alert_write(alert, NULL, NULL);
	if (alert->kinds & 1U << NOTICE_COVERAGE_LOST) {
		reading_gap(alert->record, &camera, &gap);
		return alert_write(alert, NULL, &gap);
	}
	alert_upload(alert->record, &upload);
	return alert_write(alert, &upload, NULL);
}

/* "Front door broke a promise" and so on, a line each, as many as a phone shows. */
static char *digest_lines(struct json_object *messages)
{
	size_t count = json_object_array_length(messages), length = 0;
	char *text = NULL, more[WORDS_MOST];
	FILE *file = open_memstream(&text, &length);

	if (!file)
		return NULL;
	for (size_t i = 0; i < count && i < DIGEST_LINES; i++) {
		struct json_object *one = json_object_array_get_idx(messages, i);
		const char *title = reading_text(one, "title"), *end;
		uint64_t time = reading_time(one, "start");
		char clock[WORDS_MOST];

		end = time ? words_clock(time, clock) : "";
		fprintf(file, "%s%s%s%s", i ? "\n" : "", end, *end ? " " : "", title ? title : "");
	}
	if (count > DIGEST_LINES)
		fprintf(file, "\n+ %s", words_count(count - DIGEST_LINES, "message", more));
	return fclose(file) == 0 ? text : NULL;
}

/* What counts is the most pressing of them. */
static unsigned digest_priority(struct json_object *messages)
{
	unsigned most = 2;

	for (size_t i = 0; i < json_object_array_length(messages); i++) {
		uint64_t one = reading_count(json_object_array_get_idx(messages, i), "priority");

		most = one > most && one <= 5 ? (unsigned)one : most;
	}
	return most;
}

static char *digest_write(struct json_object *messages)
{
	const size_t count = json_object_array_length(messages);
	const struct notice notice = {.kinds = 1U << NOTICE_DIGEST, .count = count};
	const char *last = reading_text(json_object_array_get_idx(messages, count - 1), "id");
	char *lines = digest_lines(messages), id[ALERT_ID + 32];
	bool failed;
	struct put root = put_begin(&failed);

	snprintf(id, sizeof(id), "digest-%zu-%s", count, last ? last : "");
	put_text(root, "type", "message");
	put_count(root, "schema", 1);
	put_text(root, "id", id);
	alert_put_kinds(root, notice.kinds);
	put_count(root, "priority", digest_priority(messages));
	alert_put_said(root, "title", &notice, notice_title);
	put_some(root, "text", lines);
	put_value(root, "messages", json_object_get(messages));
	free(lines);
	return put_end(root, NULL);
}

char *alert_digest(char *const *texts, size_t count)
{
	struct json_object *messages = json_object_new_array();
	char *text = NULL;

	for (size_t i = 0; messages && i < count; i++) {
		struct json_object *one = reading_parse(texts[i], strlen(texts[i]));

		if (one && json_object_array_add(messages, one) != 0)
			json_object_put(one);
	}
	if (messages && json_object_array_length(messages))
		text = digest_write(messages);
	json_object_put(messages);
	return text;
}

void alert_end(struct alert *alert)
{
	json_object_put(alert->record);
	*alert = (struct alert){0};
}
