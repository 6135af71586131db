/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MQTT broker: one connection in a thread of its own, which begins it again whenever it breaks,
 * as libmosquitto resolves names and connects without letting go meanwhile. What happens is read
 * from a descriptor. Used by assistant.c and outbound.c.
 */
#ifndef LENSWATCH_NOTIFY_BROKER_H
#define LENSWATCH_NOTIFY_BROKER_H

#include <stdbool.h>

#include "notify/notify_config.h"

#define BROKER_ONLINE "online"
#define BROKER_OFFLINE "offline" /* the last will too */

struct broker;

enum broker_word { BROKER_UP = 1, BROKER_DOWN, BROKER_ARRIVED };

struct broker_news {
	enum broker_word word;
	int message; /* of BROKER_ARRIVED: what broker_publish gave */
};

/*
 * Before rights are given away: reads certificates. `status` is the topic of the will, NULL for
 * none. 0 or -errno, told.
 */
int broker_create(const struct notify_broker *config, const char *status, struct broker **out);
/* Begins to connect; from here on it is told on stderr what fails, once until it works. */
int broker_start(struct broker *broker);
int broker_fd(const struct broker *broker);
/* The next of what happened; false: there is none now. */
bool broker_hear(struct broker *broker, struct broker_news *out);
/*
 * At least once (QoS 1), while it is up. `message` may be NULL. 0 or -errno: it is not on its way.
 */
int broker_publish(struct broker *broker, const char *topic, const char *text, bool retain,
		   int *message);
/* Hangs up, so that the will is said, and waits up to two seconds. NULL is allowed. */
void broker_destroy(struct broker *broker);

#endif
