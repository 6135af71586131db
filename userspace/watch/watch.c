// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/watch.h"

#include "system/release.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "watch/answers.h"
#include "config/prepare.h"
#include "watch/machine.h"
#include "watch/reload.h"
#include "slice/slices.h"
#include "watch/history.h"
#include "watch/notes.h"
#include "watch/ports.h"
#include "watch/promises.h"
#include "watch/headers.h"
#include "watch/tables.h"
#include "base/exit.h"
#include "watch/starts.h"
#include "watch/place.h"

/*
 * Twice a second what was counted is collected: with the second a stretch lasts and the ten an
 * episode waits, an upload is told 11.5 seconds after its last packet at the latest.
 */
#define WATCH_COLLECT_S 0.5
#define WATCH_SURVEY_S 5.0
/* What was taken off is noticed in so long: the time since the last look is the gap. */
#define WATCH_LOOK_S 2.0
/* An address comes a moment before the default route that says that its network is no home. */
#define WATCH_SETTLE_S 1.0
/* Frames may still lie in libpcap's buffer: time is said to have passed a little later. */
#define WATCH_LATE_NS 200000000ULL
#define WATCH_STEP_NS 500000000LL

uint64_t watch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

static int64_t watch_offset(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)watch_now() - (now.tv_sec * 1000000000LL + now.tv_nsec);
}

static void watch_keep_gap(struct watch *w, const struct event_gap *gap)
{
	struct watch_gap *kept = &w->gaps[w->gap_count++ % WATCH_GAPS];
	const struct event_camera *camera = gap->camera;

	kept->from_ns = gap->from_ns;
	kept->to_ns = gap->to_ns;
	kept->packets = gap->packets;
	kept->cause = gap->cause;
	gap_words(gap, kept->reason);
	snprintf(kept->camera, sizeof(kept->camera), "%s",
		 !camera	? ""
		 : camera->name ? camera->name
				: camera->key);
}

static void watch_emit(void *context, const struct event *event)
{
	struct watch *w = context;
	int err;

	if (event->kind == EVENT_GAP)
		watch_keep_gap(w, &event->gap);
	if (event->kind == EVENT_UPLOAD) {
		w->merged += event->upload.coverage == COVERAGE_MERGED;
		w->lossy += event->upload.coverage == COVERAGE_LOWER_BOUND;
	}
	watch_ledger_keep(w, event);
	watch_slices_keep(w, event);
	err = output_event(w->output, event);
	if (!err || w->status)
		return;
	fprintf(stderr, "lenswatch: the report could not be written: %s\n", strerror(-err));
	w->status = EXIT_COULD_NOT;
	ev_break(w->loop, EVBREAK_ALL);
}

static void watch_decide(void *context, const struct device_key *device, enum device_state state)
{
	struct watch *w = context;

	if (w->kernel)
		kernel_decide(w->kernel, device, state);
	if (w->meter)
		meter_decide(w->meter, device, state);
	if (w->slices)
		slices_decide(w->slices, device, state);
	if (state == DEVICE_OTHER)
		watch_ledger_dismiss(w, device);
}

static void watch_own(void *context, const struct device_key *device)
{
	struct watch *w = context;

	engine_own(w->engine, device);
}

static void watch_each(void *source, source_flow_fn *each, void *context)
{
	const struct watch *w = source;

	if (w->kernel)
		kernel_each(w->kernel, each, context);
	else
		meter_each(w->meter, each, context);
}

static void watch_supply(void *source, const struct activity *activity)
{
	const struct watch *w = source;

	if (w->kernel)
		kernel_supply(w->kernel, activity);
	else
		meter_supply(w->meter, activity);
}

static void watch_poll_offload(struct watch *w, uint64_t now_ns)
{
	struct source source = {.source = w,
				.each = watch_each,
				.supply = watch_supply,
				.observer = engine_observer(w->engine)};

	if (w->offload_due)
		offload_poll(w->offload, &source, now_ns);
	w->offload_due = !w->offload_due;
}

static void watch_collect(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;
	uint64_t now_ns = watch_now();

	(void)loop;
	(void)events;
	if (w->kernel) {
		kernel_collect(w->kernel);
	} else {
		watch_ports_read(w);
		meter_pass(w->meter, now_ns - WATCH_LATE_NS);
	}
	watch_poll_offload(w, now_ns);
}

/* The kernel source notices by itself; libpcap's dates simply jump. */
static void watch_check_clock(struct watch *w)
{
	int64_t offset = watch_offset(), step = offset - w->clock_offset_ns;
	struct observer observer = engine_observer(w->engine);
	struct loss loss = {.cause = CAUSE_CLOCK_SET};

	if (!w->meter || (step < WATCH_STEP_NS && step > -WATCH_STEP_NS))
		return;
	w->clock_offset_ns = offset;
	loss.to_ns = watch_now();
	loss.from_ns = loss.to_ns - (uint64_t)step;
	observer.loss(observer.context, &loss);
}

static void watch_survey(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	watch_check_clock(w);
	if (links_refresh(w->links) != 0)
		return;
	machine_tunnels(w->links, w->home);
	watch_ports_survey(w);
	watch_tables_pass(w);
	watch_place_look(w);
}

static void watch_look(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	watch_ports_look(timer->data);
}

static void watch_ring(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch *w = io->data;

	(void)loop;
	(void)events;
	kernel_read(w->kernel);
}

static void watch_settled(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct watch *w = timer->data;

	(void)loop;
	(void)events;
	machine_tell(w->links, w->home, watch_own, w);
}

static void watch_changes(struct ev_loop *loop, ev_io *io, int events)
{
	struct watch *w = io->data;

	(void)events;
	if (!links_read(w->links))
		return;
	ev_timer_stop(loop, &w->settled);
	ev_timer_set(&w->settled, WATCH_SETTLE_S, 0);
	ev_timer_start(loop, &w->settled);
	machine_tunnels(w->links, w->home); /* what is elsewhere is so at once */
	watch_ports_survey(w);
	watch_tables_pass(w);
}

static void watch_end(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)signal;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void watch_reload(struct ev_loop *loop, ev_signal *signal, int events)
{
	(void)loop;
	(void)events;
	reload_all(signal->data);
}

static int watch_make_engine(struct watch *w)
{
	const struct options *options = &w->config.common;
	struct engine_config config = {
		.rules = w->rules,
		.geography = w->geography,
		.protocol = w->protocol,
		.home = w->home,
		.live = true,
		.traffic = w->config.ledger != NULL,
		.emit = gate_event,
		.emit_context = &w->gate,
		.decide = watch_decide,
		.decide_context = w,
	};
	struct output_options output = {
		.format = options->format,
		.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
	};
	int err = home_create(&w->home);

	for (size_t i = 0; !err && i < options->prefix_count; i++)
		err = home_add(w->home, &options->prefixes[i], HOME_TOLD);
	config.home = w->home;
	if (!err)
		err = output_create(&output, stdout, &w->output);
	if (!err)
		err = gate_open(&w->gate, &options->promises, watch_emit, w);
	output_begin(&output, stdout);
	return err ? err : engine_create(&config, &w->engine);
}

void watch_give(const struct watch *w, const char *path)
{
	int err = owned_give(&w->owned, path);

	if (err && err != -ENOENT)
		fprintf(stderr, "lenswatch: %s: %s\n", path, strerror(-err));
}

/* The folder of `path`, made where it is not there, and the daemon's own. */
void watch_own_folder(const struct watch *w, const char *path, char folder[WATCH_FOLDER])
{
	char *slash;

	snprintf(folder, WATCH_FOLDER, "%s", path);
	slash = strrchr(folder, '/');
	if (!slash || slash == folder) {
		snprintf(folder, WATCH_FOLDER, "%s", slash ? "/" : ".");
		return;
	}
	*slash = '\0';
	/* Where it cannot be made, who opens a file in it says so. */
	(void)owned_make_folder(&w->owned, folder, 0755);
}

/* What could be read of a damaged file is written anew, and the file itself kept beside it. */
static void watch_mend_words(struct watch *w, const char *path)
{
	char aside[512];
	int err;

	snprintf(aside, sizeof(aside), "%s.damaged", path);
	unlink(aside);
	err = link(path, aside) != 0 ? -errno : owner_file_save(&w->owner, path);
	if (err) {
		fprintf(stderr, "lenswatch: %s could not be mended: %s\n", path, strerror(-err));
		return;
	}
	fprintf(stderr, "lenswatch: %s is kept as %s\n", path, aside);
	problems_add(
		&w->refused, "state", path,
		"it was damaged, and what could not be read of it is not in force: the log says "
		"which lines",
		"it is kept beside it, with .damaged behind its name");
}

static void watch_recall(struct watch *w, const char *path)
{
	char folder[WATCH_FOLDER];
	struct owned_guise guise;
	int err;

	watch_own_folder(w, path, folder); /* which systemd makes root's at each start */
	watch_give(w, path);
	err = owned_put_on(&w->owned, path, &guise);
	if (err == -ENOENT) /* nothing was kept yet */
		return;
	if (!err)
		err = owner_file_load(&w->owner, path, prepare_tell_mistake, NULL);
	if (err == -EINVAL)
		watch_mend_words(w, path);
	owned_take_off(&guise);
	if (err == -EINVAL) {
		watch_give(w, path);
	} else if (err) {
		fprintf(stderr, "lenswatch: %s could not be read: %s\n", path, strerror(-err));
		problems_add(&w->refused, "state", path,
			     "what you said of cameras could not be read, and nothing is written "
			     "over it",
			     "see that it is a file which lenswatch may read, and restart");
		w->owner_unread = true;
	}
}

/* Rules of the owner's that cannot be used must not end the watching: those installed are taken. */
static int watch_prepare_rules(struct watch *w)
{
	struct options *options = &w->config.common;
	int err = prepare_rules(options, &w->rules);

	if (!err || err == -ENOMEM || !(w->config.yields & CONFIG_RULES))
		return err;
	problems_add(&w->refused, "rules", options->rules,
		     "these rules could not be read, the log says why",
		     "until they are right those installed with Lenswatch are in force");
	options->rules = NULL;
	return prepare_rules(options, &w->rules);
}

static int watch_prepare(struct watch *w)
{
	const struct options *options = &w->config.common;
	const char *state = w->config.state ? w->config.state : CONFIG_STATE;
	int err = watch_prepare_rules(w);

	if (!err)
		err = prepare_protocols(w->rules, w->protocols);
	if (!err)
		err = protocol_create(w->protocols, &w->protocol);
	if (!err)
		err = prepare_geography(options, &w->refused, &w->geography);
	if (!err)
		err = links_open(&w->links);
	if (err)
		return err;
	w->rules_path = prepare_rules_directory(options, w->rules_room, sizeof(w->rules_room));
	watch_recall(w, state);
	err = watch_make_engine(w);
	if (!err) /* first of all: what comes in by a tunnel must not be counted as home */
		machine_tunnels(w->links, w->home);
	return err;
}

static void watch_tell_run(struct watch *w)
{
	struct event run;

	watch_notes_run(w, &run);
	watch_notes_look(w);
	watch_emit(w, &run);
	watch_notes_begin(w);
}

static int watch_listen(struct watch *w, char folder[WATCH_FOLDER])
{
	const char *path = w->config.socket ? w->config.socket : CONTROL_PATH;
	char text[CONTROL_TEXT];
	int err;

	watch_own_folder(w, path, folder);
	err = control_listen(path, w->loop, answers_give, w, &w->control, text);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", text);
	return err;
}

static int watch_enter_sandbox(struct watch *w, const char *socket_folder,
			       const char *ledger_folder)
{
	char state_folder[WATCH_FOLDER], text[SANDBOX_TEXT];
	struct sandbox_config config = {
		.user = w->config.user,
		.keep_net_raw = w->meter || w->slices,
		.read = {w->rules_path},
		.read_count = 1,
		.write = {socket_folder, state_folder},
		.write_count = 2,
	};
	int err;

	if (w->config_folder)
		config.read[config.read_count++] = w->config_folder;
	if (ledger_folder[0])
		config.write[config.write_count++] = ledger_folder;
	watch_own_folder(w, w->config.state ? w->config.state : CONFIG_STATE, state_folder);
	config.keep_net_admin = w->conntrack_by_netlink;
	/* Before, bpf(2) asked for it at every look into a map where unprivileged BPF is off. */
	config.keep_bpf = w->kernel && release_before(5, 19);
	err = sandbox_enter(&config, &w->sandbox, text);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", text);
	return err;
}

static void watch_timer(struct watch *w, ev_timer *timer,
			void (*call)(struct ev_loop *, ev_timer *, int), double every)
{
	ev_timer_init(timer, call, every, every);
	timer->data = w;
	ev_timer_start(w->loop, timer);
}

static void watch_signal(struct watch *w, ev_signal *signal,
			 void (*call)(struct ev_loop *, ev_signal *, int), int number)
{
	ev_signal_init(signal, call, number);
	signal->data = w;
	ev_signal_start(w->loop, signal);
}

static void watch_start(struct watch *w)
{
	watch_ledger_start(w);
	watch_timer(w, &w->collect, watch_collect, WATCH_COLLECT_S);
	watch_timer(w, &w->look, watch_look, WATCH_LOOK_S);
	watch_timer(w, &w->survey, watch_survey, WATCH_SURVEY_S);
	watch_signal(w, &w->hup, watch_reload, SIGHUP);
	watch_signal(w, &w->term, watch_end, SIGTERM);
	watch_signal(w, &w->interrupt, watch_end, SIGINT);
	starts_release();
	ev_timer_init(&w->settled, watch_settled, WATCH_SETTLE_S, 0);
	w->settled.data = w;
	ev_io_init(&w->changes, watch_changes, links_descriptor(w->links), EV_READ);
	w->changes.data = w;
	ev_io_start(w->loop, &w->changes);
	watch_tables_start(w);
	if (!w->kernel)
		return;
	ev_io_init(&w->ring, watch_ring, kernel_descriptor(w->kernel), EV_READ);
	w->ring.data = w;
	ev_io_start(w->loop, &w->ring);
}

static void watch_finish(struct watch *w)
{
	struct source_counters counters = {0};

	watch_place_end(w);
	watch_ports_close(w);
	if (w->kernel) {
		kernel_finish(w->kernel);
		counters = *kernel_counters(w->kernel);
	} else {
		meter_finish(w->meter);
		counters = *meter_counters(w->meter);
	}
	engine_finish(w->engine, &counters);
	watch_ledger_close(w);
	if (output_end(w->output) != 0)
		w->status = EXIT_COULD_NOT;
}

static void watch_destroy(struct watch *w)
{
	control_close(w->control);
	watch_ports_close(w);
	watch_tables_close(w);
	offload_destroy(w->offload);
	engine_destroy(w->engine);
	gate_close(&w->gate);
	meter_destroy(w->meter);
	kernel_destroy(w->kernel);
	watch_ledger_close(w);
	watch_slices_close(w);
	output_destroy(w->output);
	protocol_destroy(w->protocol);
	home_destroy(w->home);
	geography_close(w->geography);
	links_close(w->links);
	while (w->old_count)
		rules_destroy(w->old[--w->old_count]);
	rules_destroy(w->rules);
	watch_notes_clear(w);
	config_destroy(&w->config);
	if (w->statm >= 0)
		close(w->statm);
	if (w->mirror_socket >= 0)
		close(w->mirror_socket);
	free(w);
}

/* Without connection tracking there is nothing that could forward around us unseen. */
static int watch_open_offload(struct watch *w)
{
	struct conntrack *conntrack = NULL;
	int err;

	if (conntrack_open(&conntrack) == 0)
		w->conntrack_by_netlink = conntrack_needs_capability(conntrack);
	err = offload_create(conntrack, &w->offload);
	if (err)
		conntrack_close(conntrack);
	return err;
}

static int watch_open(struct watch *w)
{
	char folder[WATCH_FOLDER], ledger_folder[WATCH_FOLDER];
	int err = watch_ledger_anchor(w); /* first: a process forked now is small */

	owned_find(w->config.user, &w->owned);
	if (!err)
		err = watch_prepare(w);
	if (!err)
		err = watch_open_offload(
			w); /* before the program, so that it misses no beginning */
	if (!err)
		err = watch_slices_open(w);
	if (!err)
		err = watch_ports_open(w);
	if (err)
		return err;
	w->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	w->since_ns = watch_now();
	w->rules_ns = w->since_ns;
	w->clock_offset_ns = watch_offset();
	machine_tell(w->links, w->home, watch_own, w);
	reload_cameras(w, &w->config);
	err = watch_listen(w, folder); /* first: one that cannot be asked writes nothing */
	if (!err)
		err = watch_ledger_open(w, ledger_folder);
	if (err)
		return err;
	watch_place_look(w);
	watch_start(w);
	return watch_enter_sandbox(w, folder, ledger_folder);
}

int watch_run(watch_read_fn *read, void *context, const char *config_folder)
{
	struct watch *w = calloc(1, sizeof(*w));
	int err, status = EXIT_COULD_NOT;

	if (!w)
		return EXIT_COULD_NOT;
	starts_hold();
	w->statm = w->mirror_socket = -1;
	w->read = read;
	w->read_context = context;
	w->config_folder = config_folder;
	w->loop = ev_default_loop(0);
	err = read(context, &w->config);
	if (err) {
		free(w);
		return EXIT_USAGE;
	}
	err = watch_open(w);
	if (err == -ENOMEM)
		fputs("lenswatch: out of memory\n", stderr);
	if (!err) {
		starts_succeeded();
		watch_tell_run(w);
		watch_promises_start(w);
		ev_run(w->loop, 0);
		watch_finish(w);
		status = w->status;
	}
	watch_destroy(w);
	return status;
}
