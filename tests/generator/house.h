/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The house of a scene: its network, its router and who lives there. Read from `house` and `device`
 * lines. */
#ifndef GENERATOR_HOUSE_H
#define GENERATOR_HOUSE_H

#include "address.h"
#include "words.h"

#define HOUSE_DEVICES 64
#define HOUSE_NAME 64
#define HOUSE_ROUTER 0 /* node 0 */

struct device {
	char name[HOUSE_NAME];
	char kind[HOUSE_NAME]; /* camera, phone, ... as the scenario says */
	char vendor[HOUSE_NAME];
	char dhcp[HOUSE_NAME];	     /* its name in DHCP; empty: it asks for no lease */
	char dhcp_class[HOUSE_NAME]; /* vendor class (option 60) */
	char mdns[HOUSE_NAME];	     /* service instance it announces; empty: none */
	bool camera;
	bool behaviour; /* nothing names it: it is known by behaviour alone */
	uint8_t mac[6];
	struct address v4, v6, link_local;
	double joins; /* seconds after the start */
};

struct house {
	bool v4, v6, advertises; /* advertises: the router sends router advertisements */
	struct address network;
	unsigned network_bits;
	struct address prefix;
	struct address wan; /* the router's address outside */
	uint8_t wan_mac[6], provider_mac[6];
	unsigned mtu;
	int count;
	struct device devices[HOUSE_DEVICES];
};

/* Each returns 0 or -EINVAL with `error` (of at least 256 bytes) saying what is wrong and the cure.
 */
int house_line(struct house *house, const struct words *words, char *error);
int house_device_line(struct house *house, const struct words *words, char *error);
int house_find(const struct house *house, const char *name); /* index or -1 */
bool house_holds(const struct house *house,
		 const struct address *address); /* the address is inside */

#endif
