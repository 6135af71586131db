// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/house.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "camera/device.h"
#include "capture/file/file.h"
#include "capture/meter/meter.h"
#include "capture/file/progress.h"
#include "words/words.h"
#include "promise/gate.h"
#include "slice/slices.h"

#define HOUSE_BATCH 1000 /* records that are committed together */

struct house {
	const struct house_config *config;
	struct home *home;
	struct protocol *protocol;
	struct engine *engine;
	struct meter *meter;
	struct slices *slices;
	struct output *output;
	struct gate gate; /* between engine and output */
	struct event_file *files;
	struct file_outcome *outcomes;
	size_t file_count;
	enum carrier mirror; /* of the file at hand */
	int output_error;
	int ledger_error;
	unsigned kept; /* in the ledger's open batch */
};

/* What is lost is told once; the report goes on. */
static void house_keep_failed(struct house *h, int err)
{
	h->ledger_error = err;
	fprintf(stderr, "lenswatch: %s\n", ledger_error(h->config->ledger));
}

static void house_commit(struct house *h)
{
	int err = h->ledger_error ? 0 : ledger_commit(h->config->ledger);

	if (err)
		house_keep_failed(h, err);
	h->kept = 0;
}

static void house_keep(struct house *h, const struct event *event)
{
	int err = ledger_append(h->config->ledger, event);

	if (err)
		house_keep_failed(h, err);
	else if (++h->kept == HOUSE_BATCH)
		house_commit(h);
}

/* An upload whose headers cannot be kept is told all the same. */
static void house_keep_headers(struct house *h, const struct event *event)
{
	int err = slices_keep(h->slices, event, h->config->ledger);

	if (err < 0)
		fprintf(stderr, "lenswatch: the headers of upload %s could not be kept in %s: %s\n",
			event->upload.id, h->config->headers, strerror(-err));
}

static void house_emit(void *context, const struct event *event)
{
	struct house *h = context;
	int err = output_event(h->output, event);

	if (err && !h->output_error)
		h->output_error = err;
	if (h->config->ledger && !h->ledger_error)
		house_keep(h, event);
	if (h->slices && !h->ledger_error)
		house_keep_headers(h, event);
}

static void house_decide(void *context, const struct device_key *device, enum device_state state)
{
	struct house *h = context;
	char text[ADDRESS_TEXT];

	if (h->meter)
		meter_decide(h->meter, device, state);
	if (h->slices)
		slices_decide(h->slices, device, state);
	if (state == DEVICE_OTHER && h->config->ledger)
		ledger_dismiss(h->config->ledger, device_key_text(device, text));
}

/* A file that holds nothing else than what a mirror sends was recorded where that ends. */
static bool house_look(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		       uint32_t captured, uint32_t length)
{
	enum carrier *mirror = context, found;
	struct carrier_frame inner;
	struct packet packet;

	(void)time_ns;
	if (packet_decode(link_type, data, captured, length, &packet) != 0 ||
	    packet.flags & (PACKET_ARP | PACKET_LATER))
		return true;
	found = carrier_find(&packet, &inner);
	if (found && (!*mirror || found == *mirror)) {
		*mirror = found;
		return true;
	}
	*mirror = CARRIER_NONE;
	return false;
}

static enum carrier house_mirror(const struct house *h, const char *path)
{
	enum carrier mirror = CARRIER_NONE;

	if (h->config->mirror || file_look(path, house_look, &mirror) != 0)
		return h->config->mirror;
	return mirror;
}

static void house_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			uint32_t captured, uint32_t length)
{
	struct house *h = context;
	struct carrier_frame frame = {link_type, data, captured, length};
	bool swallow = false;

	if (h->mirror && carrier_unwrap(h->mirror, &frame, &swallow)) {
		link_type = frame.link_type;
		data = frame.data;
		captured = frame.captured;
		length = frame.length;
	}
	if (swallow)
		return;

	meter_frame(h->meter, link_type, time_ns, data, captured, length);
	/* Afterwards: what this frame ends may be older than what its time lets go of. */
	if (h->slices)
		slices_frame(h->slices, link_type, time_ns, data, captured, length);
}

static const char *house_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static int house_open_engine(struct house *h, const char *capture)
{
	struct engine_config config = {
		.rules = h->config->rules,
		.geography = h->config->geography,
		.protocol = h->protocol,
		.home = h->home,
		.capture = capture,
		.traffic = h->config->ledger != NULL,
		.told_count = h->config->declared_count,
		.emit = gate_event,
		.emit_context = &h->gate,
		.decide = house_decide,
		.decide_context = h,
	};

	memcpy(config.told, h->config->declared, sizeof(config.told));
	return engine_create(&config, &h->engine);
}

static int house_open(struct house *h, const char *first, size_t count, FILE *file)
{
	struct meter_config meter = {0};
	int err = home_create(&h->home);

	for (size_t i = 0; !err && i < h->config->prefix_count; i++)
		err = home_add(h->home, &h->config->prefixes[i], HOME_TOLD);
	if (!err)
		err = protocol_create(h->config->protocols_file, &h->protocol);
	if (!err)
		err = output_create(&h->config->output, file, &h->output);
	if (!err)
		err = gate_open(&h->gate, &h->config->promises, house_emit, h);
	if (!err)
		err = house_open_engine(h, house_base_name(first));
	if (err)
		return err;
	meter.home = h->home;
	meter.observer = engine_observer(h->engine);
	err = meter_create(&meter, &h->meter);
	if (!err && h->config->headers)
		err = slices_create(h->config->headers, h->config->headers_limit, h->home,
				    &h->slices);
	h->files = calloc(count, sizeof(*h->files));
	h->outcomes = calloc(count, sizeof(*h->outcomes));
	return !err && h->files && h->outcomes ? 0 : -ENOMEM;
}

static void house_close(struct house *h)
{
	meter_destroy(h->meter);
	slices_destroy(h->slices);
	engine_destroy(h->engine);
	gate_close(&h->gate);
	output_destroy(h->output);
	protocol_destroy(h->protocol);
	home_destroy(h->home);
	free(h->files);
	free(h->outcomes);
}

static int house_read(struct house *h, const char *path, struct progress *progress)
{
	struct file_outcome *outcome = &h->outcomes[h->file_count];
	struct event_file *file = &h->files[h->file_count++];
	int err;

	h->mirror = house_mirror(h, path);
	err = file_read(path, h->config->digest, progress, house_frame, h, outcome);

	if (outcome->error[0]) {
		progress_clear(progress);
		fprintf(stderr, "lenswatch: %s\n", outcome->error);
	}
	*file = (struct event_file){
		.path = path,
		.sha256 = outcome->sha256[0] ? outcome->sha256 : NULL,
		.first_ns = outcome->first_ns,
		.last_ns = outcome->last_ns,
		.packets = outcome->frames,
		.lost = outcome->dropped,
		.lost_known = outcome->dropped_known,
		.filter = outcome->filter[0] ? outcome->filter : NULL,
		.ended = outcome->error[0] ? outcome->error + outcome->words : NULL,
	};
	return err;
}

/* What the files say of their own losses comes when they have been read. */
static void house_tell_losses(struct house *h, struct source_counters *counters)
{
	struct observer observer = engine_observer(h->engine);

	for (size_t i = 0; i < h->file_count; i++) {
		const struct file_outcome *o = &h->outcomes[i];
		bool unread = o->cut || o->error[0];
		struct loss loss = {.cause = o->cut   ? CAUSE_FILE_CUT
					     : unread ? CAUSE_FILE_BROKEN
						      : CAUSE_CAPTURE_DROPPED,
				    .from_ns = unread ? o->last_ns : o->first_ns,
				    .to_ns = o->last_ns,
				    .packets = o->dropped};

		counters->lost += o->dropped;
		counters->losses_unknown |= o->frames && !o->dropped_known;
		counters->filtered |= o->filter[0] != '\0';
		if ((o->dropped || unread) && o->last_ns)
			observer.loss(observer.context, &loss);
	}
}

/* The history knows what was promised, and from when to when this house was held against it. */
static void house_note_promises(struct house *h, const struct event *run)
{
	const struct event_run *r = &run->run;
	uint64_t first = 0, last = 0;
	char *note;
	int err = 0;

	for (size_t i = 0; i < r->file_count; i++) {
		const struct event_file *file = &r->files[i];

		first = file->first_ns && (!first || file->first_ns < first) ? file->first_ns
									     : first;
		last = file->last_ns > last ? file->last_ns : last;
	}
	if (!h->config->ledger || h->ledger_error || !first)
		return;
	for (size_t i = 0; !err && i < h->config->promises.count; i++) {
		note = promise_note(h->config->promises.items[i], run->capture, first, last);
		err = note ? ledger_note(h->config->ledger, "promise", note) : -ENOMEM;
		free(note);
	}
	if (err)
		house_keep_failed(h, err);
}

/* What is not told would look like a promise that was kept. */
static void house_tell_doubts(const struct house *h)
{
	const struct promise_list *list = &h->config->promises;
	const char *capture = house_base_name(h->files[0].path);
	struct check_today standing;
	char count[WORDS_MOST];

	for (size_t i = 0; i < list->count; i++) {
		const struct promise *promise = list->items[i];
		bool daily = promise->rule == PROMISE_BYTES || promise->rule == PROMISE_UPLOADS;

		check_today(h->gate.check, i, 0, &standing);
		if (!standing.known)
			fprintf(stderr, "lenswatch: %s: \"%s\" says nothing here: %s\n", capture,
				promise->text, standing.reason);
		else if (standing.doubts)
			fprintf(stderr,
				"lenswatch: %s: whether \"%s\" was kept cannot be told of %s: %s\n",
				capture, promise->text,
				words_count(standing.doubts, daily ? "day" : "upload", count),
				standing.doubt);
	}
}

static void house_finish(struct house *h)
{
	struct source_counters counters;
	struct event run = {.kind = EVENT_RUN};

	meter_finish(h->meter);
	counters = *meter_counters(h->meter);
	house_tell_losses(h, &counters);
	engine_finish(h->engine, &counters);
	run.capture = house_base_name(h->files[0].path);
	run.run.version = LENSWATCH_VERSION;
	run.run.ndpi = protocol_version();
	run.run.rules_hash = rules_hash(h->config->rules);
	run.run.geo_date = geography_date(h->config->geography);
	run.run.options = h->config->options;
	run.run.file_count = h->file_count;
	run.run.files = h->files;
	house_emit(h, &run);
	house_note_promises(h, &run);
}

int house_replay(const struct house_config *config, char *const *paths, size_t count,
		 struct progress *progress, FILE *file, uint64_t *breaches)
{
	struct house h = {.config = config};
	int err = house_open(&h, paths[0], count, file), failed = 0, read;
	bool any = false;

	if (err)
		goto out;
	for (size_t i = 0; i < count; i++) {
		read = house_read(&h, paths[i], progress);
		any = any || !read || h.outcomes[i].frames;
		failed = read ? read : failed;
	}
	if (any) {
		house_finish(&h);
		if (config->ledger)
			house_commit(&h);
		progress_clear(progress);
		house_tell_doubts(&h);
		err = output_end(h.output);
		err = err ? err : h.output_error;
		if (err && err != -ENOMEM)
			fprintf(stderr, "lenswatch: the report could not be written: %s\n",
				strerror(-err));
	}
	*breaches = h.gate.breaches;
out:
	house_close(&h);
	if (!err)
		err = h.ledger_error;
	return err ? err : failed;
}
