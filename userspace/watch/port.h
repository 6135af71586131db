/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One interface under watch: how it is watched, whether it is there, what it dropped. Called by
 * ports.c.
 */
#ifndef LENSWATCH_PORT_H
#define LENSWATCH_PORT_H

#include "capture/attach/attach.h"
#include "capture/source.h"

/* What `port_look` found. */
enum port_sight {
	PORT_THERE,
	PORT_GONE,     /* no interface has that name, or another one */
	PORT_STRIPPED, /* the interface is the same, but our program was taken off it */
};

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
	char note[ATTACH_TEXT];	 /* why not in a better way, or what failed */
	bool fell_back;		 /* see attach_fell_back */
	uint64_t seen_ns;	 /* when it was last known to be watched */
	uint64_t away_ns;	 /* since when it is not watched */
	enum cause lost;	 /* why not: CAUSE_INTERFACE_AWAY or CAUSE_TAKEN_OFF */
	uint64_t opened_ns;	 /* since when it is watched without a break */
	uint32_t stripped;	 /* how often its program was taken off soon after it was put on */
	uint64_t patience_ns;	 /* it is not tried before; 0 */
	uint64_t dropped;	 /* frames the network card dropped, since watching began */
	uint64_t dropped_before; /* what the interface's counter said when it began */
	int claim;		 /* see attach_claim; -1 none */
	struct attach *attach;	 /* NULL: it is not watched */
};

struct port_config {
	struct links *links;
	const struct source *source;
	int xdp, tc_ingress, tc_egress; /* programs of the source; else of no meaning */
	enum attach_mode mode;
	bool mirror;
	int mirror_socket; /* see attach_mirror_socket */
	struct keeper *keeper;
};

/* Makes it that of the interface `name`, which is copied; nothing is opened. */
void port_begin(struct port *port, const char *name);
/*
 * Watches it. 0; -ENODEV where there is no such interface; -errno with `port->note` a sentence with
 * the cure.
 */
int port_open(struct port *port, const struct port_config *config);
/* Lets go of it: what was attached is gone. */
void port_close(struct port *port);
/* Whether what was attached is still there, on the interface of that name. */
enum port_sight port_look(const struct port *port, const struct links *links);
/*
 * Its program was taken off: whoever did it may do so again, and is not to be fought. At once for
 * the first three times in a row, then after half a minute, which doubles up to ten.
 */
void port_strip(struct port *port, uint64_t now_ns);
/* Readable when frames are there to be read; -1 where none are, as the source takes them itself. */
int port_descriptor(const struct port *port);
/* Frames that the card dropped since the last call. */
uint64_t port_drops(struct port *port, const struct links *links);
const char *port_state_name(enum port_state state);

#endif
