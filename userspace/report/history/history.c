/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/history/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "report/history/array.h"
#include "json/reading.h"

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
	history_devices_clear(&history->devices);
	history_uploads_clear(&history->uploads);
	history_gaps_clear(&history->gaps);
	pool_clear(&history->places);
	free(history->parts);
	free(history);
}

static int history_add_part(struct history *history, const struct event_upload *part,
			    const struct history_upload *upload)
{
	int err = array_grow((void **)&history->parts, history->part_count, &history->part_room,
			     HISTORY_PARTS, sizeof(*history->parts));

	if (!err)
		history->parts[history->part_count++] =
			(struct history_part){.start_ns = part->start_ns,
					      .end_ns = part->end_ns,
					      .bytes = part->bytes_up,
					      .device = upload->device,
					      .upload = upload->number,
					      .local = upload->local};
	return err;
}

static void history_lengthen_part(struct history *history, const struct event_upload *part,
				  const struct history_upload *upload)
{
	for (size_t i = history->part_count; i-- > 0;) {
		struct history_part *one = &history->parts[i];

		if (one->upload != upload->number)
			continue;
		one->end_ns = part->end_ns;
		one->bytes = part->bytes_up;
		return;
	}
}

static int history_add_upload(struct history *history, struct json_object *record, bool local)
{
	struct json_object *camera = reading_member(record, "camera");
	struct json_object *place = reading_member(record, "destination");
	uint32_t device, kept_camera, kept_place;
	struct history_upload *upload = NULL;
	struct event_upload part;
	int err;

	reading_upload(record, &part);
	if (!camera || !place || part.end_ns < history->from_ns || part.start_ns >= history->to_ns)
		return 0;
	err = history_devices_see(&history->devices, camera, part.end_ns, &device, &kept_camera);
	if (!err)
		err = pool_keep(&history->places, place, &kept_place);
	if (!err)
		err = history_uploads_join(&history->uploads, &part, local, &upload);
	if (err < 0 || !upload)
		return err;
	upload->device = device;
	upload->camera = kept_camera; /* as it was told last */
	upload->place = kept_place;
	if (err == HISTORY_LONGER)
		history_lengthen_part(history, &part, upload);
	return err == 1 ? history_add_part(history, &part, upload) : 0;
}

static int add_gap(struct history *history, struct json_object *record)
{
	uint32_t device = HISTORY_NOBODY, kept;
	struct event_camera camera;
	struct event_gap gap;
	int err = 0;

	history_gap_read(record, &camera, &gap);
	if (!history_gap_overlaps(&gap, history->from_ns, history->to_ns))
		return 0;
	if (gap.camera)
		err = history_devices_see(&history->devices, reading_member(record, "camera"),
					  gap.from_ns > gap.to_ns ? gap.from_ns : gap.to_ns,
					  &device, &kept);
	return err ? err : history_gaps_add(&history->gaps, record, device);
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
		err = history_devices_know(&history->devices, object,
					   record->written * CLOCK_US_NS);
	else
		err = history_add_upload(history, object, local);
	json_object_put(object);
	return err;
}

int history_choose(struct history *history, const char *camera)
{
	return history_devices_choose(&history->devices, camera);
}

static bool history_is_chosen(const void *context, uint32_t device)
{
	const struct history *history = context;

	return history->devices.items[device].chosen;
}

static void drop_unchosen(struct history *history)
{
	struct history_uploads *uploads = &history->uploads;
	size_t kept = 0;

	for (size_t i = 0; i < uploads->count; i++)
		if (history_is_chosen(history, uploads->items[i].device))
			uploads->items[kept++] = uploads->items[i];
	uploads->count = kept;
	kept = 0;
	for (size_t i = 0; i < history->part_count; i++)
		if (history_is_chosen(history, history->parts[i].device))
			history->parts[kept++] = history->parts[i];
	history->part_count = kept;
	history_gaps_choose(&history->gaps, history_is_chosen, history);
}

static void history_classes(struct history *history, uint8_t *classes)
{
	for (size_t i = 0; i < history->uploads.count; i++)
		classes[history->uploads.items[i].number] =
			(uint8_t)history->uploads.items[i].class;
	for (size_t i = 0; i < history->part_count; i++)
		history->parts[i].class = (enum upload_class)classes[history->parts[i].upload];
}

int history_finish(struct history *history)
{
	/* Numbers were given before some were left out. */
	uint8_t *classes = calloc(history->uploads.count + 1, sizeof(*classes));

	if (!classes)
		return -ENOMEM;
	drop_unchosen(history);
	history_classes(history, classes);
	free(classes);
	return history_uploads_sort(&history->uploads);
}

void history_event(const struct history *history, const struct history_upload *upload,
		   struct event *out)
{
	struct event_upload *event = &out->upload;
	struct event_camera now; /* its name is the present one, whenever it sent */

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
		.passed_on = upload->passed_on,
	};
	memcpy(event->id, upload->id, sizeof(event->id));
	memcpy(event->series, upload->series, sizeof(event->series));
	reading_camera(history->devices.cameras.items[upload->camera], &event->camera);
	history_camera(history, &history->devices.items[upload->device], &now);
	event->camera.name = now.name;
	event->camera.named_by = now.named_by;
	reading_destination(history->places.items[upload->place], &event->destination);
}

void history_camera(const struct history *history, const struct history_device *device,
		    struct event_camera *out)
{
	reading_camera(history->devices.cameras.items[device->camera], out);
}
