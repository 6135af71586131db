// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/tables.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "words/gap.h"

#define DEEPEST 4 /* interfaces on one another, as of a bridge over a VLAN over a bond */

struct tables_beneath {
	struct watch_tables *tables;
	const struct link_state *link; /* a bridge, or a VLAN's device */
	struct config *config;	       /* where its ports go; NULL: they are only looked for */
	unsigned depth;
	bool any; /* something lies beneath */
	bool passed, counted, late;
};

/* A port that was watched at the start is one still, whatever became of its table. */
static const char *tables_added(const struct watch_tables *t, const char *name)
{
	for (size_t i = 0; i < t->added_count; i++)
		if (!strcmp(t->added[i], name))
			return t->added[i];
	return NULL;
}

static const char *tables_may_add(struct watch_tables *t, const char *name)
{
	const struct flowtable_device *device = flowtable_find(&t->forwarding, name);
	const char *added = tables_added(t, name);

	/* The rights to watch one more were given away. */
	if (added || !device || device->late || t->added_count == CONFIG_INTERFACES)
		return added;
	snprintf(t->added[t->added_count], LINK_NAME, "%s", name);
	return t->added[t->added_count++];
}

static void tables_add_port(void *context, const struct link_state *link)
{
	struct tables_beneath *b = context;
	const char *name;

	if (link->master != b->link->index || watch_ports_has(b->config, link->name) ||
	    b->config->interface_count == CONFIG_INTERFACES)
		return;
	name = tables_may_add(b->tables, link->name);
	if (!name)
		return;
	b->config->interfaces[b->config->interface_count++] = name;
	fprintf(stderr,
		"lenswatch: connections are forwarded past %s (flow offload): watching its port %s "
		"too\n",
		b->link->name, link->name);
}

/* What the kernel forwards past a bridge is seen at its ports. */
void watch_tables_add(struct watch_tables *tables, struct config *config)
{
	size_t count = config->interface_count;

	if (tables->config->attach != ATTACH_AUTO || tables->config->mirror)
		return;
	for (size_t i = 0; i < count; i++) {
		struct tables_beneath b = {.tables = tables, .config = config};

		b.link = links_by_name(tables->links, config->interfaces[i]);
		if (b.link && link_is_bundle(b.link))
			links_each(tables->links, tables_add_port, &b);
	}
}

/* A port of the bridge, or what the VLAN lies on, between which and others the kernel forwards. */
static void tables_look_beneath(void *context, const struct link_state *link)
{
	struct tables_beneath *b = context, below;
	const struct flowtable_device *device;

	if (link->master != b->link->index && link->index != b->link->lower)
		return;
	if (watch_ports_has(b->tables->config, link->name))
		return;
	b->any = true;
	device = flowtable_find(&b->tables->forwarding, link->name);
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
	links_each(b->tables->links, tables_look_beneath, &below);
	b->passed = below.passed;
	b->counted = below.counted;
	b->late = below.late;
}

static void tables_pass_port(struct watch_tables *t, const struct port *port)
{
	struct tables_beneath b = {.tables = t};

	b.link = links_by_name(t->links, port->name);
	if (b.link)
		links_each(t->links, tables_look_beneath, &b);
	if (b.passed || (b.any && t->forwarding.unknown))
		offload_pass(t->offload, port->index, b.counted && !t->forwarding.unknown);
	t->passed_late = t->passed_late || b.late;
}

void watch_tables_pass(struct watch_tables *tables)
{
	offload_pass_none(tables->offload, tables->forwarding.unknown, tables->heard_ns);
	tables->passed_late = false;
	for (size_t i = 0; i < tables->ports->count; i++)
		tables_pass_port(tables, &tables->ports->at[i].port);
}

static void tables_readable(struct ev_loop *loop, ev_io *io, int events)
{
	static const struct event_gap unheard = {.cause = CAUSE_FORWARDED_UNHEARD};
	struct watch_tables *t = io->data;
	bool before = t->passed_late, unknown = t->forwarding.unknown;
	char words[GAP_WORDS];

	(void)loop;
	(void)events;
	flowtable_follow(&t->forwarding);
	t->heard_ns = clock_now_ns();
	watch_tables_pass(t);
	if (t->passed_late && !before)
		fputs("lenswatch: a flow table of nftables is new: connections are forwarded past "
		      "what is watched; `lenswatch status` says what to do\n",
		      stderr);
	if (t->forwarding.unknown && !unknown)
		fprintf(stderr, "lenswatch: %s\n", gap_words(&unheard, words));
}

void watch_tables_open(struct watch_tables *tables)
{
	int err = flowtable_open(&tables->forwarding);

	/* Without the right to ask what is marked in connection tracking tells. */
	if (err && err != -EPERM && err != -EPROTONOSUPPORT)
		tables->forwarding.unknown = true;
}

void watch_tables_start(struct watch_tables *tables)
{
	if (!tables->forwarding.news)
		return;
	ev_io_init(&tables->news, tables_readable, flowtable_descriptor(&tables->forwarding),
		   EV_READ);
	tables->news.data = tables;
	ev_io_start(tables->loop, &tables->news);
}

void watch_tables_close(struct watch_tables *tables)
{
	flowtable_close(&tables->forwarding);
}
