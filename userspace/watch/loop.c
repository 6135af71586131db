// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/loop.h"

#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "watch/machine.h"

/*
 * Twice a second what was counted is collected: with the second a stretch lasts and the ten an
 * episode waits, an upload is reported within 12 seconds after its last packet.
 */
#define LOOP_COLLECT_S 0.5
#define LOOP_SURVEY_S 5.0
/* What was taken off is noticed in so long: the time since the last look is the gap. */
#define LOOP_LOOK_S 2.0
/* An address comes a moment before the default route that says that its network is no home. */
#define LOOP_SETTLE_S 1.0
#define LOOP_STEP_NS 500000000LL

static int64_t watch_loop_offset(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)clock_now_ns() - (now.tv_sec * 1000000000LL + now.tv_nsec);
}

static void watch_loop_own(void *context, const struct device_key *device)
{
	struct watch_loop *l = context;

	engine_own(l->house->engine, device);
}

void watch_loop_meet(struct watch_loop *l)
{
	machine_tell(l->links, l->house->home, watch_loop_own, l);
}

static void watch_loop_poll_offload(struct watch_loop *l, uint64_t now_ns)
{
	struct observer observer = engine_observer(l->house->engine);

	if (l->offload_due)
		offload_poll(l->offload, &l->house->source, &observer, now_ns);
	l->offload_due = !l->offload_due;
}

static void watch_loop_collect(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_loop *l = timer->data;
	uint64_t now_ns = clock_now_ns();

	(void)loop;
	(void)events;
	watch_ports_read(l->ports);
	source_pass(&l->house->source, now_ns);
	watch_loop_poll_offload(l, now_ns);
}

static void watch_loop_check_clock(struct watch_loop *l)
{
	int64_t offset = watch_loop_offset(), step = offset - l->clock_offset_ns;
	uint64_t now_ns = clock_now_ns();

	if (step < LOOP_STEP_NS && step > -LOOP_STEP_NS)
		return;
	l->clock_offset_ns = offset;
	source_jump(&l->house->source, now_ns - (uint64_t)step, now_ns);
}

static void watch_loop_survey(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_loop *l = timer->data;

	(void)loop;
	(void)events;
	watch_loop_check_clock(l);
	if (links_refresh(l->links) != 0)
		return;
	machine_tunnels(l->links, l->house->home);
	watch_ports_survey(l->ports);
	watch_tables_pass(l->tables);
	watch_place_look(l->place);
}

static void watch_loop_look(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_loop *l = timer->data;

	(void)loop;
	(void)events;
	watch_ports_look(l->ports);
}

static void watch_loop_ring(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch_loop *l = io->data;

	(void)loop;
	(void)events;
	source_read(&l->house->source);
}

static void watch_loop_settled(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch_loop *l = timer->data;

	(void)loop;
	(void)events;
	watch_loop_meet(l);
}

static void watch_loop_changes(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch_loop *l = io->data;

	(void)events;
	if (!links_read(l->links))
		return;
	ev_timer_stop(loop, &l->settled);
	ev_timer_set(&l->settled, LOOP_SETTLE_S, 0);
	ev_timer_start(loop, &l->settled);
	machine_tunnels(l->links, l->house->home); /* what is elsewhere is so at once */
	watch_ports_survey(l->ports);
	watch_tables_pass(l->tables);
}

void watch_loop_break(struct ev_loop *loop)
{
	ev_set_userdata(loop, loop);
	ev_break(loop, EVBREAK_ALL);
}

static void watch_loop_end(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)signal;
	(void)events;
	watch_loop_break(loop);
}

static void watch_loop_reload(struct ev_loop *loop, ev_signal *signal, int events)
{
	struct watch_loop *l = signal->data;

	(void)loop;
	(void)events;
	reload_all(l->reload);
}

static void watch_loop_timer(struct watch_loop *l, ev_timer *timer,
			     void (*call)(struct ev_loop *, ev_timer *, int), double every)
{
	ev_timer_init(timer, call, every, every);
	timer->data = l;
	ev_timer_start(l->loop, timer);
}

static void watch_loop_signal(struct watch_loop *l, ev_signal *signal,
			      void (*call)(struct ev_loop *, ev_signal *, int), int number)
{
	ev_signal_init(signal, call, number);
	signal->data = l;
	ev_signal_start(l->loop, signal);
}

void watch_loop_start(struct watch_loop *l)
{
	l->clock_offset_ns = watch_loop_offset();
	watch_loop_timer(l, &l->collect, watch_loop_collect, LOOP_COLLECT_S);
	watch_loop_timer(l, &l->look, watch_loop_look, LOOP_LOOK_S);
	watch_loop_timer(l, &l->survey, watch_loop_survey, LOOP_SURVEY_S);
	watch_loop_signal(l, &l->hup, watch_loop_reload, SIGHUP);
	watch_loop_signal(l, &l->term, watch_loop_end, SIGTERM);
	watch_loop_signal(l, &l->interrupt, watch_loop_end, SIGINT);
	ev_timer_init(&l->settled, watch_loop_settled, LOOP_SETTLE_S, 0);
	l->settled.data = l;
	ev_io_init(&l->changes, watch_loop_changes, links_descriptor(l->links), EV_READ);
	l->changes.data = l;
	ev_io_start(l->loop, &l->changes);
	if (source_descriptor(&l->house->source) < 0)
		return;
	ev_io_init(&l->ring, watch_loop_ring, source_descriptor(&l->house->source), EV_READ);
	l->ring.data = l;
	ev_io_start(l->loop, &l->ring);
}
