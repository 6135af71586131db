/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that wait, each in a file of its own until its receiver has it: a restart loses none. A
 * file's name says its place, from when it may go, and to whom: "SEQUENCE-SECONDS-TARGET". Used by
 * outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_QUEUE_H
#define LENSWATCH_NOTIFY_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "notify/notify_config.h"

#define QUEUE_MOST 1000	   /* for one target; the oldest makes room */
#define QUEUE_BYTES 262144 /* of one message */

struct queue_item {
	uint64_t sequence;
	time_t due;    /* 0: at once; else it waited, and goes with others that did */
	size_t target; /* of the configuration */
};

struct queue {
	const struct notify_config *config; /* borrowed */
	char *folder;
	uint64_t next;
	size_t count, room;
	struct queue_item *items; /* the oldest first */
};

/*
 * The folder is there. Of targets that are not configured any more messages are
 * removed, and `*dropped` counts them. 0 or -errno.
 */
int queue_open(const char *folder, const struct notify_config *config, struct queue *out,
	       size_t *dropped);
void queue_close(struct queue *queue);
/*
 * Once it returns 0 the message outlives a power cut. `*dropped`: whether the oldest of that target
 * made room. -errno otherwise.
 */
int queue_add(struct queue *queue, size_t target, time_t due, const char *text, bool *dropped);
/* Which messages may go to that target now: one, or all that waited; at most `room`. */
size_t queue_due(const struct queue *queue, size_t target, time_t now, struct queue_item *out,
		 size_t room);
size_t queue_length(const struct queue *queue, size_t target);
/* Its text, which the caller frees, or NULL: it cannot be read. */
char *queue_text(const struct queue *queue, const struct queue_item *item);
/* It has arrived, or never can. */
void queue_remove(struct queue *queue, uint64_t sequence);

#endif
