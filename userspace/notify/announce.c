// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify/announce.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "json/put.h"
#include "json/reading.h"
#include "notify/broker.h"
#include "packet/address.h"
#include "words/notice.h"

#define ANNOUNCE_ID 96

/* Letters, digits, _ and - alone are taken in a topic of discovery. */
static const char *announce_id(const char *key, char id[ANNOUNCE_ID])
{
	size_t used = (size_t)snprintf(id, ANNOUNCE_ID, "lenswatch%s", *key ? "_" : "");
	uint8_t bytes[6];
	bool mac = mac_parse(key, bytes) == 0;

	for (; *key && used + 1 < ANNOUNCE_ID; key++) {
		if (mac && *key == ':')
			continue;
		id[used++] = isalnum((unsigned char)*key) ? *key : '_';
	}
	id[used] = '\0';
	return id;
}

const char *announce_topic(const struct notify_broker *broker, enum announce_topic what,
			   const char *key, char out[ANNOUNCE_TOPIC])
{
	static const char *const ends[] = {"config", "state", "event"};
	char id[ANNOUNCE_ID];

	announce_id(key, id);
	if (what == ANNOUNCE_STATUS)
		snprintf(out, ANNOUNCE_TOPIC, "%s/status", broker->topic);
	else if (what == ANNOUNCE_CONFIG)
		snprintf(out, ANNOUNCE_TOPIC, "%s/device/%s/config", broker->discovery, id);
	else
		snprintf(out, ANNOUNCE_TOPIC, "%s/%s/%s", broker->topic, id, ends[what]);
	return out;
}

/* One entity. `more` are pairs of key and value, ended by NULL. */
struct announce_entity {
	const char *name, *platform, *title, *icon, *of;
	const char *more[5];
};

static const struct announce_entity announce_entities[] = {
	{"sending",
	 "binary_sensor",
	 "Sending footage",
	 "mdi:cctv",
	 "sending",
	 {"payload_on", "ON", "payload_off", "OFF", NULL}},
	{"promise_broken",
	 "binary_sensor",
	 "Promise broken today",
	 NULL,
	 "promise_broken",
	 {"device_class", "problem", NULL}},
	{"last_class", "sensor", "Last upload's kind", "mdi:filmstrip", "last_class", {NULL}},
	{"last_company", "sensor", "Last upload's receiver", "mdi:domain", "last_company", {NULL}},
	{"last_time",
	 "sensor",
	 "Last upload",
	 NULL,
	 "last_time",
	 {"device_class", "timestamp", NULL}},
};

/* Sums of the day: they fall to 0 at midnight, as total_increasing allows. */
static const struct announce_entity announce_sums[] = {
	{"bytes_today",
	 "sensor",
	 "Sent today",
	 NULL,
	 "bytes_today",
	 {"device_class", "data_size", "unit_of_measurement", "B", NULL}},
	{"seconds_today",
	 "sensor",
	 "Time sending today",
	 NULL,
	 "seconds_today",
	 {"device_class", "duration", "unit_of_measurement", "s", NULL}},
};

static struct put announce_put_entity(struct put components, const char *id,
				      const struct announce_entity *entity)
{
	struct put one = put_object(components, entity->name);
	char text[ANNOUNCE_ID + 64];

	put_text(one, "platform", entity->platform);
	snprintf(text, sizeof(text), "%s_%s", id, entity->name);
	put_text(one, "unique_id", text);
	put_text(one, "name", entity->title);
	if (entity->icon)
		put_text(one, "icon", entity->icon);
	if (entity->of) {
		snprintf(text, sizeof(text), "{{ value_json.%s }}", entity->of);
		put_text(one, "value_template", text);
	}
	for (size_t i = 0; entity->more[i]; i += 2)
		put_text(one, entity->more[i], entity->more[i + 1]);
	return one;
}

static void announce_put_event(struct put components, const struct notify_broker *broker,
			       const char *key, const char *id)
{
	static const struct announce_entity event = {
		"event", "event", "Message", "mdi:bell-outline", NULL, {NULL}};
	struct put one = announce_put_entity(components, id, &event), types;
	char topic[ANNOUNCE_TOPIC];

	put_text(one, "state_topic", announce_topic(broker, ANNOUNCE_EVENT, key, topic));
	types = put_array(one, "event_types");
	for (size_t kind = 0; kind < NOTICE_KINDS; kind++)
		put_text(types, NULL, notice_kind_name((enum notice_kind)kind));
}

static void announce_put_origin(struct put root)
{
	struct put origin = put_object(root, "origin");

	put_text(origin, "name", "Lenswatch");
	put_text(origin, "sw_version", LENSWATCH_VERSION);
}

static void announce_put_device(struct put root, const char *key, const char *id,
				struct json_object *camera)
{
	struct put device = put_object(root, "device"), pair;
	const char *mac = reading_text(camera, "mac"), *vendor = reading_text(camera, "vendor");

	put_text(put_array(device, "identifiers"), NULL, id);
	if (mac) {
		pair = put_array(put_array(device, "connections"), NULL);
		put_text(pair, NULL, "mac");
		put_text(pair, NULL, mac);
	}
	put_text(device, "name", camera ? reading_text(camera, "name") : "Lenswatch");
	if (vendor)
		put_text(device, "manufacturer", vendor);
	if (*key)
		put_text(device, "via_device", "lenswatch");
}

char *announce_camera(const struct notify_broker *broker, const char *key,
		      struct json_object *camera)
{
	bool failed;
	struct put root = put_begin(&failed), components;
	char topic[ANNOUNCE_TOPIC], id[ANNOUNCE_ID];

	announce_put_device(root, key, announce_id(key, id), camera);
	announce_put_origin(root);
	put_text(root, "availability_topic", announce_topic(broker, ANNOUNCE_STATUS, key, topic));
	put_text(root, "state_topic", announce_topic(broker, ANNOUNCE_STATE, key, topic));
	put_count(root, "qos", 1);
	components = put_object(root, "components");
	for (size_t i = 0; i < sizeof(announce_entities) / sizeof(announce_entities[0]); i++)
		announce_put_entity(components, id, &announce_entities[i]);
	for (size_t i = 0; i < sizeof(announce_sums) / sizeof(announce_sums[0]); i++)
		put_text(announce_put_entity(components, id, &announce_sums[i]), "state_class",
			 "total_increasing");
	announce_put_event(components, broker, key, id);
	return put_end(root, NULL);
}

char *announce_hub(const struct notify_broker *broker)
{
	static const struct announce_entity watching = {
		"watching", "binary_sensor",
		"Watching", NULL,
		NULL,	    {"device_class", "connectivity", NULL}};
	bool failed;
	struct put root = put_begin(&failed), components, one;
	char topic[ANNOUNCE_TOPIC], id[ANNOUNCE_ID];

	announce_put_device(root, ANNOUNCE_HUB, announce_id(ANNOUNCE_HUB, id), NULL);
	announce_put_origin(root);
	put_count(root, "qos", 1);
	components = put_object(root, "components");
	one = announce_put_entity(components, id, &watching);
	put_text(one, "state_topic", announce_topic(broker, ANNOUNCE_STATUS, ANNOUNCE_HUB, topic));
	put_text(one, "payload_on", BROKER_ONLINE);
	put_text(one, "payload_off", BROKER_OFFLINE);
	announce_put_event(components, broker, ANNOUNCE_HUB, id);
	return put_end(root, NULL);
}

char *announce_state(struct json_object *camera, bool sending)
{
	bool failed;
	struct put root = put_begin(&failed);

	put_text(root, "sending", sending ? "ON" : "OFF");
	put_text(root, "promise_broken", reading_flag(camera, "broken") ? "ON" : "OFF");
	put_count(root, "bytes_today", reading_count(camera, "bytes"));
	put_count(root, "seconds_today", (reading_count(camera, "us") + 500000) / 1000000);
	put_text(root, "last_class", reading_text(camera, "class"));
	put_text(root, "last_company", reading_text(camera, "company"));
	put_time(root, "last_time", reading_count(camera, "time"));
	return put_end(root, NULL);
}

const char *announce_event_key(struct json_object *message)
{
	const char *key = reading_text(message, "key");

	return key ? key : ANNOUNCE_HUB;
}

char *announce_event(const char *message)
{
	struct json_object *object = reading_parse(message, strlen(message));
	const char *kind = reading_text(object, "kind");
	char *text = NULL;

	if (kind)
		json_object_object_add(object, "event_type", json_object_new_string(kind));
	if (kind)
		text = strdup(json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
	return text;
}
