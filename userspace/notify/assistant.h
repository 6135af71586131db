/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How cameras stand, kept at the broker for Home Assistant and others: who sends now, what was sent
 * today. All of it is said anew whenever the broker is back, and what is not known any more is said
 * to be so. Used by hearing.c and notify.c.
 */
#ifndef LENSWATCH_NOTIFY_ASSISTANT_H
#define LENSWATCH_NOTIFY_ASSISTANT_H

#include "notify/broker.h"
#include "notify/known.h"

#define ASSISTANT_SENDING KNOWN_CAMERAS

struct assistant {
	const struct notify_broker *config;
	struct broker *broker;	   /* NULL: there is none, and all below does nothing */
	const struct known *known; /* borrowed, as the others */
	bool up;		   /* the broker is */
	bool watching;		   /* the daemon is heard */
	size_t sending_count;
	char sending[ASSISTANT_SENDING][MAC_TEXT + ADDRESS_TEXT]; /* keys of cameras */
};

void assistant_broker(struct assistant *assistant, bool up);
/* Where nobody is heard all is unavailable, and nobody is sending as far as is known. */
void assistant_watching(struct assistant *assistant, bool watching);
/* A camera came, or is called otherwise. */
void assistant_camera(struct assistant *assistant, const char *key);
/* Its figures are others. */
void assistant_figures(struct assistant *assistant, const char *key);
void assistant_all(struct assistant *assistant);
/* It is none after all, or was forgotten. */
void assistant_remove(struct assistant *assistant, const char *key);
/* The daemon's list of who is sending (docs/status.md). */
void assistant_sending(struct assistant *assistant, struct json_object *list);

#endif
