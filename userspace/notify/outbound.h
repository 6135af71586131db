/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages on their way: each waits in the queue until its receiver says that it has it, and is
 * tried again, ever more seldom, until then. Receivers do not wait for one another. Used by
 * hearing.c and notify.c.
 */
#ifndef LENSWATCH_NOTIFY_OUTBOUND_H
#define LENSWATCH_NOTIFY_OUTBOUND_H

#include <curl/curl.h>

#include "notify/alert.h"
#include "notify/broker.h"
#include "notify/hand.h"
#include "notify/queue.h"

#define OUTBOUND_BATCH 64 /* messages that go as one */

struct outbound_sender {
	bool busy;
	struct queue_item batch[OUTBOUND_BATCH];
	size_t count;
	int message;	 /* at the broker */
	uint64_t retry;	 /* in seconds since the machine began; not before */
	unsigned failed; /* times in a row */
	char error[CURL_ERROR_SIZE];
	char *address, *body;
	struct curl_slist *headers;
	CURL *easy;
};

struct outbound {
	const struct notify_config *config;
	struct queue *queue;
	struct broker *broker; /* NULL none; these are borrowed */
	struct hand *hand;
	bool up; /* the broker is */
	CURLM *multi;
	struct outbound_sender senders[NOTIFY_TARGETS];
};

/* 0 or -ENOMEM. */
int outbound_begin(struct outbound *outbound);
void outbound_end(struct outbound *outbound);
/*
 * To everybody who asked for messages of these kinds, of which `alert` has those that were not said
 * yet. Once it returns 0 none is lost any more. 0, or -errno: none was queued.
 */
int outbound_add(struct outbound *outbound, const struct alert *alert, time_t now);
/* Begins what can go now, and looks after what is on its way. */
void outbound_turn(struct outbound *outbound, time_t now);
/* The broker is there or not; it has that message. */
void outbound_broker(struct outbound *outbound, const struct broker_news *news);
/* Whether nothing is on its way or could go now. */
bool outbound_idle(const struct outbound *outbound, time_t now);

#endif
