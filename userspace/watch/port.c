// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/port.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PORT_SECOND 1000000000ULL
/* What stays on so long was not taken off by who took it off before. */
#define PORT_CALM_S 600
#define PORT_TRIES 3
#define PORT_WAIT_S 30

void port_begin(struct port *port, const char *name)
{
	memset(port, 0, sizeof(*port));
	snprintf(port->name, sizeof(port->name), "%s", name);
	port->claim = -1;
}

static int port_attach(struct port *port, const struct port_config *config,
		       const struct link_state *link)
{
	struct attach_config attach = {
		.links = config->links,
		.link = link,
		.mode = config->mode,
		.mirror = config->mirror,
		.mirror_socket = config->mirror_socket,
		.keeper = config->keeper,
		.xdp = config->xdp,
		.tc_ingress = config->tc_ingress,
		.tc_egress = config->tc_egress,
	};
	int err = source_place(config->source, link->index, port->rank);

	if (!err)
		err = attach_open(&attach, &port->attach, port->note);
	if (err)
		return err;
	port->mode = attach_mode(port->attach);
	port->fell_back = attach_fell_back(port->attach);
	return 0;
}

static int port_claim(struct port *port)
{
	port->claim = attach_claim(port->index);
	if (port->claim >= 0)
		return 0;
	snprintf(port->note, sizeof(port->note),
		 port->claim == -EADDRINUSE
			 ? "another Lenswatch is watching %s already; stop that one first"
			 : "%s could not be claimed for this Lenswatch",
		 port->name);
	return port->claim;
}

int port_open(struct port *port, const struct port_config *config)
{
	const struct link_state *link = links_by_name(config->links, port->name);
	int err;

	if (!link)
		return -ENODEV;
	port->index = link->index;
	port->rank = links_rank(config->links, link);
	port->dropped_before = link->dropped;
	port->note[0] = '\0';
	err = port_claim(port);
	if (err)
		return err;
	err = port_attach(port, config, link);
	if (err)
		port_close(port);
	else
		port->state = PORT_WATCHING;
	return err;
}

void port_close(struct port *port)
{
	attach_close(port->attach);
	port->attach = NULL;
	if (port->claim >= 0)
		close(port->claim);
	port->claim = -1;
}

enum port_sight port_look(const struct port *port, const struct links *links)
{
	const struct link_state *link = links_by_name(links, port->name);

	if (!link || link->index != port->index)
		return PORT_GONE;
	if (!port->attach)
		return PORT_GONE;
	return attach_is_alive(port->attach) ? PORT_THERE : PORT_STRIPPED;
}

int port_descriptor(const struct port *port)
{
	return port->attach ? attach_descriptor(port->attach) : -1;
}

void port_strip(struct port *port, uint64_t now_ns)
{
	uint64_t wait_s = PORT_WAIT_S;

	if (now_ns - port->opened_ns > PORT_CALM_S * PORT_SECOND)
		port->stripped = 0;
	port->patience_ns = 0;
	if (++port->stripped <= PORT_TRIES)
		return;
	for (uint32_t i = PORT_TRIES + 1; i < port->stripped && wait_s < PORT_CALM_S; i++)
		wait_s *= 2;
	if (wait_s > PORT_CALM_S)
		wait_s = PORT_CALM_S;
	port->patience_ns = now_ns + wait_s * PORT_SECOND;
}

uint64_t port_drops(struct port *port, const struct links *links)
{
	const struct link_state *link = links_by_index(links, port->index);
	uint64_t fresh;

	if (!link || link->dropped < port->dropped_before)
		return 0;
	fresh = link->dropped - port->dropped_before;
	port->dropped_before = link->dropped;
	port->dropped += fresh;
	return fresh;
}

const char *port_state_name(enum port_state state)
{
	static const char *const names[] = {
		[PORT_AWAY] = "away", [PORT_WATCHING] = "watching", [PORT_FAILED] = "failed"};

	return names[state];
}
