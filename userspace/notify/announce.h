/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Home Assistant is told of a camera, so that it appears there as a device by itself, joined
 * by its MAC with what else is known of it (device-based discovery,
 * home-assistant.io/integrations/mqtt, "Device discovery payload"). Pure: topics and payloads
 * alone. Used by assistant.c.
 */
#ifndef LENSWATCH_NOTIFY_ANNOUNCE_H
#define LENSWATCH_NOTIFY_ANNOUNCE_H

#include <json-c/json.h>
#include <stdbool.h>

#include "notify/notify_config.h"

#define ANNOUNCE_TOPIC 512
#define ANNOUNCE_HUB "" /* the key of Lenswatch itself */

enum announce_topic {
	ANNOUNCE_CONFIG, /* retained; empty: the device is gone */
	ANNOUNCE_STATE,	 /* retained */
	ANNOUNCE_EVENT,
	ANNOUNCE_STATUS, /* of all: online, offline; `key` is not looked at */
};

/* `key` is a camera's (event.h), or ANNOUNCE_HUB. Returns `out`. */
const char *announce_topic(const struct notify_broker *broker, enum announce_topic what,
			   const char *key, char out[ANNOUNCE_TOPIC]);
/* Texts, which the caller frees; NULL where memory is short. `camera` is of known.h. */
char *announce_camera(const struct notify_broker *broker, const char *key,
		      struct json_object *camera);
char *announce_hub(const struct notify_broker *broker);
char *announce_state(struct json_object *camera, bool sending);
/* A message (alert.h) as what the event entity takes; takes it as text. */
char *announce_event(const char *message);
/* Whose event entity it is for: the key, which is borrowed from `message`. */
const char *announce_event_key(struct json_object *message);

#endif
