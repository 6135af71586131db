// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/opening.h"

#include <errno.h>
#include <net/if_arp.h>
#include <string.h>
#include <unistd.h>

#include "capture/attach/keeper.h"
#include "capture/attach/tc.h"
#include "capture/kernel/kernel.h"
#include "capture/meter/meter.h"
#include "words/fallback.h"

#define OPENING_QUIET_S 10

static void opening_name(void *context, const struct link_state *link)
{
	const char **before = context;

	if (link->type == ARPHRD_LOOPBACK)
		return;
	fprintf(stderr, "%s%s", *before, link->name);
	*before = ", ";
}

static void opening_no_such(const struct links *links, const char *name)
{
	const char *before = " There are: ";

	fprintf(stderr, "lenswatch: there is no interface %s.", name);
	links_each(links, opening_name, &before);
	putc('\n', stderr);
}

static int opening_meter(struct watch_ports *ports)
{
	struct meter_config config = {
		.home = ports->house->home,
		.observer = engine_observer(ports->house->engine),
		.flow_limit = 8192,
		.supplied = true,
	};

	struct meter *meter;
	int err = meter_create(&config, &meter);

	if (err)
		return err;
	ports->mode = ATTACH_PCAP;
	house_attach(ports->house, meter_source(meter));
	return 0;
}

static int opening_kernel(struct watch_ports *ports)
{
	struct kernel_config config = {
		.home = ports->house->home,
		.observer = engine_observer(ports->house->engine),
		.mirror = ports->config->mirror,
	};

	struct refusal *why = &ports->fallback.why;
	struct kernel *kernel;
	int err = kernel_create(&config, &kernel, why);

	if (err)
		return err;
	ports->mode = ports->config->attach;
	house_attach(ports->house, kernel_source(kernel));
	ports->xdp = kernel_program(kernel, KERNEL_XDP);
	ports->tc_ingress = kernel_program(kernel, KERNEL_TC_INGRESS);
	ports->tc_egress = kernel_program(kernel, KERNEL_TC_EGRESS);
	if (!tc_needs_keeper())
		return 0;
	err = keeper_start(ports->tc_ingress, ports->tc_egress, &ports->keeper);
	if (err)
		*why = (struct refusal){.cause = REFUSAL_OTHER, .error = -err};
	return err;
}

static int opening_refused(struct watch_ports *ports, int err)
{
	const struct port *port = &ports->at[ports->count].port;

	if (err == -ENODEV)
		opening_no_such(ports->links, port->name);
	else
		fprintf(stderr, "lenswatch: %s\n", port->note);
	return err;
}

/* Where the kernel or an interface cannot, all go through libpcap: one source keeps one order. */
static int opening_fall_back(struct watch_ports *ports)
{
	int err;

	fputs("lenswatch: ", stderr);
	fallback_write(&ports->fallback, "lenswatch:   ", stderr);
	watch_ports_close(ports);
	house_detach(ports->house);
	err = opening_meter(ports);
	if (err)
		return err;
	err = watch_ports_open(ports);
	return err ? opening_refused(ports, err) : 0;
}

static void opening_no_kernel(const struct watch_ports *ports)
{
	const char *cure = fallback_cure(&ports->fallback.why);

	fputs("lenswatch: Lenswatch's program in the kernel cannot be used: ", stderr);
	fallback_write_why(&ports->fallback.why, "lenswatch:   ", stderr);
	fprintf(stderr, "lenswatch:   What to do: %s%suse --attach pcap.\n", cure ? cure : "",
		cure ? "; or " : "");
}

/* Without rights libpcap has none either, and without memory no more of it. */
static bool opening_may_fall_back(const struct watch_ports *ports)
{
	enum refusal_cause cause = ports->fallback.why.cause;

	return ports->config->attach == ATTACH_AUTO && !ports->config->mirror &&
	       cause != REFUSAL_RIGHTS && cause != REFUSAL_MEMORY;
}

static int opening_by_kernel(struct watch_ports *ports)
{
	struct refusal *why = &ports->fallback.why;
	int err = opening_kernel(ports);

	if (err && opening_may_fall_back(ports))
		return opening_fall_back(ports);
	if (err) {
		opening_no_kernel(ports);
		return err;
	}
	err = watch_ports_open(ports);
	if (err != -EOPNOTSUPP || !opening_may_fall_back(ports))
		return err ? opening_refused(ports, err) : 0;
	why->cause = REFUSAL_INTERFACE;
	why->error = -err;
	why->said_count = 1;
	snprintf(why->said[0], sizeof(why->said[0]), "%s", ports->at[ports->count].port.note);
	return opening_fall_back(ports);
}

static int opening_refuse_mirror(struct watch_ports *ports, const uint64_t *sent)
{
	char text[ATTACH_TEXT];

	for (size_t i = 0; i < ports->config->interface_count; i++) {
		const struct link_state *link =
			links_by_name(ports->links, ports->config->interfaces[i]);
		const char *refusal =
			link ? attach_mirror_refusal(ports->links, link,
						     sent && link->sent != sent[i], text)
			     : NULL;

		if (!refusal)
			continue;
		fprintf(stderr, "lenswatch: %s\n", refusal);
		return -EINVAL;
	}
	return 0;
}

/* A port that sends is in use: what it receives must not be swallowed. */
static int opening_mirror(struct watch_ports *ports)
{
	uint64_t sent[CONFIG_INTERFACES] = {0};
	int err = opening_refuse_mirror(ports, NULL);

	if (err)
		return err;
	for (size_t i = 0; i < ports->config->interface_count; i++) {
		const struct link_state *link =
			links_by_name(ports->links, ports->config->interfaces[i]);

		sent[i] = link ? link->sent : 0;
	}
	fprintf(stderr,
		"lenswatch: looking for %d seconds whether the mirror port sends anything\n",
		OPENING_QUIET_S);
	sleep(OPENING_QUIET_S);
	err = links_refresh(ports->links);
	if (!err)
		err = opening_refuse_mirror(ports, sent);
	if (!err && ports->config->attach != ATTACH_PCAP) {
		ports->mirror_socket = attach_mirror_socket();
		err = ports->mirror_socket < 0 ? ports->mirror_socket : 0;
	}
	return err;
}

static int opening_open_ways(struct watch_ports *ports)
{
	int err = ports->config->mirror ? opening_mirror(ports) : 0;

	if (err)
		return err;
	if (ports->config->attach != ATTACH_PCAP)
		return opening_by_kernel(ports);
	err = opening_meter(ports);
	if (!err)
		err = watch_ports_open(ports);
	return err ? opening_refused(ports, err) : 0;
}

/* A way of watching that a file asks for and nobody can go is left for the one that always works.
 */
static int opening_open_anyway(struct watch_ports *ports, struct problems *refused, int err)
{
	const struct port *port = &ports->at[ports->count].port;
	bool mirror = ports->config->mirror && ports->config->yields & CONFIG_MIRROR;
	bool attach = ports->config->attach != ATTACH_AUTO && ports->config->yields & CONFIG_ATTACH;
	const char *why = ports->count < ports->config->interface_count && port->note[0]
				  ? port->note
				  : "it cannot be done here, the log says why";

	if (err == -EADDRINUSE || err == -ENOMEM || (!mirror && !attach))
		return err;
	if (mirror)
		problems_add(refused, "mirror", "yes", why, "it is watched as no mirror port");
	if (attach)
		problems_add(refused, "attach", attach_mode_name(ports->config->attach), why,
			     "auto is taken instead");
	watch_ports_close(ports);
	house_detach(ports->house);
	if (ports->mirror_socket >= 0)
		close(ports->mirror_socket);
	ports->mirror_socket = -1;
	ports->fallback = (struct event_fallback){0};
	ports->config->mirror = ports->config->mirror && !mirror;
	ports->config->attach = attach ? ATTACH_AUTO : ports->config->attach;
	return opening_open_ways(ports);
}

int opening_open(struct watch_ports *ports, struct problems *refused)
{
	int err = opening_open_ways(ports);

	return err ? opening_open_anyway(ports, refused, err) : 0;
}
