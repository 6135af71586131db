/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a running daemon as JSON (docs/status.md). Called by answers.c.
 */
#ifndef LENSWATCH_STATUS_H
#define LENSWATCH_STATUS_H

#include "json/put.h"
#include "system/sandbox.h"
#include "watch/gaps.h"
#include "watch/reload.h"

struct engine_camera;

/* What it tells of. */
struct watch_status {
	/* Borrowed: */
	const struct config *config;
	const struct problems *refused; /* what of it could not be carried out at the start */
	const struct house *house;
	const struct watch_ports *ports;
	const struct watch_tables *tables;
	const struct watch_place *place;
	const struct watch_gaps *gaps;
	const struct watch_history *history;
	const struct watch_rules *rules;
	const struct offload *offload;
	const struct sandbox_state *sandbox;
	/* Its own: */
	uint64_t since_ns; /* when the daemon began */
	int statm; /* /proc/self/statm, opened before the file system is given away; -1 none */
};

/* A new object, which the caller puts; NULL where memory was short. */
struct json_object *status_of(struct watch_status *of);
/* The member `sending`: what is being sent now. How many. */
size_t status_sending(const struct watch_status *of, struct put to);
/* The member `history`: whether one is kept, and since when; what is not in it. */
void status_history(const struct watch_history *history, struct put to);
/* A member of `to`, or, where `key` is NULL, an element. */
void status_camera(struct watch_status *of, const struct engine_camera *camera, struct put to,
		   const char *key);

#endif
