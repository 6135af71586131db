// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/meter.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "capture/meter/copies.h"
#include "capture/meter/neighbours.h"
#include "capture/meter/path.h"
#include "capture/meter/pending.h"
#include "capture/meter/place.h"
#include "capture/meter/roster.h"
#include "capture/meter/stretches.h"
#include "capture/meter/unread.h"
#include "capture/meter/strangers.h"
#include "capture/meter/strays.h"
#include "packet/discovery.h"

#define METER_FLOWS 32768U
#define METER_DEVICES 4096U
/*
 * nDPI and our signatures need a flow's first packets only; a stream inside the home is looked at
 * for its signature.
 */
#define METER_SAMPLES 8
#define METER_SAMPLES_HOME 3
#define METER_TICK_NS 1000000000ULL
#define METER_HELD 256 /* connections with holes that may still be filled */
/*
 * Live, connection tracking may account for a hole: where something forwards it is read once a
 * second, and what it says is handed over a second later. With what a hole waits for by itself
 * (packet/holes.h) that stays below the ten seconds after which an upload is over and told.
 */
#define METER_ELSEWHERE_NS (3 * METER_TICK_NS)
#define METER_HEADERS 40 /* of IPv4 and TCP: of all the least */

struct meter {
	const struct home *home;
	struct observer observer;
	struct path_cache *paths;
	struct stretches *stretches;
	struct roster *roster;
	struct neighbours *neighbours;
	struct copies copies;
	bool supplied;
	struct pending pending;
	struct unread unread;
	struct strangers strangers;
	struct strays strays;
	uint32_t held[METER_HELD], held_count;
	struct source_counters counters;
	uint64_t now_ns, ticked_ns;
	uint64_t frame_ns; /* as the frame at hand says, which may lie before `now_ns` */
	uint64_t table_lost, table_from_ns;
	bool forwards;
	uint32_t cameras;   /* how often one became a camera, or ceased to be one */
	uint32_t interface; /* of the frame at hand, where its source tells it */
	uint8_t rank;
};

static void meter_stretch(void *context, const struct metered_flow *flow,
			  const struct account_stretch *stretch)
{
	struct meter *m = context;
	struct activity activity = {
		.flow = flow->key, .interface = flow->interface, .stretch = *stretch};

	if (!m->supplied || pending_add(&m->pending, &activity))
		m->observer.activity(m->observer.context, &activity);
}

int meter_create(const struct meter_config *config, struct meter **out)
{
	struct meter *m = calloc(1, sizeof(*m));
	uint32_t flows = config->flow_limit ? (uint32_t)config->flow_limit : METER_FLOWS;
	int err = -ENOMEM;

	if (!m)
		return -ENOMEM;
	m->home = config->home;
	m->observer = config->observer;
	m->supplied = config->supplied;
	if (path_create(flows * 2, &m->paths) || roster_create(METER_DEVICES, &m->roster) ||
	    neighbours_create(&m->neighbours) ||
	    stretches_create(flows, meter_stretch, m, &m->stretches))
		goto out;
	*out = m;
	m = NULL;
	err = 0;
out:
	meter_destroy(m);
	return err;
}

void meter_destroy(struct meter *meter)
{
	if (!meter)
		return;
	path_destroy(meter->paths);
	roster_destroy(meter->roster);
	neighbours_destroy(meter->neighbours);
	stretches_destroy(meter->stretches);
	pending_free(&meter->pending);
	free(meter);
}

static void meter_tell_table(struct meter *m)
{
	struct loss loss = {.cause = CAUSE_FLOWS_FULL,
			    .from_ns = m->table_from_ns,
			    .to_ns = m->now_ns,
			    .packets = m->table_lost};

	if (!m->table_lost)
		return;
	m->counters.lost += m->table_lost;
	m->table_lost = 0;
	m->observer.loss(m->observer.context, &loss);
}

static void meter_no_room(struct meter *m)
{
	if (!m->table_lost++)
		m->table_from_ns = m->now_ns;
}

static void meter_tell_hole(struct meter *m, struct metered_flow *flow, bool over)
{
	uint64_t from_ns = flow->holes.first_ns;
	uint64_t by_ns = m->supplied ? m->now_ns - METER_ELSEWHERE_NS : m->now_ns;
	struct loss loss = {.cause = CAUSE_HOLES,
			    .from_ns = from_ns ? from_ns : m->now_ns,
			    .to_ns = m->now_ns,
			    .bytes = holes_take(&flow->holes, by_ns, over),
			    .device = &flow->key.device};

	if (loss.bytes)
		m->observer.loss(m->observer.context, &loss);
	if (!flow->holes.count)
		flow->holes.first_ns = 0;
}

/* Those that may still be filled keep their place. */
static void meter_tell_holes(struct meter *m, bool over)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < m->held_count; i++) {
		struct metered_flow *flow = stretches_at(m->stretches, m->held[i]);

		meter_tell_hole(m, flow, over);
		stretches_hold(m->stretches, m->held[i], flow->holes.count > 0);
		if (flow->held)
			m->held[kept++] = m->held[i];
	}
	m->held_count = kept;
}

static void meter_number(struct meter *m, uint32_t index, struct metered_flow *flow, bool up,
			 const struct packet *packet)
{
	if (flow->key.scope != FLOW_OUTSIDE || !holes_packet(&flow->holes, up, packet, m->now_ns) ||
	    flow->held)
		return;
	if (m->held_count == METER_HELD) {
		meter_tell_hole(m, flow, true);
		return;
	}
	stretches_hold(m->stretches, index, true);
	m->held[m->held_count++] = index;
}

/* Time never runs back behind a source: a little is jitter, more means that the clock was set. */
static uint64_t meter_clock(struct meter *m, uint64_t time_ns)
{
	struct loss step = {.cause = CAUSE_CLOCK_BACK};

	time_ns += time_ns == 0;
	if (!m->counters.first_ns || time_ns < m->counters.first_ns)
		m->counters.first_ns = time_ns;
	if (time_ns < m->now_ns) {
		if (m->now_ns - time_ns <= ROSTER_STEP_NS)
			return m->now_ns;
		stretches_flush(m->stretches, UINT64_MAX);
		pending_tell(&m->pending, UINT64_MAX, &m->observer);
		step.from_ns = m->now_ns;
		step.to_ns = time_ns;
		m->observer.loss(m->observer.context, &step);
		m->ticked_ns = time_ns;
	}
	m->now_ns = time_ns;
	if (time_ns > m->counters.last_ns)
		m->counters.last_ns = time_ns;
	return time_ns;
}

/* A router passes on what others sent: whose device it is is for the engine to know. */
static void meter_tell_strays(struct meter *m, bool end)
{
	struct device_key device = {.kind = DEVICE_BY_MAC};
	struct loss loss = {.cause = CAUSE_STRAY, .device = &device};
	struct stray stray;

	while (strays_take(&m->strays, m->now_ns, end, &stray)) {
		memcpy(device.bytes, stray.mac, 6);
		loss.from_ns = stray.from_ns;
		loss.to_ns = stray.to_ns;
		loss.bytes = stray.bytes;
		m->observer.loss(m->observer.context, &loss);
	}
}

static void meter_tick(struct meter *m)
{
	m->ticked_ns = m->now_ns;
	if (m->now_ns > ACCOUNT_STRETCH_NS)
		pending_tell(&m->pending, m->now_ns - ACCOUNT_STRETCH_NS, &m->observer);
	meter_tell_table(m);
	meter_tell_holes(m, false);
	unread_tell(&m->unread, m->now_ns, false, &m->observer);
	meter_tell_strays(m, false);
	m->observer.tick(m->observer.context, m->now_ns);
}

static void meter_advance(struct meter *m)
{
	stretches_flush(m->stretches, m->now_ns);
	if (m->now_ns - m->ticked_ns >= METER_TICK_NS)
		meter_tick(m);
}

static void meter_sample(struct meter *m, const struct packet *packet,
			 const struct metered_flow *flow, bool upstream, bool first)
{
	struct sample sample = {
		.time_ns = m->now_ns,
		.upstream = upstream,
		.first = first,
		.sender = place_sender(packet, m->home, m->neighbours),
		.target = place_target(packet, m->home, m->neighbours),
		.packet = packet,
	};

	if (flow) {
		sample.flow = flow->key;
		sample.began_ns = flow->began_ns;
	}
	m->observer.sample(m->observer.context, &sample);
}

/*
 * Ports whose every packet may tell a name: DNS, DHCP, mDNS, SSDP, SDDP, WS-Discovery, Ubiquiti's,
 * TP-Link's, Dahua's and Hikvision's discovery; and all ICMPv6 for neighbour discovery.
 */
static bool meter_is_telling(const struct packet *packet)
{
	static const uint16_t ports[] = {53,   67,   68,    546,   547,	  1900, 1902,
					 3702, 5353, 10001, 20002, 37020, 37810};

	if (packet->protocol == IPPROTO_ICMPV6)
		return true;
	if (packet->protocol != IPPROTO_UDP)
		return false;
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (packet->source_port == ports[i] || packet->target_port == ports[i])
			return true;
	return false;
}

/* Whose question a DNS packet is: of who is ruled out nothing is looked at. */
static bool meter_asker_is_other(const struct meter *m, const struct packet *packet)
{
	struct device_key asker = packet->target_port == 53
					  ? place_sender(packet, m->home, m->neighbours)
					  : place_target(packet, m->home, m->neighbours);
	uint32_t device = asker.kind ? roster_look(m->roster, &asker) : ROSTER_NONE;

	return device != ROSTER_NONE && roster_at(m->roster, device)->state == DEVICE_OTHER;
}

static void meter_listen(struct meter *m, const struct packet *packet)
{
	bool dns = packet->source_port == 53 || packet->target_port == 53;

	if (dns ? !meter_asker_is_other(m, packet) : discovery_concerns(packet))
		meter_sample(m, packet, NULL, false, false);
}

/* Whose packets are whose hangs on who is a camera (meter_verdict). */
static void meter_turn(struct meter *m, struct roster_entry *device, enum device_state state)
{
	m->cameras += (device->state == DEVICE_CAMERA) != (state == DEVICE_CAMERA);
	device->state = state;
}

static uint32_t meter_device(struct meter *m, const struct device_key *key)
{
	bool added;
	uint32_t device = roster_find(m->roster, key, &added);

	if (added)
		meter_turn(m, roster_at(m->roster, device),
			   m->observer.state(m->observer.context, key));
	return device;
}

static uint32_t meter_generation(const struct meter *m)
{
	return (home_generation(m->home) + neighbours_generation(m->neighbours) +
		roster_generation(m->roster) + m->cameras) *
		       2 +
	       m->forwards;
}

/* Whether the frame's MAC is of who sent it last. */
static bool meter_is_senders(const struct packet *packet)
{
	return packet->flags & PACKET_HAS_SOURCE_MAC && !(packet->flags & PACKET_SENT_HERE);
}

static struct device_key meter_mac(const struct packet *packet)
{
	struct device_key key = {.kind = DEVICE_BY_MAC};

	memcpy(key.bytes, packet->source_mac, 6);
	return key;
}

/* It comes to the home from outside, and a camera sent it: where it is sent is said to be home. */
static bool meter_is_stray(const struct meter *m, const struct packet *packet)
{
	struct device_key sender = meter_mac(packet);
	uint32_t device = meter_is_senders(packet) ? roster_look(m->roster, &sender) : ROSTER_NONE;

	return device != ROSTER_NONE && roster_at(m->roster, device)->state == DEVICE_CAMERA;
}

/*
 * Where it forwards for others too, what this machine sends to outside of its own is nobody's; but
 * where it is a camera itself.
 */
static bool meter_is_own_cameras(struct meter *m, const struct packet *packet)
{
	struct device_key sender = meter_mac(packet);

	return packet->flags & PACKET_SENT_HERE && packet->flags & PACKET_HAS_SOURCE_MAC &&
	       !home_has(m->home, &packet->target) &&
	       roster_at(m->roster, meter_device(m, &sender))->state == DEVICE_CAMERA;
}

static enum path_verdict meter_verdict(struct meter *m, const struct packet *packet,
				       struct flow_key *flow)
{
	enum path_verdict verdict = place_packet(packet, m->home, m->neighbours, m->forwards, flow);

	if (verdict == PATH_DOWN && meter_is_stray(m, packet))
		return PATH_OUTSIDE;
	if (verdict == PATH_SKIP && meter_is_own_cameras(m, packet))
		return place_packet(packet, m->home, m->neighbours, false, flow);
	return verdict;
}

/*
 * Decides what packets like this one are, and remembers it. What names no sender may have come from
 * outside, by a line to the provider, under whatever address: it shows no router.
 */
static struct path *meter_place(struct meter *m, const struct packet *packet,
				const struct path_key *key, struct flow_key *flow)
{
	enum path_verdict verdict = meter_verdict(m, packet, flow);
	uint32_t device = ROSTER_NONE;
	struct path *path;

	if (verdict == PATH_UP && flow->scope == FLOW_OUTSIDE && meter_is_senders(packet))
		m->forwards = true;
	if (verdict == PATH_UP || verdict == PATH_DOWN)
		device = meter_device(m, &flow->device);
	path = path_add(m->paths, key, (uint32_t)(m->now_ns / 1000000000ULL));
	path->verdict = (uint8_t)verdict;
	path->device = device;
	path->flow = STRETCHES_NONE;
	path->generation = meter_generation(m);
	path->telling = meter_is_telling(packet);
	return path;
}

/* The flow of a packet, or NULL where it is not known yet. */
static struct metered_flow *meter_flow(struct meter *m, const struct path *path,
				       const struct packet *packet, struct flow_key *key)
{
	struct metered_flow *flow;
	uint32_t index;

	if (path->flow != STRETCHES_NONE) {
		flow = stretches_at(m->stretches, path->flow);
		if (flow->serial == path->flow_serial)
			return flow;
	}
	if (!key->device.kind)
		meter_verdict(m, packet, key);
	index = stretches_look(m->stretches, key);
	return index == STRETCHES_NONE ? NULL : stretches_at(m->stretches, index);
}

/*
 * Where its device is counted at an interface of the same rank, as of two cables that are one: a
 * flow that was never seen there counts here, and goes on to.
 */
static bool meter_is_beside(struct meter *m, const struct roster_entry *device,
			    const struct path *path, const struct packet *packet,
			    struct flow_key *key)
{
	const struct metered_flow *flow;

	if (!roster_is_beside(device, packet->interface, m->rank))
		return false;
	flow = meter_flow(m, path, packet, key);
	return flow ? flow->interface == packet->interface : path->verdict == PATH_UP;
}

/* What is seen of such a flow elsewhere: copies, until it moves as a device does. */
static bool meter_is_apart(const struct meter *m, struct metered_flow *flow, uint32_t interface,
			   bool upstream)
{
	if (!flow->apart || flow->interface == interface)
		return false;
	if (!upstream || m->frame_ns <= flow->last_up_ns + COPIES_WINDOW_US * 1000ULL)
		return true;
	flow->apart = false;
	return false;
}

/* Several interfaces: a device counts on the one where it was last seen to send. */
static bool meter_is_elsewhere(struct meter *m, struct roster_entry *device, uint32_t interface,
			       bool upstream)
{
	if (upstream)
		return roster_is_copy(device, interface, m->rank, m->frame_ns);
	return roster_is_elsewhere(device, interface, m->frame_ns);
}

/*
 * Live, what interfaces hold is read from one after the other: a packet keeps its own time, which
 * may lie before that of another flow's that was read first.
 */
static uint64_t meter_time(const struct meter *m, const struct metered_flow *flow)
{
	if (!m->supplied || m->frame_ns > m->now_ns || flow->last_ns > m->now_ns)
		return m->now_ns;
	return m->frame_ns > flow->last_ns ? m->frame_ns : flow->last_ns;
}

static void meter_count(struct meter *m, struct path *path, const struct packet *packet,
			struct metered_flow *flow)
{
	bool up = path->verdict == PATH_UP;
	uint8_t limit = flow->key.scope == FLOW_HOME ? METER_SAMPLES_HOME : METER_SAMPLES;

	if (meter_is_apart(m, flow, packet->interface, up) ||
	    copies_check(&m->copies, flow, up, packet, m->now_ns)) {
		m->counters.copies++;
		return;
	}
	if (m->frame_ns >= flow->last_ns)
		flow->interface = packet->interface;
	stretches_use(m->stretches, path->flow, path->used_s);
	flow->last_ns = meter_time(m, flow);
	if (up)
		flow->last_up_ns = flow->last_ns;
	if (packet->payload_length && flow->samples[up] < limit) {
		bool first = !flow->samples[0] && !flow->samples[1];

		flow->samples[up]++;
		meter_sample(m, packet, flow, up, first);
	}
	meter_number(m, path->flow, flow, up, packet);
	if (up)
		stretches_up(m->stretches, path->flow, flow->last_ns, packet->length);
	else
		stretches_down(m->stretches, path->flow, flow->last_ns, packet->length);
	if (up && packet->bare)
		stretches_bare(m->stretches, path->flow, packet->length);
}

static void meter_follow(struct meter *m, struct path *path, const struct packet *packet,
			 struct flow_key *key)
{
	struct roster_entry *device = roster_at(m->roster, path->device);
	bool beside = packet->interface && meter_is_beside(m, device, path, packet, key);
	struct metered_flow *flow;

	if (device->state == DEVICE_OTHER)
		return;
	if (packet->interface && !beside &&
	    meter_is_elsewhere(m, device, packet->interface, path->verdict == PATH_UP)) {
		m->counters.copies++;
		return;
	}
	if (path->flow == STRETCHES_NONE ||
	    stretches_at(m->stretches, path->flow)->serial != path->flow_serial) {
		if (!key->device.kind)
			meter_verdict(m, packet, key);
		path->flow = stretches_find(m->stretches, key, path->used_s);
		if (path->flow == STRETCHES_NONE) {
			meter_no_room(m);
			return;
		}
		flow = stretches_at(m->stretches, path->flow);
		path->flow_serial = flow->serial;
		if (!flow->began_ns)
			flow->began_ns = meter_time(m, flow);
	}
	flow = stretches_at(m->stretches, path->flow);
	flow->apart |= beside;
	meter_count(m, path, packet, flow);
}

/*
 * Who uses that address now. Where another MAC used it before, and this very packet came from there
 * a moment ago, this one forwards, and the address stays the other's.
 */
static void meter_learn(struct meter *m, const struct packet *packet)
{
	const uint8_t *before = neighbours_find(m->neighbours, &packet->source);
	struct packet first = *packet;
	struct flow_key key;
	uint32_t index;

	neighbours_turn(m->neighbours, &packet->source, packet->source_mac, m->now_ns);
	if (before && memcmp(before, packet->source_mac, 6) != 0 && packet->fingerprint) {
		memcpy(first.source_mac, before, 6);
		if (place_packet(&first, m->home, m->neighbours, m->forwards, &key) == PATH_UP &&
		    (index = stretches_look(m->stretches, &key)) != STRETCHES_NONE &&
		    copies_find(stretches_at(m->stretches, index)->recent[true],
				packet->fingerprint, (uint32_t)(m->now_ns / 1000))) {
			neighbours_forward(m->neighbours, &packet->source, before,
					   packet->source_mac);
			return;
		}
	}
	neighbours_learn(m->neighbours, &packet->source, packet->source_mac);
}

static void meter_packet(struct meter *m, const struct packet *packet)
{
	struct flow_key flow = {0};
	struct path_key key;
	struct path *path;

	path_key_of(packet, &key);
	path = path_find(m->paths, &key);
	if (!path || path->generation != meter_generation(m)) {
		if (path)
			path_drop(m->paths, path);
		if (meter_is_senders(packet) && home_has(m->home, &packet->source))
			meter_learn(m, packet);
		path = meter_place(m, packet, &key, &flow);
	}
	path->used_s = (uint32_t)(m->now_ns / 1000000000ULL);
	if (path->telling)
		meter_listen(m, packet);
	if (path->verdict == PATH_OUTSIDE) {
		m->counters.outside++;
		strangers_see(&m->strangers, packet);
		strays_see(&m->strays, packet, m->now_ns);
	} else if (path->verdict == PATH_COPY) {
		m->counters.copies++;
	} else if (path->verdict != PATH_SKIP) {
		meter_follow(m, path, packet, &flow);
	}
}

void meter_frame(struct meter *meter, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length)
{
	struct packet packet;
	int err;

	meter->counters.packets++;
	meter->frame_ns = time_ns + (time_ns == 0);
	meter_clock(meter, time_ns);
	meter_advance(meter);
	err = packet_decode(link_type, data, captured, length, &packet);
	if (!err && meter->interface)
		packet.interface = meter->interface;
	if (err == -ENOMSG) {
		meter->counters.not_ip++;
		unread_foreign(&meter->unread, link_type, data, captured, length, meter->now_ns);
	} else if (err) {
		meter->counters.unreadable++;
		unread_add(&meter->unread, UNREAD_CUT, length, meter->now_ns);
	} else if (packet.flags & PACKET_ARP) {
		meter->counters.not_ip++;
		if (meter_is_senders(&packet) && home_has(meter->home, &packet.source))
			neighbours_turn(meter->neighbours, &packet.source, packet.source_mac,
					meter->now_ns);
		meter_sample(meter, &packet, NULL, false, false);
	} else {
		meter->counters.ip_packets++;
		meter->counters.bytes += packet.length;
		if (carrier_find(&packet, &(struct carrier_frame){0}))
			unread_add(&meter->unread, UNREAD_MIRROR, length, meter->now_ns);
		meter_packet(meter, &packet);
	}
}

void meter_interface(struct meter *meter, uint32_t interface, unsigned rank)
{
	meter->interface = interface;
	meter->rank = (uint8_t)rank;
}

void meter_unrank(struct meter *meter, uint32_t interface)
{
	for (uint32_t i = 0; i < roster_count(meter->roster); i++) {
		struct roster_entry *device = roster_at(meter->roster, i);

		if (device->stays[0].interface == interface)
			device->stays[0].interface = 0;
	}
}

void meter_pass(struct meter *meter, uint64_t now_ns)
{
	meter_clock(meter, now_ns);
	stretches_flush(meter->stretches, meter->now_ns);
	if (meter->now_ns > meter->ticked_ns)
		meter_tick(meter);
}

/* In the order of meter_finish(), which may come next and then finds nothing left of all this. */
void meter_silence(struct meter *meter, uint64_t lasts_ns)
{
	meter_tell_holes(meter, true);
	stretches_flush(meter->stretches, UINT64_MAX);
	meter_tell_table(meter);
	meter->observer.tick(meter->observer.context, meter->now_ns);
	meter->observer.silence(meter->observer.context, meter->now_ns + lasts_ns);
}

void meter_jump(struct meter *meter, uint64_t from_ns, uint64_t to_ns)
{
	struct loss loss = {.cause = CAUSE_CLOCK_SET, .from_ns = from_ns, .to_ns = to_ns};

	meter->observer.loss(meter->observer.context, &loss);
}

static void meter_tell_strangers(struct meter *m)
{
	struct source_counters *c = &m->counters;
	struct loss loss = {
		.cause = CAUSE_HOME_UNKNOWN, .from_ns = c->first_ns, .to_ns = c->last_ns};

	c->strange_count = strangers_list(&m->strangers, m->home, c->strange);
	if (c->strange_count)
		m->observer.loss(m->observer.context, &loss);
}

void meter_finish(struct meter *meter)
{
	meter_tell_holes(meter, true);
	unread_tell(&meter->unread, meter->now_ns, true, &meter->observer);
	meter_tell_strays(meter, true);
	meter_tell_strangers(meter);
	stretches_finish(meter->stretches);
	pending_tell(&meter->pending, UINT64_MAX, &meter->observer);
	meter_tell_table(meter);
	if (meter->now_ns)
		meter->observer.tick(meter->observer.context, meter->now_ns);
}

void meter_supply(struct meter *meter, const struct activity *activity)
{
	const struct account_stretch *s = &activity->stretch;
	uint64_t headers = (uint64_t)s->packets_up * METER_HEADERS;
	uint32_t flow = stretches_look(meter->stretches, &activity->flow);

	if (flow != STRETCHES_NONE && s->bytes_up > headers)
		holes_account(&stretches_at(meter->stretches, flow)->holes, s->bytes_up - headers);
	if (pending_add(&meter->pending, activity))
		meter_no_room(meter);
}

struct meter_walk {
	source_flow_fn *each;
	void *context;
};

static void meter_each_one(void *context, const struct metered_flow *flow)
{
	const struct meter_walk *walk = context;
	const struct account_stretch *open = &flow->account.open;
	struct source_flow seen = {
		.key = flow->key,
		.interface = flow->interface,
		.began_ns = flow->began_ns,
		.last_ns = flow->last_ns,
		.last_up_ns = flow->last_up_ns,
		.bytes_up = flow->closed.bytes_up + open->bytes_up,
		.bytes_down = flow->closed.bytes_down + open->lead.bytes + open->within.bytes +
			      open->tail.bytes,
		.packets_up = flow->closed.packets_up + open->packets_up,
		.packets_down = flow->closed.packets_down + open->lead.packets +
				open->within.packets + open->tail.packets,
	};

	walk->each(walk->context, &seen);
}

void meter_each(struct meter *meter, source_flow_fn *each, void *context)
{
	struct meter_walk walk = {each, context};

	stretches_each(meter->stretches, meter_each_one, &walk);
}

void meter_decide(struct meter *meter, const struct device_key *device, enum device_state state)
{
	bool added;
	uint32_t index = roster_find(meter->roster, device, &added);

	meter_turn(meter, roster_at(meter->roster, index), state);
}

const struct source_counters *meter_counters(const struct meter *meter)
{
	return &meter->counters;
}
