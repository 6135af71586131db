// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/watch.h"

#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit.h"
#include "config/prepare.h"
#include "system/outlet.h"
#include "system/control.h"
#include "watch/answers.h"
#include "watch/loop.h"
#include "watch/machine.h"
#include "watch/opening.h"
#include "watch/promises.h"
#include "watch/retention.h"
#include "watch/starts.h"
#include "watch/watch_stream.h"
#include "words/words.h"

/* All of the daemon. Nobody but this file sees it as a whole. */
struct watch {
	struct config config;
	struct problems refused;   /* what of it could not be carried out at the start */
	const char *config_folder; /* NULL: none */
	struct owned owned;	   /* whom its files are given to */
	struct ev_loop *loop;
	struct links *links;
	struct geography *geography;
	char protocols[PREPARE_PATH]; /* the name of nDPI's file */
	struct watch_rules rules;
	char rules_room[4096];
	const char *rules_path;
	char headers[SHELF_PATH]; /* where those of uploads are kept; "" nowhere */
	struct house house;
	struct watch_ports ports;
	struct offload *offload;
	bool conntrack_by_netlink;
	struct watch_tables tables;
	struct watch_place place;
	struct watch_said said;
	struct watch_history history;
	struct watch_retention retention;
	struct watch_notes notes;
	struct watch_gaps gaps;
	struct watch_reload reload;
	struct watch_status status;
	struct watch_answers answers;
	struct watch_loop turns;
	struct control *control;
	struct watch_stream stream;
	struct sandbox_state sandbox;
};

/* Sees each event before the history does. */
static void watch_notice(void *context, const struct event *event)
{
	struct watch *w = context;

	watch_gaps_notice(&w->gaps, event);
	watch_ports_tap(&w->ports);
}

static void watch_heard(void *context, const struct event *event)
{
	struct watch *w = context;

	watch_stream_hear(&w->stream, event);
}

static void watch_unheard(void *context)
{
	const struct watch *w = context;

	watch_loop_break(w->loop);
}

static int watch_make_house(struct watch *w)
{
	const struct options *options = &w->config.common;
	struct house_config config = {
		.rules = w->rules.now,
		.protocols = w->protocols,
		.geography = w->geography,
		.options = options->note,
		.prefix_count = options->prefix_count,
		.prefixes = options->prefixes,
		.promises = &options->promises,
		.output = {.format = options->format, .colour = outlet_in_colour()},
		.file = stdout,
		.traffic = w->config.ledger != NULL,
		.headers = w->headers[0] ? w->headers : NULL,
		.headers_limit = (uint64_t)w->config.keep_headers_mb * 1000000,
		.keeper = watch_history_keeper(&w->history),
		.notice = watch_notice,
		.heard = watch_heard,
		.unheard = watch_unheard,
		.context = w,
	};

	output_begin(&config.output, config.file);
	return house_open(&config, &w->house);
}

/* Rules of the owner's that cannot be used must not end the watching: those installed are taken. */
static int watch_prepare_rules(struct watch *w)
{
	struct options *options = &w->config.common;
	int err = prepare_rules(options, &w->rules.now);

	if (!err || err == -ENOMEM || !(w->config.yields & CONFIG_RULES))
		return err;
	problems_add(&w->refused, "rules", options->rules,
		     "these rules could not be read, the log says why",
		     "until they are right those installed with Lenswatch are in force");
	options->rules = NULL;
	return prepare_rules(options, &w->rules.now);
}

static int watch_prepare(struct watch *w)
{
	const struct options *options = &w->config.common;
	int err = watch_prepare_rules(w);

	if (!err)
		err = prepare_protocols(w->rules.now, w->protocols);
	if (!err)
		err = prepare_geography(options, &w->refused, &w->geography);
	if (!err)
		err = links_open(&w->links);
	if (err)
		return err;
	w->rules_path = prepare_rules_directory(options, w->rules_room, sizeof(w->rules_room));
	watch_said_recall(&w->said, &w->refused);
	err = watch_headers_prepare(&w->config, &w->owned, w->headers);
	if (!err)
		err = watch_make_house(w);
	if (!err) /* first of all: what comes in by a tunnel must not be counted as home */
		machine_tunnels(w->links, w->house.home);
	return err;
}

static void watch_tell_run(struct watch *w)
{
	struct event run;

	watch_notes_run(&w->notes, &run);
	watch_notes_look(&w->notes);
	house_tell(&w->house, &run);
	watch_notes_begin(&w->notes);
}

static int watch_listen(struct watch *w, char folder[FOLDERS_PATH])
{
	const char *path = w->config.socket ? w->config.socket : CONTROL_PATH;
	const struct control_service service = {
		.answer = answers_give, .next = answers_next, .context = &w->answers};
	const char *group = w->config.socket_group;
	char text[CONTROL_TEXT];
	int err;

	folders_own(&w->owned, path, folder);
	err = control_listen(path, w->loop, &service, &w->control, text);
	if (err) {
		fprintf(stderr, "lenswatch: %s\n", text);
		return err;
	}
	if (group && control_share(w->control, group, text) != 0)
		problems_add(&w->refused, "socket-group", group, text,
			     "until it is right root alone may ask");
	else if (group)
		watch_stream_expect(&w->stream);
	return 0;
}

static int watch_enter_sandbox(struct watch *w, const char *socket_folder,
			       const char *ledger_folder)
{
	unsigned rights = source_rights(&w->house.source);
	char state_folder[FOLDERS_PATH], text[SANDBOX_TEXT];
	struct sandbox_config config = {
		.user = w->config.user,
		.keep_net_raw = rights & SOURCE_NET_RAW || w->house.slices,
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
	folders_own(&w->owned, watch_said_path(&w->said), state_folder);
	config.keep_net_admin = w->conntrack_by_netlink;
	config.keep_bpf = rights & SOURCE_BPF;
	err = sandbox_enter(&config, &w->sandbox, text);
	if (err)
		fprintf(stderr, "lenswatch: %s\n", text);
	return err;
}

/* Returns the exit status. */
static int watch_finish(struct watch *w)
{
	watch_place_end(&w->place);
	watch_ports_close(&w->ports);
	house_finish(&w->house);
	watch_history_close(&w->history);
	return house_end(&w->house) ? EXIT_COULD_NOT : EXIT_DONE;
}

static void watch_destroy(struct watch *w)
{
	control_close(w->control);
	watch_stream_end(&w->stream);
	watch_ports_close(&w->ports);
	watch_tables_close(&w->tables);
	offload_destroy(w->offload);
	watch_history_close(&w->history);
	house_close(&w->house);
	geography_close(w->geography);
	links_close(w->links);
	while (w->rules.old_count)
		rules_destroy(w->rules.old[--w->rules.old_count]);
	rules_destroy(w->rules.now);
	watch_notes_clear(&w->notes);
	config_destroy(&w->config);
	if (w->status.statm >= 0)
		close(w->status.statm);
	if (w->ports.mirror_socket >= 0)
		close(w->ports.mirror_socket);
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

/* Who was not started as root cannot become another: systemd's unit says who it is. */
static void watch_look_user(struct watch *w)
{
	const struct passwd *now = w->config.user && geteuid() ? getpwuid(geteuid()) : NULL;

	if (now && strcmp(now->pw_name, w->config.user) != 0)
		problems_add(
			&w->refused, "user", w->config.user,
			"it was not started as root, and stays who it is",
			"name the user where it is started (User= in the unit), and give it the "
			"folder of the history");
}

/* What is made while it starts, and used by the others from then on. */
static void watch_hand_out(struct watch *w)
{
	w->ports.links = w->tables.links = w->place.links = w->turns.links = w->links;
	w->place.engine = w->house.engine;
	w->tables.offload = w->turns.offload = w->offload;
	w->status.offload = w->offload;
}

static int watch_open_ports(struct watch *w)
{
	int err;

	watch_hand_out(w);
	watch_tables_open(&w->tables);
	watch_tables_add(&w->tables, &w->config);
	err = opening_open(&w->ports, &w->refused);
	if (!err)
		watch_tables_pass(&w->tables);
	return err;
}

static int watch_open(struct watch *w)
{
	char folder[FOLDERS_PATH], ledger_folder[FOLDERS_PATH];
	int err = watch_history_anchor(&w->history); /* first: a process forked now is small */

	owned_find(w->config.user, &w->owned);
	watch_look_user(w);
	if (!err)
		err = watch_prepare(w);
	if (!err)
		err = watch_open_offload(
			w); /* before the program, so that it misses no beginning */
	if (!err)
		err = watch_open_ports(w);
	if (err)
		return err;
	w->status.statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	w->rules.read_ns = w->notes.since_ns = w->status.since_ns = clock_now_ns();
	watch_loop_meet(&w->turns);
	watch_said_declare(&w->said, &w->config, w->house.engine);
	err = watch_listen(w, folder); /* first: one that cannot be asked writes nothing */
	if (!err)
		err = watch_history_open(&w->history, ledger_folder);
	if (err)
		return err;
	house_recall(&w->house, w->history.ledger);
	watch_place_look(&w->place);
	watch_history_start(&w->history);
	watch_retention_start(&w->retention);
	watch_tables_start(&w->tables);
	watch_loop_start(&w->turns);
	starts_release();
	return watch_enter_sandbox(w, folder, ledger_folder);
}

/* What waited for the history is in it, and what the history said before is known now. */
static void watch_reached(void *context)
{
	struct watch *w = context;

	watch_notes_look(&w->notes);
	watch_history_settle_batch(&w->history);
	watch_notes_begin(&w->notes);
	watch_retention_start(&w->retention);
}

/* Each gets what it uses, and nobody the whole. */
static void watch_join(struct watch *w, watch_read_fn *read, void *context)
{
	w->ports = (struct watch_ports){
		.loop = w->loop, .house = &w->house, .config = &w->config, .mirror_socket = -1};
	w->tables =
		(struct watch_tables){.loop = w->loop, .config = &w->config, .ports = &w->ports};
	w->place.config = &w->config;
	w->said = (struct watch_said){.config = &w->config, .owned = &w->owned};
	w->history = (struct watch_history){.loop = w->loop,
					    .config = &w->config,
					    .owned = &w->owned,
					    .house = &w->house,
					    .refused = &w->refused,
					    .reached = watch_reached,
					    .context = w};
	w->retention.history = &w->history;
	w->notes = (struct watch_notes){.history = &w->history,
					.house = &w->house,
					.config = &w->config,
					.fallback = &w->ports.fallback};
	w->reload = (struct watch_reload){.read = read,
					  .context = context,
					  .config = &w->config,
					  .rules = &w->rules,
					  .house = &w->house,
					  .said = &w->said,
					  .history = &w->history,
					  .notes = &w->notes,
					  .ports = &w->ports,
					  .tables = &w->tables,
					  .place = &w->place};
	w->status = (struct watch_status){.config = &w->config,
					  .refused = &w->refused,
					  .house = &w->house,
					  .ports = &w->ports,
					  .tables = &w->tables,
					  .place = &w->place,
					  .gaps = &w->gaps,
					  .history = &w->history,
					  .rules = &w->rules,
					  .sandbox = &w->sandbox,
					  .statm = -1};
	w->turns = (struct watch_loop){.loop = w->loop,
				       .house = &w->house,
				       .ports = &w->ports,
				       .tables = &w->tables,
				       .place = &w->place,
				       .reload = &w->reload};
	w->stream = (struct watch_stream){
		.loop = w->loop, .status = &w->status, .control = &w->control};
	w->answers = (struct watch_answers){.status = &w->status,
					    .stream = &w->stream,
					    .house = &w->house,
					    .said = &w->said,
					    .history = &w->history,
					    .notes = &w->notes};
}

/* What is kept of a household is said to whoever starts it, and how to keep nothing. */
static void watch_greet(struct watch *w)
{
	const struct config *config = &w->config;
	char days[WORDS_MOST];

	watch_ports_greet(&w->ports);
	if (config->quiet || w->history.problem[0])
		return;
	if (!config->ledger) {
		fputs("lenswatch: nothing is written down; --ledger FILE keeps a history\n",
		      stderr);
		return;
	}
	fprintf(stderr, "lenswatch: a history is kept in %s", config->ledger);
	if (config->keep.days)
		fprintf(stderr, " for %s", words_count(config->keep.days, "day", days));
	if (config->keep.megabytes)
		fprintf(stderr, ", in at most %u MB", config->keep.megabytes);
	fprintf(stderr, "; without %s nothing is written down\n",
		w->config_folder ? "ledger: in the configuration" : "--ledger");
}

int watch_run(watch_read_fn *read, void *context, const char *config_folder)
{
	struct watch *w = calloc(1, sizeof(*w));
	int err, status = EXIT_COULD_NOT;

	if (!w)
		return EXIT_COULD_NOT;
	starts_hold();
	w->config_folder = config_folder;
	w->loop = ev_default_loop(0);
	ev_set_userdata(w->loop, NULL); /* nothing told it to end yet */
	watch_join(w, read, context);
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
		watch_greet(w);
		watch_tell_run(w);
		watch_promises_start(&w->house, &w->history);
		if (!w->house.output_error) /* ev_run would forget that it was told to end */
			ev_run(w->loop, 0);
		status = watch_finish(w);
	}
	watch_destroy(w);
	return status;
}
