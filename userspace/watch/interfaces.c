// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/interfaces.h"

#include "words/clean.h"

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

struct teller {
	struct links *links;
	FILE *file;
	bool down;	  /* those that are down are told now */
	bool has_home;	  /* there is one that is fit */
	bool has_uplink;  /* a default route leaves by one */
	uint32_t best;	  /* index */
	enum fitness fit; /* of the best */
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
	struct teller *teller = context;
	enum fitness fit = interfaces_fitness(teller->links, link);

	teller->has_uplink |= is_uplink(teller->links, link);
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
	{"veth", "virtual Ethernet cable"},
	{"tun", "virtual Ethernet or tunnel"},
	{"wireguard", "WireGuard tunnel"},
	{"ppp", "PPP line"},
	{"dummy", "dummy"},
};

static const char *kind_words(const struct link_state *link)
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
		snprintf(text, WORDS, "%s", kind_words(link));
}

static void tell_uplink(const struct teller *teller, const struct link_state *link,
			char text[WORDS])
{
	if (teller->has_home)
		snprintf(text, WORDS, "only the provider's side: all devices look like one");
	else if (is_bridge(link))
		snprintf(text, WORDS,
			 "only this computer's own traffic; its ports see what is behind them");
	else
		snprintf(text, WORDS, "only this computer's own traffic");
}

static void tell_other(const struct teller *teller, const struct link_state *link, char text[WORDS])
{
	const struct link_state *above = links_above(teller->links, link);

	if (above && link->master)
		snprintf(text, WORDS, "what is behind this port of %s", above->name);
	else if (above && !strcmp(above->kind, "dsa"))
		snprintf(text, WORDS, "the wire to the switch; watch its ports or their bridge");
	else if (above)
		snprintf(text, WORDS, "what %s sees, and what else its wire brings", above->name);
	else if (!is_ethernet(link))
		snprintf(text, WORDS, "only what goes through it; not which device sent it");
	else if (is_of_guests(link))
		snprintf(text, WORDS, "containers or virtual machines of this computer");
	else if (!link->prefix_count)
		snprintf(text, WORDS,
			 "whatever its wire brings: may be the end of a switch's mirror port");
	else
		snprintf(text, WORDS, "what passes this interface");
}

static void tell_sight(const struct teller *teller, const struct link_state *link, char text[WORDS])
{
	enum fitness fit = interfaces_fitness(teller->links, link);

	if (is_uplink(teller->links, link))
		tell_uplink(teller, link, text);
	else if (fit != FIT_NOT && teller->has_uplink)
		snprintf(text, WORDS, "everything that leaves %s through this machine",
			 fit == FIT_BRIDGE ? "the home network" : "its network");
	else if (fit != FIT_NOT)
		snprintf(text, WORDS, "what its network sends through this machine");
	else
		tell_other(teller, link, text);
}

static void interfaces_tell_one(void *context, const struct link_state *link)
{
	struct teller *teller = context;
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

static void interfaces_propose(const struct teller *teller)
{
	const struct link_state *best = links_by_index(teller->links, teller->best);
	char clean[CLEAN_MOST];

	if (teller->has_home)
		fprintf(teller->file, "\nTo begin: lenswatch watch --interface %s\n",
			clean_printable(best->name, clean));
	else
		fprintf(teller->file,
			"\nNone of them is known to be on the way from a home network to the "
			"internet. Run Lenswatch on the router,\nor where a switch's mirror port "
			"ends: lenswatch watch --mirror --interface NAME\n");
}

void interfaces_tell(struct links *links, FILE *file)
{
	struct teller teller = {.links = links, .file = file};

	links_each(links, interfaces_choose, &teller);
	teller.has_home = teller.fit != FIT_NOT;
	links_each(links, interfaces_tell_one, &teller);
	teller.down = true;
	links_each(links, interfaces_tell_one, &teller);
	if (!teller.told)
		fprintf(file, "This machine has no network interface but its loopback.\n");
	interfaces_propose(&teller);
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
	struct teller teller = {.links = links};
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
