// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/ports.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "capture/attach/keeper.h"
#include "words/gap.h"

static void watch_ports_loss(struct watch_port *p, enum cause cause, uint64_t from_ns,
			     uint64_t packets)
{
	struct observer observer = engine_observer(p->ports->house->engine);
	struct loss loss = {.cause = cause,
			    .from_ns = from_ns,
			    .to_ns = clock_now_ns(),
			    .packets = packets,
			    .interface = p->port.name};

	observer.loss(observer.context, &loss);
}

static void watch_ports_frame(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
			      uint32_t captured, uint32_t length)
{
	struct watch_ports *ports = context;

	house_frame(ports->house, link_type, time_ns, data, captured, length);
}

static void watch_ports_drain(struct watch_port *p)
{
	struct watch_ports *ports = p->ports;

	if (port_descriptor(&p->port) < 0)
		return;
	(void)source_place(&ports->house->source, p->port.index, p->port.rank);
	if (attach_read(p->port.attach, watch_ports_frame, ports) != 0)
		watch_ports_survey(ports);
}

static void watch_ports_readable(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop;
	(void)events;
	watch_ports_drain(io->data);
}

static void watch_ports_hear(struct watch_port *p)
{
	int descriptor = port_descriptor(&p->port);

	if (descriptor < 0)
		return;
	ev_io_init(&p->readable, watch_ports_readable, descriptor, EV_READ);
	p->readable.data = p;
	ev_io_start(p->ports->loop, &p->readable);
}

static struct port_config watch_ports_config(struct watch_ports *ports)
{
	return (struct port_config){
		.links = ports->links,
		.source = &ports->house->source,
		.xdp = ports->xdp,
		.tc_ingress = ports->tc_ingress,
		.tc_egress = ports->tc_egress,
		.mode = ports->mode,
		.mirror = ports->config->mirror,
		.mirror_socket = ports->mirror_socket,
		.keeper = ports->keeper,
	};
}

/* The way that was to be expected is for those who ask; at the start one line is for all. */
static void watch_ports_tell(const struct watch_port *p)
{
	const struct watch_ports *ports = p->ports;
	const struct port *port = &p->port;
	bool noted = port->fell_back && port->note[0];

	if (!noted && !ports->config->verbose && (!ports->greeted || ports->config->quiet))
		return;
	fprintf(stderr, "lenswatch: watching %s", port->name);
	if (ports->config->verbose)
		fprintf(stderr, " (%s)", attach_mode_name(port->mode));
	fprintf(stderr, "%s%s%s\n", ports->fallback.why.cause ? " through libpcap" : "",
		noted ? ": " : "", noted ? port->note : "");
}

void watch_ports_greet(struct watch_ports *ports)
{
	const char *before = "lenswatch: watching ";

	ports->greeted = true;
	if (ports->config->quiet)
		return;
	for (size_t i = 0; i < ports->count; i++) {
		if (ports->at[i].port.state != PORT_WATCHING)
			continue;
		fprintf(stderr, "%s%s", before, ports->at[i].port.name);
		before = ", ";
	}
	if (*before == ',')
		fputs(". Waiting for cameras – restarting one helps.\n", stderr);
}

static int watch_ports_begin(struct watch_port *p)
{
	struct port_config config = watch_ports_config(p->ports);
	int err = port_open(&p->port, &config);

	if (err)
		return err;
	watch_ports_hear(p);
	p->port.seen_ns = p->port.opened_ns = clock_now_ns();
	if (port_descriptor(&p->port) < 0) /* else frames are at hand already */
		watch_headers_open(&p->tap, p->ports->house, p->ports->loop, p->port.name,
				   p->ports->config->mirror);
	watch_ports_tell(p);
	return 0;
}

static void watch_ports_end(struct watch_port *p)
{
	ev_io_stop(p->ports->loop, &p->readable);
	watch_headers_close(&p->tap);
	port_close(&p->port);
}

/* A daemon's interface may come later: a router's bridge, an adapter. Who types a name is told at
 * once. */
static int watch_ports_wait(struct watch_port *p, int err)
{
	if (err != -ENODEV || !(p->ports->config->yields & CONFIG_INTERFACE))
		return err;
	p->port.away_ns = clock_now_ns();
	p->port.lost = CAUSE_INTERFACE_AWAY;
	fprintf(stderr, "lenswatch: there is no interface %s yet; it is watched when it comes\n",
		p->port.name);
	return 0;
}

int watch_ports_open(struct watch_ports *ports)
{
	for (ports->count = 0; ports->count < ports->config->interface_count; ports->count++) {
		struct watch_port *p = &ports->at[ports->count];
		int err;

		p->ports = ports;
		port_begin(&p->port, ports->config->interfaces[ports->count]);
		err = watch_ports_wait(p, watch_ports_begin(p));
		if (err)
			return err;
	}
	return 0;
}

bool watch_ports_has(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->interface_count; i++)
		if (strcmp(config->interfaces[i], name) == 0)
			return true;
	return false;
}

void watch_ports_close(struct watch_ports *ports)
{
	for (size_t i = 0; i < ports->count; i++)
		watch_ports_end(&ports->at[i]);
	ports->count = 0;
	keeper_finish(ports->keeper);
	ports->keeper = NULL;
}

void watch_ports_read(struct watch_ports *ports)
{
	for (size_t i = 0; i < ports->count; i++)
		watch_ports_drain(&ports->at[i]);
}

void watch_ports_tap(struct watch_ports *ports)
{
	for (size_t i = 0; i < ports->count; i++)
		watch_headers_take(&ports->at[i].tap);
}

/* One that comes back under its name has another number: nothing waits for the old one. */
static void watch_ports_went(struct watch_port *p)
{
	bool anew = links_by_name(p->ports->links, p->port.name) != NULL;

	watch_ports_end(p);
	source_leave(&p->ports->house->source, p->port.index);
	p->port.state = PORT_AWAY;
	p->port.lost = CAUSE_INTERFACE_AWAY;
	/* Word comes at once, but of two things that happened in between only of the last. */
	p->port.away_ns = anew ? p->port.seen_ns : clock_now_ns();
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

	if (p->port.patience_ns > clock_now_ns())
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
	port_strip(port, clock_now_ns());
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
	uint64_t card = port_drops(&p->port, p->ports->links);
	uint64_t buffer = attach_dropped(p->port.attach);
	uint64_t now_ns = clock_now_ns();

	if (card)
		watch_ports_loss(p, CAUSE_CARD_DROPPED, now_ns, card);
	if (buffer)
		watch_ports_loss(p, CAUSE_READ_LATE, now_ns, buffer);
}

void watch_ports_look(struct watch_ports *ports)
{
	bool fresh = false; /* what is known of interfaces */

	for (size_t i = 0; i < ports->count; i++) {
		struct watch_port *p = &ports->at[i];
		enum port_sight sight;

		if (p->port.state != PORT_WATCHING)
			continue;
		sight = port_look(&p->port, ports->links);
		/* An interface that went takes its program along, and word of it may come later. */
		if (sight == PORT_STRIPPED && !fresh) {
			fresh = links_refresh(ports->links) == 0;
			sight = port_look(&p->port, ports->links);
		}
		if (sight == PORT_THERE)
			p->port.seen_ns = clock_now_ns();
		else if (sight == PORT_GONE)
			watch_ports_went(p);
		else
			watch_ports_stripped(p);
	}
}

void watch_ports_survey(struct watch_ports *ports)
{
	watch_ports_look(ports);
	for (size_t i = 0; i < ports->count; i++) {
		struct watch_port *p = &ports->at[i];

		if (p->port.state == PORT_WATCHING)
			watch_ports_drops(p);
		else
			(void)watch_ports_return(p);
	}
}

static bool watch_ports_knows(const struct watch_ports *ports, const char *name)
{
	for (size_t i = 0; i < ports->count; i++)
		if (strcmp(ports->at[i].port.name, name) == 0)
			return true;
	return false;
}

static void watch_ports_move(struct watch_port *from, struct watch_port *to)
{
	if (from == to)
		return;
	ev_io_stop(from->ports->loop, &from->readable);
	to->ports = from->ports;
	to->port = from->port;
	watch_ports_hear(to);
	watch_headers_move(&from->tap, &to->tap);
}

void watch_ports_follow(struct watch_ports *ports, const struct config *config)
{
	size_t kept = 0;

	for (size_t i = 0; i < ports->count; i++) {
		struct watch_port *p = &ports->at[i];

		if (watch_ports_has(config, p->port.name))
			watch_ports_move(p, &ports->at[kept++]);
		else
			watch_ports_end(p);
	}
	ports->count = kept;
	for (size_t i = 0; i < config->interface_count; i++) {
		struct watch_port *p = &ports->at[ports->count];

		if (watch_ports_knows(ports, config->interfaces[i]))
			continue;
		p->ports = ports;
		port_begin(&p->port, config->interfaces[i]);
		p->port.away_ns = clock_now_ns();
		p->port.lost = CAUSE_INTERFACE_AWAY;
		ports->count++;
		(void)watch_ports_try(p); /* it is looked for again at each survey */
	}
}
