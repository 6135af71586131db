// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "support_live.h"
#include "watch/loop.h"

static void later(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)timer;
	(void)events;
	raise(SIGTERM);
}

static void time_passes_for_the_source_until_it_is_told_to_end(void **state)
{
	struct scene *scene = scene_open_live(scene_rules, NULL);
	struct live *w = live_watch(scene);
	struct watch_loop turns = {.loop = w->loop,
				   .house = &w->house,
				   .offload = w->offload,
				   .ports = &w->ports,
				   .tables = &w->tables,
				   .place = &w->place};
	uint64_t before_ns = clock_now_ns();
	ev_timer timer;

	(void)state;
	live_enter();
	assert_int_equal(links_open(&turns.links), 0);
	w->ports.links = w->tables.links = w->place.links = turns.links;
	watch_loop_meet(&turns);
	watch_loop_start(&turns);
	ev_timer_init(&timer, later, 0.8, 0);
	ev_timer_start(w->loop, &timer);
	ev_run(w->loop, 0);
	assert_true(source_counters(&w->house.source)->last_ns > before_ns);
	ev_signal_stop(w->loop, &turns.hup);
	ev_signal_stop(w->loop, &turns.term);
	ev_signal_stop(w->loop, &turns.interrupt);
	links_close(turns.links);
	live_end(w);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_passes_for_the_source_until_it_is_told_to_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
