/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Listens to what devices say of themselves and ask for: DNS, DHCP, mDNS, SSDP, router
 * advertisements, neighbour discovery. Turns packets of the engine's samples into facts for the
 * names, home and camera rooms.
 */
#ifndef LENSWATCH_LISTEN_H
#define LENSWATCH_LISTEN_H

#include "camera/device.h"
#include "flow/home.h"
#include "flow/names.h"
#include "observation.h"
#include "rules/rules.h"

struct listener_config {
	struct names *names;
	struct home *home;
	const struct rules *rules;
	struct geography *geography; /* learns NAT64's prefix; may be NULL */
	/* By whom cameras reach the outside, as it is known by then; kind 0: not seen. */
	const struct device_key *gateway;
	/* Finds or adds a device; NULL where there is no room. */
	struct device *(*find)(void *context, const struct device_key *key);
	/* Called after a fact about `device`, with the state it had before. */
	void (*changed)(void *context, struct device *device, enum device_state before);
	void *context;
};

struct listener;

int listener_create(const struct listener_config *config, struct listener **out); /* 0 or -ENOMEM */
void listener_destroy(struct listener *listener);
void listener_reload(struct listener *listener, const struct rules *rules);
void listener_hear(struct listener *listener, const struct sample *sample);

#endif
