// SPDX-License-Identifier: GPL-2.0-or-later
#include "house/files.h"

#include <errno.h>
#include <stdlib.h>

#include "capture/file/file.h"
#include "capture/file/folder.h"
#include "capture/file/progress.h"
#include "capture/meter/meter.h"

/* An episode that is not over by then goes on: ten seconds without a burst, and a stretch. */
#define FILES_SILENT_NS (12 * 1000000000ULL)

struct files {
	struct house *house;
	struct meter *meter;
	enum carrier wanted; /* CARRIER_NONE: each file is looked into */
	enum carrier mirror; /* of the file at hand */
	bool digest, follow;
	bool silent;	   /* it was told that nothing came after the last frame */
	uint64_t frame_ns; /* of the last frame; 0: none came */
	size_t count;
	struct event_file *reported;
	struct file_outcome *outcomes;
	struct source_counters counters; /* once all were read */
};

static void files_destroy(void *self)
{
	struct files *f = self;

	meter_destroy(f->meter);
	free(f->reported);
	free(f->outcomes);
	free(f);
}

static void files_decide(void *self, const struct device_key *device, enum device_state state)
{
	const struct files *f = self;

	meter_decide(f->meter, device, state);
}

static void files_frame(void *self, int link_type, uint64_t time_ns, const uint8_t *data,
			uint32_t captured, uint32_t length)
{
	const struct files *f = self;

	meter_frame(f->meter, link_type, time_ns, data, captured, length);
}

/* What the files say of their own losses comes when they have been read. */
static void files_tell_losses(struct files *f)
{
	struct observer observer = engine_observer(f->house->engine);

	for (size_t i = 0; i < f->count; i++) {
		const struct file_outcome *o = &f->outcomes[i];
		bool unread = o->cut || o->error[0];
		struct loss loss = {.cause = o->cut && !o->damaged ? CAUSE_FILE_CUT
					     : unread		   ? CAUSE_FILE_BROKEN
								   : CAUSE_CAPTURE_DROPPED,
				    .from_ns = unread ? o->last_ns : o->first_ns,
				    .to_ns = o->last_ns,
				    .packets = o->dropped};

		f->counters.lost += o->dropped;
		f->counters.losses_unknown |= o->frames && !o->dropped_known;
		f->counters.filtered |= o->filter[0] != '\0';
		if ((o->dropped || unread) && o->last_ns)
			observer.loss(observer.context, &loss);
	}
}

/* All were read: hands over what is open and tells what they lost. */
static void files_finish(void *self)
{
	struct files *f = self;

	meter_finish(f->meter);
	f->counters = *meter_counters(f->meter);
	files_tell_losses(f);
}

static const struct source_counters *files_counters(void *self)
{
	const struct files *f = self;

	return &f->counters;
}

int files_create(struct house *house, size_t count, enum carrier mirror, bool digest, bool follow,
		 struct files **out)
{
	static const struct source_ops ops = {
		.way = SOURCE_FILES,
		.decide = files_decide,
		.finish = files_finish,
		.counters = files_counters,
		.frame = files_frame,
		.destroy = files_destroy,
	};
	struct meter_config config = {.home = house->home,
				      .observer = engine_observer(house->engine)};
	struct files *f = calloc(1, sizeof(*f));

	if (!f)
		return -ENOMEM;
	f->house = house;
	f->wanted = mirror;
	f->digest = digest;
	f->follow = follow;
	f->reported = calloc(count, sizeof(*f->reported));
	f->outcomes = calloc(count, sizeof(*f->outcomes));
	if (!f->reported || !f->outcomes || meter_create(&config, &f->meter) != 0) {
		files_destroy(f);
		return -ENOMEM;
	}
	house_attach(house, (struct source){&ops, f});
	*out = f;
	return 0;
}

/* A file that holds nothing else than what a mirror sends was recorded where that ends. */
static bool files_look(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
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

static enum carrier files_mirror(const struct files *f, const char *path)
{
	enum carrier mirror = CARRIER_NONE;

	if (f->wanted || file_look(path, files_look, &mirror) != 0)
		return f->wanted;
	return mirror;
}

static void files_silent(void *context)
{
	struct files *f = context;

	if (f->frame_ns && !f->silent)
		meter_silence(f->meter, FILES_SILENT_NS);
	f->silent = true;
}

/* A file's silences are told as those of a pipe, whose time cannot be waited for in both. */
static void files_clock(struct files *f, uint64_t time_ns)
{
	if (time_ns >= f->frame_ns + FILES_SILENT_NS)
		files_silent(f);
	f->frame_ns = time_ns;
	f->silent = false;
}

static void files_take(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
		       uint32_t captured, uint32_t length)
{
	struct files *f = context;
	struct carrier_frame frame = {link_type, data, captured, length};
	bool swallow = false;

	files_clock(f, time_ns);
	if (f->mirror && carrier_unwrap(f->mirror, &frame, &swallow)) {
		link_type = frame.link_type;
		data = frame.data;
		captured = frame.captured;
		length = frame.length;
	}
	if (!swallow)
		house_frame(f->house, link_type, time_ns, data, captured, length);
}

int files_read(struct files *files, const struct folder_file *file, struct progress *progress,
	       bool *any)
{
	struct file_outcome *outcome = &files->outcomes[files->count];
	struct event_file *reported = &files->reported[files->count++];
	int err = 0;

	if (file->skipped) {
		outcome->why = file->skipped;
	} else {
		files->mirror = files_mirror(files, file->path);
		err = files->follow
			      ? file_follow(file->path, files_take, files_silent, files, outcome)
			      : file_read(file->path, files->digest, progress, files_take, files,
					  outcome);
		*any = *any || !err || outcome->frames;
	}
	if (outcome->error[0] && err != -ECANCELED) {
		progress_clear(progress);
		fprintf(stderr, "lenswatch: %s\n", outcome->error);
	}
	*reported = (struct event_file){
		.path = file->path,
		.name = file->name,
		.why = outcome->why,
		.cut = outcome->cut || outcome->frames,
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

const struct event_file *files_reported(const struct files *files, size_t *count)
{
	*count = files->count;
	return files->reported;
}
