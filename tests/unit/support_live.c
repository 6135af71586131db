// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support_live.h"

void live_enter(void)
{
	static bool inside;

	if (inside)
		return;
	if (unshare(CLONE_NEWNET) != 0) {
		printf("netns: a network namespace cannot be made here (root is needed)\n");
		skip();
	}
	inside = true;
	live_ip("link set lo up");
}

void live_ip(const char *words)
{
	char line[256];

	snprintf(line, sizeof(line), "ip %s", words);
	assert_int_equal(system(line), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

static void live_reached(void *context)
{
	(void)context;
}

static void live_join(struct live *w)
{
	w->ports = (struct watch_ports){
		.loop = w->loop, .house = &w->house, .config = &w->config, .mirror_socket = -1};
	w->tables = (struct watch_tables){
		.loop = w->loop, .config = &w->config, .ports = &w->ports, .offload = w->offload};
	w->place = (struct watch_place){.config = &w->config, .engine = w->house.engine};
	w->said = (struct watch_said){.config = &w->config, .owned = &w->owned};
	w->history = (struct watch_history){.loop = w->loop,
					    .config = &w->config,
					    .owned = &w->owned,
					    .house = &w->house,
					    .refused = &w->refused,
					    .reached = live_reached};
	w->retention.history = &w->history;
	w->notes = (struct watch_notes){.history = &w->history,
					.house = &w->house,
					.config = &w->config,
					.fallback = &w->ports.fallback,
					.since_ns = START};
	w->status = (struct watch_status){.config = &w->config,
					  .refused = &w->refused,
					  .house = &w->house,
					  .ports = &w->ports,
					  .tables = &w->tables,
					  .place = &w->place,
					  .gaps = &w->gaps,
					  .history = &w->history,
					  .rules = &w->rules,
					  .offload = w->offload,
					  .sandbox = &w->sandbox,
					  .since_ns = START,
					  .statm = -1};
	w->stream = (struct watch_stream){
		.loop = w->loop, .status = &w->status, .control = &w->control};
	w->answers = (struct watch_answers){.status = &w->status,
					    .stream = &w->stream,
					    .house = &w->house,
					    .said = &w->said,
					    .history = &w->history,
					    .notes = &w->notes};
}

struct live *live_watch(struct scene *scene)
{
	struct live *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->loop = ev_loop_new(0);
	assert_int_equal(config_create(&w->config), 0);
	w->config.user = "nobody";
	assert_int_equal(offload_create(NULL, &w->offload), 0);
	if (scene) {
		w->house.engine = scene->engine;
		w->house.home = scene->home;
		w->house.source = meter_source(scene->meter);
		w->house.config.rules = w->rules.now = scene->rules;
		w->house.config.geography = scene->geography;
	}
	w->house.config.options = w->config.common.note;
	live_join(w);
	w->ports.count = 1;
	w->ports.at[0].ports = &w->ports;
	port_begin(&w->ports.at[0].port, "lan1");
	return w;
}

void live_end(struct live *live)
{
	watch_stream_end(&live->stream);
	watch_notes_clear(&live->notes);
	watch_history_close(&live->history);
	offload_destroy(live->offload);
	config_destroy(&live->config);
	ev_loop_destroy(live->loop);
	free(live);
}
