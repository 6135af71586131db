/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/reading.h"

#define MICRO 1000U

int history_create(uint64_t from_ns, uint64_t to_ns, struct history **out)
{
	struct history *history = calloc(1, sizeof(*history));

	if (!history)
		return -ENOMEM;
	history->from_ns = from_ns;
	history->to_ns = to_ns;
	*out = history;
	return 0;
}

void history_destroy(struct history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->gap_count; i++)
		json_object_put(history->gaps[i].record);
	for (size_t i = 0; i < history->device_count; i++)
		json_object_put(history->devices[i].record);
	pool_clear(&history->cameras);
	pool_clear(&history->places);
	free(history->uploads);
	free(history->parts);
	free(history->gaps);
	free(history->slots);
	free(history);
}

/* One more item of an array that doubles. */
static int make_room(void **items, size_t count, size_t *room, size_t most, size_t size)
{
	size_t wanted = *room ? *room * 2 : 64;
	void *grown;

	if (count < *room)
		return 0;
	if (count >= most)
		return -E2BIG;
	grown = realloc(*items, wanted * size);
	if (!grown)
		return -ENOMEM;
	*items = grown;
	*room = wanted;
	return 0;
}

static uint32_t *find_slot(const struct history *history, const char *series, bool local)
{
	uint64_t hash = local;
	size_t at;

	for (const char *c = series; *c; c++)
		hash = hash * 31 + (unsigned char)*c;
	at = (hash ^ hash >> 29) & (history->slot_count - 1);
	while (history->slots[at]) {
		const struct history_upload *upload = &history->uploads[history->slots[at] - 1];

		if (upload->local == local && !strcmp(upload->series, series))
			break;
		at = (at + 1) & (history->slot_count - 1);
	}
	return &history->slots[at];
}

/* Never more than half of the slots used. */
static int make_slots(struct history *history)
{
	size_t count = history->slot_count ? history->slot_count * 2 : 256;
	uint32_t *slots;

	if (history->upload_count * 2 < history->slot_count)
		return 0;
	slots = calloc(count, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(history->slots);
	history->slots = slots;
	history->slot_count = count;
	for (size_t i = 0; i < history->upload_count; i++)
		*find_slot(history, history->uploads[i].series, history->uploads[i].local) =
			(uint32_t)i + 1;
	return 0;
}

static int find_device(struct history *history, const char *key, uint32_t *out)
{
	size_t i = 0;

	while (i < history->device_count && strcmp(history->devices[i].key, key) != 0)
		i++;
	if (i == HISTORY_DEVICES)
		return -E2BIG;
	if (i == history->device_count) {
		history->devices[i] = (struct history_device){.chosen = true};
		snprintf(history->devices[i].key, LEDGER_DEVICE, "%s", key);
		history->device_count++;
	}
	*out = (uint32_t)i;
	return 0;
}

/* What is known of a camera grows: its latest is its best. */
static int add_camera(struct history *history, struct json_object *object, uint64_t time_ns,
		      uint32_t *device, uint32_t *kept)
{
	struct event_camera camera;
	int err = pool_keep(&history->cameras, object, kept);

	if (err)
		return err;
	reading_camera(object, &camera);
	err = find_device(history, camera.key, device);
	if (!err && time_ns >= history->devices[*device].seen_ns) {
		history->devices[*device].seen_ns = time_ns;
		history->devices[*device].camera = *kept;
	}
	return err;
}

static int add_known(struct history *history, struct json_object *record, uint64_t written_ns)
{
	struct json_object *object = reading_member(record, "camera");
	struct history_device *device;
	struct event_camera camera;
	uint32_t index, kept;
	uint64_t time_ns;
	int err;

	if (!object)
		return 0;
	reading_camera(object, &camera);
	time_ns = camera.identified_ns ? camera.identified_ns : written_ns;
	err = add_camera(history, object, time_ns, &index, &kept);
	if (err)
		return err;
	device = &history->devices[index];
	if (!device->record || time_ns < device->known_ns) {
		json_object_put(device->record);
		device->record = json_object_get(record);
		device->known_ns = time_ns;
	}
	return 0;
}

static enum coverage weaker(enum coverage a, enum coverage b)
{
	/* The order of docs/records.md: how much is worth more than when. */
	static const int weight[] = {[COVERAGE_EXACT] = 0,
				     [COVERAGE_MERGED] = 1,
				     [COVERAGE_HARDWARE] = 2,
				     [COVERAGE_LOWER_BOUND] = 3};

	return weight[a] >= weight[b] ? a : b;
}

/* Adds a part to the upload, which is zeroed where this is its first. */
static void join(struct history_upload *upload, const struct event_upload *part)
{
	bool first = !upload->last_part, measured = part->video_low_s || part->video_high_s;

	if (first || part->start_ns < upload->start_ns) {
		upload->start_ns = part->start_ns;
		upload->first_part = part->part;
		memcpy(upload->id, part->id, sizeof(upload->id));
	}
	if (first || part->part >= upload->last_part) {
		upload->last_part = part->part ? part->part : 1;
		upload->class = part->class;
		upload->confidence = part->confidence;
		upload->final = part->final;
	}
	if (part->end_ns > upload->end_ns)
		upload->end_ns = part->end_ns;
	upload->measured = (first || upload->measured) && measured;
	upload->coverage = weaker(upload->coverage, part->coverage);
	upload->bytes_up += part->bytes_up;
	upload->bytes_down += part->bytes_down;
	upload->packets_up += part->packets_up;
	upload->packets_down += part->packets_down;
	upload->video_low_s += part->video_low_s;
	upload->video_high_s += part->video_high_s;
}

static int find_upload(struct history *history, const struct event_upload *part, bool local,
		       uint32_t *out)
{
	uint32_t *slot;
	int err = make_slots(history);

	if (!err)
		err = make_room((void **)&history->uploads, history->upload_count,
				&history->upload_room, HISTORY_UPLOADS, sizeof(*history->uploads));
	if (err)
		return err;
	slot = find_slot(history, part->series, local);
	if (!*slot) {
		struct history_upload *upload = &history->uploads[history->upload_count++];

		*upload = (struct history_upload){.local = local};
		memcpy(upload->series, part->series, sizeof(upload->series));
		*slot = (uint32_t)history->upload_count;
	}
	*out = *slot - 1;
	return 0;
}

static int add_part(struct history *history, const struct event_upload *part, uint32_t device,
		    bool local)
{
	int err = make_room((void **)&history->parts, history->part_count, &history->part_room,
			    HISTORY_PARTS, sizeof(*history->parts));

	if (!err)
		history->parts[history->part_count++] = (struct history_part){
			part->start_ns, part->end_ns, part->bytes_up, device, local};
	return err;
}

static int add_upload(struct history *history, struct json_object *record, bool local)
{
	struct json_object *camera = reading_member(record, "camera");
	struct json_object *place = reading_member(record, "destination");
	uint32_t index, device, kept_camera, kept_place;
	struct event_upload part;
	int err;

	reading_upload(record, &part);
	if (!camera || !place || part.end_ns < history->from_ns || part.start_ns >= history->to_ns)
		return 0;
	err = add_camera(history, camera, part.end_ns, &device, &kept_camera);
	if (!err)
		err = pool_keep(&history->places, place, &kept_place);
	if (!err)
		err = find_upload(history, &part, local, &index);
	if (!err)
		err = add_part(history, &part, device, local);
	if (err)
		return err;
	join(&history->uploads[index], &part);
	history->uploads[index].device = device;
	history->uploads[index].camera = kept_camera;
	history->uploads[index].place = kept_place;
	return 0;
}

static int add_gap(struct history *history, struct json_object *record)
{
	struct history_gap gap = {.record = record, .device = HISTORY_NOBODY};
	struct event_camera camera;
	struct event_gap read;
	uint32_t kept;
	uint64_t first, last;
	int err = 0;

	reading_gap(record, &camera, &read);
	/* A clock that was set back leaves the end before the beginning. */
	first = read.from_ns < read.to_ns ? read.from_ns : read.to_ns;
	last = read.from_ns < read.to_ns ? read.to_ns : read.from_ns;
	if (last && (last < history->from_ns || first >= history->to_ns))
		return 0;
	if (history->gap_count == HISTORY_GAPS) {
		history->gaps_left_out++;
		return 0;
	}
	if (read.camera)
		err = add_camera(history, reading_member(record, "camera"), last, &gap.device,
				 &kept);
	if (!err)
		err = make_room((void **)&history->gaps, history->gap_count, &history->gap_room,
				HISTORY_GAPS, sizeof(*history->gaps));
	if (err)
		return err;
	json_object_get(record);
	history->gaps[history->gap_count++] = gap;
	return 0;
}

int history_add(struct history *history, const struct ledger_record *record)
{
	const char *kind = record->kind;
	bool upload = !strcmp(kind, "upload"), local = !strcmp(kind, "local");
	bool gap = !strcmp(kind, "gap"), camera = !strcmp(kind, "camera");
	struct json_object *object;
	int err = 0;

	if (!record->content || !(upload || local || gap || camera))
		return 0;
	object = reading_parse(record->content, record->length);
	if (!object) {
		history->unreadable++;
		return 0;
	}
	if (gap)
		err = add_gap(history, object);
	else if (camera)
		err = add_known(history, object, record->written * MICRO);
	else
		err = add_upload(history, object, local);
	json_object_put(object);
	return err;
}

static bool is_called(const struct history *history, const struct history_device *device,
		      const char *wanted)
{
	if (!strcasecmp(device->key, wanted))
		return true;
	for (size_t i = 0; i < history->cameras.count; i++) {
		struct event_camera camera;

		reading_camera(history->cameras.items[i], &camera);
		if (!strcmp(camera.key, device->key) &&
		    ((camera.name && !strcasecmp(camera.name, wanted)) ||
		     (camera.ip && !strcmp(camera.ip, wanted))))
			return true;
	}
	return false;
}

int history_choose(struct history *history, const char *camera)
{
	size_t chosen = 0;

	for (size_t i = 0; i < history->device_count; i++) {
		history->devices[i].chosen = is_called(history, &history->devices[i], camera);
		chosen += history->devices[i].chosen;
	}
	if (!chosen)
		return -ENOENT;
	return 0;
}

static int by_start(const void *left, const void *right)
{
	const struct history_upload *a = left, *b = right;

	if (a->start_ns != b->start_ns)
		return a->start_ns < b->start_ns ? -1 : 1;
	return strcmp(a->series, b->series);
}

static void drop_unchosen(struct history *history)
{
	size_t kept = 0;

	for (size_t i = 0; i < history->upload_count; i++)
		if (history->devices[history->uploads[i].device].chosen)
			history->uploads[kept++] = history->uploads[i];
	history->upload_count = kept;
	kept = 0;
	for (size_t i = 0; i < history->part_count; i++)
		if (history->devices[history->parts[i].device].chosen)
			history->parts[kept++] = history->parts[i];
	history->part_count = kept;
	kept = 0;
	for (size_t i = 0; i < history->gap_count; i++) {
		const struct history_gap *gap = &history->gaps[i];

		if (gap->device == HISTORY_NOBODY || history->devices[gap->device].chosen)
			history->gaps[kept++] = *gap;
		else
			json_object_put(gap->record);
	}
	history->gap_count = kept;
}

void history_finish(struct history *history)
{
	drop_unchosen(history);
	if (history->upload_count)
		qsort(history->uploads, history->upload_count, sizeof(*history->uploads), by_start);
	/* The indexes in them no longer hold. */
	free(history->slots);
	history->slots = NULL;
	history->slot_count = 0;
}

void history_event(const struct history *history, const struct history_upload *upload,
		   struct event *out)
{
	struct event_upload *event = &out->upload;

	*out = (struct event){.kind = upload->local ? EVENT_LOCAL : EVENT_UPLOAD};
	*event = (struct event_upload){
		.part = upload->final ? 1 : upload->last_part,
		.final = upload->final,
		.start_ns = upload->start_ns,
		.end_ns = upload->end_ns,
		.bytes_up = upload->bytes_up,
		.bytes_down = upload->bytes_down,
		.packets_up = upload->packets_up,
		.packets_down = upload->packets_down,
		.video_low_s = upload->measured ? (uint32_t)upload->video_low_s : 0,
		.video_high_s = upload->measured ? (uint32_t)upload->video_high_s : 0,
		.class = upload->class,
		.confidence = upload->confidence,
		.coverage = upload->coverage,
	};
	memcpy(event->id, upload->id, sizeof(event->id));
	memcpy(event->series, upload->series, sizeof(event->series));
	reading_camera(history->cameras.items[upload->camera], &event->camera);
	reading_destination(history->places.items[upload->place], &event->destination);
}

void history_camera(const struct history *history, const struct history_device *device,
		    struct event_camera *out)
{
	reading_camera(history->cameras.items[device->camera], out);
}

void history_gap_event(const struct history_gap *gap, struct event_camera *camera,
		       struct event *out)
{
	*out = (struct event){.kind = EVENT_GAP};
	reading_gap(gap->record, camera, &out->gap);
}
