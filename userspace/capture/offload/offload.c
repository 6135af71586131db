// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/offload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/oneway.h"
#include "base/table.h"
#include "capture/offload/hashes.h"
#include "capture/offload/older.h"
#include "capture/offload/passing.h"
#include "capture/offload/shortfall.h"

#define ACCOUNTING_FILE "/proc/sys/net/netfilter/nf_conntrack_acct"
#define REST_NS (5 * UINT64_C(1000000000))    /* between looks while no flow needs one */
#define SLACK_NS UINT64_C(100000000)	      /* a timer that comes early is not put off a round */
#define LIVELY_NS (10 * UINT64_C(1000000000)) /* a flow that moved so lately may go on */
#define FLOWS_MOST 16384U
#define ABSENT_LOOKS 3 /* a reading may miss an entry; thrice it is gone */
#define DOUBT_NS (3 * UINT64_C(1000000000))
#define PASSING_NS (600 * UINT64_C(1000000000)) /* while it lasts it is told so often */
/*
 * A flow table lets go of a connection that was idle for 30 s (nf_flowtable_tcp_timeout): one that
 * it keeps longer, with nothing seen and nothing counted, is forwarded unseen.
 */
#define UNSEEN_NS (45 * UINT64_C(1000000000))

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
	uint64_t last_up_ns;  /* began_ns where nothing went up */
	uint64_t supplied_ns; /* up to when what was missed was supplied; 0: nothing was */
	bool alive;	      /* the source has it */
	enum conntrack_offload offload;
	bool counted; /* connection tracking counts it */
	bool one_way;
	uint64_t doubted_ns; /* a run of answers was too long then; 0: none was */
	struct oneway run;
	uint64_t marked_ns;		 /* since when it is offloaded */
	uint8_t absent;			 /* looks since connection tracking had it */
	struct shortfall_figures turned; /* what was seen when its last packet went up */
	struct shortfall shortfall;
};

struct offload {
	struct conntrack *conntrack;
	struct offload_state state;
	struct table *flows;	   /* as old as they were met */
	struct hashes before, now; /* of the last look, and of the one under way */
	struct older older;
	bool older_sent; /* at the look that is under way */
	uint64_t older_reported_ns;
	uint64_t before_ns, looked_ns, now_ns; /* the last two looks */
	uint64_t began_ns;		       /* the first look of all */
	uint32_t entries, counted;	       /* of the look that is under way */
	bool forwards;			       /* something is, or was, offloaded here */
	struct passing passing;
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

static struct offload_flow *find_flow(const struct offload *o, const struct offload_ends *ends)
{
	return table_look(o->flows, ends);
}

/*
 * Whether the program took the flow out and made it anew, so that it counts from 0. It does so only
 * with one that was long idle; dates move a little with the clock.
 */
static bool is_anew(const struct offload_flow *flow, const struct source_flow *seen)
{
	return seen->bytes_up < flow->shortfall.seen.bytes_up ||
	       seen->bytes_down < flow->shortfall.seen.bytes_down ||
	       seen->began_ns > flow->began_ns + LIVELY_NS;
}

/* Whether what is answered now was sent since watching began. */
static bool offload_is_settled(const struct offload *o, const struct offload_flow *flow)
{
	return flow->began_ns > o->began_ns + ONEWAY_SETTLED_NS ||
	       flow->last_ns > flow->began_ns + ONEWAY_SETTLED_NS;
}

/* Answers that came since something last went up. */
static void see_way(const struct offload *o, struct offload_flow *flow,
		    const struct shortfall_figures *seen)
{
	if (seen->packets_up != flow->turned.packets_up ||
	    seen->packets_down < flow->turned.packets_down) {
		flow->turned = *seen;
		flow->one_way = false;
	}
	if (flow->doubted_ns)
		return;
	flow->run = (struct oneway){.settled = offload_is_settled(o, flow),
				    .packets = seen->packets_down - flow->turned.packets_down,
				    .bytes = seen->bytes_down - flow->turned.bytes_down,
				    .packets_up = seen->packets_up,
				    .bytes_up = seen->bytes_up};
	if (oneway_is(&flow->key, &flow->run))
		flow->doubted_ns = o->now_ns;
}

/* What was answered may be known to connection tracking: it is asked a few times first. */
static void weigh_way(struct offload_flow *flow, uint64_t now_ns)
{
	if (!flow->doubted_ns ||
	    (now_ns >= flow->doubted_ns && now_ns - flow->doubted_ns < DOUBT_NS))
		return;
	flow->doubted_ns = 0;
	if (flow->shortfall.known && flow->shortfall.counted.packets_up > flow->run.packets_up) {
		flow->run.packets_up = flow->shortfall.counted.packets_up;
		flow->run.bytes_up = flow->shortfall.counted.bytes_up;
	}
	flow->one_way = oneway_is(&flow->key, &flow->run);
}

/* Two of the same ends: the device changed its MAC, and only the later one's goes on. */
static void see_flow(void *context, const struct source_flow *seen)
{
	struct offload *o = context;
	struct shortfall_figures figures = {seen->bytes_up, seen->bytes_down, seen->packets_up,
					    seen->packets_down};
	struct offload_ends ends = {.local_port = seen->key.local_port,
				    .remote_port = seen->key.remote_port,
				    .protocol = seen->key.protocol};
	struct offload_flow *flow;
	bool added;

	memcpy(ends.local, seen->key.local, 16);
	memcpy(ends.remote, seen->key.remote, 16);
	flow = table_find(o->flows, &ends, &added);
	if (!flow || (flow->alive && seen->last_ns < flow->last_ns))
		return;
	if (is_anew(flow, seen) || memcmp(&flow->key, &seen->key, sizeof(seen->key)))
		shortfall_forget(&flow->shortfall);
	flow->key = seen->key;
	flow->interface = seen->interface;
	flow->began_ns = seen->began_ns;
	flow->last_ns = seen->last_ns;
	flow->last_up_ns = seen->last_up_ns ? seen->last_up_ns : seen->began_ns;
	flow->alive = true;
	see_way(o, flow, &figures);
	shortfall_see(&flow->shortfall, &figures);
}

/* From how many bytes on a difference is taken for what was not seen. */
static uint64_t least_missed(const struct offload_flow *flow)
{
	static const uint64_t least[] = {[OFFLOAD_NONE] = SHORTFALL_LEAST_BYTES,
					 [OFFLOAD_SOFTWARE] = SHORTFALL_LEAST_OFFLOADED,
					 [OFFLOAD_HARDWARE] = 0};

	return least[flow->offload];
}

/*
 * Since when what the last look counted may have passed: since the look before, and at first since
 * the last packet up that was seen, which those that were not seen follow. Answers to them may pass
 * all the while.
 */
static uint64_t missed_since(const struct offload *o, const struct offload_flow *flow)
{
	uint64_t from_ns = o->before_ns;

	if (!flow->supplied_ns && flow->last_up_ns < o->looked_ns &&
	    o->looked_ns - flow->last_up_ns < LIVELY_NS)
		from_ns = flow->last_up_ns;
	if (from_ns < flow->supplied_ns)
		from_ns = flow->supplied_ns;
	return from_ns < o->looked_ns ? from_ns + 1 : o->looked_ns;
}

static void supply_flow(struct offload *o, const struct source *source, struct offload_flow *flow)
{
	struct activity activity = {.interface = flow->interface, .hardware = true};
	uint64_t first_ns = missed_since(o, flow), last_ns = o->looked_ns;
	struct shortfall_figures figures;
	unsigned int pieces;

	if (!shortfall_take(&flow->shortfall, least_missed(flow), &figures))
		return;
	activity.flow = flow->key;
	pieces = shortfall_pieces(first_ns, last_ns, figures.bytes_up);
	for (unsigned int i = 0; i < pieces; i++) {
		shortfall_piece(&figures, first_ns, last_ns, pieces, i, &activity.stretch);
		source_supply(source, &activity);
	}
	flow->supplied_ns = last_ns;
	o->state.supplied_bytes += figures.bytes_up;
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
	if (flow->offload == OFFLOAD_NONE)
		flow->marked_ns = o->now_ns;
	flow->offload = entry->offload;
	flow->counted = entry->counted;
	if (!entry->counted)
		return;
	if (flow->key.scope == FLOW_HOME)
		figures.bytes_down = figures.packets_down = 0;
	if (figures.bytes_up != flow->shortfall.counted.bytes_up ||
	    figures.bytes_down != flow->shortfall.counted.bytes_down)
		flow->moved_ns = o->now_ns;
	shortfall_count(&flow->shortfall, &figures,
			!flow->shortfall.known && hashes_have(&o->before, hash));
}

/*
 * Of what was forwarded past us before there was anybody to see its first packets. What leaves the
 * home begins at home; a viewer who came in has a private address at the other end of the answers.
 */
static void weigh_older(struct offload *o, const struct conntrack_entry *entry, bool met,
			uint64_t hash)
{
	bool in = !address_is_private(&entry->there.source) &&
		  address_is_private(&entry->back.source);
	uint64_t up = in ? entry->bytes_back : entry->bytes_out;
	uint64_t down = in ? entry->bytes_out : entry->bytes_back;

	if (entry->offload == OFFLOAD_NONE || !entry->counted)
		return;
	if (!o->began_ns)
		older_add(&o->older, hash, up, down);
	else if (met)
		older_see(&o->older, hash);
	else if (older_sends(&o->older, hash, up, down))
		o->older_sent = true;
}

static void offload_look_at(void *context, const struct conntrack_entry *entry)
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
	hashes_add(&o->now, hash);
	count_flow(o, entry, &there, out, hash);
	count_flow(o, entry, &back, in, hash);
	weigh_older(o, entry, find_flow(o, &there) || find_flow(o, &back), hash);
}

static void offload_look(struct offload *o)
{
	struct hashes spare = o->before;
	struct offload_flow *flow;

	o->entries = o->counted = o->state.software = o->state.hardware = 0;
	for (flow = table_oldest(o->flows); flow; flow = table_newer(o->flows, flow))
		if (flow->absent <= ABSENT_LOOKS)
			flow->absent++;
	o->state.available = conntrack_read(o->conntrack, offload_look_at, o) == 0;
	o->forwards = o->forwards || o->state.software || o->state.hardware;
	if (o->entries)
		o->state.counting = o->counted > 0;
	o->before = o->now;
	hashes_clear(&spare);
	o->now = spare;
	o->before_ns = o->looked_ns;
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

static void offload_sweep(struct offload *o)
{
	struct offload_flow *flow = table_oldest(o->flows), *next;

	o->state.supplied = 0;
	for (; flow; flow = next) {
		next = table_newer(o->flows, flow);
		if (is_over(flow))
			table_drop(o->flows, &flow->ends);
		else
			o->state.supplied += flow->shortfall.supplied && flow->absent == 0;
	}
}

/* Whether its packets pass neither the source nor a counter. */
static bool is_unseen(const struct offload *o, const struct offload_flow *flow)
{
	const struct passing_interface *passed = passing_find(&o->passing, flow->interface);
	uint64_t last_ns = flow->last_ns > flow->marked_ns ? flow->last_ns : flow->marked_ns;

	if (flow->absent || flow->offload == OFFLOAD_NONE)
		return false;
	if (passed && !(passed->counted && flow->counted))
		return true;
	last_ns = flow->moved_ns > last_ns ? flow->moved_ns : last_ns;
	return o->now_ns > last_ns && o->now_ns - last_ns > UNSEEN_NS;
}

static void offload_lose(struct offload *o, const struct observer *observer,
			 const struct offload_flow *flow, enum cause cause)
{
	struct loss loss = {.cause = cause,
			    .from_ns = flow->last_up_ns < o->now_ns ? flow->last_up_ns : o->now_ns,
			    .to_ns = o->now_ns,
			    .device = &flow->key.device};

	observer->loss(observer->context, &loss);
}

/* Each flow once: the engine says it of a device no oftener than it should. */
static void tell_unseen(struct offload *o, const struct observer *observer)
{
	o->state.unseen = o->state.one_way = 0;
	for (struct offload_flow *flow = table_oldest(o->flows); flow;
	     flow = table_newer(o->flows, flow)) {
		bool unseen = is_unseen(o, flow);

		weigh_way(flow, o->now_ns);
		if (unseen)
			offload_lose(o, observer, flow, CAUSE_FORWARDED);
		else if (flow->one_way)
			offload_lose(o, observer, flow, CAUSE_ONE_WAY);
		o->state.unseen += unseen;
		o->state.one_way += flow->one_way;
	}
	o->state.unseen_ever = o->state.unseen_ever || o->state.unseen;
	o->state.one_way_ever = o->state.one_way_ever || o->state.one_way;
}

/* Whether `then` was less than `span` ago; a clock that was set back says yes. */
static bool offload_within(uint64_t now, uint64_t then, uint64_t span)
{
	return now < then || now - then < span;
}

/* From the start or what was told last: nobody knows when in between. */
static void tell_older(struct offload *o, const struct observer *observer)
{
	struct loss loss = {.cause = CAUSE_FORWARDED_OLDER, .to_ns = o->now_ns};

	if (!o->older_sent ||
	    (o->older_reported_ns && offload_within(o->now_ns, o->older_reported_ns, PASSING_NS)))
		return;
	loss.from_ns = o->older_reported_ns ? o->older_reported_ns : o->began_ns;
	if (loss.from_ns > loss.to_ns)
		loss.from_ns = loss.to_ns;
	o->older_sent = false;
	o->older_reported_ns = o->now_ns;
	o->state.unseen_ever = true;
	observer->loss(observer->context, &loss);
}

/* The source's own word on all flows; those that it took out are told apart. */
static void see_flows(struct offload *o, const struct source *source)
{
	struct offload_flow *flow;

	for (flow = table_oldest(o->flows); flow; flow = table_newer(o->flows, flow))
		flow->alive = false;
	source_each(source, see_flow, o);
	for (flow = table_oldest(o->flows); flow; flow = table_newer(o->flows, flow))
		if (!flow->alive)
			shortfall_forget(&flow->shortfall);
}

/* New flows count where something forwards in hardware: they may be next. */
static bool is_needed(const struct offload *o)
{
	for (const struct offload_flow *flow = table_oldest(o->flows); flow;
	     flow = table_newer(o->flows, flow)) {
		if (offload_within(o->now_ns, flow->moved_ns, LIVELY_NS) &&
		    (flow->shortfall.supplied || flow->offload != OFFLOAD_NONE))
			return true;
		if (flow->doubted_ns ||
		    (o->forwards && offload_within(o->now_ns, flow->began_ns, REST_NS)))
			return true;
	}
	return false;
}

static void tell_passing(struct offload *o, const struct observer *observer)
{
	bool counting = o->state.available && o->state.counting;
	struct loss loss;

	if (passing_weigh(&o->passing, counting, REST_NS, PASSING_NS, o->now_ns, &loss)) {
		o->state.passing_ever = true;
		observer->loss(observer->context, &loss);
	}
	o->state.passing_ns = o->passing.since_ns;
}

void offload_pass_none(struct offload *offload, bool unknown, uint64_t changed_ns)
{
	passing_begin(&offload->passing, unknown, changed_ns);
}

void offload_pass(struct offload *offload, uint32_t interface, bool counted)
{
	offload->forwards = true;
	passing_add(&offload->passing, interface, counted);
}

/* What connection tracking knows of the flows, where it is time to ask. */
static void offload_ask(struct offload *offload, const struct source *source, uint64_t now_ns)
{
	if (now_ns >= offload->looked_ns && !is_needed(offload) &&
	    now_ns - offload->looked_ns + SLACK_NS < REST_NS)
		return;
	for (struct offload_flow *flow = table_oldest(offload->flows); flow;
	     flow = table_newer(offload->flows, flow))
		supply_flow(offload, source, flow);
	offload_look(offload);
}

void offload_poll(struct offload *offload, const struct source *source,
		  const struct observer *observer, uint64_t now_ns)
{
	offload->now_ns = now_ns;
	if (!offload->began_ns)
		offload->began_ns = now_ns;
	see_flows(offload, source);
	if (offload->conntrack)
		offload_ask(offload, source, now_ns);
	tell_unseen(offload, observer);
	tell_older(offload, observer);
	tell_passing(offload, observer);
	offload_sweep(offload);
}

int offload_create(struct conntrack *conntrack, struct offload **out)
{
	struct offload *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	if (table_create(FLOWS_MOST, sizeof(struct offload_ends), sizeof(struct offload_flow),
			 &o->flows)) {
		free(o);
		return -ENOMEM;
	}
	if (conntrack) {
		o->conntrack = conntrack;
		o->state.counting = reads_accounting();
		offload_look(o);
	}
	*out = o;
	return 0;
}

void offload_destroy(struct offload *offload)
{
	if (!offload)
		return;
	conntrack_close(offload->conntrack);
	table_destroy(offload->flows);
	hashes_free(&offload->before);
	hashes_free(&offload->now);
	older_free(&offload->older);
	free(offload);
}

const struct offload_state *offload_state(const struct offload *offload)
{
	return &offload->state;
}
