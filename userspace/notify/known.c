// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/known.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "json/reading.h"
#include "system/whole.h"
#include "words/notice.h"
#include "words/phrase.h"

#define KNOWN_BYTES (4 << 20) /* far more than all there is room for */
#define KNOWN_DAY 16
#define GAP_PAUSE_NS (60 * CLOCK_MINUTE_NS)
#define GAP_KINDS 64 /* causes by camera of which the last is kept */

/* The object or array of that key, made where it is not there. */
static struct json_object *known_part(struct json_object *object, const char *key, bool array)
{
	struct json_object *part = reading_member(object, key);

	if (json_object_is_type(part, array ? json_type_array : json_type_object))
		return part;
	part = array ? json_object_new_array() : json_object_new_object();
	json_object_object_add(object, key, part);
	return part;
}

static void known_put_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text ? json_object_new_string(text) : NULL);
}

static void known_put_count(struct json_object *object, const char *key, uint64_t count)
{
	json_object_object_add(object, key, json_object_new_uint64(count));
}

static int known_read(const char *path, struct json_object **out)
{
	FILE *file = fopen(path, "re");
	char *bytes = NULL;
	size_t length;
	int err = 0;

	if (!file)
		return errno == ENOENT ? 0 : -errno;
	bytes = malloc(KNOWN_BYTES);
	length = bytes ? fread(bytes, 1, KNOWN_BYTES, file) : 0;
	if (!bytes)
		err = -ENOMEM;
	else if (ferror(file))
		err = -EIO;
	else
		*out = reading_parse(bytes, length);
	if (!err && !*out)
		err = -EBADMSG;
	free(bytes);
	fclose(file);
	return err;
}

static void known_put_aside(const char *path)
{
	char *aside = NULL;

	if (asprintf(&aside, "%s.broken", path) > 0)
		(void)rename(path, aside);
	free(aside);
}

int known_open(const char *path, struct known *out)
{
	struct known known = {.path = strdup(path)};
	int err = known.path ? known_read(path, &known.root) : -ENOMEM;

	if (err == -EBADMSG)
		known_put_aside(path);
	if (!known.root && (!err || err == -EBADMSG))
		known.root = json_object_new_object();
	if (!known.root) {
		free(known.path);
		return err ? err : -ENOMEM;
	}
	*out = known;
	return err;
}

int known_save(struct known *known)
{
	const char *text = json_object_to_json_string_ext(known->root, JSON_C_TO_STRING_PLAIN);
	char *draft = NULL;
	int err = 0;

	if (!known->changed)
		return 0;
	if (!text || asprintf(&draft, "%s.draft", known->path) < 0)
		return -ENOMEM;
	err = whole_write(known->path, draft, 0600, text, strlen(text));
	known->changed = err != 0;
	free(draft);
	return err;
}

void known_close(struct known *known)
{
	json_object_put(known->root);
	free(known->path);
	*known = (struct known){0};
}

uint64_t known_position(const struct known *known)
{
	return reading_count(known->root, "position");
}

void known_set_position(struct known *known, uint64_t id)
{
	known_put_count(known->root, "position", id);
	known->changed = true;
}

struct json_object *known_camera(struct known *known, const struct event_camera *camera)
{
	struct json_object *cameras = known_part(known->root, "cameras", false);
	struct json_object *found = reading_member(cameras, camera->key);
	char label[PHRASE_LABEL];

	if (!camera->key[0] || (!found && json_object_object_length(cameras) >= KNOWN_CAMERAS))
		return NULL;
	found = known_part(cameras, camera->key, false);
	known_put_text(found, "mac", camera->mac);
	known_put_text(found, "name", phrase_label(camera, label));
	known_put_text(found, "vendor", camera->vendor);
	known->changed = true;
	return found;
}

void known_forget(struct known *known, const char *key)
{
	json_object_object_del(known_part(known->root, "cameras", false), key);
	known->changed = true;
}

void known_each(const struct known *known,
		void (*each)(void *context, const char *key, struct json_object *camera),
		void *context)
{
	struct json_object *cameras = reading_member(known->root, "cameras");

	if (!json_object_is_type(cameras, json_type_object))
		return;
	json_object_object_foreach(cameras, key, camera)
	{
		each(context, key, camera);
	}
}

uint64_t known_listened(const struct known *known)
{
	return reading_count(known->root, "listened") * 1000000;
}

void known_set_listened(struct known *known, time_t time)
{
	known_put_count(known->root, "listened", (uint64_t)time);
	known->changed = true;
}

/* Whether it was not among them; from now on it is. */
static bool known_is_new(struct json_object *camera, const char *key, const char *value)
{
	struct json_object *values = known_part(camera, key, true);
	size_t count = json_object_array_length(values);

	for (size_t i = 0; value && i < count; i++) {
		const char *one = json_object_get_string(json_object_array_get_idx(values, i));

		if (one && strcmp(one, value) == 0)
			return false;
	}
	if (!value)
		return false;
	/* What was forgotten is new once more: better than that nothing ever is. */
	if (count >= KNOWN_VALUES)
		json_object_array_del_idx(values, 0, count + 1 - KNOWN_VALUES);
	json_object_array_add(values, json_object_new_string(value));
	return true;
}

static const char *known_day_of(time_t time, char text[KNOWN_DAY])
{
	struct tm local = {0};

	if (!localtime_r(&time, &local) || !strftime(text, KNOWN_DAY, "%Y%m%d", &local))
		*text = '\0';
	return text;
}

static bool known_is_today(uint64_t time_ns, time_t now)
{
	char then[KNOWN_DAY], today[KNOWN_DAY];

	return strcmp(known_day_of((time_t)(time_ns / CLOCK_SECOND_NS), then),
		      known_day_of(now, today)) == 0;
}

static void known_count(struct json_object *camera, const struct event_upload *upload, time_t now)
{
	uint64_t length_us =
		upload->end_ns > upload->start_ns ? (upload->end_ns - upload->start_ns) / 1000 : 0;
	const char *company = notice_company(&upload->destination);

	if (known_is_today(upload->end_ns, now)) {
		known_put_count(camera, "bytes", reading_count(camera, "bytes") + upload->bytes_up);
		known_put_count(camera, "us", reading_count(camera, "us") + length_us);
	}
	known_put_text(camera, "class", upload_class_name(upload->class));
	known_put_text(camera, "company", company);
	known_put_count(camera, "time", upload->end_ns);
}

static unsigned known_ways(const struct event_destination *to)
{
	if (to->kind == DESTINATION_PEER)
		return 1U << NOTICE_DIRECT_VIEWER;
	return to->kind == DESTINATION_VPN ? 1U << NOTICE_VPN : 0;
}

unsigned known_upload(struct known *known, const struct event_upload *upload, time_t now)
{
	struct json_object *camera = known_camera(known, &upload->camera);
	const struct event_destination *to = &upload->destination;
	unsigned kinds = 1U << NOTICE_UPLOAD | known_ways(to);
	bool first;

	if (!camera)
		return kinds;
	first = !reading_flag(camera, "sent");
	known_count(camera, upload, now);
	json_object_object_add(camera, "sent", json_object_new_boolean(true));
	if (known_is_new(camera, "companies", notice_company(to)) && !first)
		kinds |= 1U << NOTICE_NEW_COMPANY;
	if (known_is_new(camera, "countries", to->country) && !first)
		kinds |= 1U << NOTICE_NEW_COUNTRY;
	if (known_is_new(camera, "protocols", to->protocol) && !first)
		kinds |= 1U << NOTICE_NEW_PROTOCOL;
	known->changed = true;
	return first ? kinds | 1U << NOTICE_FIRST_UPLOAD : kinds;
}

void known_breach(struct known *known, const struct event_camera *of, uint64_t end_ns, time_t now)
{
	struct json_object *camera = known_camera(known, of);

	if (camera && known_is_today(end_ns, now))
		json_object_object_add(camera, "broken", json_object_new_boolean(true));
}

unsigned known_unsaid(struct known *known, const char *series, unsigned kinds)
{
	struct json_object *told = known_part(known->root, "told", true), *one = NULL;
	size_t count = json_object_array_length(told);
	unsigned said;

	for (size_t i = 0; i < count && !one; i++) {
		const char *other = reading_text(json_object_array_get_idx(told, i), "series");

		if (other && strcmp(other, series) == 0)
			one = json_object_array_get_idx(told, i);
	}
	if (!one) {
		if (count >= KNOWN_TOLD)
			json_object_array_del_idx(told, 0, count + 1 - KNOWN_TOLD);
		one = json_object_new_object();
		known_put_text(one, "series", series);
		json_object_array_add(told, one);
	}
	said = (unsigned)reading_count(one, "kinds");
	known_put_count(one, "kinds", said | kinds);
	known->changed = true;
	return kinds & ~said;
}

/* What is known of less than all is no loss of the place that is watched. */
static bool known_is_loss(enum cause cause)
{
	switch (cause_doubt(cause)) {
	case DOUBT_LOST:
	case DOUBT_OFF_PATH:
	case DOUBT_OUTSIDE_ROUTER:
	case DOUBT_FORWARDED:
	case DOUBT_INTERRUPTED:
	case DOUBT_TABLE_FULL:
	case DOUBT_UNEXPLAINED:
	case DOUBT_UNWRITTEN:
	case DOUBT_GAP:
		return true;
	default:
		return false;
	}
}

bool known_gap(struct known *known, const struct event_gap *gap)
{
	struct json_object *gaps = known_part(known->root, "gaps", false);
	char key[MAC_TEXT + ADDRESS_TEXT + 64];
	uint64_t last, at = gap->to_ns;

	if (!known_is_loss(gap->cause))
		return false;
	snprintf(key, sizeof(key), "%s %s", cause_name(gap->cause),
		 gap->camera ? gap->camera->key : "");
	last = reading_count(gaps, key);
	if (!reading_member(gaps, key) && json_object_object_length(gaps) >= GAP_KINDS)
		json_object_object_add(known->root, "gaps", gaps = json_object_new_object());
	known_put_count(gaps, key, at);
	known->changed = true;
	return !last || at < last || at - last >= GAP_PAUSE_NS;
}

static void known_begin_day(void *context, const char *key, struct json_object *camera)
{
	(void)context;
	(void)key;
	known_put_count(camera, "bytes", 0);
	known_put_count(camera, "us", 0);
	json_object_object_add(camera, "broken", json_object_new_boolean(false));
}

bool known_day(struct known *known, time_t now)
{
	const char *before = reading_text(known->root, "day");
	char today[KNOWN_DAY];

	known_day_of(now, today);
	if (before && strcmp(before, today) == 0)
		return false;
	known_each(known, known_begin_day, NULL);
	known_put_text(known->root, "day", today);
	known->changed = true;
	return true;
}
