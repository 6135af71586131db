/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "truth.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRUTH_WINDOW_BYTES 100000
#define TRUTH_SNAPSHOT_BYTES 8000
#define TRUTH_LONG_NS 600000000000ULL

struct truth {
	const struct house *house;
	const struct truth_action *actions;
	struct tracks *tracks;
	bool no_mac;
	struct json_object *uploads, *snapshots, *others, *family;
};

void truth_free(struct truth *truth)
{
	if (!truth)
		return;
	json_object_put(truth->uploads);
	json_object_put(truth->snapshots);
	json_object_put(truth->others);
	json_object_put(truth->family);
	tracks_free(truth->tracks);
	free(truth);
}

static struct json_object *truth_time(uint64_t ns)
{
	char text[40];

	snprintf(text, sizeof(text), "%llu.%09llu", (unsigned long long)(ns / 1000000000),
		 (unsigned long long)(ns % 1000000000));
	return json_object_new_double_s((double)ns / 1e9, text);
}

static struct json_object *truth_text(const char *text)
{
	return text && *text ? json_object_new_string(text) : NULL;
}

static const struct address *truth_ip(const struct device *device, unsigned family)
{
	return family == 4 ? &device->v4 : &device->v6;
}

static struct json_object *truth_window(const struct truth *truth, const struct track *track)
{
	const struct truth_action *action = &truth->actions[track->window_action];
	const struct device *device = &truth->house->devices[track->device];
	struct json_object *o = json_object_new_object();
	char text[ADDRESS_TEXT];
	bool is_long = track->window_end - track->window_start > TRUTH_LONG_NS;

	json_object_object_add(
		o, "camera",
		truth_text(truth->no_mac
				   ? address_format(truth_ip(device, track->remote.family), text)
				   : address_format_mac(device->mac, text)));
	json_object_object_add(o, "start_epoch", truth_time(track->window_start));
	json_object_object_add(o, "end_epoch", truth_time(track->window_end));
	json_object_object_add(o, "remote_ip", truth_text(address_format(&track->remote, text)));
	json_object_object_add(o, "up_bytes", json_object_new_int64((int64_t)track->told.up));
	json_object_object_add(o, "up_packets",
			       json_object_new_int64((int64_t)track->told.packets));
	json_object_object_add(o, "down_bytes", json_object_new_int64((int64_t)track->told.down));
	json_object_object_add(o, "remote_name", truth_text(action->named ? action->host : NULL));
	/* A long window is told in parts, and the first cannot know that it is long. */
	json_object_object_add(o, "class", truth_text(is_long ? NULL : action->class));
	json_object_object_add(o, "class_of_whole",
			       truth_text(is_long ? "continuous" : action->class));
	json_object_object_add(o, "kind", truth_text(action->kind));
	return o;
}

/* Footage-like, by the thresholds that stand in the design; a device known by behaviour alone must
 * show more, a stream only more up than down. */
static bool truth_like_footage(const struct truth *truth, const struct track *track)
{
	bool stream = truth->actions[track->window_action].stream;
	uint64_t ratio = truth->house->devices[track->device].behaviour ? 8 : stream ? 1 : 3;

	return truth->actions[track->window_action].footage &&
	       track->told.up >= ratio * track->told.down &&
	       track->told.up >= 300 * track->told.packets;
}

/* A still: little, to a host whose role is media. */
static bool truth_is_snapshot(const struct truth *truth, const struct track *track)
{
	const struct truth_action *action = &truth->actions[track->window_action];

	return action->footage && action->class && !strcmp(action->class, "snapshot") &&
	       track->told.up >= TRUTH_SNAPSHOT_BYTES && track->told.up < TRUTH_WINDOW_BYTES;
}

static void truth_over(void *context, const struct track *track)
{
	struct truth *truth = context;
	struct json_object *list = truth->others;

	if (!truth->house->devices[track->device].camera)
		list = truth->family;
	else if (track->told.up >= TRUTH_WINDOW_BYTES && truth_like_footage(truth, track))
		list = truth->uploads;
	else if (truth_is_snapshot(truth, track))
		list = truth->snapshots;
	if (track->told.up >= TRUTH_WINDOW_BYTES || list == truth->snapshots)
		json_object_array_add(list, truth_window(truth, track));
}

struct truth *truth_create(const struct house *house, const struct truth_action *actions,
			   bool no_mac)
{
	struct truth *truth = calloc(1, sizeof(*truth));

	if (!truth)
		return NULL;
	truth->house = house;
	truth->actions = actions;
	truth->no_mac = no_mac;
	truth->uploads = json_object_new_array();
	truth->snapshots = json_object_new_array();
	truth->others = json_object_new_array();
	truth->family = json_object_new_array();
	truth->tracks = tracks_create(truth_over, truth);
	if (truth->tracks)
		return truth;
	truth_free(truth);
	return NULL;
}

void truth_add(struct truth *truth, const struct track_packet *packet)
{
	tracks_add(truth->tracks, packet);
}

/* What went between a device and each address outside; of one family only, or (0) of both. */
static struct json_object *truth_peers(const struct truth *truth, int device, unsigned family)
{
	struct json_object *list = json_object_new_array();
	const struct track *t;
	char text[ADDRESS_TEXT];
	size_t at = 0;

	while ((t = tracks_next(truth->tracks, &at))) {
		struct json_object *o;

		if (t->device != device || (family && t->remote.family != family))
			continue;
		o = json_object_new_object();
		json_object_object_add(o, "remote_ip",
				       truth_text(address_format(&t->remote, text)));
		json_object_object_add(o, "up_bytes", json_object_new_int64((int64_t)t->total.up));
		json_object_object_add(o, "down_bytes",
				       json_object_new_int64((int64_t)t->total.down));
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *truth_camera(const struct truth *truth, int device, const uint8_t *mac,
					unsigned family)
{
	const struct device *d = &truth->house->devices[device];
	struct json_object *o = json_object_new_object();
	char text[ADDRESS_TEXT];

	json_object_object_add(o, "mac", mac ? truth_text(address_format_mac(mac, text)) : NULL);
	json_object_object_add(o, "ip", truth_text(address_format(truth_ip(d, family), text)));
	json_object_object_add(o, "vendor", truth_text(d->vendor));
	json_object_object_add(o, "name", truth_text(d->name));
	json_object_object_add(o, "internet_peers", truth_peers(truth, device, mac ? 0 : family));
	return o;
}

/* Where no link header tells whose a packet is, each of a camera's addresses is a camera of its
 * own. */
static struct json_object *truth_cameras(const struct truth *truth)
{
	struct json_object *list = json_object_new_array();

	for (int i = 0; i < truth->house->count; i++) {
		const struct device *d = &truth->house->devices[i];

		if (!d->camera)
			continue;
		if (!truth->no_mac) {
			json_object_array_add(list,
					      truth_camera(truth, i, d->mac, d->v4.family ? 4 : 6));
			continue;
		}
		if (d->v4.family)
			json_object_array_add(list, truth_camera(truth, i, NULL, 4));
		if (d->v6.family)
			json_object_array_add(list, truth_camera(truth, i, NULL, 6));
	}
	return list;
}

static int truth_by_start(const void *a, const void *b)
{
	struct json_object *const *x = a, *const *y = b;
	double s = json_object_get_double(json_object_object_get(*x, "start_epoch"));
	double t = json_object_get_double(json_object_object_get(*y, "start_epoch"));

	return s < t ? -1 : s > t;
}

static void truth_list(struct json_object *o, const char *key, struct json_object *list)
{
	json_object_array_sort(list, truth_by_start);
	json_object_object_add(o, key, json_object_get(list));
}

static const char *truth_expect(const struct truth *truth, const struct truth_document *document)
{
	if (document->ungraded)
		return "ungraded";
	return json_object_array_length(truth->uploads) ? "camera upload" : "no camera upload";
}

int truth_write(struct truth *truth, const struct truth_document *document, const char *path)
{
	struct json_object *o = json_object_new_object();
	int rc = 0;

	tracks_end(truth->tracks);
	json_object_object_add(o, "name", truth_text(document->name));
	json_object_object_add(o, "capture", truth_text(document->capture));
	json_object_object_add(o, "scene", truth_text(document->scene));
	json_object_object_add(o, "seed", json_object_new_int64((int64_t)document->seed));
	json_object_object_add(o, "packets_total",
			       json_object_new_int64((int64_t)document->packets));
	json_object_object_add(o, "bytes_on_disk",
			       json_object_new_int64((int64_t)document->bytes_on_disk));
	json_object_object_add(o, "timestamps_artificial", json_object_new_boolean(0));
	json_object_object_add(o, "cameras", truth_cameras(truth));
	json_object_object_add(o, "expect", truth_text(truth_expect(truth, document)));
	json_object_object_add(o, "why", truth_text(document->ungraded));
	truth_list(o, "upload_windows", truth->uploads);
	truth_list(o, "snapshots", truth->snapshots);
	truth_list(o, "camera_windows_that_are_no_footage", truth->others);
	truth_list(o, "non_camera_upload_windows_100k", truth->family);
	if (json_object_to_file_ext(path, o,
				    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE))
		rc = -EIO;
	json_object_put(o);
	return rc;
}
