// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/machine.h"

#include <linux/if_arp.h>
#include <stdlib.h>
#include <string.h>

#define MACHINE_WHOLE 128 /* bits of a single address */

struct machine {
	struct links *links;
	struct home *home;
	void (*own)(void *context, const struct device_key *device);
	void *context;
};

static void machine_mac(const struct machine *m, const struct link_state *link)
{
	static const uint8_t none[6];
	struct device_key key = {.kind = DEVICE_BY_MAC};

	if (memcmp(link->mac, none, 6) == 0)
		return;
	memcpy(key.bytes, link->mac, 6);
	m->own(m->context, &key);
}

/*
 * Behind the way out lie the provider's other customers, and behind a tunnel whoever comes in by
 * it, who are not at home: of such an interface only the address counts.
 */
static void machine_addresses(const struct machine *m, const struct link_state *link)
{
	bool way_out = link_is_tunnel(link) || links_has_default_route(m->links, link->index) > 0;

	for (size_t i = 0; i < link->prefix_count; i++) {
		struct prefix whole = prefix_of(&link->addresses[i], MACHINE_WHOLE);

		home_add(m->home, way_out ? &whole : &link->prefixes[i], HOME_LOCAL);
	}
}

static void machine_link(void *context, const struct link_state *link)
{
	struct machine *m = context;

	machine_mac(m, link);
	machine_addresses(m, link);
}

void machine_tell(struct links *links, struct home *home,
		  void (*own)(void *context, const struct device_key *device), void *context)
{
	struct machine m = {.links = links, .home = home, .own = own, .context = context};

	links_each(links, machine_link, &m);
	machine_tunnels(links, home);
}

struct tunnels {
	struct links *links;
	bool vpn; /* of the link at hand */
	struct home_exception *list;
	size_t count, room;
};

static void machine_except(void *context, const struct prefix *prefix)
{
	struct tunnels *t = context;

	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 16;
		struct home_exception *list = reallocarray(t->list, room, sizeof(*list));

		if (!list)
			return;
		t->list = list;
		t->room = room;
	}
	t->list[t->count++] = (struct home_exception){*prefix, t->vpn};
}

/* A provider's line (PPP, a modem, IPv6 in IPv4) has the default route and is no VPN. */
static bool machine_is_vpn(struct links *links, const struct link_state *link)
{
	bool made = link->type == ARPHRD_NONE && link->kind[0];

	return made || links_has_default_route(links, link->index) <= 0;
}

static void machine_tunnel(void *context, const struct link_state *link)
{
	struct tunnels *t = context;

	if (!link->up || !link_is_tunnel(link))
		return;
	t->vpn = machine_is_vpn(t->links, link);
	for (size_t i = 0; i < link->prefix_count; i++)
		machine_except(t, &link->prefixes[i]);
	(void)links_each_route(t->links, link->index, machine_except, t);
}

void machine_tunnels(struct links *links, struct home *home)
{
	struct tunnels t = {.links = links};

	links_each(links, machine_tunnel, &t);
	home_except(home, t.list, t.count);
	free(t.list);
}
