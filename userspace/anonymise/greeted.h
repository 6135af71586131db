/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packets hold the greeting of which connection, and whom it names. Found at a first reading
 * of a file, asked at the second. Called by frame.c; internal to this room.
 */
#ifndef LENSWATCH_ANONYMISE_GREETED_H
#define LENSWATCH_ANONYMISE_GREETED_H

#include "anonymise/payload.h"

struct greeted_flows;

/* 0 or -ENOMEM. */
int greeted_create(struct aliases *aliases, struct greeted_flows **out);
void greeted_destroy(struct greeted_flows *flows);
void greeted_look(struct greeted_flows *flows, const struct packet *packet);
/* Sets `host` and `alias` with GREETED_NAMED. */
enum greeted greeted_ask(const struct greeted_flows *flows, const struct packet *packet,
			 const char **host, const char **alias);

#endif
