// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/tables.h"

#include <errno.h>
#include <string.h>

#include "watch/ports.h"

#define DEEPEST 4 /* interfaces on one another, as of a bridge over a VLAN over a bond */

struct tables_beneath {
	struct watch *watch;
	const struct link_state *link; /* a bridge, or a VLAN's device */
	struct config *config;	       /* where its ports go; NULL: they are only looked for */
	unsigned depth;
	bool any; /* something lies beneath */
	bool passed, counted, late;
};

/* A port that was watched at the start is one still, whatever became of its table. */
static const char *tables_added(const struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->added_count; i++)
		if (!strcmp(w->added[i], name))
			return w->added[i];
	return NULL;
}

static const char *tables_may_add(struct watch *w, const char *name)
{
	const struct flowtable_device *device = flowtable_find(&w->forwarding, name);
	const char *added = tables_added(w, name);

	/* The rights to watch one more were given away. */
	if (added || !device || device->late || w->added_count == CONFIG_INTERFACES)
		return added;
	snprintf(w->added[w->added_count], LINK_NAME, "%s", name);
	return w->added[w->added_count++];
}

static void tables_add_port(void *context, const struct link_state *link)
{
	struct tables_beneath *b = context;
	const char *name;

	if (link->master != b->link->index || watch_ports_has(b->config, link->name) ||
	    b->config->interface_count == CONFIG_INTERFACES)
		return;
	name = tables_may_add(b->watch, link->name);
	if (!name)
		return;
	b->config->interfaces[b->config->interface_count++] = name;
	fprintf(stderr,
		"lenswatch: connections are forwarded past %s (flow offload): watching its port %s "
		"too\n",
		b->link->name, link->name);
}

/* What the kernel forwards past a bridge is seen at its ports. */
void watch_tables_add(struct watch *watch, struct config *config)
{
	size_t count = config->interface_count;

	if (watch->config.attach != ATTACH_AUTO || watch->config.mirror)
		return;
	for (size_t i = 0; i < count; i++) {
		struct tables_beneath b = {.watch = watch, .config = config};

		b.link = links_by_name(watch->links, config->interfaces[i]);
		if (b.link && link_is_bundle(b.link))
			links_each(watch->links, tables_add_port, &b);
	}
}

/* A port of the bridge, or what the VLAN lies on, between which and others the kernel forwards. */
static void tables_look_beneath(void *context, const struct link_state *link)
{
	struct tables_beneath *b = context, below;
	const struct flowtable_device *device;

	if (link->master != b->link->index && link->index != b->link->lower)
		return;
	if (watch_ports_has(&b->watch->config, link->name))
		return;
	b->any = true;
	device = flowtable_find(&b->watch->forwarding, link->name);
	if (device) {
		b->counted = device->counts && (b->counted || !b->passed);
		b->late = b->late || device->late;
		b->passed = true;
	}
	if (b->depth == DEEPEST)
		return;
	below = *b;
	below.link = link;
	below.depth++;
	links_each(b->watch->links, tables_look_beneath, &below);
	b->passed = below.passed;
	b->counted = below.counted;
	b->late = below.late;
}

static void tables_pass_port(struct watch *w, const struct port *port)
{
	struct tables_beneath b = {.watch = w};

	b.link = links_by_name(w->links, port->name);
	if (b.link)
		links_each(w->links, tables_look_beneath, &b);
	if (b.passed || (b.any && w->forwarding.unknown))
		offload_pass(w->offload, port->index, b.counted && !w->forwarding.unknown);
	w->passed_late = w->passed_late || b.late;
}

void watch_tables_pass(struct watch *watch)
{
	offload_pass_none(watch->offload, watch->forwarding.unknown, watch->tables_ns);
	watch->passed_late = false;
	for (size_t i = 0; i < watch->port_count; i++)
		tables_pass_port(watch, &watch->ports[i].port);
}

static void tables_readable(struct ev_loop *loop, ev_io *io, int events)
{
	static const struct event_gap unheard = {.cause = CAUSE_FORWARDED_UNHEARD};
	struct watch *w = io->data;
	bool before = w->passed_late, unknown = w->forwarding.unknown;
	char words[GAP_WORDS];

	(void)loop;
	(void)events;
	flowtable_follow(&w->forwarding);
	w->tables_ns = watch_now();
	watch_tables_pass(w);
	if (w->passed_late && !before)
		fputs("lenswatch: a flow table of nftables is new: connections are forwarded past "
		      "what is watched; `lenswatch status` says what to do\n",
		      stderr);
	if (w->forwarding.unknown && !unknown)
		fprintf(stderr, "lenswatch: %s\n", gap_words(&unheard, words));
}

void watch_tables_open(struct watch *watch)
{
	int err = flowtable_open(&watch->forwarding);

	/* Without the right to ask what is marked in connection tracking tells. */
	if (err && err != -EPERM && err != -EPROTONOSUPPORT)
		watch->forwarding.unknown = true;
}

void watch_tables_start(struct watch *watch)
{
	if (!watch->forwarding.news)
		return;
	ev_io_init(&watch->tables, tables_readable, flowtable_descriptor(&watch->forwarding),
		   EV_READ);
	watch->tables.data = watch;
	ev_io_start(watch->loop, &watch->tables);
}

void watch_tables_close(struct watch *watch)
{
	flowtable_close(&watch->forwarding);
}
