/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/findings/figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "words/catalog.h"
#include "words/countries.h"
#include "words/phrase.h"

#define SECOND 1000000000U

static struct tm local_time(uint64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / SECOND);
	struct tm tm = {0};

	localtime_r(&seconds, &tm);
	return tm;
}

const char *figures_day(uint64_t time_ns, char text[FIGURES_DAY])
{
	struct tm tm = local_time(time_ns);

	strftime(text, FIGURES_DAY, "%Y-%m-%d", &tm);
	return text;
}

unsigned figures_hour(uint64_t time_ns)
{
	return (unsigned)local_time(time_ns).tm_hour;
}

static void put_address(FILE *file, const struct event_destination *destination)
{
	char text[ADDRESS_TEXT];

	fputs(destination->address_count ? address_format(&destination->addresses[0], text)
					 : SAY_PLACE_UNKNOWN,
	      file);
}

void figures_destination(FILE *file, const struct event_destination *destination)
{
	if (destination->kind == DESTINATION_PEER) {
		fputs(SAY_PLACE_VIEWER, file);
		put_address(file, destination);
		return;
	}
	if (destination->vpn_of == VPN_OF_ROUTER) {
		put_address(file, destination);
		fputs(SAY_PLACE_ROUTER_VPN, file);
		return;
	}
	if (destination->kind == DESTINATION_VPN)
		fputs(SAY_PLACE_VPN, file);
	else if (destination->kind == DESTINATION_RELAY)
		fputs(SAY_PLACE_RELAY, file);
	if (destination->service)
		phrase_text(file, destination->service);
	else if (destination->host)
		phrase_text(file, destination->host);
	else
		put_address(file, destination);
	if (destination->bucket_owner) {
		fputs(" (bucket of ", file);
		phrase_text(file, destination->bucket_owner);
		putc(')', file);
	}
}

void figures_count_one(struct figure *figure, const struct history_upload *upload)
{
	if (upload->local) {
		figure->local_bytes += upload->bytes_up;
		return;
	}
	figure->uploads++;
	figure->bytes += upload->bytes_up;
	figure->class_uploads[upload->class]++;
	figure->class_bytes[upload->class] += upload->bytes_up;
	if (upload->measured) {
		figure->video_low_s += upload->video_low_s;
		figure->video_high_s += upload->video_high_s;
	}
	/* A snapshot has no length that could be missing. */
	figure->unmeasured |= !upload->measured && upload->class != CLASS_SNAPSHOT;
	figure->lower_bound |= upload->coverage == COVERAGE_LOWER_BOUND;
	figure->guessed |= sureness_of(upload->confidence) != SURE;
}

static int figures_find(struct tally *tally, const char *key, const char *name, struct figure **out)
{
	size_t room = tally->room ? tally->room * 2 : 16, i = 0;
	struct figure figure = {0}, *items;

	if (tally->count >= FIGURES_MOST)
		key = name = "others";
	while (i < tally->count && strcmp(tally->items[i].key, key) != 0)
		i++;
	if (i == tally->room) {
		items = realloc(tally->items, room * sizeof(*items));
		if (!items)
			return -ENOMEM;
		tally->items = items;
		tally->room = room;
	}
	if (i == tally->count) {
		figure.key = strdup(key);
		figure.name = strdup(name);
		if (!figure.key || !figure.name) {
			free(figure.key);
			free(figure.name);
			return -ENOMEM;
		}
		tally->items[tally->count++] = figure;
	}
	*out = &tally->items[i];
	return 0;
}

int figures_add(struct tally *tally, const char *key, const char *name,
		const struct history_upload *upload)
{
	struct figure *figure;
	int err = figures_find(tally, key, name, &figure);

	if (!err)
		figures_count_one(figure, upload);
	return err;
}

char *figures_destination_name(const struct event_destination *destination)
{
	char *name = NULL;
	size_t length;
	FILE *file = open_memstream(&name, &length);

	if (!file)
		return NULL;
	figures_destination(file, destination);
	if (fclose(file) == 0)
		return name;
	free(name);
	return NULL;
}

static int add_destination(struct figures *figures, const struct history_upload *upload,
			   const struct event_destination *to)
{
	static const char unknown[] = FIGURES_UNKNOWN;
	char *name = figures_destination_name(to);
	int err = name ? figures_add(&figures->destinations, name, name, upload) : -ENOMEM;

	free(name);
	if (!err)
		err = figures_add(&figures->operators, to->as_org ? to->as_org : unknown,
				  to->as_org ? to->as_org : unknown, upload);
	if (!err)
		err = figures_add(&figures->countries, to->country ? to->country : unknown,
				  to->country ? country_name(to->country) : unknown, upload);
	return err;
}

static int camera_figure(struct figures *figures, const struct history *history,
			 const struct history_upload *upload)
{
	const struct history_device *device = &history->devices.items[upload->device];
	struct event_camera camera;
	char *name = NULL;
	size_t length;
	FILE *file = open_memstream(&name, &length);
	int err = -ENOMEM;

	if (file) {
		history_camera(history, device, &camera);
		phrase_who(file, &camera);
		if (fclose(file) == 0)
			err = figures_add(&figures->cameras, device->key, name, upload);
		free(name);
	}
	return err;
}

static int figures_add_upload(struct figures *figures, const struct history *history,
			      const struct history_upload *upload)
{
	const char *class = upload_class_name(upload->class);
	struct event event;
	int err = camera_figure(figures, history, upload);

	figures_count_one(&figures->all, upload);
	if (err || upload->local)
		return err;
	history_event(history, upload, &event);
	figures->hours[figures_hour(upload->start_ns)].uploads++;
	err = figures_add(&figures->classes, class, class, upload);
	return err ? err : add_destination(figures, upload, &event.upload.destination);
}

static int add_day(struct figures *figures, const struct history_upload *upload)
{
	char day[FIGURES_DAY];
	struct figure *figure;
	int err = figures_find(&figures->days, figures_day(upload->start_ns, day), day, &figure);

	if (!err && !upload->local)
		figure->uploads++;
	return err;
}

/* Bytes are counted part by part, so a recording of hours lies in its hours. */
static int figures_add_part(struct figures *figures, const struct history_part *part)
{
	char day[FIGURES_DAY];
	struct figure *figure;
	int err = figures_find(&figures->days, figures_day(part->start_ns, day), day, &figure);

	if (err)
		return err;
	if (part->local) {
		figure->local_bytes += part->bytes;
	} else {
		figure->bytes += part->bytes;
		figure->class_bytes[part->class] += part->bytes;
		figures->hours[figures_hour(part->start_ns)].bytes += part->bytes;
	}
	return 0;
}

static int by_bytes(const void *left, const void *right)
{
	const struct figure *a = left, *b = right;

	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	return strcmp(a->key, b->key);
}

static int by_key(const void *left, const void *right)
{
	return strcmp(((const struct figure *)left)->key, ((const struct figure *)right)->key);
}

static void figures_order(struct tally *tally, int (*order)(const void *, const void *))
{
	if (tally->count)
		qsort(tally->items, tally->count, sizeof(*tally->items), order);
}

void figures_sort(struct tally *tally)
{
	figures_order(tally, by_bytes);
}

int figures_count(struct figures *figures, const struct history *history)
{
	int err = 0;

	for (size_t i = 0; !err && i < history->uploads.count; i++) {
		err = figures_add_upload(figures, history, &history->uploads.items[i]);
		if (!err)
			err = add_day(figures, &history->uploads.items[i]);
	}
	for (size_t i = 0; !err && i < history->part_count; i++)
		err = figures_add_part(figures, &history->parts[i]);
	figures_sort(&figures->cameras);
	figures_sort(&figures->destinations);
	figures_sort(&figures->operators);
	figures_sort(&figures->countries);
	figures_sort(&figures->classes);
	figures_order(&figures->days, by_key);
	return err;
}

void figures_tally_clear(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++) {
		free(tally->items[i].key);
		free(tally->items[i].name);
	}
	free(tally->items);
	*tally = (struct tally){0};
}

void figures_clear(struct figures *figures)
{
	struct tally *const all[] = {&figures->cameras,	  &figures->destinations,
				     &figures->operators, &figures->countries,
				     &figures->classes,	  &figures->days};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		figures_tally_clear(all[i]);
	*figures = (struct figures){0};
}
