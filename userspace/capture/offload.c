// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/shortfall.h"
#include "hash.h"

#define ACCOUNTING_FILE "/proc/sys/net/netfilter/nf_conntrack_acct"
#define REST_NS (5 * UINT64_C(1000000000))    /* between looks while no flow needs one */
#define SLACK_NS UINT64_C(100000000)	      /* a timer that comes early is not put off a round */
#define LIVELY_NS (10 * UINT64_C(1000000000)) /* a flow that moved so lately may go on */
#define FLOWS_FIRST 64U
#define FLOWS_MOST 16384U
#define KNOWN_MOST 65536U /* connections remembered from look to look: half a MiB */
#define ABSENT_LOOKS 3	  /* a reading may miss an entry; thrice it is gone */

/* The ends alone: whose device it is connection tracking does not know. */
struct offload_ends {
	uint8_t local[16], remote[16];
	uint16_t local_port, remote_port;
	uint8_t protocol;
	uint8_t zero[3];
};

_Static_assert(sizeof(struct offload_ends) == 40, "offload_ends is hashed");

struct offload_flow {
	struct offload_ends ends;
	struct flow_key key;
	uint32_t interface;
	uint64_t began_ns, last_ns, moved_ns;
	bool alive; /* the program has it */
	bool hardware;
	uint8_t absent; /* looks since connection tracking had it */
	struct shortfall shortfall;
};

/* Hashes of the connections of one look, to tell those that are older than a flow. */
struct offload_known {
	uint32_t count, room;
	bool full;
	uint64_t *hashes;
};

struct offload {
	struct conntrack *conntrack;
	struct offload_state state;
	struct offload_flow *flows;
	uint32_t count, room;
	uint32_t *slots; /* index + 1; twice as many as there is room */
	struct offload_known before, now;
	uint64_t looked_ns, now_ns;
	uint32_t entries, counted; /* of the look that is under way */
};

static bool reads_accounting(void)
{
	char sign = '0';
	int fd = open(ACCOUNTING_FILE, O_RDONLY | O_CLOEXEC);
	bool on = fd >= 0 && read(fd, &sign, 1) == 1 && sign != '0';

	if (fd >= 0)
		close(fd);
	return on;
}

static uint32_t *find_slot(const struct offload *o, const struct offload_ends *ends)
{
	uint32_t mask = o->room * 2 - 1, at = (uint32_t)hash_bytes(ends, sizeof(*ends)) & mask;

	while (o->slots[at] && memcmp(&o->flows[o->slots[at] - 1].ends, ends, sizeof(*ends)) != 0)
		at = (at + 1) & mask;
	return &o->slots[at];
}

static struct offload_flow *find_flow(const struct offload *o, const struct offload_ends *ends)
{
	uint32_t index = o->count ? *find_slot(o, ends) : 0;

	return index ? &o->flows[index - 1] : NULL;
}

static void index_flows(struct offload *o)
{
	memset(o->slots, 0, (size_t)o->room * 2 * sizeof(*o->slots));
	for (uint32_t i = 0; i < o->count; i++)
		*find_slot(o, &o->flows[i].ends) = i + 1;
}

static bool grow(struct offload *o)
{
	uint32_t room = o->room ? o->room * 2 : FLOWS_FIRST;
	struct offload_flow *flows;
	uint32_t *slots;

	if (room > FLOWS_MOST)
		return false;
	flows = realloc(o->flows, room * sizeof(*flows));
	if (!flows)
		return false;
	o->flows = flows;
	slots = realloc(o->slots, (size_t)room * 2 * sizeof(*slots));
	if (!slots)
		return false;
	o->slots = slots;
	o->room = room;
	index_flows(o);
	return true;
}

static struct offload_flow *add_flow(struct offload *o, const struct offload_ends *ends)
{
	struct offload_flow *flow;

	if ((!o->flows || o->count == o->room) && !grow(o))
		return NULL;
	flow = &o->flows[o->count];
	memset(flow, 0, sizeof(*flow));
	flow->ends = *ends;
	*find_slot(o, ends) = ++o->count;
	return flow;
}

/*
 * Whether the program took the flow out and made it anew, so that it counts from 0. It does so only
 * with one that was long idle; dates move a little with the clock.
 */
static bool is_anew(const struct offload_flow *flow, const struct kernel_flow *seen)
{
	return seen->bytes_up < flow->shortfall.seen.bytes_up ||
	       seen->bytes_down < flow->shortfall.seen.bytes_down ||
	       seen->began_ns > flow->began_ns + LIVELY_NS;
}

/* Two of the same ends: the device changed its MAC, and only the later one's goes on. */
static void see_flow(void *context, const struct kernel_flow *seen)
{
	struct offload *o = context;
	struct shortfall_figures figures = {seen->bytes_up, seen->bytes_down, seen->packets_up,
					    seen->packets_down};
	struct offload_ends ends = {.local_port = seen->key.local_port,
				    .remote_port = seen->key.remote_port,
				    .protocol = seen->key.protocol};
	struct offload_flow *flow;

	memcpy(ends.local, seen->key.local, 16);
	memcpy(ends.remote, seen->key.remote, 16);
	flow = find_flow(o, &ends);
	if (!flow)
		flow = add_flow(o, &ends);
	if (!flow || (flow->alive && seen->last_ns < flow->last_ns))
		return;
	if (is_anew(flow, seen) || memcmp(&flow->key, &seen->key, sizeof(seen->key)))
		shortfall_forget(&flow->shortfall);
	flow->key = seen->key;
	flow->interface = seen->interface;
	flow->began_ns = seen->began_ns;
	flow->last_ns = seen->last_ns;
	flow->alive = true;
	shortfall_see(&flow->shortfall, &figures);
}

static void supply_flow(struct offload *o, struct kernel *kernel, struct offload_flow *flow)
{
	struct activity activity = {.interface = flow->interface, .hardware = true};
	uint64_t first_ns = flow->last_ns > o->looked_ns ? flow->last_ns : o->looked_ns;
	struct shortfall_figures figures;
	unsigned int pieces;

	if (!shortfall_take(&flow->shortfall, flow->hardware, &figures))
		return;
	activity.flow = flow->key;
	first_ns = first_ns < o->now_ns ? first_ns + 1 : o->now_ns;
	pieces = shortfall_pieces(first_ns, o->now_ns, figures.bytes_up);
	for (unsigned int i = 0; i < pieces; i++) {
		shortfall_piece(&figures, first_ns, o->now_ns, pieces, i, &activity.stretch);
		kernel_supply(kernel, &activity);
	}
	o->state.supplied_bytes += figures.bytes_up;
}

static void remember(struct offload_known *known, uint64_t hash)
{
	if (known->count == known->room) {
		uint32_t room = known->room ? known->room * 2 : 1024;
		uint64_t *hashes =
			room > KNOWN_MOST ? NULL : realloc(known->hashes, room * sizeof(*hashes));

		known->full = !hashes;
		if (!hashes)
			return;
		known->hashes = hashes;
		known->room = room;
	}
	known->hashes[known->count++] = hash;
}

/* Where not all could be remembered any may have been there: then less is told, never more. */
static bool was_there(const struct offload_known *known, uint64_t hash)
{
	for (uint32_t i = 0; i < known->count; i++)
		if (known->hashes[i] == hash)
			return true;
	return known->full;
}

static struct offload_ends ends_of(const struct conntrack_tuple *tuple, uint8_t protocol)
{
	struct offload_ends ends = {.local_port = tuple->source_port,
				    .remote_port = tuple->target_port,
				    .protocol = protocol};

	memcpy(ends.local, tuple->source.bytes, 16);
	memcpy(ends.remote, tuple->target.bytes, 16);
	return ends;
}

/* What stays at home is counted at its sender, one way only. */
static void count_flow(struct offload *o, const struct conntrack_entry *entry,
		       const struct offload_ends *ends, struct shortfall_figures figures,
		       uint64_t hash)
{
	struct offload_flow *flow = find_flow(o, ends);

	if (!flow)
		return;
	flow->absent = 0;
	flow->hardware = entry->offload == OFFLOAD_HARDWARE;
	if (!entry->counted)
		return;
	if (flow->key.scope == FLOW_HOME)
		figures.bytes_down = figures.packets_down = 0;
	if (figures.bytes_up != flow->shortfall.counted.bytes_up)
		flow->moved_ns = o->now_ns;
	shortfall_count(&flow->shortfall, &figures,
			!flow->shortfall.known && was_there(&o->before, hash));
}

static void look_at(void *context, const struct conntrack_entry *entry)
{
	struct offload *o = context;
	struct offload_ends there = ends_of(&entry->there, entry->protocol);
	struct offload_ends back = ends_of(&entry->back, entry->protocol);
	struct shortfall_figures out = {entry->bytes_out, entry->bytes_back, entry->packets_out,
					entry->packets_back};
	struct shortfall_figures in = {entry->bytes_back, entry->bytes_out, entry->packets_back,
				       entry->packets_out};
	uint64_t hash = hash_bytes(&there, sizeof(there));

	o->entries++;
	o->counted += entry->counted;
	o->state.software += entry->offload == OFFLOAD_SOFTWARE;
	o->state.hardware += entry->offload == OFFLOAD_HARDWARE;
	remember(&o->now, hash);
	count_flow(o, entry, &there, out, hash);
	count_flow(o, entry, &back, in, hash);
}

static void look(struct offload *o)
{
	struct offload_known spare = o->before;

	o->entries = o->counted = o->state.software = o->state.hardware = 0;
	for (uint32_t i = 0; i < o->count; i++)
		if (o->flows[i].absent <= ABSENT_LOOKS)
			o->flows[i].absent++;
	o->state.available = conntrack_read(o->conntrack, look_at, o) == 0;
	if (o->entries)
		o->state.counting = o->counted > 0;
	o->before = o->now;
	spare.count = 0;
	spare.full = false;
	o->now = spare;
	o->looked_ns = o->now_ns;
}

/*
 * A flow that hardware forwards looks idle to the program, which takes it out in time: it is kept
 * here for as long as its connection lives.
 */
static bool is_over(const struct offload_flow *flow)
{
	return !flow->alive && (!flow->shortfall.supplied || flow->absent > ABSENT_LOOKS);
}

static void sweep(struct offload *o)
{
	uint32_t kept = 0;

	o->state.supplied = 0;
	for (uint32_t i = 0; i < o->count; i++) {
		if (is_over(&o->flows[i]))
			continue;
		o->state.supplied += o->flows[i].shortfall.supplied && o->flows[i].absent == 0;
		if (kept != i)
			o->flows[kept] = o->flows[i];
		kept++;
	}
	if (kept < o->count && o->slots) {
		o->count = kept;
		index_flows(o);
	}
}

/* The program's own word on all flows; those that it took out are told apart. */
static void see_flows(struct offload *o, struct kernel *kernel)
{
	for (uint32_t i = 0; i < o->count; i++)
		o->flows[i].alive = false;
	kernel_each(kernel, see_flow, o);
	for (uint32_t i = 0; i < o->count; i++)
		if (!o->flows[i].alive)
			shortfall_forget(&o->flows[i].shortfall);
}

/* Whether `then` was less than `span` ago; a clock that was set back says yes. */
static bool within(uint64_t now, uint64_t then, uint64_t span)
{
	return now < then || now - then < span;
}

/* New flows count where something forwards in hardware: they may be next. */
static bool is_needed(const struct offload *o)
{
	for (uint32_t i = 0; i < o->count; i++) {
		const struct offload_flow *flow = &o->flows[i];

		if (flow->shortfall.supplied || flow->hardware
			    ? within(o->now_ns, flow->moved_ns, LIVELY_NS)
			    : o->state.hardware && within(o->now_ns, flow->began_ns, REST_NS))
			return true;
	}
	return false;
}

void offload_poll(struct offload *offload, struct kernel *kernel, uint64_t now_ns)
{
	if (!offload->conntrack)
		return;
	offload->now_ns = now_ns;
	see_flows(offload, kernel);
	if (now_ns >= offload->looked_ns && !is_needed(offload) &&
	    now_ns - offload->looked_ns + SLACK_NS < REST_NS)
		return;
	for (uint32_t i = 0; i < offload->count; i++)
		supply_flow(offload, kernel, &offload->flows[i]);
	look(offload);
	sweep(offload);
}

int offload_create(struct conntrack *conntrack, struct offload **out)
{
	struct offload *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	if (conntrack) {
		o->conntrack = conntrack;
		o->state.counting = reads_accounting();
		look(o);
	}
	*out = o;
	return 0;
}

void offload_destroy(struct offload *offload)
{
	if (!offload)
		return;
	conntrack_close(offload->conntrack);
	free(offload->flows);
	free(offload->slots);
	free(offload->before.hashes);
	free(offload->now.hashes);
	free(offload);
}

const struct offload_state *offload_state(const struct offload *offload)
{
	return &offload->state;
}
