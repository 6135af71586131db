// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/answers.h"

#include <stdio.h>
#include <string.h>

#include "base/letters.h"
#include "watch/status.h"
#include "watch/watch.h"
#include "watch/history.h"
#include "watch/notes.h"

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
	struct watch *watch;
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
	status_camera(a->watch, camera, a->to, a->one ? "camera" : NULL);
	a->found = true;
}

static struct json_object *answers_cameras(struct watch *w)
{
	bool failed;
	struct put answer = put_begin(&failed);
	struct answers_cameras a = {.to = put_array(answer, "cameras"), .watch = w};

	engine_each_camera(w->engine, answers_camera, &a);
	return put_take(answer);
}

/* Null where no such device was seen yet. */
static struct json_object *answers_one(struct watch *w, const struct device_key *device)
{
	bool failed;
	struct put answer = put_begin(&failed);
	struct answers_cameras a = {.to = answer, .only = device, .one = true, .watch = w};

	engine_each_camera(w->engine, answers_camera, &a);
	if (!a.found)
		put_null(answer, "camera");
	return put_take(answer);
}

/* The same, and how much room there is where little is left. */
static struct json_object *answers_noted(struct watch *w, const struct device_key *device)
{
	struct json_object *answer = answers_one(w, device);
	size_t room = OWNER_WORDS - w->owner.count;

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
};

static void answers_match(void *context, const struct engine_camera *camera)
{
	struct answers_search *s = context;
	struct address ip;

	if (!camera->camera.name || strcmp(camera->camera.name, s->text) != 0)
		return;
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
static const char *answers_find(struct watch *w, const char *text, struct device_key *out)
{
	struct answers_search search = {.text = text};
	struct address ip;

	if (mac_parse(text, search.key.bytes) == 0) {
		search.key.kind = DEVICE_BY_MAC;
	} else if (address_parse(text, &ip) == 0) {
		search.key.kind = DEVICE_BY_ADDRESS;
		memcpy(search.key.bytes, ip.bytes, 16);
	} else {
		engine_each_camera(w->engine, answers_match, &search);
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

static const char *answers_remember(struct watch *w, const struct device_key *device, bool camera,
				    const char *name)
{
	const char *path = w->config.state ? w->config.state : CONFIG_STATE;

	int err =
		camera ? owner_confirm(&w->owner, device, name) : owner_dismiss(&w->owner, device);

	if (err)
		return "it holds until lenswatch is restarted, but there is no room to remember "
		       "more devices: take those that are gone out of the state file while "
		       "lenswatch does not run";
	if (w->owner_unread || owner_file_save(&w->owner, path) != 0)
		return "it holds until lenswatch is restarted, but could not be written down: see "
		       "that the folder of the state file can be written to";
	return NULL;
}

static struct json_object *answers_word(struct watch *w, struct json_object *question, bool camera,
					const char *name)
{
	const char *text = answers_text(question, "camera"), *wrong;
	struct device_key device;

	wrong = text ? answers_find(w, text, &device) : "the question names no camera";
	if (!wrong && name && !letters_only(name))
		wrong = "the name is no text in UTF-8";
	if (wrong)
		return answers_error(wrong);
	/* -ENOENT: not seen yet; the engine remembers. */
	if (camera)
		engine_confirm(w->engine, &device, name);
	else
		engine_dismiss(w->engine, &device);
	watch_notes_word(w, &device, camera, name);
	wrong = answers_remember(w, &device, camera, name);
	if (wrong)
		return answers_error(wrong);
	return answers_noted(w, &device);
}

/* Which history is meant must be said: erasing cannot be undone. */
static struct json_object *answers_forget(struct watch *w, struct json_object *question)
{
	const char *device = answers_text(question, "camera"), *why;
	const char *ledger = answers_text(question, "ledger");
	struct put answer;
	size_t erased = 0;
	bool failed;

	if (!device || !*device || !ledger)
		return answers_error("the question names no camera or no history");
	if (!w->ledger || !w->ledger_path || strcmp(ledger, w->ledger_path) != 0)
		return answers_error("the Lenswatch that answers there keeps another history, or "
				     "none: say with --socket where the one answers that keeps "
				     "this one");
	if (watch_ledger_forget(w, device, &erased, &why) != 0)
		return answers_error(why);
	watch_notes_forget(w);
	engine_forget(w->engine, device);
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
static bool answers_watching(const struct watch *w)
{
	bool watching = w->port_count > 0 && !w->outside_ns;

	for (size_t i = 0; i < w->port_count; i++)
		watching = watching && w->ports[i].port.state == PORT_WATCHING;
	return watching;
}

/* Who is about to read the history asks this, and is told where it is and what is not in it. */
static struct json_object *answers_commit(struct watch *w)
{
	bool sending = false, failed;
	struct put answer = put_begin(&failed);

	watch_ledger_settle_batch(w);
	put_bool(answer, "committed", w->ledger && !w->ledger_failed);
	put_text(answer, "ledger", w->ledger_path ? w->ledger_path : w->config.ledger);
	status_history(w, answer);
	engine_each_sending(w->engine, answers_sending, &sending);
	put_bool(answer, "watching", answers_watching(w));
	put_bool(answer, "sending", sending);
	return put_take(answer);
}

struct json_object *answers_give(void *watch, struct json_object *question)
{
	const char *ask = answers_text(question, "ask"), *name = answers_text(question, "name");

	if (ask && strcmp(ask, "status") == 0)
		return status_of(watch);
	if (ask && strcmp(ask, "cameras") == 0)
		return answers_cameras(watch);
	if (ask && strcmp(ask, "name") == 0)
		return name && *name ? answers_word(watch, question, true, name)
				     : answers_error("the question gives no name");
	if (ask && strcmp(ask, "confirm") == 0)
		return answers_word(watch, question, true, name);
	if (ask && strcmp(ask, "not") == 0)
		return answers_word(watch, question, false, NULL);
	if (ask && strcmp(ask, "forget") == 0)
		return answers_forget(watch, question);
	if (ask && strcmp(ask, "commit") == 0)
		return answers_commit(watch);
	return answers_error("that question is not known; \"status\", \"cameras\", \"name\", "
			     "\"confirm\", \"not\", \"forget\" and \"commit\" are");
}
