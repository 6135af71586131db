// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "camera/domain.h"
#include "camera/scale.h"
#include "camera/weigh.h"
#include "base/hash.h"
#include "base/letters.h"

#define DEVICE_HOUR_NS 3600000000000ULL

/* A host looked up and then called for is one fact, however it was heard of. */
static bool device_is_same(const struct evidence *a, const struct evidence *b)
{
	if (a->signal != b->signal || strcmp(a->text, b->text) != 0)
		return false;
	return a->signal == SIGNAL_HOST ||
	       (a->reason == b->reason && a->maker == b->maker && a->said == b->said);
}

/*
 * Keeps one entry for each thing said; where there is no room the weakest goes. True where
 * something changed.
 */
static bool device_add(struct device *d, const struct evidence *e)
{
	struct evidence *pick = NULL;

	for (size_t i = 0; i < d->evidence_count; i++) {
		struct evidence *old = &d->evidence[i];

		if (device_is_same(old, e)) {
			if (old->weight >= e->weight)
				return false;
			*old = *e;
			return true;
		}
		if (!pick || old->weight < pick->weight)
			pick = old;
	}
	if (d->evidence_count < DEVICE_EVIDENCE)
		pick = &d->evidence[d->evidence_count++];
	else if (pick->weight >= e->weight)
		return false;
	*pick = *e;
	return true;
}

static void device_learn(struct device *d, const struct evidence *e)
{
	if (e->weight > 0 && device_add(d, e))
		weigh_device(d, e->time_ns);
}

static void device_know_mac(struct device *d, const struct rules *rules, uint64_t now_ns)
{
	const struct rule_mac *mac = rules_mac(rules, d->key.bytes);
	struct evidence e = {.signal = SIGNAL_MAC, .reason = REASON_MAC, .time_ns = now_ns};

	if (!mac)
		return;
	e.means = mac->means;
	e.weight = weigh_mac(mac);
	e.rule = e.brand = mac->rule;
	e.line = mac->line;
	e.maker =
		(uint32_t)d->key.bytes[0] << 16 | (uint32_t)d->key.bytes[1] << 8 | d->key.bytes[2];
	snprintf(e.text, sizeof(e.text), "%.79s", mac->registrant);
	device_learn(d, &e);
}

void device_begin(struct device *device, const struct device_key *key, const struct rules *rules,
		  uint64_t now_ns)
{
	device->key = *key;
	if (key->kind == DEVICE_BY_ADDRESS) {
		memcpy(device->ip.bytes, key->bytes, 16);
		addresses_use(&device->addresses, &device->ip, now_ns);
	} else {
		device_know_mac(device, rules, now_ns);
	}
}

void device_tell(struct device *device, const char *name)
{
	struct evidence e = {.signal = SIGNAL_DECLARED,
			     .reason = REASON_DECLARED,
			     .means = MEANS_CAMERA,
			     .weight = 1};

	device->declared = true;
	device->dismissed = false;
	if (name) {
		letters_copy(device->name, sizeof(device->name), name);
		device->name_declared = true;
	}
	device_add(device, &e);
	weigh_device(device, 0); /* no time: the owner's word counts from the beginning */
}

void device_unname(struct device *device)
{
	device->name[0] = '\0';
	device->name_declared = false;
}

void device_dismiss(struct device *device)
{
	size_t kept = 0;

	for (size_t i = 0; i < device->evidence_count; i++)
		if (device->evidence[i].signal != SIGNAL_DECLARED)
			device->evidence[kept++] = device->evidence[i];
	device->evidence_count = kept;
	device->declared = false;
	device->dismissed = true;
	weigh_device(device, 0);
}

void device_reload(struct device *device, const struct rules *rules, uint64_t now_ns)
{
	if (device->key.kind == DEVICE_BY_MAC)
		device_know_mac(device, rules, now_ns);
}

static enum reason device_where(enum rule_where where)
{
	switch (where) {
	case WHERE_DHCP:
		return REASON_DHCP_NAME;
	case WHERE_DHCP_CLASS:
		return REASON_DHCP_CLASS;
	case WHERE_MDNS:
		return REASON_MDNS_NAME;
	case WHERE_SERVICE:
		return REASON_MDNS_SERVICE;
	case WHERE_TEXT:
		return REASON_MDNS_TEXT;
	case WHERE_AGENT:
		return REASON_AGENT;
	default:
		return REASON_MODEL;
	}
}

/*
 * HomeKit's category (ci) is that of an accessory, and a device keeps its own for life. Who
 * announces several serves what others are: Homebridge, Scrypted and the like on a computer. Then
 * none of them says what it is itself. True where that is so.
 */
static bool device_serves(struct device *device, enum rule_where where, const char *text,
			  uint64_t now_ns)
{
	struct evidence e = {.signal = SIGNAL_NAME,
			     .means = MEANS_OTHER,
			     .weight = SCALE_SERVES,
			     .reason = REASON_SERVES,
			     .time_ns = now_ns};
	unsigned long category;
	size_t kept = 0;

	if (where != WHERE_TEXT || strncmp(text, "ci=", 3) != 0)
		return false;
	category = strtoul(text + 3, NULL, 10);
	if (!category || category >= DEVICE_SERVES)
		return false;
	if (device->accessory == DEVICE_SERVES)
		return true;
	if (!device->accessory || device->accessory == category) {
		device->accessory = (uint8_t)category;
		return false;
	}
	device->accessory = DEVICE_SERVES;
	for (size_t i = 0; i < device->evidence_count; i++)
		if (device->evidence[i].reason != REASON_MDNS_TEXT ||
		    strncmp(device->evidence[i].text, "ci=", 3) != 0)
			device->evidence[kept++] = device->evidence[i];
	device->evidence_count = kept;
	device_learn(device, &e);
	return true;
}

void device_hear_name(struct device *device, const struct rules *rules, enum rule_where where,
		      const char *text, uint64_t now_ns)
{
	const struct rule_name *name = rules_name(rules, where, text);
	struct evidence e = {
		.signal = SIGNAL_NAME, .reason = device_where(where), .time_ns = now_ns};

	if (!device->name_declared && !device->name[0] &&
	    (where == WHERE_DHCP || where == WHERE_MDNS))
		letters_copy_shown(device->name, sizeof(device->name), text);
	if (device_serves(device, where, text, now_ns) || !name)
		return;
	e.means = name->means;
	e.weight = name->certainty;
	e.rule = e.brand = name->rule;
	e.line = name->line;
	snprintf(e.text, sizeof(e.text), "%.70s", text);
	device_learn(device, &e);
}

/* Remembers a domain once. True where it is new. */
static bool device_note(uint32_t *seen, size_t *count, const char *name)
{
	const char *domain = domain_registered(name);
	uint32_t hash = domain_hash(domain);

	for (size_t i = 0; i < *count; i++)
		if (seen[i] == hash)
			return false;
	if (*count == DEVICE_NAMES)
		return false;
	seen[(*count)++] = hash;
	return true;
}

static enum reason device_heard_by(enum host_source source)
{
	if (source == HOST_SNI)
		return REASON_SNI;
	return source == HOST_HTTP ? REASON_HTTP : REASON_DNS;
}

/* A host that no rule knows may still say what it is for. */
static void device_read_domain(struct device *device, const char *name, enum host_source source,
			       uint64_t now_ns)
{
	struct evidence e = {.signal = SIGNAL_HOST,
			     .reason = device_heard_by(source),
			     .means = MEANS_MIXED,
			     .weight = SCALE_WORD,
			     .time_ns = now_ns};

	if (!domain_names_camera(name))
		return;
	snprintf(e.text, sizeof(e.text), "%.80s", name);
	device_learn(device, &e);
}

void device_contact(struct device *device, const struct rule_host *host, const char *name,
		    enum host_source source, bool sends, uint64_t now_ns)
{
	struct evidence e = {.signal = SIGNAL_HOST,
			     .reason = device_heard_by(source),
			     .means = MEANS_CAMERA,
			     .time_ns = now_ns};
	bool changed = false;

	if (!host)
		changed = device_note(device->foreign, &device->foreign_count, name);
	else if (host->rule->kind == RULE_PERSONAL)
		changed = device_note(device->personal, &device->personal_count, name);
	else if (host->side == SIDE_APP && !device->app)
		changed = device->app = true;
	if (changed)
		weigh_device(device, now_ns);
	if (!host) {
		device_read_domain(device, name, source, now_ns);
		return;
	}
	if (weigh_is_of_makers(host))
		e.means = MEANS_MAKER;
	e.weight = weigh_host(host, sends);
	e.rule = host->rule;
	e.brand = host->bucket_rule ? host->bucket_rule : host->rule;
	e.line = host->line;
	snprintf(e.text, sizeof(e.text), "%.80s", name);
	device_learn(device, &e);
}

void device_assist(struct device *device, const struct rules *rules, const char *name,
		   uint64_t now_ns)
{
	const struct rule_host *host = rules_assistant(rules, name);
	struct evidence e = {.signal = SIGNAL_HOST,
			     .reason = REASON_ASSISTANT,
			     .means = MEANS_SPEAKER,
			     .time_ns = now_ns};

	if (!host)
		return;
	if (host->side != SIDE_DEVICE || host->confidence == FACT_LIST)
		e.weight = SCALE_ASSISTANT_SHARED;
	else
		e.weight = host->role == ROLE_MEDIA ? SCALE_ASSISTANT_VOICE : SCALE_ASSISTANT;
	e.rule = e.brand = host->rule;
	e.line = host->line;
	snprintf(e.text, sizeof(e.text), "%.70s", host->rule->vendor);
	device_learn(device, &e);
}

unsigned device_parties(const struct device *device)
{
	unsigned set = 0;

	for (size_t i = 0; i < DEVICE_PARTIES / 64; i++)
		set += (unsigned)__builtin_popcountll(device->parties[i]);
	return set;
}

/*
 * Linear counting (Whang, Vander-Zanden, Taylor 1990): 160 of 512 bits are about 190 addresses. A
 * camera with 33 endpoints over four starts (EZVIZ) is the most that was seen;
 * the hundreds in 100.64/10 that some ring at each call are not counted.
 */
void device_meet(struct device *device, const struct address *remote, uint64_t now_ns)
{
	uint32_t bit = (uint32_t)hash_bytes(remote, sizeof(*remote)) % DEVICE_PARTIES;

	if (device->many_parties || address_is_shared(remote))
		return;
	if (now_ns - device->parties_ns >= DEVICE_HOUR_NS) {
		memset(device->parties, 0, sizeof(device->parties));
		device->parties_ns = now_ns;
	}
	if (device->parties[bit / 64] >> (bit % 64) & 1)
		return;
	device->parties[bit / 64] |= 1ULL << (bit % 64);
	if (device_parties(device) < DEVICE_PARTIES_MANY)
		return;
	device->many_parties = true;
	weigh_device(device, now_ns);
}

void device_ask(struct device *device, const char *name, uint64_t now_ns)
{
	uint32_t bit = (uint32_t)hash_bytes(name, strlen(name)) % DEVICE_ASKED;

	if (now_ns - device->names_ns >= DEVICE_HOUR_NS) {
		memset(device->names, 0, sizeof(device->names));
		device->names_ns = now_ns;
	}
	device->names[bit / 64] |= 1ULL << (bit % 64);
}

bool device_asks_many(const struct device *device, uint64_t now_ns)
{
	unsigned count = 0;

	if (now_ns - device->names_ns >= DEVICE_HOUR_NS)
		return false;
	for (size_t i = 0; i < DEVICE_ASKED / 64; i++)
		count += (unsigned)__builtin_popcountll(device->names[i]);
	return count >= DEVICE_ASKED_MANY;
}

void device_speak(struct device *device, const struct rules *rules, enum signature signature,
		  bool sends, uint64_t now_ns)
{
	const struct rule_signature *rule = rules_signature(rules, signature);
	struct evidence e = {.signal = SIGNAL_SIGNATURE,
			     .reason = REASON_SIGNATURE,
			     .said = signature,
			     .means = MEANS_CAMERA,
			     .time_ns = now_ns};

	if (!rule)
		return;
	e.weight = weigh_signature(rule, sends);
	e.rule = e.brand = rule->rule;
	e.line = rule->line;
	device_learn(device, &e);
}

/* A viewer takes as much as footage is (upload/footage.h), and little goes the other way. */
#define DEVICE_WATCHES_BYTES 100000U
#define DEVICE_WATCHES_RATIO 1.5

void device_exchange(struct device *device, uint64_t bytes_up, uint64_t bytes_down, uint64_t now_ns)
{
	bool watches;

	device->spoken_up += bytes_up;
	device->spoken_down += bytes_down;
	watches = device->spoken_down >= DEVICE_WATCHES_BYTES &&
		  (double)device->spoken_down >= DEVICE_WATCHES_RATIO * (double)device->spoken_up;
	if (watches == device->watches)
		return;
	device->watches = watches;
	weigh_device(device, now_ns);
}

void device_behave(struct device *device, double weight, uint64_t now_ns)
{
	struct evidence e = {.signal = SIGNAL_BEHAVIOUR,
			     .reason = REASON_BEHAVIOUR,
			     .means = MEANS_CAMERA,
			     .weight = weight,
			     .time_ns = now_ns};

	device_learn(device, &e);
}

void device_move(struct device *device, uint64_t bytes_up, uint64_t bytes_down)
{
	device->bytes_up += bytes_up;
	device->bytes_down += bytes_down;
}

void device_call(struct device *device, const uint8_t remote[16], uint64_t now_ns)
{
	uint32_t hash = (uint32_t)hash_bytes(remote, 16);
	size_t at = 0, recent = 0;

	while (at < device->reach_count && device->reach[at].hash != hash)
		at++;
	if (at == device->reach_count && device->reach_count < DEVICE_REACH)
		device->reach_count++;
	if (at == DEVICE_REACH)
		at--;
	memmove(&device->reach[1], &device->reach[0], at * sizeof(device->reach[0]));
	device->reach[0] = (struct device_reach){.hash = hash, .time_ns = now_ns};
	while (recent < device->reach_count &&
	       now_ns - device->reach[recent].time_ns <= DEVICE_REACH_NS)
		recent++;
	device->busy = device->busy || recent > DEVICE_REACH_MOST;
}

struct event_reason evidence_reason(const struct evidence *evidence)
{
	return (struct event_reason){.reason = evidence->reason,
				     .maker = evidence->maker,
				     .signature = evidence->said,
				     .text = evidence->text[0] ? evidence->text : NULL};
}

bool evidence_is_speaker(const struct evidence *evidence)
{
	return evidence->means == MEANS_SPEAKER && evidence->rule &&
	       evidence->rule->kind == RULE_SPEAKER && evidence->rule->enabled;
}

bool evidence_is_hint(const struct evidence *evidence)
{
	return evidence->means == MEANS_MIXED || evidence->weight < SCALE_HINT_BELOW;
}

static bool evidence_is_against(const struct evidence *e)
{
	return e->means == MEANS_OTHER || (e->means == MEANS_SPEAKER && !evidence_is_speaker(e));
}

/* Whether nothing beside its behaviour speaks for it: nothing at all, or hints at most. */
static bool device_lacks(const struct device *device, bool hints)
{
	for (size_t i = 0; i < device->evidence_count; i++) {
		const struct evidence *e = &device->evidence[i];

		if (e->signal != SIGNAL_BEHAVIOUR && !evidence_is_against(e) &&
		    !(hints && evidence_is_hint(e)))
			return false;
	}
	return true;
}

bool device_is_unnamed(const struct device *device)
{
	return device_lacks(device, false);
}

bool device_is_vague(const struct device *device)
{
	return device_lacks(device, true);
}

bool device_is_of_maker(const struct device *device)
{
	bool maker = false;

	for (size_t i = 0; i < device->evidence_count; i++) {
		const struct evidence *e = &device->evidence[i];

		maker = maker || e->means == MEANS_MAKER;
		if (e->signal != SIGNAL_BEHAVIOUR && e->means != MEANS_MAKER &&
		    !evidence_is_against(e) && !evidence_is_hint(e))
			return false;
	}
	return maker;
}

bool device_is_makers_thing(const struct device *device)
{
	for (size_t i = 0; i < device->evidence_count; i++)
		if (device->evidence[i].signal == SIGNAL_MAC &&
		    device->evidence[i].means == MEANS_MAKER)
			return true;
	return false;
}

bool device_is_thing(const struct device *device)
{
	for (size_t i = 0; i < device->evidence_count; i++) {
		const struct evidence *e = &device->evidence[i];

		if ((e->signal == SIGNAL_NAME || e->signal == SIGNAL_HOST) &&
		    !evidence_is_against(e))
			return true;
	}
	return false;
}

bool device_is_known(const struct device *device, double certainty)
{
	for (size_t i = 0; i < device->evidence_count; i++) {
		const struct evidence *e = &device->evidence[i];

		if (e->signal != SIGNAL_BEHAVIOUR && !evidence_is_against(e) &&
		    e->weight >= certainty)
			return true;
	}
	return false;
}

enum withdrawal device_doubt(const struct device *device, struct event_reason *fact)
{
	const struct evidence *best = NULL;

	if (device->dismissed)
		return WITHDRAWN_BY_OWNER;
	for (size_t i = 0; i < device->evidence_count; i++) {
		const struct evidence *e = &device->evidence[i];

		if (evidence_is_against(e) && (!best || e->weight > best->weight))
			best = e;
	}
	if (best) {
		*fact = evidence_reason(best);
		return WITHDRAWN_BY_FACT;
	}
	if (device->many_parties)
		return WITHDRAWN_BY_REACH;
	if (device->personal_count)
		return WITHDRAWN_BY_PERSONAL;
	return device->app || device->watches ? WITHDRAWN_BY_APP : WITHDRAWN_BY_THE_REST;
}

bool device_is_weighed(const struct device *device, enum evidence_signal signal)
{
	for (size_t i = 0; i < device->evidence_count; i++)
		if (device->evidence[i].signal == signal)
			return true;
	return false;
}

bool device_is_suspected(const struct device *device)
{
	return device_is_weighed(device, SIGNAL_BEHAVIOUR) && device_is_vague(device);
}

/* The reasons for its being a camera, the weightiest first. */
static void device_reasons(const struct device *d, struct event_camera *out)
{
	double weights[DEVICE_EVIDENCE];
	size_t count = 0;

	for (size_t i = 0; i < d->evidence_count; i++) {
		const struct evidence *e = &d->evidence[i];
		size_t at = count;

		if (evidence_is_against(e))
			continue;
		for (; at && weights[at - 1] < e->weight; at--) {
			weights[at] = weights[at - 1];
			out->identified_by[at] = out->identified_by[at - 1];
		}
		weights[at] = e->weight;
		out->identified_by[at] = evidence_reason(e);
		count++;
	}
	out->reason_count = count;
}

const char *device_key_text(const struct device_key *key, char text[ADDRESS_TEXT])
{
	struct address ip;

	if (key->kind == DEVICE_BY_MAC)
		return mac_format(key->bytes, text);
	memcpy(ip.bytes, key->bytes, sizeof(ip.bytes));
	return address_format(&ip, text);
}

void device_describe(struct device *device, struct event_camera *out)
{
	/* Many makers use a platform, and a household cannot know it: what the device said names
	 * it. */
	const struct rule *maker =
		device->vendor && device->vendor->kind != RULE_PLATFORM ? device->vendor : NULL;

	memset(out, 0, sizeof(*out));
	if (device->key.kind == DEVICE_BY_MAC)
		out->mac = mac_format(device->key.bytes, device->mac_text);
	if (!address_is_zero(&device->ip))
		out->ip = address_format(&device->ip, device->ip_text);
	snprintf(out->key, sizeof(out->key), "%s", out->mac ? out->mac : out->ip ? out->ip : "");
	out->name = device->name[0] ? device->name : NULL;
	out->named_by = device->name_declared ? NAMED_BY_OWNER : NAMED_BY_DEVICE;
	out->vendor = maker ? maker->vendor : NULL;
	out->company = maker ? maker->company : NULL;
	out->form = device->form;
	out->certainty = device->certainty;
	out->suspected = device_is_suspected(device);
	out->identified_ns = device->declared ? 0 : device->identified_ns;
	device_reasons(device, out);
}
