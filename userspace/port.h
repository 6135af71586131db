/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One interface under watch: how it is watched, whether it is there, what it dropped. Called by
 * watch.c.
 */
#ifndef LENSWATCH_PORT_H
#define LENSWATCH_PORT_H

#include "capture/attach.h"
#include "capture/interface.h"
#include "capture/kernel.h"

#define PORT_REASON 64

enum port_state {
	PORT_AWAY = 0, /* there is no such interface now */
	PORT_WATCHING,
	PORT_FAILED, /* it is there, but could not be watched again: `note` says why */
};

struct port {
	char name[LINK_NAME];
	uint32_t index;
	unsigned rank; /* see links_rank */
	enum port_state state;
	enum attach_mode mode;
	char note[ATTACH_TEXT];	     /* why not in a better way, or what failed */
	uint64_t away_ns;	     /* since when it is not watched */
	char reason[2][PORT_REASON]; /* words of its losses: they must outlive the call */
	uint64_t dropped;	     /* frames the network card dropped, since watching began */
	uint64_t dropped_before;     /* what the interface's counter said when it began */
	int claim;		     /* see attach_claim; -1 none */
	struct attach *attach;
	struct interface *interface;
};

struct port_config {
	struct links *links;
	struct kernel *kernel; /* NULL: libpcap */
	enum attach_mode mode;
	bool mirror;
	int mirror_socket; /* see attach_mirror_socket */
};

void port_begin(struct port *port, const char *name);
/*
 * Watches it. 0; -ENODEV where there is no such interface; -errno with `port->note` a sentence with
 * the cure.
 */
int port_open(struct port *port, const struct port_config *config);
/* Lets go of it: what was attached is gone. */
void port_close(struct port *port);
/* Whether what was attached is still there, on the interface of that name. */
bool port_is_there(const struct port *port, const struct links *links);
/* Frames that the card dropped since the last call. */
uint64_t port_drops(struct port *port, const struct links *links);
const char *port_state_name(enum port_state state);

#endif
