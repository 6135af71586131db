/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "words/phrase.h"
#include "output/totals.h"

static char *name_of(const struct event_camera *camera)
{
	char *name = NULL;
	size_t length;
	FILE *file = open_memstream(&name, &length);

	if (!file)
		return NULL;
	phrase_who(file, camera);
	if (fclose(file)) {
		free(name);
		return NULL;
	}
	return name;
}

static int totals_make_room(struct totals *totals)
{
	size_t room = totals->room ? totals->room * 2 : 8;
	struct total *items;

	if (totals->count < totals->room)
		return 0;
	items = realloc(totals->items, room * sizeof(*items));
	if (!items)
		return -ENOMEM;
	totals->items = items;
	totals->room = room;
	return 0;
}

static int totals_insert(struct totals *totals, size_t at, const struct event_camera *camera)
{
	struct total total = {.key = strdup(camera->key)};

	if (!total.key || totals_make_room(totals)) {
		free(total.key);
		return -ENOMEM;
	}
	memmove(&totals->items[at + 1], &totals->items[at],
		(totals->count - at) * sizeof(*totals->items));
	totals->items[at] = total;
	totals->count++;
	return 0;
}

static int totals_find(struct totals *totals, const struct event_camera *camera, struct total **out)
{
	size_t at = 0;
	char *name;

	while (at < totals->count && strcmp(totals->items[at].key, camera->key) < 0)
		at++;
	if ((at == totals->count || strcmp(totals->items[at].key, camera->key)) &&
	    totals_insert(totals, at, camera))
		return -ENOMEM;
	/* What is known of a camera grows: its latest name is its best. */
	name = name_of(camera);
	if (!name)
		return -ENOMEM;
	free(totals->items[at].name);
	totals->items[at].name = name;
	*out = &totals->items[at];
	return 0;
}

/* Of what is no camera after all nothing is summed up, but what was told to have left stays. */
static void totals_forget(struct totals *totals, const struct event_camera *camera)
{
	for (size_t i = 0; i < totals->count; i++) {
		struct total *total = &totals->items[i];

		if (strcmp(total->key, camera->key) != 0 || total->uploads || total->local_bytes)
			continue;
		free(total->key);
		free(total->name);
		totals->count--;
		memmove(total, total + 1, (totals->count - i) * sizeof(*total));
		return;
	}
}

int totals_add(struct totals *totals, const struct event *event)
{
	const struct event_upload *upload = &event->upload;
	struct total *total;

	if (event->kind == EVENT_CAMERA && event->camera.withdrawn) {
		totals_forget(totals, &event->camera);
		return 0;
	}
	if (event->kind == EVENT_CAMERA)
		return totals_find(totals, &event->camera, &total);
	if (event->kind != EVENT_UPLOAD && event->kind != EVENT_LOCAL)
		return 0;
	if (totals_find(totals, &upload->camera, &total))
		return -ENOMEM;
	if (event->kind == EVENT_LOCAL) {
		total->local_bytes += upload->bytes_up;
		total->passed_on |= upload->passed_on != PASSED_ON_NO;
		return 0;
	}
	total->uploads += upload->final;
	total->bytes += upload->bytes_up;
	total->lower_bound |= upload->coverage == COVERAGE_LOWER_BOUND;
	total->guessed |= sureness_of(upload->confidence) != SURE;
	return 0;
}

void totals_clear(struct totals *totals)
{
	for (size_t i = 0; i < totals->count; i++) {
		free(totals->items[i].key);
		free(totals->items[i].name);
	}
	free(totals->items);
	*totals = (struct totals){0};
}
