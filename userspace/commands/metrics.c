// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands/metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "event.h"
#include "json/reading.h"
#include "json/scan.h"
#include "ledger/ledger.h"
#include "words/clean.h"

struct metrics_camera {
	char key[LEDGER_DEVICE];
	uint64_t uploads, bytes;
};

struct metrics {
	size_t count;
	bool partial; /* the history lacks what was dropped or erased */
	struct metrics_camera cameras[METRICS_CAMERAS + 1];
};

/* Whoever is at home can make up addresses without end. */
static struct metrics_camera *metrics_camera(struct metrics *m, const char *key)
{
	size_t i = 0;

	while (i < m->count && strcmp(m->cameras[i].key, key) != 0)
		i++;
	if (i < m->count || i > METRICS_CAMERAS)
		return &m->cameras[i < m->count ? i : METRICS_CAMERAS];
	snprintf(m->cameras[i].key, sizeof(m->cameras[i].key), "%s",
		 i < METRICS_CAMERAS ? key : "other");
	m->count++;
	return &m->cameras[i];
}

static int metrics_lacks(void *context, const struct ledger_record *record)
{
	struct metrics *m = context;

	(void)record;
	m->partial = true;
	return 0;
}

/* Not of captures that were replayed into it: those are no traffic of this house now. */
static int metrics_upload(void *context, const struct ledger_record *record)
{
	struct metrics *m = context;
	struct scan text = {record->content, record->length}, value;
	struct metrics_camera *camera;

	if (!record->content || !record->device || !scan_member(text, "capture", &value) ||
	    !scan_is(value, "null"))
		return 0;
	camera = metrics_camera(m, record->device);
	if (scan_member(text, "bytes_up", &value)) /* a comma ends it, or a bracket */
		camera->bytes += strtoull(value.at, NULL, 10);
	if (scan_member(text, "final", &value) && scan_is(value, "true"))
		camera->uploads++;
	return 0;
}

/* What it lacks is found by an index: only where that is nothing are all uploads read. */
static int metrics_read(struct metrics *m, struct ledger *ledger)
{
	const struct ledger_query dropped = {.kind = "dropped", .any_order = true};
	const struct ledger_query forgotten = {.kind = "forgotten", .any_order = true};
	const struct ledger_query uploads = {.kind = "upload", .any_order = true};
	int err = ledger_each(ledger, &dropped, metrics_lacks, m);

	if (!err)
		err = ledger_each(ledger, &forgotten, metrics_lacks, m);
	if (!err && !m->partial)
		err = ledger_each(ledger, &uploads, metrics_upload, m);
	return err;
}

static int metrics_history(struct metrics *m, const char *path)
{
	struct ledger *ledger = NULL;
	char error[LEDGER_ERROR];
	int err = ledger_open(path, LEDGER_READ, &ledger, error);

	if (!err) {
		err = metrics_read(m, ledger);
		if (err)
			snprintf(error, sizeof(error), "%s", ledger_error(ledger));
	}
	if (err)
		fprintf(stderr, "lenswatch: %s\n", error);
	ledger_close(ledger);
	return err;
}

static const char *metrics_key(struct json_object *camera)
{
	const char *mac = reading_text(camera, "mac"), *ip = reading_text(camera, "ip");

	return mac ? mac : ip ? ip : "";
}

static void metrics_memory(struct metrics *m, struct json_object *cameras)
{
	struct json_object *list = reading_member(cameras, "cameras");

	for (size_t i = 0; i < reading_length(list); i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		struct metrics_camera *camera = metrics_camera(m, metrics_key(one));

		camera->uploads += reading_count(one, "uploads");
		camera->bytes += reading_count(one, "upload_bytes");
	}
}

static void metrics_begin(const char *name, const char *type, const char *help, FILE *file)
{
	fprintf(file, "# HELP lenswatch_%s %s\n# TYPE lenswatch_%s %s\n", name, help, name, type);
}

static void metrics_one(const char *name, const char *type, const char *help, uint64_t value,
			FILE *file)
{
	metrics_begin(name, type, help, file);
	fprintf(file, "lenswatch_%s %" PRIu64 "\n", name, value);
}

/* A device may call itself anything, and the file of a history say anything of it. */
static void metrics_label(const char *name, const char *text, FILE *file)
{
	char clean[CLEAN_MOST];

	fprintf(file, "%s=\"", name);
	for (text = clean_printable(text ? text : "", clean); *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', file);
		putc(*text, file);
	}
	putc('"', file);
}

static void metrics_of(const struct metrics_camera *camera, const char *name, uint64_t value,
		       FILE *file)
{
	fprintf(file, "lenswatch_%s{", name);
	metrics_label("camera", camera->key, file);
	fprintf(file, "} %" PRIu64 "\n", value);
}

static void metrics_uploads(const struct metrics *m, FILE *file)
{
	metrics_begin("uploads_total", "counter", "Uploads of footage that ended.", file);
	for (size_t i = 0; i < m->count; i++)
		metrics_of(&m->cameras[i], "uploads_total", m->cameras[i].uploads, file);
	metrics_begin("upload_bytes_total", "counter", "Bytes of them.", file);
	for (size_t i = 0; i < m->count; i++)
		metrics_of(&m->cameras[i], "upload_bytes_total", m->cameras[i].bytes, file);
}

static void metrics_cameras(struct json_object *cameras, FILE *file)
{
	struct json_object *list = reading_member(cameras, "cameras");
	size_t told = 0;

	metrics_begin("camera_info", "gauge", "What a camera is called.", file);
	for (size_t i = 0; i < reading_length(list) && told < METRICS_CAMERAS; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);

		if (reading_flag(one, "dismissed"))
			continue;
		told++;
		fputs("lenswatch_camera_info{", file);
		metrics_label("camera", metrics_key(one), file);
		metrics_label(",name", reading_text(one, "name"), file);
		metrics_label(",vendor", reading_text(one, "vendor"), file);
		fputs("} 1\n", file);
	}
}

static void metrics_coverage(struct json_object *status, FILE *file)
{
	const char *state = reading_text(reading_member(status, "coverage"), "state");

	metrics_begin("coverage", "gauge", "How much is seen: the state that is 1.", file);
	for (int i = COVERAGE_EXACT; i <= COVERAGE_HARDWARE + 1; i++) {
		const char *name = i > COVERAGE_HARDWARE ? "blind" : coverage_name(i);

		fprintf(file, "lenswatch_coverage{state=\"%s\"} %d\n", name,
			state && strcmp(state, name) == 0);
	}
}

static uint64_t metrics_broken(struct json_object *list)
{
	uint64_t broken = 0;

	for (size_t i = 0; i < reading_length(list); i++) {
		const char *today = reading_text(json_object_array_get_idx(list, i), "today");

		broken += today && strcmp(today, "broken") == 0;
	}
	return broken;
}

static void metrics_rest(struct json_object *status, FILE *file)
{
	struct json_object *losses = reading_member(status, "losses");
	struct json_object *history = reading_member(status, "history");
	struct json_object *promises = reading_member(status, "promises");

	metrics_coverage(status, file);
	metrics_one("sending", "gauge", "Uploads that are under way.",
		    reading_length(reading_member(status, "sending")), file);
	metrics_one("promises", "gauge", "Promises in force.", reading_length(promises), file);
	metrics_one("promises_broken", "gauge", "Promises that were broken today.",
		    metrics_broken(promises), file);
	metrics_one("history_kept", "gauge", "Whether events go into the history now.",
		    reading_flag(history, "kept"), file);
	metrics_one("seen_packets_total", "counter", "Packets seen since it began.",
		    reading_count(status, "packets"), file);
	metrics_one("seen_bytes_total", "counter", "Bytes of them.", reading_count(status, "bytes"),
		    file);
	metrics_one("lost_packets_total", "counter", "Packets lost since it began.",
		    reading_count(losses, "packets"), file);
	metrics_one("start_time_seconds", "gauge", "When it began, since 1970.",
		    reading_time(status, "since") / CLOCK_SECOND_NS, file);
}

int metrics_write(struct json_object *status, struct json_object *cameras, FILE *file)
{
	struct metrics *m = calloc(1, sizeof(*m));
	const char *path = reading_text(reading_member(status, "history"), "path");
	int err = m ? 0 : -ENOMEM;

	if (!err && path)
		err = metrics_history(m, path);
	if (!err && (!path || m->partial)) {
		*m = (struct metrics){0};
		metrics_memory(m, cameras);
	}
	if (!err) {
		metrics_uploads(m, file);
		metrics_cameras(cameras, file);
		metrics_rest(status, file);
	}
	if (!m)
		fputs("lenswatch: out of memory\n", stderr);
	free(m);
	return err;
}
