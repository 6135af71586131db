// SPDX-License-Identifier: GPL-2.0-or-later
#include "slice/slices.h"

#include "json/put.h"
#include "json/writer.h"

char *slice_note(const struct slice *slice)
{
	bool failed;
	struct put note = put_begin(&failed), camera;

	put_text(note, "type", "slice");
	put_count(note, "schema", JSON_SCHEMA);
	camera = put_object(note, "camera");
	put_text(camera, "mac", slice->camera->mac);
	put_text(camera, "ip", slice->camera->ip);
	put_text(camera, "name", slice->camera->name);
	put_text(camera, "named_by", camera_named_by(slice->camera));
	put_text(note, "series", slice->series);
	put_time(note, "start", slice->start_ns);
	put_time(note, "end", slice->end_ns);
	put_count(note, "frames", slice->frames);
	put_bool(note, "merged", slice->merged);
	put_bool(note, "whole", slice->whole);
	put_text(note, "sha256", slice->sha256);
	return put_end(note, NULL);
}
