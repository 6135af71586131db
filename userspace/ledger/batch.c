// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/commit.h"
#include "ledger/ledger.h"
#include "json/writer.h"

static const struct event_camera *batch_camera(const struct event *event)
{
	switch (event->kind) {
	case EVENT_CAMERA:
		return &event->camera;
	case EVENT_UPLOAD:
	case EVENT_UPLOADING:
	case EVENT_LOCAL:
		return &event->upload.camera;
	case EVENT_GAP:
		return event->gap.camera;
	case EVENT_BREACH:
		return &event->breach.upload->camera;
	case EVENT_TRAFFIC:
		return &event->traffic.camera;
	case EVENT_EPISODE:
	case EVENT_DEVICE:
	case EVENT_FILE:
	case EVENT_RUN:
	case EVENT_SUMMARY:
		break;
	}
	return NULL;
}

static const char *batch_kind(enum event_kind kind)
{
	static const char *const names[] = {
		[EVENT_RUN] = "run",	   [EVENT_CAMERA] = "camera",	[EVENT_UPLOAD] = "upload",
		[EVENT_LOCAL] = "local",   [EVENT_GAP] = "gap",		[EVENT_SUMMARY] = "summary",
		[EVENT_BREACH] = "breach", [EVENT_TRAFFIC] = "traffic",
	};

	return names[kind];
}

/* When what it is about ended. */
static uint64_t batch_time(const struct event *event)
{
	switch (event->kind) {
	case EVENT_CAMERA:
		return event->camera.withdrawn ? event->camera.withdrawn_ns
					       : event->camera.identified_ns;
	case EVENT_GAP:
		return event->gap.to_ns;
	case EVENT_BREACH:
		return event->breach.upload->end_ns;
	default:
		return event->upload.end_ns;
	}
}

/* When what it is about began; 0: now. */
static uint64_t batch_begun(const struct event *event)
{
	const struct event_gap *gap = &event->gap;

	switch (event->kind) {
	case EVENT_UPLOAD:
	case EVENT_LOCAL:
		return event->upload.start_ns;
	case EVENT_BREACH:
		return event->breach.upload ? event->breach.upload->start_ns : 0;
	case EVENT_TRAFFIC:
		return event->traffic.from_ns;
	case EVENT_GAP:
		return gap->from_ns < gap->to_ns ? gap->from_ns : gap->to_ns;
	default:
		return 0;
	}
}

static int batch_put(struct ledger *ledger, const struct event *event,
		     const struct event_camera *camera, const char *text, size_t length)
{
	struct suspect record = {.kind = batch_kind(event->kind), .length = length};

	if (!camera || !camera->suspected)
		return commit_take(ledger, record.kind, text, length, batch_begun(event));
	record.time_ns = batch_time(event);
	record.begun_ns = batch_begun(event);
	snprintf(record.device, sizeof(record.device), "%s", camera->key);
	return suspects_put(&ledger->suspects, &record, text) == 0
		       ? 0
		       : commit_lose(ledger, batch_begun(event));
}

int ledger_append(struct ledger *ledger, const struct event *event)
{
	const struct event_camera *camera = batch_camera(event);
	size_t length;
	char *text;
	int err = book_writable(ledger);

	/* What is under way ends as an upload; what was read of a file is of that replay alone. */
	if (err || event->kind == EVENT_UPLOADING || event->kind >= EVENT_FILE)
		return err;
	if (camera && !camera->suspected)
		ledger_confirm(ledger, camera->key, batch_time(event));
	text = json_line(event, &length);
	err = text ? batch_put(ledger, event, camera, text, length)
		   : commit_lose(ledger, batch_begun(event));
	free(text);
	return err;
}

int ledger_confirm(struct ledger *ledger, const char *device, uint64_t now_ns)
{
	struct suspect *record;
	int err = book_writable(ledger), failed = 0;

	while (!err && (record = suspects_take(&ledger->suspects, device, now_ns))) {
		failed = commit_take(ledger, record->kind, record->content, record->length,
				     record->begun_ns);
		free(record);
	}
	return err ? err : failed;
}

void ledger_dismiss(struct ledger *ledger, const char *device)
{
	suspects_drop(&ledger->suspects, device);
}

static bool note_fits(const char *kind, const char *content)
{
	char begin[LEDGER_KIND + 32];
	struct json_tokener *tokener;
	struct json_object *object;
	bool fits = *kind && strlen(kind) < LEDGER_KIND;

	for (const char *at = kind; fits && *at; at++)
		fits = islower((unsigned char)*at) || *at == '-';
	for (const char *at = content; fits && *at; at++)
		fits = (unsigned char)*at >= ' ';
	if (!fits)
		return false;
	snprintf(begin, sizeof(begin), "{\"type\":\"%s\",\"schema\":%d", kind, JSON_SCHEMA);
	if (strncmp(content, begin, strlen(begin)) != 0)
		return false;
	tokener = json_tokener_new();
	object = tokener ? json_tokener_parse_ex(tokener, content, (int)strlen(content)) : NULL;
	fits = json_object_is_type(object, json_type_object) &&
	       json_tokener_get_parse_end(tokener) == strlen(content);
	json_object_put(object);
	if (tokener)
		json_tokener_free(tokener);
	return fits;
}

int ledger_note(struct ledger *ledger, const char *kind, const char *content)
{
	int err = book_writable(ledger);

	if (!err && !note_fits(kind, content))
		err = store_refuse(&ledger->store, -EINVAL, "this is no note of kind %s: %s", kind,
				   content);
	return err ? err : commit_take(ledger, kind, content, strlen(content), 0);
}
