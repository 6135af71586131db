/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network namespace for one test program, and a daemon's inside over a scene. */
#ifndef LENSWATCH_TESTS_SUPPORT_LIVE_H
#define LENSWATCH_TESTS_SUPPORT_LIVE_H

#include "support.h"
#include "watch/answers.h"
#include "watch/retention.h"

/* Moves this process into a network namespace of its own; skips the test where that may not be. */
void live_enter(void);
/* Runs `ip` with these words; fails the test where it fails. */
void live_ip(const char *words);

/* The parts of a daemon, joined as watch.c joins them. */
struct live {
	struct ev_loop *loop;
	struct config config;
	struct problems refused;
	struct owned owned;
	struct house house;
	struct offload *offload;
	struct watch_ports ports;
	struct watch_tables tables;
	struct watch_place place;
	struct watch_gaps gaps;
	struct watch_said said;
	struct watch_history history;
	struct watch_retention retention;
	struct watch_notes notes;
	struct watch_rules rules;
	struct sandbox_state sandbox;
	struct watch_status status;
	struct control *control; /* NULL, as no socket is there */
	struct watch_stream stream;
	struct watch_answers answers;
};

/* With the scene's engine, home, rules and meter (NULL: none), and one port that is away. */
struct live *live_watch(struct scene *scene);
void live_end(struct live *live);

#endif
