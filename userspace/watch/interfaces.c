// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/interfaces.h"

#include "words/clean.h"
#include "words/sight.h"

#include <net/if_arp.h>
#include <string.h>

#define WORDS 256
/* Where the second and third column begin. */
#define NAME_WIDTH 12
#define KIND_WIDTH 34
#define DEEPEST 4 /* interfaces on one another */

/* How fit it is to be watched; the greatest is proposed. */
enum fitness {
	FIT_NOT = 0,
	FIT_ADDRESS, /* it has a private address */
	FIT_BRIDGE,  /* ... and is a bridge */
};

struct interfaces_teller {
	struct links *links;
	FILE *file;
	bool down;	  /* those that are down are told now */
	bool has_home;	  /* there is one that is fit */
	bool has_uplink;  /* a default route leaves by one */
	uint32_t best;	  /* index */
	enum fitness fit; /* of the best */
	size_t fitting;	  /* how many are fit at all */
	size_t told;
};

static bool is_listed(const struct link_state *link)
{
	return link->type != ARPHRD_LOOPBACK;
}

static bool is_ethernet(const struct link_state *link)
{
	return link->type == ARPHRD_ETHER;
}

static bool is_bridge(const struct link_state *link)
{
	return !strcmp(link->kind, "bridge");
}

static bool has_private_address(const struct link_state *link)
{
	for (size_t i = 0; i < link->prefix_count; i++) {
		if (address_is_private(&link->addresses[i]) &&
		    !address_is_link_local(&link->addresses[i]))
			return true;
	}
	return false;
}

/* Networks of containers and virtual machines on this computer, by the names that Docker, libvirt,
 * LXC, Podman and Kubernetes give them. Docker's own are "br-" and twelve hexadecimal digits. */
static bool is_of_guests(const struct link_state *link)
{
	static const char *const names[] = {"docker", "virbr", "lxcbr", "lxdbr", "podman", "cni"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strncmp(link->name, names[i], strlen(names[i])))
			return true;
	}
	return !strncmp(link->name, "br-", 3) && strlen(link->name) == 15 &&
	       strspn(link->name + 3, "0123456789abcdef") == 12;
}

static bool is_uplink(struct links *links, const struct link_state *link)
{
	return links_has_default_route(links, link->index) == 1;
}

static enum fitness interfaces_fitness(struct links *links, const struct link_state *link)
{
	if (!link->up || !is_listed(link) || !is_ethernet(link) || link->master ||
	    is_of_guests(link) || !has_private_address(link) || is_uplink(links, link))
		return FIT_NOT;
	return is_bridge(link) ? FIT_BRIDGE : FIT_ADDRESS;
}

static void interfaces_choose(void *context, const struct link_state *link)
{
	struct interfaces_teller *teller = context;
	enum fitness fit = interfaces_fitness(teller->links, link);

	teller->has_uplink |= is_uplink(teller->links, link);
	teller->fitting += fit != FIT_NOT;
	if (fit > teller->fit) {
		teller->fit = fit;
		teller->best = link->index;
	}
}

/* "bridge of lan1, lan2" */
struct ports {
	uint32_t master;
	char *text;
	size_t used;
	const char *between;
};

static void add_port(void *context, const struct link_state *link)
{
	struct ports *ports = context;
	int written;

	if (link->master != ports->master || ports->used >= WORDS)
		return;
	written = snprintf(ports->text + ports->used, WORDS - ports->used, "%s%s", ports->between,
			   link->name);
	ports->used += written > 0 ? (size_t)written : 0;
	ports->between = ", ";
}

static void tell_bundle(const struct links *links, const struct link_state *link, char text[WORDS])
{
	struct ports ports = {.master = link->index, .text = text, .between = " of "};

	ports.used = (size_t)snprintf(text, WORDS, "%s", link->kind);
	links_each(links, add_port, &ports);
	if (*ports.between == ' ')
		snprintf(text, WORDS, "%s without ports", link->kind);
}

static const struct {
	const char *kind, *words;
} kinds[] = {
	{"veth", SIGHT_CABLE}, {"tun", SIGHT_TUNNEL}, {"wireguard", "WireGuard tunnel"},
	{"ppp", "PPP line"},   {"dummy", "dummy"},
};

static const char *interfaces_kind_words(const struct link_state *link)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].kind, link->kind))
			return kinds[i].words;
	}
	if (link->type == ARPHRD_PPP)
		return "PPP line";
	if (!is_ethernet(link))
		return link->kind[0] ? link->kind : "not Ethernet";
	return link->kind[0] ? link->kind : "Ethernet";
}

static void tell_kind(const struct links *links, const struct link_state *link, char text[WORDS])
{
	const struct link_state *lower = link->lower ? links_by_index(links, link->lower) : NULL;

	if (link_is_bundle(link))
		tell_bundle(links, link, text);
	else if (link->wireless)
		snprintf(text, WORDS, "Wi-Fi");
	else if (!strcmp(link->kind, "dsa"))
		snprintf(text, WORDS, "switch port%s%s", lower ? " on " : "",
			 lower ? lower->name : "");
	else if (lower)
		snprintf(text, WORDS, "%s on %s", strcmp(link->kind, "vlan") ? link->kind : "VLAN",
			 lower->name);
	else
		snprintf(text, WORDS, "%s", interfaces_kind_words(link));
}

static enum passes interfaces_other(const struct link_state *link, const struct link_state *above)
{
	if (above && link->master)
		return PASSES_PORT;
	if (above && !strcmp(above->kind, "dsa"))
		return PASSES_SWITCH;
	if (above)
		return PASSES_LOWER;
	if (!is_ethernet(link))
		return PASSES_TUNNEL;
	if (is_of_guests(link))
		return PASSES_GUESTS;
	return link->prefix_count ? PASSES_ANY : PASSES_MIRROR;
}

static enum passes interfaces_passes(const struct interfaces_teller *teller,
				     const struct link_state *link, const struct link_state *above)
{
	enum fitness fit = interfaces_fitness(teller->links, link);

	if (is_uplink(teller->links, link))
		return teller->has_home	 ? PASSES_PROVIDER
		       : is_bridge(link) ? PASSES_OWN_BRIDGE
					 : PASSES_OWN;
	if (fit == FIT_NOT)
		return interfaces_other(link, above);
	if (!teller->has_uplink)
		return PASSES_NETWORK;
	return fit == FIT_BRIDGE ? PASSES_HOME : PASSES_NETWORK_OUT;
}

static void tell_sight(const struct interfaces_teller *teller, const struct link_state *link,
		       char text[WORDS])
{
	const struct link_state *above = links_above(teller->links, link);
	char words[SIGHT_WORDS];

	snprintf(text, WORDS, "%s",
		 sight_passes_words(interfaces_passes(teller, link, above),
				    above ? above->name : NULL, words));
}

static void interfaces_tell_one(void *context, const struct link_state *link)
{
	struct interfaces_teller *teller = context;
	char kind[WORDS], sight[WORDS], line[3 * WORDS], clean[CLEAN_MOST];

	if (!is_listed(link) || link->up == teller->down)
		return;
	tell_kind(teller->links, link, kind);
	if (link->up)
		tell_sight(teller, link, sight);
	else
		snprintf(sight, sizeof(sight), "down");
	snprintf(line, sizeof(line), "%-*s %-*s %s", NAME_WIDTH, link->name, KIND_WIDTH, kind,
		 sight);
	fprintf(teller->file, "%s\n", clean_printable(line, clean));
	teller->told++;
}

static void interfaces_propose(const struct interfaces_teller *teller)
{
	const struct link_state *best = links_by_index(teller->links, teller->best);
	char clean[CLEAN_MOST];

	if (teller->has_home)
		sight_write_begin(clean_printable(best->name, clean), teller->file);
	else
		sight_write_begin(NULL, teller->file);
}

void interfaces_tell(struct links *links, FILE *file)
{
	struct interfaces_teller teller = {.links = links, .file = file};

	links_each(links, interfaces_choose, &teller);
	teller.has_home = teller.fit != FIT_NOT;
	links_each(links, interfaces_tell_one, &teller);
	teller.down = true;
	links_each(links, interfaces_tell_one, &teller);
	if (!teller.told)
		sight_write_alone(file);
	interfaces_propose(&teller);
}

bool interfaces_one(struct links *links, char out[LINK_NAME])
{
	struct interfaces_teller teller = {.links = links};

	links_each(links, interfaces_choose, &teller);
	if (teller.fitting != 1 || !teller.has_uplink)
		return false;
	memcpy(out, links_by_index(links, teller.best)->name, LINK_NAME);
	return true;
}

/* An interface and all that lies on it: bridges and bonds it is a port of, VLANs, others on those.
 */
struct stack {
	struct links *links;
	uint32_t lower; /* of those that are looked for */
	unsigned depth;
	bool home; /* one has a private address and is no way out */
	bool out;  /* by one this machine goes out */
};

static void climb_on(void *context, const struct link_state *link);

static void interfaces_climb(struct stack *stack, const struct link_state *link)
{
	const struct link_state *master = links_by_index(stack->links, link->master);
	uint32_t lower = stack->lower;

	stack->home = stack->home || interfaces_fitness(stack->links, link) != FIT_NOT;
	stack->out = stack->out || links_has_default_route(stack->links, link->index) > 0;
	if (++stack->depth < DEEPEST) {
		if (master)
			interfaces_climb(stack, master);
		stack->lower = link->index;
		links_each(stack->links, climb_on, stack);
		stack->lower = lower;
	}
	stack->depth--;
}

static void climb_on(void *context, const struct link_state *link)
{
	struct stack *stack = context;

	if (link->lower == stack->lower)
		interfaces_climb(stack, link);
}

/*
 * By which interface a line of PPPoE goes the kernel does not say. A VPN is no such line: a
 * recorder at a mirror port may go out by one.
 */
static void find_line(void *context, const struct link_state *link)
{
	struct stack *stack = context;

	if (link->type == ARPHRD_PPP && links_has_default_route(stack->links, link->index) > 0)
		stack->out = true;
}

/*
 * What has no address may be the end of a mirror port; or it carries what this machine goes out by:
 * a VLAN, a line by PPPoE.
 */
static bool is_elsewhere(struct links *links, const struct link_state *link)
{
	struct stack stack = {.links = links};

	interfaces_climb(&stack, link);
	if (!stack.home && !stack.out)
		links_each(links, find_line, &stack);
	return !stack.home && (link->prefix_count || stack.out);
}

bool interfaces_miss_home(struct links *links, const char *const names[], size_t count,
			  char home[LINK_NAME])
{
	struct interfaces_teller teller = {.links = links};
	const struct link_state *best;

	if (!count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct link_state *link = links_by_name(links, names[i]);

		if (!link || !is_elsewhere(links, link))
			return false;
	}
	links_each(links, interfaces_choose, &teller);
	best = teller.fit != FIT_NOT ? links_by_index(links, teller.best) : NULL;
	if (best)
		memcpy(home, best->name, LINK_NAME);
	return best;
}
