// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/ports.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "capture/attach/keeper.h"
#include "capture/attach/tc.h"
#include "words/fallback.h"
#include "words/gap.h"
#include "slice/slices.h"
#include "watch/headers.h"
#include "watch/tables.h"

#define WATCH_PORTS_QUIET_S 10

static void watch_ports_loss(struct watch_port *p, enum cause cause, uint64_t from_ns,
			     uint64_t packets)
{
	struct observer observer = engine_observer(p->watch->engine);
	struct loss loss = {.cause = cause,
			    .from_ns = from_ns,
			    .to_ns = watch_now(),
			    .packets = packets,
			    .interface = p->port.name};

	observer.loss(observer.context, &loss);
}

static void watch_ports_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			      uint32_t captured, uint32_t length)
{
	struct watch *w = context;

	meter_frame(w->meter, link_type, time_ns, data, captured, length);
	/* Afterwards: what this frame ends may be older than what its time lets go of. */
	if (w->slices)
		slices_frame(w->slices, link_type, time_ns, data, captured, length);
}

static void watch_ports_drain(struct watch_port *p)
{
	struct watch *w = p->watch;

	if (!p->port.interface)
		return;
	meter_interface(w->meter, p->port.index, p->port.rank);
	if (interface_read(p->port.interface, watch_ports_frame, w) != 0)
		watch_ports_survey(w);
}

static void watch_ports_readable(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop;
	(void)events;
	watch_ports_drain(io->data);
}

static struct port_config watch_ports_config(struct watch *w)
{
	return (struct port_config){
		.links = w->links,
		.kernel = w->kernel,
		.mode = w->config.attach,
		.mirror = w->config.mirror,
		.mirror_socket = w->mirror_socket,
		.keeper = w->keeper,
	};
}

/* The way that was to be expected is for `lenswatch status`. */
static void watch_ports_tell(const struct watch_port *p)
{
	const struct port *port = &p->port;
	bool noted = port->fell_back && port->note[0];

	fprintf(stderr, "lenswatch: watching %s%s%s%s\n", port->name,
		p->watch->fallback.why.cause ? " through libpcap" : "", noted ? ": " : "",
		noted ? port->note : "");
}

static int watch_ports_begin(struct watch_port *p)
{
	struct port_config config = watch_ports_config(p->watch);
	int err = port_open(&p->port, &config);

	if (err)
		return err;
	if (p->port.interface) {
		ev_io_init(&p->readable, watch_ports_readable,
			   interface_descriptor(p->port.interface), EV_READ);
		p->readable.data = p;
		ev_io_start(p->watch->loop, &p->readable);
	}
	p->port.seen_ns = p->port.opened_ns = watch_now();
	watch_slices_begin(p);
	watch_ports_tell(p);
	return 0;
}

static void watch_ports_end(struct watch_port *p)
{
	if (p->port.interface)
		ev_io_stop(p->watch->loop, &p->readable);
	watch_slices_end(p);
	port_close(&p->port);
}

static void watch_ports_no_such(const char *name)
{
	fprintf(stderr,
		"lenswatch: there is no interface %s. `lenswatch watch` without --interface lists "
		"those there are.\n",
		name);
}

/* A daemon's interface may come later: a router's bridge, an adapter. Who types a name is told at
 * once. */
static int watch_ports_wait(struct watch_port *p, int err)
{
	if (err != -ENODEV || !(p->watch->config.yields & CONFIG_INTERFACE))
		return err;
	p->port.away_ns = watch_now();
	p->port.lost = CAUSE_INTERFACE_AWAY;
	fprintf(stderr, "lenswatch: there is no interface %s yet; it is watched when it comes\n",
		p->port.name);
	return 0;
}

static int watch_ports_open_all(struct watch *w)
{
	for (w->port_count = 0; w->port_count < w->config.interface_count; w->port_count++) {
		struct watch_port *p = &w->ports[w->port_count];
		int err;

		p->watch = w;
		port_begin(&p->port, w->config.interfaces[w->port_count]);
		err = watch_ports_wait(p, watch_ports_begin(p));
		if (err)
			return err;
	}
	return 0;
}

static int watch_ports_meter(struct watch *w)
{
	struct meter_config config = {
		.home = w->home,
		.observer = engine_observer(w->engine),
		.flow_limit = 8192,
		.supplied = true,
	};

	return meter_create(&config, &w->meter);
}

static int watch_ports_kernel(struct watch *w)
{
	struct kernel_config config = {
		.home = w->home,
		.observer = engine_observer(w->engine),
		.mirror = w->config.mirror,
	};

	struct refusal *why = &w->fallback.why;
	int err = kernel_create(&config, &w->kernel, why);

	if (!err && tc_needs_keeper()) {
		err = keeper_start(kernel_program(w->kernel, KERNEL_TC_INGRESS),
				   kernel_program(w->kernel, KERNEL_TC_EGRESS), &w->keeper);
		if (err)
			*why = (struct refusal){.cause = REFUSAL_OTHER, .error = -err};
	}
	return err;
}

static int watch_ports_refused(struct watch *w, int err)
{
	const struct port *port = &w->ports[w->port_count].port;

	if (err == -ENODEV)
		watch_ports_no_such(port->name);
	else
		fprintf(stderr, "lenswatch: %s\n", port->note);
	return err;
}

/* Where the kernel or an interface cannot, all go through libpcap: one source keeps one order. */
static int watch_ports_fall_back(struct watch *w)
{
	int err;

	fputs("lenswatch: ", stderr);
	fallback_write(&w->fallback, "lenswatch:   ", stderr);
	watch_ports_close(w);
	kernel_destroy(w->kernel);
	w->kernel = NULL;
	err = watch_ports_meter(w);
	if (err)
		return err;
	err = watch_ports_open_all(w);
	return err ? watch_ports_refused(w, err) : 0;
}

static void watch_ports_no_kernel(const struct watch *w)
{
	const char *cure = fallback_cure(&w->fallback.why);

	fputs("lenswatch: Lenswatch's program in the kernel cannot be used: ", stderr);
	fallback_write_why(&w->fallback.why, "lenswatch:   ", stderr);
	fprintf(stderr, "lenswatch:   What to do: %s%suse --attach pcap.\n", cure ? cure : "",
		cure ? "; or " : "");
}

/* Without rights libpcap has none either, and without memory no more of it. */
static bool watch_ports_may_fall_back(const struct watch *w)
{
	enum refusal_cause cause = w->fallback.why.cause;

	return w->config.attach == ATTACH_AUTO && !w->config.mirror && cause != REFUSAL_RIGHTS &&
	       cause != REFUSAL_MEMORY;
}

static int watch_ports_by_kernel(struct watch *w)
{
	struct refusal *why = &w->fallback.why;
	int err = watch_ports_kernel(w);

	if (err && watch_ports_may_fall_back(w))
		return watch_ports_fall_back(w);
	if (err) {
		watch_ports_no_kernel(w);
		return err;
	}
	err = watch_ports_open_all(w);
	if (err != -EOPNOTSUPP || !watch_ports_may_fall_back(w))
		return err ? watch_ports_refused(w, err) : 0;
	why->cause = REFUSAL_INTERFACE;
	why->error = -err;
	why->said_count = 1;
	snprintf(why->said[0], sizeof(why->said[0]), "%s", w->ports[w->port_count].port.note);
	return watch_ports_fall_back(w);
}

static int watch_ports_refuse_mirror(struct watch *w, const uint64_t *sent)
{
	char text[ATTACH_TEXT];

	for (size_t i = 0; i < w->config.interface_count; i++) {
		const struct link_state *link = links_by_name(w->links, w->config.interfaces[i]);
		const char *refusal =
			link ? attach_mirror_refusal(w->links, link, sent && link->sent != sent[i],
						     text)
			     : NULL;

		if (!refusal)
			continue;
		fprintf(stderr, "lenswatch: %s\n", refusal);
		return -EINVAL;
	}
	return 0;
}

/* A port that sends is in use: what it receives must not be swallowed. */
static int watch_ports_mirror(struct watch *w)
{
	uint64_t sent[CONFIG_INTERFACES] = {0};
	int err = watch_ports_refuse_mirror(w, NULL);

	if (err)
		return err;
	for (size_t i = 0; i < w->config.interface_count; i++) {
		const struct link_state *link = links_by_name(w->links, w->config.interfaces[i]);

		sent[i] = link ? link->sent : 0;
	}
	fprintf(stderr,
		"lenswatch: looking for %d seconds whether the mirror port sends anything\n",
		WATCH_PORTS_QUIET_S);
	sleep(WATCH_PORTS_QUIET_S);
	err = links_refresh(w->links);
	if (!err)
		err = watch_ports_refuse_mirror(w, sent);
	if (!err && w->config.attach != ATTACH_PCAP) {
		w->mirror_socket = attach_mirror_socket();
		err = w->mirror_socket < 0 ? w->mirror_socket : 0;
	}
	return err;
}

bool watch_ports_has(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->interface_count; i++)
		if (strcmp(config->interfaces[i], name) == 0)
			return true;
	return false;
}

static int watch_ports_open_ways(struct watch *watch)
{
	int err = watch->config.mirror ? watch_ports_mirror(watch) : 0;

	if (err)
		return err;
	if (watch->config.attach != ATTACH_PCAP)
		return watch_ports_by_kernel(watch);
	err = watch_ports_meter(watch);
	if (!err)
		err = watch_ports_open_all(watch);
	return err ? watch_ports_refused(watch, err) : 0;
}

/* A way of watching that a file asks for and nobody can go is left for the one that always works.
 */
static int watch_ports_open_anyway(struct watch *w, int err)
{
	const struct port *port = &w->ports[w->port_count].port;
	bool mirror = w->config.mirror && w->config.yields & CONFIG_MIRROR;
	bool attach = w->config.attach != ATTACH_AUTO && w->config.yields & CONFIG_ATTACH;
	const char *why = w->port_count < w->config.interface_count && port->note[0]
				  ? port->note
				  : "it cannot be done here, the log says why";

	if (err == -EADDRINUSE || err == -ENOMEM || (!mirror && !attach))
		return err;
	if (mirror)
		problems_add(&w->refused, "mirror", "yes", why, "it is watched as no mirror port");
	if (attach)
		problems_add(&w->refused, "attach", attach_mode_name(w->config.attach), why,
			     "auto is taken instead");
	watch_ports_close(w);
	kernel_destroy(w->kernel);
	w->kernel = NULL;
	meter_destroy(w->meter);
	w->meter = NULL;
	if (w->mirror_socket >= 0)
		close(w->mirror_socket);
	w->mirror_socket = -1;
	w->fallback = (struct event_fallback){0};
	w->config.mirror = w->config.mirror && !mirror;
	w->config.attach = attach ? ATTACH_AUTO : w->config.attach;
	return watch_ports_open_ways(w);
}

int watch_ports_open(struct watch *watch)
{
	int err;

	watch_tables_open(watch);
	watch_tables_add(watch, &watch->config);
	err = watch_ports_open_ways(watch);
	if (err)
		err = watch_ports_open_anyway(watch, err);
	if (!err)
		watch_tables_pass(watch);
	return err;
}

void watch_ports_close(struct watch *watch)
{
	for (size_t i = 0; i < watch->port_count; i++)
		watch_ports_end(&watch->ports[i]);
	watch->port_count = 0;
	keeper_finish(watch->keeper);
	watch->keeper = NULL;
}

void watch_ports_read(struct watch *watch)
{
	for (size_t i = 0; i < watch->port_count; i++)
		watch_ports_drain(&watch->ports[i]);
}

/* One that comes back under its name has another number: nothing waits for the old one. */
static void watch_ports_went(struct watch_port *p)
{
	bool anew = links_by_name(p->watch->links, p->port.name) != NULL;

	watch_ports_end(p);
	if (p->watch->kernel)
		kernel_unrank(p->watch->kernel, p->port.index);
	if (p->watch->meter)
		meter_unrank(p->watch->meter, p->port.index);
	p->port.state = PORT_AWAY;
	p->port.lost = CAUSE_INTERFACE_AWAY;
	/* Word comes at once, but of two things that happened in between only of the last. */
	p->port.away_ns = anew ? p->port.seen_ns : watch_now();
	fprintf(stderr, "lenswatch: %s went away; it is watched again when it comes back\n",
		p->port.name);
	watch_ports_loss(p, CAUSE_INTERFACE_WENT, p->port.away_ns, 0);
}

/* 0 where it is watched now. Why it is not is told once. */
static int watch_ports_try(struct watch_port *p)
{
	char before[ATTACH_TEXT];
	int err;

	snprintf(before, sizeof(before), "%s", p->port.note);
	err = watch_ports_begin(p);
	if (!err || err == -ENODEV)
		return err;
	if (p->port.state != PORT_FAILED || strcmp(before, p->port.note) != 0)
		fprintf(stderr, "lenswatch: %s\n", p->port.note);
	p->port.state = PORT_FAILED;
	return err;
}

static int watch_ports_return(struct watch_port *p)
{
	int err;

	if (p->port.patience_ns > watch_now())
		return -EAGAIN;
	err = watch_ports_try(p);
	if (!err)
		watch_ports_loss(p, p->port.lost, p->port.away_ns, 0);
	return err;
}

/* Nobody knows when, but that it was there at the last look. */
static void watch_ports_stripped(struct watch_port *p)
{
	struct port *port = &p->port;
	struct event_gap gap = {.cause = CAUSE_TAKEN_OFF, .interface = port->name};
	char words[GAP_WORDS];

	fprintf(stderr, "lenswatch: %s\n", gap_words(&gap, words));
	watch_ports_end(p);
	port->state = PORT_FAILED;
	port->lost = CAUSE_TAKEN_OFF;
	port->away_ns = port->seen_ns;
	port_strip(port, watch_now());
	if (port->patience_ns) {
		snprintf(port->note, sizeof(port->note),
			 "another program takes Lenswatch's off %s again and again; it is put back "
			 "in a while. Which scripts change %s (tc, ip link, bpftool)?",
			 port->name, port->name);
		fprintf(stderr, "lenswatch: %s\n", port->note);
	}
	if (watch_ports_return(p) != 0)
		watch_ports_loss(p, CAUSE_TAKEN_OFF, port->away_ns, 0);
}

static void watch_ports_drops(struct watch_port *p)
{
	uint64_t card = port_drops(&p->port, p->watch->links);
	uint64_t buffer = p->port.interface ? interface_dropped(p->port.interface) : 0;
	uint64_t now_ns = watch_now();

	if (card)
		watch_ports_loss(p, CAUSE_CARD_DROPPED, now_ns, card);
	if (buffer)
		watch_ports_loss(p, CAUSE_READ_LATE, now_ns, buffer);
}

void watch_ports_look(struct watch *watch)
{
	bool fresh = false; /* what is known of interfaces */

	for (size_t i = 0; i < watch->port_count; i++) {
		struct watch_port *p = &watch->ports[i];
		enum port_sight sight;

		if (p->port.state != PORT_WATCHING)
			continue;
		sight = port_look(&p->port, watch->links);
		/* An interface that went takes its program along, and word of it may come later. */
		if (sight == PORT_STRIPPED && !fresh) {
			fresh = links_refresh(watch->links) == 0;
			sight = port_look(&p->port, watch->links);
		}
		if (sight == PORT_THERE)
			p->port.seen_ns = watch_now();
		else if (sight == PORT_GONE)
			watch_ports_went(p);
		else
			watch_ports_stripped(p);
	}
}

void watch_ports_survey(struct watch *watch)
{
	watch_ports_look(watch);
	for (size_t i = 0; i < watch->port_count; i++) {
		struct watch_port *p = &watch->ports[i];

		if (p->port.state == PORT_WATCHING)
			watch_ports_drops(p);
		else
			(void)watch_ports_return(p);
	}
}

static bool watch_ports_knows(const struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->port_count; i++)
		if (strcmp(w->ports[i].port.name, name) == 0)
			return true;
	return false;
}

void watch_ports_follow(struct watch *watch, const struct config *config)
{
	size_t kept = 0;

	for (size_t i = 0; i < watch->port_count; i++) {
		struct watch_port *p = &watch->ports[i];

		if (p->port.interface)
			ev_io_stop(watch->loop, &p->readable);
		if (p->tap)
			ev_io_stop(watch->loop, &p->tapped);
		if (!watch_ports_has(config, p->port.name)) {
			watch_slices_end(p);
			port_close(&p->port);
			continue;
		}
		if (kept != i)
			watch->ports[kept] = *p;
		p = &watch->ports[kept++];
		p->readable.data = p->tapped.data = p;
		if (p->port.interface)
			ev_io_start(watch->loop, &p->readable);
		if (p->tap)
			ev_io_start(watch->loop, &p->tapped);
	}
	watch->port_count = kept;
	for (size_t i = 0; i < config->interface_count; i++) {
		struct watch_port *p = &watch->ports[watch->port_count];

		if (watch_ports_knows(watch, config->interfaces[i]))
			continue;
		p->watch = watch;
		port_begin(&p->port, config->interfaces[i]);
		p->port.away_ns = watch_now();
		p->port.lost = CAUSE_INTERFACE_AWAY;
		watch->port_count++;
		(void)watch_ports_try(p); /* it is looked for again at each survey */
	}
}
