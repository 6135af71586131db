// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/slices.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/meter/roster.h"
#include "slice/excerpt.h"
#include "slice/wanted.h"

/* A part is told ten seconds after its last packet, and is ten minutes long at most. */
#define SLICES_AGE_NS (UINT64_C(700) * 1000000000U)
#define SLICES_TRAFFIC ((size_t)32 << 20) /* 10 minutes of 4 Mbit/s; taken as it is needed */
#define SLICES_TALK ((size_t)4 << 20)
#define SLICES_OPEN 64
#define SLICES_DEVICES 4096U

struct open_slice { /* a series of which a part was written */
	char series[EVENT_ID];
	uint64_t start_ns, done_ns, used;
	uint64_t frames, bytes_up, reported_up;
	bool failed, merged;
};

struct slices {
	char folder[SHELF_PATH];
	uint64_t limit, clock;
	const struct home *home;
	struct ring *traffic, *talk;
	struct excerpt *excerpt;
	struct roster *ruled_out;
	struct open_slice open[SLICES_OPEN];
};

int slices_create(const char *folder, uint64_t limit, const struct home *home, struct slices **out)
{
	struct slices *s = calloc(1, sizeof(*s));
	int err = -ENOMEM;

	if (!s)
		return -ENOMEM;
	s->limit = limit;
	s->home = home;
	if (strlen(folder) >= sizeof(s->folder)) {
		err = -ENAMETOOLONG;
		goto out;
	}
	memcpy(s->folder, folder, strlen(folder) + 1);
	if (ring_create(SLICES_TRAFFIC, SLICES_AGE_NS, &s->traffic) ||
	    ring_create(SLICES_TALK, 0, &s->talk) || excerpt_create(&s->excerpt) ||
	    roster_create(SLICES_DEVICES, &s->ruled_out))
		goto out;
	*out = s;
	s = NULL;
	err = 0;
out:
	slices_destroy(s);
	return err;
}

void slices_destroy(struct slices *slices)
{
	if (!slices)
		return;
	ring_destroy(slices->traffic);
	ring_destroy(slices->talk);
	excerpt_destroy(slices->excerpt);
	roster_destroy(slices->ruled_out);
	free(slices);
}

static bool slices_is_out(const struct slices *s, const struct device_key *key)
{
	uint32_t at = roster_look(s->ruled_out, key);

	return at != ROSTER_NONE && roster_at(s->ruled_out, at)->state == DEVICE_OTHER;
}

/* Whether that side of the packet is inside, and of a device that is not ruled out. */
static bool slices_is_in(const struct slices *s, const struct address *address, const uint8_t *mac)
{
	struct device_key key = {.kind = mac ? DEVICE_BY_MAC : DEVICE_BY_ADDRESS};

	if (!home_has(s->home, address) || address_is_multicast(address) ||
	    (mac && mac_is_group(mac)))
		return false;
	memcpy(key.bytes, mac ? mac : address->bytes, mac ? 6 : sizeof(key.bytes));
	return !slices_is_out(s, &key);
}

static bool slices_wants(const struct slices *s, const struct packet *packet)
{
	bool by_source = packet->flags & PACKET_HAS_SOURCE_MAC;
	bool by_target = packet->flags & PACKET_HAS_TARGET_MAC;

	return slices_is_in(s, &packet->source, by_source ? packet->source_mac : NULL) ||
	       slices_is_in(s, &packet->target, by_target ? packet->target_mac : NULL);
}

void slices_frame(struct slices *slices, int link_type, uint64_t time_ns, const uint8_t *data,
		  uint32_t captured, uint32_t length)
{
	struct ring_frame frame = {time_ns, link_type, captured, length, data};
	struct packet packet;
	bool talk;

	if (packet_decode(link_type, data, captured, length, &packet) != 0 ||
	    !slices_wants(slices, &packet))
		return;
	frame.captured = excerpt_keep(slices->excerpt, &packet, data, captured, &talk);
	/* What finds no room is missed by `whole`. */
	ring_add(talk ? slices->talk : slices->traffic, &frame);
}

void slices_decide(struct slices *slices, const struct device_key *device, enum device_state state)
{
	bool added;
	uint32_t at;

	if (state != DEVICE_OTHER && roster_look(slices->ruled_out, device) == ROSTER_NONE)
		return;
	at = roster_find(slices->ruled_out, device, &added);
	roster_at(slices->ruled_out, at)->state = state;
}

static struct open_slice *slices_find(struct slices *s, const struct event_upload *upload)
{
	struct open_slice *oldest = s->open;

	for (size_t i = 0; i < SLICES_OPEN; i++) {
		if (strcmp(s->open[i].series, upload->series) == 0)
			return &s->open[i];
		if (s->open[i].used < oldest->used)
			oldest = &s->open[i];
	}
	*oldest = (struct open_slice){.start_ns = upload->start_ns};
	memcpy(oldest->series, upload->series, EVENT_ID);
	return oldest;
}

/* All frames of a file are of one kind of link: of another than the first's nothing is written. */
static int slices_copy(struct slices *s, struct open_slice *open, const char *path,
		       const struct event_upload *upload)
{
	struct shelf_file *file = NULL;
	struct ring_frame frame;
	struct wanted wanted;
	uint32_t upstream;
	int link_type = 0, closed, err;

	err = wanted_begin(&wanted, upload, open->done_ns, s->traffic, s->talk);
	if (!err)
		open->done_ns = wanted.to_ns;
	while (!err && wanted_next(&wanted, &frame, &upstream)) {
		if (!file) {
			link_type = frame.link_type;
			err = shelf_open(path, link_type, &file);
		}
		if (err || frame.link_type != link_type)
			continue;
		shelf_put(file, &frame);
		open->frames++;
		open->bytes_up += upstream;
		open->merged = open->merged || upstream > ACCOUNT_MERGED_LENGTH;
	}
	closed = shelf_close(file);
	return err ? err : closed;
}

static int slices_write(struct slices *s, struct open_slice *open,
			const struct event_upload *upload, const char *path)
{
	struct stat status;
	int err = slices_copy(s, open, path, upload);

	open->reported_up += upload->bytes_up;
	if (err)
		return err;
	if (stat(path, &status) == 0 && (uint64_t)status.st_size > s->limit)
		return -EFBIG;
	return shelf_trim(s->folder, s->limit);
}

static int slices_end(const struct open_slice *open, const struct event_upload *upload,
		      const char *path, struct slice *out)
{
	struct slice slice = {
		.camera = &upload->camera,
		.start_ns = open->start_ns,
		.end_ns = upload->end_ns,
		.frames = open->frames,
		.merged = open->merged,
		/* Of 1,500 bytes 52 are headers, which merging leaves out. */
		.whole = open->bytes_up * 100 >= open->reported_up * (open->merged ? 96 : 100),
	};
	int err = open->frames ? shelf_hash(path, slice.sha256) : -ENODATA;

	if (err)
		return err;
	memcpy(slice.series, open->series, EVENT_ID);
	*out = slice;
	return 1;
}

int slices_event(struct slices *slices, const struct event *event, struct slice *out)
{
	const struct event_upload *upload = &event->upload;
	struct open_slice *open;
	char path[SHELF_PATH];
	int err;

	if (event->kind != EVENT_UPLOAD || upload->camera.suspected)
		return 0;
	open = slices_find(slices, upload);
	open->used = ++slices->clock;
	if (open->failed)
		return 0;
	err = shelf_path(slices->folder, upload->series, path);
	/* Of the same capture replayed before. */
	if (!err && !open->done_ns && unlink(path) != 0 && errno != ENOENT)
		err = -errno;
	if (!err)
		err = slices_write(slices, open, upload, path);
	if (!err && upload->final)
		err = slices_end(open, upload, path, out);
	if (err < 0) {
		unlink(path);
		open->failed = true;
	}
	return err;
}

int slices_keep(struct slices *slices, const struct event *event, struct ledger *ledger)
{
	struct slice slice;
	char *note;
	int err = slices_event(slices, event, &slice);

	if (err <= 0)
		return err;
	note = slice_note(&slice);
	err = note ? ledger_note(ledger, "slice", note) : -ENOMEM;
	free(note);
	return err ? err : 1;
}
