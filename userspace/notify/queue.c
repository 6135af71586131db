// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/queue.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/whole.h"

#define QUEUE_DRAFT "draft"
#define QUEUE_DIGITS 20 /* so that names sort as they came */

static int queue_path(const struct queue *q, const struct queue_item *item, char **out)
{
	return asprintf(out, "%s/%0*" PRIu64 "-%lld-%s", q->folder, QUEUE_DIGITS, item->sequence,
			(long long)item->due, q->config->targets[item->target].name) < 0
		       ? -ENOMEM
		       : 0;
}

/* False: it is no message's name, or of a target that there is not; then `target` is the count. */
static bool queue_parse(const struct queue *q, const char *name, struct queue_item *out)
{
	char *end, *rest;

	out->sequence = strtoull(name, &end, 10);
	if (end != name + QUEUE_DIGITS || *end != '-')
		return false;
	out->due = (time_t)strtoll(end + 1, &rest, 10);
	if (rest == end + 1 || *rest != '-')
		return false;
	out->target = 0;
	while (out->target < q->config->count &&
	       strcmp(q->config->targets[out->target].name, rest + 1) != 0)
		out->target++;
	return true;
}

static int queue_keep(struct queue *q, const struct queue_item *item)
{
	if (q->count == q->room) {
		size_t room = q->room ? 2 * q->room : 16;
		struct queue_item *items = reallocarray(q->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		q->items = items;
		q->room = room;
	}
	q->items[q->count++] = *item;
	if (item->sequence >= q->next)
		q->next = item->sequence + 1;
	return 0;
}

static int queue_compare(const void *a, const void *b)
{
	const struct queue_item *one = a, *other = b;

	return (one->sequence > other->sequence) - (one->sequence < other->sequence);
}

static int queue_scan(struct queue *q, DIR *folder, size_t *dropped)
{
	const struct dirent *entry;
	struct queue_item item;
	int err = 0;

	while (!err && (entry = readdir(folder))) {
		if (!queue_parse(q, entry->d_name, &item))
			continue;
		if (item.target < q->config->count) {
			err = queue_keep(q, &item);
		} else if (unlinkat(dirfd(folder), entry->d_name, 0) == 0) {
			++*dropped;
		}
	}
	if (q->count)
		qsort(q->items, q->count, sizeof(*q->items), queue_compare);
	return err;
}

int queue_open(const char *folder, const struct notify_config *config, struct queue *out,
	       size_t *dropped)
{
	struct queue q = {.config = config, .folder = strdup(folder), .next = 1};
	DIR *at = NULL;
	int err = 0;

	*dropped = 0;
	if (!q.folder)
		return -ENOMEM;
	at = opendir(folder);
	if (at) {
		err = queue_scan(&q, at, dropped);
		closedir(at);
	} else {
		err = -errno;
	}
	if (err)
		queue_close(&q);
	else
		*out = q;
	return err;
}

void queue_close(struct queue *q)
{
	free(q->folder);
	free(q->items);
	*q = (struct queue){0};
}

static int queue_put(struct queue *q, const struct queue_item *item, const char *text)
{
	char *draft = NULL, *path = NULL;
	int err = queue_path(q, item, &path);

	if (!err && asprintf(&draft, "%s/" QUEUE_DRAFT, q->folder) < 0)
		err = -ENOMEM;
	if (!err)
		err = whole_write(path, draft, 0600, text, strlen(text));
	if (!err)
		err = queue_keep(q, item);
	free(draft);
	free(path);
	return err;
}

int queue_add(struct queue *q, size_t target, time_t due, const char *text, bool *dropped)
{
	const struct queue_item item = {.sequence = q->next, .due = due, .target = target};

	*dropped = false;
	if (strlen(text) > QUEUE_BYTES)
		return -E2BIG;
	for (size_t i = 0; queue_length(q, target) >= QUEUE_MOST && i < q->count;) {
		if (q->items[i].target != target) {
			i++;
			continue;
		}
		queue_remove(q, q->items[i].sequence);
		*dropped = true;
	}
	return queue_put(q, &item, text);
}

size_t queue_due(const struct queue *q, size_t target, time_t now, struct queue_item *out,
		 size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < q->count && count < room; i++) {
		const struct queue_item *item = &q->items[i];

		if (item->target != target || item->due > now || (count && !item->due))
			continue;
		out[count++] = *item;
		if (!item->due)
			break;
	}
	return count;
}

size_t queue_length(const struct queue *q, size_t target)
{
	size_t length = 0;

	for (size_t i = 0; i < q->count; i++)
		length += q->items[i].target == target;
	return length;
}

char *queue_text(const struct queue *q, const struct queue_item *item)
{
	char *path = NULL, *text = NULL;
	FILE *file = queue_path(q, item, &path) == 0 ? fopen(path, "re") : NULL;
	size_t length;

	free(path);
	if (!file)
		return NULL;
	text = malloc(QUEUE_BYTES + 1);
	length = text ? fread(text, 1, QUEUE_BYTES, file) : 0;
	if (text && (ferror(file) || !length)) {
		free(text);
		text = NULL;
	}
	if (text)
		text[length] = '\0';
	fclose(file);
	return text;
}

void queue_remove(struct queue *q, uint64_t sequence)
{
	char *path = NULL;
	size_t i = 0;

	while (i < q->count && q->items[i].sequence != sequence)
		i++;
	if (i == q->count)
		return;
	if (queue_path(q, &q->items[i], &path) == 0)
		unlink(path);
	free(path);
	q->count--;
	memmove(&q->items[i], &q->items[i + 1], (q->count - i) * sizeof(*q->items));
}
