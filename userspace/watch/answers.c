// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/answers.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/letters.h"
#include "words/doubts.h"

static struct json_object *answers_error(const char *text)
{
	bool failed;
	struct put answer = put_begin(&failed);

	put_text(answer, "error", text);
	return put_take(answer);
}

struct answers_cameras {
	struct put to;
	const struct device_key *only; /* NULL: all */
	bool one;		       /* the first, as `camera`; else all, as elements */
	bool found;
	struct watch_answers *answers;
};

static bool answers_is(const struct engine_camera *camera, const struct device_key *key)
{
	struct address ip;
	char mac[MAC_TEXT];

	if (key->kind == DEVICE_BY_MAC)
		return camera->camera.mac &&
		       strcmp(camera->camera.mac, mac_format(key->bytes, mac)) == 0;
	return camera->camera.ip && address_parse(camera->camera.ip, &ip) == 0 &&
	       memcmp(ip.bytes, key->bytes, 16) == 0;
}

static void answers_camera(void *context, const struct engine_camera *camera)
{
	struct answers_cameras *a = context;

	if ((a->only && !answers_is(camera, a->only)) || (a->one && a->found))
		return;
	status_camera(a->answers->status, camera, a->to, a->one ? "camera" : NULL);
	a->found = true;
}

/* What the owner said of devices that were not seen yet. */
static void answers_waiting(const struct watch_answers *answers, struct put to)
{
	for (size_t i = 0; i < answers->said->owner.count; i++) {
		const struct owner_word *word = &answers->said->owner.words[i];
		char text[ADDRESS_TEXT];
		struct device_key own;
		struct put one;

		if (engine_key(answers->house->engine, &word->device, &own))
			continue;
		one = put_object(to, NULL);
		put_text(one, "device", device_key_text(&word->device, text));
		put_some(one, "name", word->named ? word->name : NULL);
		put_bool(one, "dismissed", !word->camera);
	}
}

static struct json_object *answers_cameras(struct watch_answers *answers,
					   struct json_object *question)
{
	bool failed;
	struct put answer = put_begin(&failed);
	struct answers_cameras a = {.to = put_array(answer, "cameras"), .answers = answers};

	(void)question;
	engine_each_camera(answers->house->engine, answers_camera, &a);
	answers_waiting(answers, put_array(answer, "waiting"));
	return put_take(answer);
}

static void answers_other(void *context, const struct engine_other *other)
{
	const struct event_camera *device = &other->device;
	struct put one = put_object(*(struct put *)context, NULL);
	char text[EVENT_REASON_TEXT];

	put_some(one, "mac", device->mac);
	put_some(one, "ip", device->ip);
	put_some(one, "name", device->name);
	put_some(one, "named_by", camera_named_by(device));
	put_some(one, "vendor", device->vendor);
	put_text(one, "standing", device->withdrawn ? "ruled-out" : "undecided");
	put_some(one, "because",
		 device->withdrawn	? doubts_withdrawal(device, text)
		 : device->reason_count ? event_reason_text(&device->identified_by[0], text)
					: NULL);
	put_time(one, "heard", other->heard_ns);
	put_count(one, "bytes_up", other->bytes_up);
}

/* Who else is in the house: of memory alone, nothing of it is written down. */
static struct json_object *answers_devices(struct watch_answers *answers,
					   struct json_object *question)
{
	bool failed;
	struct put answer = put_begin(&failed), list = put_array(answer, "devices");

	(void)question;
	engine_each_other(answers->house->engine, answers_other, &list);
	return put_take(answer);
}

/* Null where no such device was seen yet. */
static struct json_object *answers_one(struct watch_answers *answers,
				       const struct device_key *device)
{
	bool failed;
	struct put answer = put_begin(&failed);
	struct answers_cameras a = {.to = answer, .only = device, .one = true, .answers = answers};

	engine_each_camera(answers->house->engine, answers_camera, &a);
	if (!a.found)
		put_null(answer, "camera");
	return put_take(answer);
}

/* The same, and how much room there is where little is left. */
static struct json_object *answers_noted(struct watch_answers *answers,
					 const struct device_key *device)
{
	struct json_object *answer = answers_one(answers, device);
	size_t room = OWNER_WORDS - answers->said->owner.count;

	if (answer && room < OWNER_FEW)
		json_object_object_add(answer, "room", json_object_new_uint64(room));
	return answer;
}

static const char *answers_text(struct json_object *question, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(question, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

struct answers_search {
	const char *text;
	struct device_key key;
	unsigned found;
	bool self_named; /* those found so far call themselves so */
};

static void answers_match(void *context, const struct engine_camera *camera)
{
	struct answers_search *s = context;
	bool self_named = camera->camera.named_by == NAMED_BY_DEVICE;
	struct address ip;

	if (!camera->camera.name || strcasecmp(camera->camera.name, s->text) != 0)
		return;
	/* The owner's names are theirs, whoever else calls itself by one. */
	if (s->found && self_named && !s->self_named)
		return;
	if (s->found && s->self_named && !self_named)
		s->found = 0;
	s->self_named = self_named;
	memset(&s->key, 0, sizeof(s->key));
	s->found++;
	if (camera->camera.mac && mac_parse(camera->camera.mac, s->key.bytes) == 0) {
		s->key.kind = DEVICE_BY_MAC;
	} else if (camera->camera.ip && address_parse(camera->camera.ip, &ip) == 0) {
		s->key.kind = DEVICE_BY_ADDRESS;
		memcpy(s->key.bytes, ip.bytes, 16);
	}
}

/* By MAC, by address, or by the name it has now. NULL, or why not. */
static const char *answers_find(struct watch_answers *answers, const char *text,
				struct device_key *out)
{
	struct answers_search search = {.text = text};
	struct address ip;

	if (mac_parse(text, search.key.bytes) == 0) {
		search.key.kind = DEVICE_BY_MAC;
	} else if (address_parse(text, &ip) == 0) {
		search.key.kind = DEVICE_BY_ADDRESS;
		memcpy(search.key.bytes, ip.bytes, 16);
	} else if (engine_called(answers->house->engine, text, &search.key) != 1) {
		engine_each_camera(answers->house->engine, answers_match, &search);
		if (!search.found)
			return "no camera has that name; `lenswatch cameras list` shows those "
			       "there "
			       "are";
		if (search.found > 1)
			return "several cameras have that name; say its MAC address instead";
	}
	*out = search.key;
	return NULL;
}

static struct json_object *answers_word(struct watch_answers *answers, struct json_object *question,
					bool camera, const char *name)
{
	const char *text = answers_text(question, "camera"), *wrong;
	struct device_key device;

	wrong = text ? answers_find(answers, text, &device) : "the question names no camera";
	if (!wrong && name && !letters_only(name))
		wrong = "the name is no text in UTF-8";
	if (wrong)
		return answers_error(wrong);
	engine_key(answers->house->engine, &device, &device);
	/* -ENOENT: not seen yet; the engine remembers. */
	if (camera)
		engine_confirm(answers->house->engine, &device, name);
	else
		engine_dismiss(answers->house->engine, &device);
	watch_notes_word(answers->notes, &device, camera, name);
	wrong = watch_said_remember(answers->said, answers->house->engine, &device, camera, name);
	if (wrong)
		return answers_error(wrong);
	return answers_noted(answers, &device);
}

static struct json_object *answers_unname(struct watch_answers *answers,
					  struct json_object *question)
{
	const char *text = answers_text(question, "camera"), *wrong;
	struct device_key device;

	wrong = text ? answers_find(answers, text, &device) : "the question names no camera";
	if (wrong)
		return answers_error(wrong);
	engine_key(answers->house->engine, &device, &device);
	if (engine_unname(answers->house->engine, &device) != 0)
		return answers_error("you gave it no name");
	owner_unname(&answers->said->owner, &device);
	wrong = watch_said_save(answers->said, answers->house->engine);
	return wrong ? answers_error(wrong) : answers_noted(answers, &device);
}

/* Which history is meant must be said: erasing cannot be undone. */
static struct json_object *answers_forget(struct watch_answers *answers,
					  struct json_object *question)
{
	const char *device = answers_text(question, "camera"), *why;
	const char *ledger = answers_text(question, "ledger");
	struct put answer;
	size_t erased = 0;
	bool failed;

	if (!device || !*device || !ledger)
		return answers_error("the question names no camera or no history");
	if (!answers->history->ledger || !answers->history->path ||
	    strcmp(ledger, answers->history->path) != 0)
		return answers_error("the Lenswatch that answers there keeps another history, or "
				     "none: say with --socket where the one answers that keeps "
				     "this one");
	if (watch_history_forget(answers->history, device, &erased, &why) != 0)
		return answers_error(why);
	watch_notes_forget(answers->notes);
	engine_forget(answers->house->engine, device);
	watch_stream_clear(answers->stream);
	answer = put_begin(&failed);
	put_count(answer, "erased", erased);
	return put_take(answer);
}

static void answers_sending(void *context, const struct event_upload *upload)
{
	(void)upload;
	*(bool *)context = true;
}

/* Whether what passes now is seen. */
static bool answers_watching(const struct watch_answers *answers)
{
	const struct watch_ports *ports = answers->status->ports;
	bool watching = ports->count > 0 && !answers->status->place->outside_ns;

	for (size_t i = 0; i < ports->count; i++)
		watching = watching && ports->at[i].port.state == PORT_WATCHING;
	return watching;
}

/* Who is about to read the history asks this, and is told where it is and what is not in it. */
static struct json_object *answers_commit(struct watch_answers *answers,
					  struct json_object *question)
{
	bool sending = false, failed;
	struct put answer = put_begin(&failed);
	struct event_summary summary;

	(void)question;
	engine_summarize(answers->house->engine, source_counters(&answers->house->source),
			 &summary);
	watch_history_settle_batch(answers->history);
	put_bool(answer, "committed", answers->history->ledger && !answers->history->failed);
	put_text(answer, "ledger",
		 answers->history->path ? answers->history->path
					: answers->history->config->ledger);
	status_history(answers->history, answer);
	engine_each_sending(answers->house->engine, answers_sending, &sending);
	put_bool(answer, "watching", answers_watching(answers));
	put_bool(answer, "sending", sending);
	put_time(answer, "absent_since",
		 summary.doubts & 1U << DOUBT_ABSENT ? answers->status->since_ns : 0);
	return put_take(answer);
}

static struct json_object *answers_status(struct watch_answers *answers,
					  struct json_object *question)
{
	(void)question;
	return status_of(answers->status);
}

static struct json_object *answers_name(struct watch_answers *answers, struct json_object *question)
{
	const char *name = answers_text(question, "name");

	return name && *name ? answers_word(answers, question, true, name)
			     : answers_error("the name is empty; example: lenswatch cameras name "
					     "192.168.1.30 \"Front door\"");
}

static struct json_object *answers_confirm(struct watch_answers *answers,
					   struct json_object *question)
{
	return answers_word(answers, question, true, answers_text(question, "name"));
}

static struct json_object *answers_not(struct watch_answers *answers, struct json_object *question)
{
	return answers_word(answers, question, false, NULL);
}

static const struct {
	const char *ask;
	struct json_object *(*give)(struct watch_answers *answers, struct json_object *question);
	bool changes;
} answers_known[] = {
	{"status", answers_status, false},   {"cameras", answers_cameras, false},
	{"devices", answers_devices, false}, {"name", answers_name, true},
	{"confirm", answers_confirm, true},  {"not", answers_not, true},
	{"unname", answers_unname, true},    {"forget", answers_forget, true},
	{"commit", answers_commit, false},
};

struct json_object *answers_give(void *context, struct json_object *question,
				 struct control_caller *caller)
{
	struct watch_answers *answers = context;
	const char *ask = answers_text(question, "ask");

	if (ask && strcmp(ask, "events") == 0)
		return control_listeners(*answers->stream->control) < CONTROL_LISTENERS
			       ? watch_stream_begin(answers->stream, question, caller)
			       : answers_error("8 listen already; let one of them end");
	for (size_t i = 0; ask && i < sizeof(answers_known) / sizeof(answers_known[0]); i++) {
		if (strcmp(ask, answers_known[i].ask) != 0)
			continue;
		if (answers_known[i].changes && !caller->owner)
			return answers_error("you may ask here, and root alone may change what it "
					     "answers; try again with sudo");
		return answers_known[i].give(answers, question);
	}
	return answers_error(
		"unknown question; \"status\", \"cameras\", \"devices\", \"events\", "
		"\"name\", \"unname\", \"confirm\", \"not\", \"forget\" and \"commit\" are");
}

int answers_next(void *context, struct control_caller *caller, char **line)
{
	const struct watch_answers *answers = context;

	return watch_stream_next(answers->stream, caller, line);
}
