// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/assistant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/reading.h"
#include "notify/announce.h"

static void assistant_put(struct assistant *a, enum announce_topic what, const char *key,
			  const char *text)
{
	char topic[ANNOUNCE_TOPIC];

	if (text)
		broker_publish(a->broker, announce_topic(a->config, what, key, topic), text, true,
			       NULL);
}

static bool assistant_speaks(const struct assistant *a)
{
	return a->broker && a->up;
}

static bool assistant_is_sending(const struct assistant *a, const char *key)
{
	for (size_t i = 0; i < a->sending_count; i++)
		if (strcmp(a->sending[i], key) == 0)
			return true;
	return false;
}

static void assistant_one(void *context, const char *key, struct json_object *camera)
{
	struct assistant *a = context;
	char *text;

	if (*a->config->discovery) {
		text = announce_camera(a->config, key, camera);
		assistant_put(a, ANNOUNCE_CONFIG, key, text);
		free(text);
	}
	text = announce_state(camera, assistant_is_sending(a, key));
	assistant_put(a, ANNOUNCE_STATE, key, text);
	free(text);
}

static void assistant_status(struct assistant *a)
{
	if (assistant_speaks(a))
		assistant_put(a, ANNOUNCE_STATUS, "", a->watching ? BROKER_ONLINE : BROKER_OFFLINE);
}

void assistant_all(struct assistant *a)
{
	char *text;

	if (!assistant_speaks(a))
		return;
	/* Nobody shall take "not sending" for seen, not even for a moment. */
	if (!a->watching)
		assistant_status(a);
	if (*a->config->discovery) {
		text = announce_hub(a->config);
		assistant_put(a, ANNOUNCE_CONFIG, ANNOUNCE_HUB, text);
		free(text);
	}
	known_each(a->known, assistant_one, a);
	if (a->watching)
		assistant_status(a);
}

void assistant_broker(struct assistant *a, bool up)
{
	a->up = up;
	assistant_all(a);
}

void assistant_watching(struct assistant *a, bool watching)
{
	if (a->watching == watching)
		return;
	a->watching = watching;
	if (!watching)
		a->sending_count = 0;
	assistant_all(a);
}

struct assistant_search {
	struct assistant *assistant;
	const char *key;
	bool state; /* its figures alone */
};

static void assistant_found(void *context, const char *key, struct json_object *camera)
{
	struct assistant_search *s = context;
	char *text;

	if (strcmp(key, s->key) != 0)
		return;
	if (!s->state) {
		assistant_one(s->assistant, key, camera);
		return;
	}
	text = announce_state(camera, assistant_is_sending(s->assistant, key));
	assistant_put(s->assistant, ANNOUNCE_STATE, key, text);
	free(text);
}

static void assistant_say(struct assistant *a, const char *key, bool state)
{
	struct assistant_search search = {.assistant = a, .key = key, .state = state};

	if (assistant_speaks(a))
		known_each(a->known, assistant_found, &search);
}

void assistant_camera(struct assistant *a, const char *key)
{
	assistant_say(a, key, false);
}

void assistant_figures(struct assistant *a, const char *key)
{
	assistant_say(a, key, true);
}

void assistant_remove(struct assistant *a, const char *key)
{
	if (!assistant_speaks(a))
		return;
	assistant_put(a, ANNOUNCE_STATE, key, "");
	if (*a->config->discovery)
		assistant_put(a, ANNOUNCE_CONFIG, key, "");
}

struct assistant_name {
	const char *name;
	const char *key;
};

static void assistant_named(void *context, const char *key, struct json_object *camera)
{
	struct assistant_name *n = context;
	const char *name = reading_text(camera, "name");

	if (name && strcmp(name, n->name) == 0)
		n->key = key;
}

/* By its MAC; where there is none, by what it is called. */
static const char *assistant_key(const struct assistant *a, struct json_object *one)
{
	struct assistant_name search = {.name = reading_text(one, "camera")};
	const char *mac = reading_text(one, "mac");

	if (!mac && search.name)
		known_each(a->known, assistant_named, &search);
	return mac ? mac : search.key;
}

void assistant_sending(struct assistant *a, struct json_object *list)
{
	struct assistant before = *a;
	size_t count = reading_length(list);

	a->sending_count = 0;
	for (size_t i = 0; i < count && a->sending_count < ASSISTANT_SENDING; i++) {
		const char *key = assistant_key(a, json_object_array_get_idx(list, i));

		if (key && !assistant_is_sending(a, key))
			snprintf(a->sending[a->sending_count++], sizeof(a->sending[0]), "%s", key);
	}
	for (size_t i = 0; i < a->sending_count; i++)
		if (!assistant_is_sending(&before, a->sending[i]))
			assistant_say(a, a->sending[i], true);
	for (size_t i = 0; i < before.sending_count; i++)
		if (!assistant_is_sending(a, before.sending[i]))
			assistant_say(a, before.sending[i], true);
}
