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

struct watch *live_watch(struct scene *scene)
{
	struct watch *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	assert_int_equal(config_create(&w->config), 0);
	assert_int_equal(offload_create(NULL, &w->offload), 0);
	w->engine = scene->engine;
	w->home = scene->home;
	w->rules = scene->rules;
	w->meter = scene->meter;
	w->since_ns = START;
	w->statm = w->mirror_socket = -1;
	w->port_count = 1;
	w->ports[0].watch = w;
	port_begin(&w->ports[0].port, "lan1");
	return w;
}

void live_end(struct watch *watch)
{
	offload_destroy(watch->offload);
	config_destroy(&watch->config);
	free(watch);
}
