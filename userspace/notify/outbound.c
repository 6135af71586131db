// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/outbound.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "notify/announce.h"
#include "notify/journal.h"
#include "notify/quiet.h"
#include "notify/request.h"
#include "json/reading.h"
#include "words/notice.h"

#define OUTBOUND_TIMEOUT_S 30L
#define OUTBOUND_CONNECT_S 15L
#define OUTBOUND_PAUSE_S 5 /* then twice as long each time */
#define OUTBOUND_LONGEST_S 900
#define OUTBOUND_REFUSALS 8 /* who refuses a message so often will never take it */

int outbound_begin(struct outbound *o)
{
	o->multi = curl_multi_init();
	return o->multi ? 0 : -ENOMEM;
}

static void sender_free(struct outbound_sender *s)
{
	curl_slist_free_all(s->headers);
	free(s->address);
	free(s->body);
	s->headers = NULL;
	s->address = s->body = NULL;
}

void outbound_end(struct outbound *o)
{
	for (size_t i = 0; i < NOTIFY_TARGETS; i++) {
		struct outbound_sender *s = &o->senders[i];

		if (s->easy) {
			curl_multi_remove_handle(o->multi, s->easy);
			curl_easy_cleanup(s->easy);
		}
		sender_free(s);
	}
	curl_multi_cleanup(o->multi);
}

static int outbound_add_one(struct outbound *o, size_t target, const struct alert *alert,
			    time_t now)
{
	const struct notify_target *t = &o->config->targets[target];
	struct alert wanted = *alert;
	bool dropped = false;
	char *text;
	int err;

	wanted.kinds &= t->alerts | ~((1U << (NOTICE_UPLOAD + 1)) - 1);
	if (!wanted.kinds)
		return 0;
	text = alert_text(&wanted);
	err = text ? queue_add(o->queue, target, quiet_until(t, wanted.kinds, now), text, &dropped)
		   : -ENOMEM;
	free(text);
	if (dropped)
		fprintf(stderr,
			"lenswatch-notify: %s has taken nothing for long: the oldest of %d "
			"messages "
			"that wait for it was dropped\n",
			t->name, QUEUE_MOST);
	return err;
}

/* Of a message that not all can get nobody gets any: it comes again, and would be sent twice. */
static void outbound_withdraw(struct outbound *o, uint64_t first)
{
	const struct queue *q = o->queue;

	while (q->count && q->items[q->count - 1].sequence >= first)
		queue_remove(o->queue, q->items[q->count - 1].sequence);
}

int outbound_add(struct outbound *o, const struct alert *alert, time_t now)
{
	const uint64_t first = o->queue->next;
	int err = 0;

	for (size_t i = 0; i < o->config->count && !err; i++)
		err = outbound_add_one(o, i, alert, now);
	if (err)
		outbound_withdraw(o, first);
	return err;
}

/* All of the batch has arrived, or never can. */
static void sender_done(struct outbound *o, struct outbound_sender *s)
{
	for (size_t i = 0; i < s->count; i++)
		queue_remove(o->queue, s->batch[i].sequence);
	s->busy = false;
	s->failed = 0;
	s->count = 0;
}

static void sender_arrived(struct outbound *o, size_t target)
{
	struct outbound_sender *s = &o->senders[target];

	if (s->failed)
		fprintf(stderr, "lenswatch-notify: %s takes messages again\n",
			o->config->targets[target].name);
	sender_done(o, s);
}

/* `never`: it was refused, and not for now. */
static void sender_failed(struct outbound *o, size_t target, const char *wrong, bool never)
{
	struct outbound_sender *s = &o->senders[target];
	const char *name = o->config->targets[target].name;
	unsigned pause = OUTBOUND_PAUSE_S;

	s->busy = false;
	s->failed++;
	if (s->failed == 1)
		fprintf(stderr, "lenswatch-notify: %s: %s; tried again until it works\n", name,
			wrong);
	if (never && s->failed >= OUTBOUND_REFUSALS) {
		fprintf(stderr, "lenswatch-notify: %s: %s; the message was dropped\n", name, wrong);
		sender_done(o, s);
		return;
	}
	for (unsigned i = 1; i < s->failed && pause < OUTBOUND_LONGEST_S; i++)
		pause *= 2;
	s->retry = clock_up_s() + (pause < OUTBOUND_LONGEST_S ? pause : OUTBOUND_LONGEST_S);
}

/* One text of the batch; what cannot be read is gone. */
static char *sender_text(struct outbound *o, struct outbound_sender *s)
{
	char *texts[OUTBOUND_BATCH], *text = NULL;
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		texts[count] = queue_text(o->queue, &s->batch[i]);
		if (texts[count])
			count++;
		else
			fprintf(stderr,
				"lenswatch-notify: a message for %s could not be read, and was "
				"dropped\n",
				o->config->targets[s->batch[i].target].name);
	}
	if (count == 1)
		text = strdup(texts[0]);
	else if (count)
		text = alert_digest(texts, count);
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	return text;
}

static size_t sender_discard(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

static void sender_set(struct outbound_sender *s, const struct notify_target *t)
{
	CURL *e = s->easy;

	curl_easy_reset(e);
	curl_easy_setopt(e, CURLOPT_URL, s->address);
	curl_easy_setopt(e, CURLOPT_POSTFIELDS, s->body);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, s->headers);
	curl_easy_setopt(e, CURLOPT_TIMEOUT, OUTBOUND_TIMEOUT_S);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, OUTBOUND_CONNECT_S);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* Only who is named is called, whatever the surroundings say. */
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_USERAGENT, "lenswatch-notify/" LENSWATCH_VERSION);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, sender_discard);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, s->error);
	curl_easy_setopt(e, CURLOPT_PRIVATE, (char *)s);
	if (t->ca)
		curl_easy_setopt(e, CURLOPT_CAINFO, t->ca);
}

static int sender_post(struct outbound *o, size_t target, const char *text)
{
	const struct notify_target *t = &o->config->targets[target];
	struct outbound_sender *s = &o->senders[target];
	int err;

	sender_free(s);
	err = request_make(t, text, &s->address, &s->headers, &s->body);
	if (err)
		return err;
	if (!s->easy)
		s->easy = curl_easy_init();
	if (!s->easy)
		return -ENOMEM;
	s->error[0] = '\0';
	sender_set(s, t);
	return curl_multi_add_handle(o->multi, s->easy) == CURLM_OK ? 0 : -ENOMEM;
}

static int sender_publish(struct outbound *o, struct outbound_sender *s, const char *text)
{
	struct json_object *object = reading_parse(text, strlen(text));
	char topic[ANNOUNCE_TOPIC], *event = announce_event(text);
	int err = -EINVAL;

	if (object && event)
		err = broker_publish(o->broker,
				     announce_topic(&o->config->broker, ANNOUNCE_EVENT,
						    announce_event_key(object), topic),
				     event, false, &s->message);
	json_object_put(object);
	free(event);
	return err;
}

static void sender_go(struct outbound *o, size_t target)
{
	struct outbound_sender *s = &o->senders[target];
	enum notify_kind kind = o->config->targets[target].kind;
	char *text = sender_text(o, s);
	int err;

	if (!text) {
		sender_done(o, s);
		return;
	}
	s->busy = true;
	if (kind == NOTIFY_MQTT)
		err = sender_publish(o, s, text);
	else if (kind == NOTIFY_COMMAND)
		err = hand_give(o->hand, target, text);
	else if (kind == NOTIFY_SYSLOG)
		err = journal_write(text);
	else
		err = sender_post(o, target, text);
	free(text);
	if (err)
		sender_failed(o, target, strerror(-err), err == -EINVAL || err == -EMSGSIZE);
	else if (kind == NOTIFY_SYSLOG)
		sender_arrived(o, target);
}

static bool sender_can(const struct outbound *o, size_t target)
{
	const struct outbound_sender *s = &o->senders[target];

	return !s->busy && clock_up_s() >= s->retry &&
	       (o->config->targets[target].kind != NOTIFY_MQTT || o->up);
}

static void outbound_fetched(struct outbound *o, const CURLMsg *done)
{
	struct outbound_sender *s = NULL;
	char wrong[CURL_ERROR_SIZE + 64];
	size_t target;
	long status = 0;

	curl_easy_getinfo(done->easy_handle, CURLINFO_PRIVATE, (char **)&s);
	curl_easy_getinfo(done->easy_handle, CURLINFO_RESPONSE_CODE, &status);
	target = (size_t)(s - o->senders);
	if (done->data.result == CURLE_OK && status >= 200 && status < 300) {
		curl_multi_remove_handle(o->multi, done->easy_handle);
		sender_arrived(o, target);
		return;
	}
	if (done->data.result == CURLE_OK)
		snprintf(wrong, sizeof(wrong), "it answered with status %ld", status);
	else
		snprintf(wrong, sizeof(wrong), "%s",
			 s->error[0] ? s->error : curl_easy_strerror(done->data.result));
	curl_multi_remove_handle(o->multi, done->easy_handle);
	sender_failed(o, target, wrong, status == 400 || status == 413 || status == 422);
}

/* Programs can be started no more: what they were to get waits for the next start. */
static void outbound_handless(struct outbound *o)
{
	fputs("lenswatch-notify: the process that starts programs has ended, and none is started "
	      "any more; restart lenswatch-notify\n",
	      stderr);
	for (size_t i = 0; i < o->config->count; i++)
		if (o->config->targets[i].kind == NOTIFY_COMMAND && o->senders[i].busy)
			sender_failed(o, i, "it cannot be started", false);
}

static void outbound_programs(struct outbound *o)
{
	char wrong[HAND_WRONG];
	size_t target;

	if (o->hand->line < 0)
		return;
	while (hand_hear(o->hand, &target, wrong)) {
		if (target >= o->config->count)
			continue;
		if (wrong[0])
			sender_failed(o, target, wrong, false);
		else
			sender_arrived(o, target);
	}
	if (o->hand->line < 0)
		outbound_handless(o);
}

static void outbound_look(struct outbound *o)
{
	const CURLMsg *message;
	int running, left;

	curl_multi_perform(o->multi, &running);
	while ((message = curl_multi_info_read(o->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			outbound_fetched(o, message);
	outbound_programs(o);
}

void outbound_turn(struct outbound *o, time_t now)
{
	outbound_look(o);
	for (size_t i = 0; i < o->config->count; i++) {
		struct outbound_sender *s = &o->senders[i];
		size_t most = o->config->targets[i].kind == NOTIFY_MQTT ? 1 : OUTBOUND_BATCH;

		if (!sender_can(o, i))
			continue;
		s->count = queue_due(o->queue, i, now, s->batch, most);
		if (s->count)
			sender_go(o, i);
	}
}

void outbound_broker(struct outbound *o, const struct broker_news *news)
{
	struct outbound_sender *s = &o->senders[0];

	/* One that was on its way when the line broke is sent again by libmosquitto. */
	if (news->word != BROKER_ARRIVED)
		o->up = news->word == BROKER_UP;
	else if (s->busy && s->message == news->message)
		sender_arrived(o, 0);
}

bool outbound_idle(const struct outbound *o, time_t now)
{
	struct queue_item item;

	for (size_t i = 0; i < o->config->count; i++)
		if (o->senders[i].busy || queue_due(o->queue, i, now, &item, 1))
			return false;
	return true;
}
