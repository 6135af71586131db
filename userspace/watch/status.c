// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "json/detour.h"
#include "ledger/ledger.h"
#include "watch/fields.h"
#include "watch/watch.h"
#include "watch/ports.h"
#include "watch/place.h"

static struct json_object *status_interfaces(const struct watch *w)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < w->port_count; i++) {
		const struct port *p = &w->ports[i].port;
		struct json_object *item = json_object_new_object();
		bool watching = p->state == PORT_WATCHING;

		fields_text(item, "name", p->name);
		fields_text(item, "state", port_state_name(p->state));
		fields_text(item, "mode", watching ? attach_mode_name(p->mode) : NULL);
		fields_text(item, "note", p->note);
		fields_count(item, "dropped", p->dropped);
		json_object_array_add(list, item);
	}
	return list;
}

static void status_prefix(void *context, const struct prefix *prefix, enum home_source source)
{
	char address[ADDRESS_TEXT], text[ADDRESS_TEXT + 8];
	unsigned int bits = prefix->length;

	(void)source;
	if (address_is_v4(&prefix->address))
		bits -= 96;
	snprintf(text, sizeof(text), "%s/%u", address_format(&prefix->address, address), bits);
	json_object_array_add(context, json_object_new_string(text));
}

static const char *status_to(const struct event_destination *d, char text[ADDRESS_TEXT])
{
	if (d->service || d->host)
		return d->service ? d->service : d->host;
	return d->address_count ? address_format(&d->addresses[0], text) : NULL;
}

static void status_upload(void *context, const struct event_upload *u)
{
	struct json_object *item = json_object_new_object();
	double seconds = (double)(u->end_ns - u->start_ns) / 1e9;
	char address[ADDRESS_TEXT];

	fields_text(item, "camera", u->camera.name ? u->camera.name : u->camera.key);
	fields_text(item, "mac", u->camera.mac);
	fields_text(item, "to", status_to(&u->destination, address));
	fields_text(item, "class", upload_class_name(u->class));
	fields_time(item, "since", u->start_ns);
	fields_count(item, "bytes_up", u->bytes_up);
	/* Over less than a second a rate says nothing. */
	fields_number(item, "rate_bps",
		      seconds >= 1 ? round(8 * (double)u->bytes_up / seconds) : NAN);
	fields_number(item, "confidence", u->confidence);
	json_object_array_add(context, item);
}

static struct json_object *status_gaps(const struct watch *w)
{
	struct json_object *list = json_object_new_array();
	size_t first = w->gap_count > WATCH_GAPS ? w->gap_count - WATCH_GAPS : 0;

	for (size_t i = first; i < w->gap_count; i++) {
		const struct watch_gap *gap = &w->gaps[i % WATCH_GAPS];
		struct json_object *item = json_object_new_object();

		fields_time(item, "from", gap->from_ns);
		fields_time(item, "to", gap->to_ns);
		fields_text(item, "reason", gap->reason);
		json_object_object_add(item, "packets",
				       gap->packets ? json_object_new_uint64(gap->packets) : NULL);
		fields_text(item, "camera", gap->camera);
		json_object_array_add(list, item);
	}
	return list;
}

/* What is known of how well everything is seen, gathered once for several places of the answer. */
struct status_sight {
	uint64_t cameras, off_path;
	uint64_t nic;
	bool none, away, generic;
	uint32_t doubts; /* bits, of enum doubt */
	const char *state;
	struct json_object *reasons, *cures;
};

static void status_look(void *context, const struct engine_camera *camera)
{
	struct status_sight *s = context;

	s->cameras += !camera->dismissed;
	s->off_path += camera->off_path;
}

static void status_pass(const struct watch *w, const struct offload_state *offload,
			struct status_sight *s)
{
	bool some = offload->unseen_ever || offload->one_way_ever;

	s->state = "blind";
	s->doubts |= 1U << DOUBT_FORWARDED;
	if (w->forwarding.unknown)
		fields_say(s->reasons, "word of changes of nftables was lost: whether connections "
				       "are forwarded past what is watched is not known");
	else
		fields_say(s->reasons,
			   some ? "some connections are forwarded past what is watched, and nobody "
				  "counts them: what goes out by them is not seen"
				: "a flow table may forward connections past what is watched, and "
				  "nobody counts them: what goes out by them is not seen");
	if (offload->passing_ns && (w->passed_late || w->forwarding.unknown))
		fields_say(s->cures, "restart Lenswatch: flow tables are listed at its start, and "
				     "--attach auto then watches the ports of a bridge too");
	fields_say(s->cures, "watch the ports or devices that connections are forwarded between "
			     "as well, or turn flow offloading off (Network - Firewall - "
			     "Routing/NAT offloading in OpenWrt)");
}

static void status_misplaced(const struct watch *w, struct status_sight *s)
{
	char cure[96];

	s->state = "blind";
	s->doubts |= 1U << DOUBT_OUTSIDE_ROUTER;
	fields_say(s->reasons, WATCH_PLACE_REASON);
	snprintf(cure, sizeof(cure), "watch the home's side: --interface %s", w->home_side);
	fields_say(s->cures, cure);
}

/* From the best to the worst: what comes later overrules. */
static void status_judge(struct watch *w, const struct kernel_load *load, struct status_sight *s)
{
	const struct offload_state *offload = offload_state(w->offload);

	s->state = "exact";
	if (w->merged || s->generic) {
		s->state = "merged";
		fields_say(s->reasons,
			   "packets may have been joined before they were counted: up to "
			   "4 % may be missing");
		fields_say(s->cures, "take XDP or TC where the interface allows it: leave out "
				     "--attach");
	}
	if (offload->supplied) {
		s->state = "hardware";
		fields_say(s->reasons, "hardware forwards some connections: their bytes are its "
				       "own count, their times are exact to a second");
		fields_say(s->cures, "for exact times turn hardware flow offloading off "
				     "(Network - Firewall - Routing/NAT offloading in OpenWrt)");
	}
	if (w->lossy || load->samples_lost || load->stretches_lost || load->flows_refused ||
	    load->devices_refused || s->nic) {
		s->state = "lower-bound";
		s->doubts |= 1U << DOUBT_LOST;
		fields_say(s->reasons, "packets were lost: what is told may be less than what was "
				       "sent");
		fields_say(s->cures, "see the gaps for when; this machine or its network card is "
				     "too slow for the traffic, or too many devices talk at once");
	}
	if (s->none || s->away)
		s->doubts |= 1U << DOUBT_INTERRUPTED;
	if (s->off_path)
		s->doubts |= 1U << DOUBT_OFF_PATH;
	if (s->none) {
		s->state = "blind";
		fields_say(s->reasons, "no interface is watched");
		fields_say(s->cures, "name the network or interface that the cameras are in");
	} else if (s->away || (s->cameras && s->off_path == s->cameras)) {
		s->state = "blind";
		fields_say(s->reasons, s->away ? "an interface that should be watched is not there"
					       : "what the cameras send does not pass this "
						 "computer");
	} else if (s->off_path) {
		fields_say(s->reasons, "what some cameras send does not pass this computer");
	}
	if (s->off_path)
		fields_say(s->cures, "run Lenswatch on the router or on a mirror port");
	if (offload->unseen_ever || offload->one_way_ever || offload->passing_ever)
		status_pass(w, offload, s);
	if (w->outside_ns)
		status_misplaced(w, s);
	/* Where nothing is forwarded past us nothing is missing. */
	if ((offload->hardware || offload->software) && !offload->counting)
		fields_say(s->cures,
			   "turn on counting, so that connections which hardware forwards "
			   "can be told: sysctl net.netfilter.nf_conntrack_acct=1");
}

/* Since the start, and of what is being sent now. */
static void status_nothing_left(struct watch *w, const struct source_counters *counters,
				uint32_t doubts, bool sending, struct json_object *answer)
{
	struct event_summary summary;
	enum nothing_left left = NOTHING_LEFT_CANNOT_TELL;

	engine_summarize(w->engine, counters, &summary);
	doubts |= summary.doubts;
	if (sending || summary.nothing_left == NOTHING_LEFT_NO)
		left = NOTHING_LEFT_NO;
	else if (!doubts)
		left = NOTHING_LEFT_YES;
	fields_left(answer, left, doubts);
}

static void status_coverage(struct watch *w, const struct kernel_load *load,
			    const struct source_counters *counters, bool sending,
			    struct json_object *answer)
{
	struct status_sight s = {.reasons = json_object_new_array(),
				 .cures = json_object_new_array()};
	struct json_object *coverage = json_object_new_object();

	s.none = !w->port_count;
	for (size_t i = 0; i < w->port_count; i++) {
		const struct port *p = &w->ports[i].port;

		s.away = s.away || p->state != PORT_WATCHING;
		s.generic = s.generic || p->mode == ATTACH_XDP_GENERIC;
		s.nic += p->dropped;
	}
	engine_each_camera(w->engine, status_look, &s);
	status_judge(w, load, &s);
	status_nothing_left(w, counters, s.doubts, sending, answer);
	fields_text(coverage, "state", s.state);
	json_object_object_add(coverage, "reasons", s.reasons);
	json_object_object_add(answer, "coverage", coverage);
	json_object_object_add(answer, "cures", s.cures);
	fields_count(answer, "cameras", s.cameras);
	fields_count(answer, "off_path", s.off_path);
}

static struct json_object *status_losses(const struct watch *w, const struct kernel_load *load,
					 const struct source_counters *counters)
{
	struct json_object *losses = json_object_new_object();
	uint64_t nic = 0;

	for (size_t i = 0; i < w->port_count; i++)
		nic += w->ports[i].port.dropped;
	fields_count(losses, "packets", counters->lost);
	fields_count(losses, "samples", load->samples_lost);
	fields_count(losses, "stretches", load->stretches_lost);
	fields_count(losses, "flows_refused", load->flows_refused);
	fields_count(losses, "devices_refused", load->devices_refused);
	fields_count(losses, "nic", nic);
	return losses;
}

static struct json_object *status_offload(const struct watch *w)
{
	const struct offload_state *state = offload_state(w->offload);
	struct json_object *offload = json_object_new_object();

	fields_bool(offload, "available", state->available);
	fields_bool(offload, "counting", state->counting);
	fields_count(offload, "software", state->software);
	fields_count(offload, "hardware", state->hardware);
	fields_count(offload, "unseen", state->unseen);
	fields_count(offload, "one_way", state->one_way);
	fields_time(offload, "passing_since", state->passing_ns);
	fields_count(offload, "supplied", state->supplied);
	fields_count(offload, "supplied_bytes", state->supplied_bytes);
	return offload;
}

/* Resident memory in pages, the second number of /proc/self/statm; 0 where it cannot be read. */
static uint64_t status_resident(const struct watch *w)
{
	char text[128] = "";
	const char *second;

	if (w->statm < 0 || pread(w->statm, text, sizeof(text) - 1, 0) <= 0)
		return 0;
	second = strchr(text, ' ');
	return second ? strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static struct json_object *status_load(const struct watch *w, const struct kernel_load *load)
{
	struct json_object *item = json_object_new_object();
	struct rusage usage = {0};
	const struct timeval *user = &usage.ru_utime, *system = &usage.ru_stime;

	getrusage(RUSAGE_SELF, &usage);
	fields_count(item, "flows", load->flows);
	fields_count(item, "flow_limit", load->flow_limit);
	fields_count(item, "devices", load->devices);
	fields_count(item, "map_bytes", load->map_bytes);
	fields_count(item, "rss_bytes", status_resident(w));
	fields_count(item, "peak_rss_bytes", (uint64_t)usage.ru_maxrss * 1024);
	fields_number(item, "cpu_s",
		      (double)(user->tv_sec + system->tv_sec) +
			      (double)(user->tv_usec + system->tv_usec) / 1e6);
	return item;
}

static struct json_object *status_sandbox(const struct watch *w)
{
	struct json_object *sandbox = json_object_new_object();

	fields_text(sandbox, "user", w->sandbox.user);
	fields_text(sandbox, "capabilities", w->sandbox.capabilities);
	fields_count(sandbox, "landlock", (uint64_t)w->sandbox.landlock);
	fields_bool(sandbox, "seccomp", w->sandbox.seccomp);
	return sandbox;
}

static struct json_object *status_rules(const struct watch *w)
{
	struct json_object *rules = json_object_new_object();

	fields_text(rules, "hash", rules_hash(w->rules));
	fields_time(rules, "loaded", w->rules_ns);
	fields_text(rules, "error", w->rules_error);
	return rules;
}

/* A camera that the owner named just now has told nothing yet. */
static void status_meet(void *context, const struct engine_camera *camera)
{
	struct event event = {.kind = EVENT_CAMERA, .camera = camera->camera};

	if (!camera->dismissed)
		check_event(context, &event, NULL, NULL);
}

static struct json_object *status_promises(const struct watch *w)
{
	struct json_object *list = json_object_new_array();
	struct check *check = w->gate.check;
	struct check_today today;

	if (check)
		engine_each_camera(w->engine, status_meet, check);
	for (size_t i = 0; check && i < check_promises(check)->count; i++) {
		struct json_object *item = json_object_new_object();

		check_today(check, i, watch_now(), &today);
		fields_text(item, "promise", check_promises(check)->items[i]->text);
		fields_text(item, "today", verdict_name(today.verdict));
		fields_count(item, "breaches", today.breaches);
		fields_text(item, "reason", today.reason);
		json_object_array_add(list, item);
	}
	return list;
}

static void status_problem(struct json_object *list, const struct problems *problems)
{
	for (size_t i = 0; i < problems_kept(problems); i++) {
		const struct problem *problem = &problems->items[i];
		struct json_object *item = json_object_new_object();

		fields_text(item, "setting", problem->setting);
		fields_text(item, "value", problem->value);
		fields_text(item, "says", problem->says);
		json_object_array_add(list, item);
	}
}

static struct json_object *status_problems(const struct watch *w)
{
	struct json_object *list = json_object_new_array();

	status_problem(list, &w->config.problems);
	status_problem(list, &w->refused);
	return list;
}

/* The zone that its days and hours are of, as in "CEST +0200": a jail may hide the machine's. */
static void status_zone(struct json_object *to)
{
	time_t now = time(NULL);
	char text[64] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Z %z", &tm);
	fields_text(to, "zone", text);
}

/* Of what could not be opened at the start all has waited since. */
struct json_object *status_history(const struct watch *w)
{
	const struct ledger *ledger = w->ledger ? w->ledger : w->awaited;
	struct json_object *history = json_object_new_object();
	struct ledger_waiting waiting = {0};

	if (ledger)
		ledger_waiting(ledger, &waiting);
	fields_text(history, "path", w->ledger_path ? w->ledger_path : w->config.ledger);
	fields_bool(history, "kept", w->ledger && !w->ledger_problem[0]);
	fields_text(history, "problem", w->ledger_problem);
	fields_time(history, "kept_since", w->ledger ? w->ledger_since_ns : 0);
	fields_time(history, "failed_since", waiting.failed_us * 1000);
	fields_time(history, "missing_since", waiting.failed_us ? waiting.begun_ns : 0);
	fields_count(history, "waiting", waiting.failed_us ? waiting.records : 0);
	fields_count(history, "lost", waiting.lost);
	return history;
}

struct json_object *status_of(struct watch *watch)
{
	struct json_object *answer = json_object_new_object();
	struct json_object *home = json_object_new_array(), *sending = json_object_new_array();
	struct source_counters counters =
		watch->kernel ? *kernel_counters(watch->kernel) : *meter_counters(watch->meter);
	struct kernel_load load = {0};
	bool failed = false;

	if (watch->kernel)
		kernel_tell_load(watch->kernel, &load);
	fields_text(answer, "version", LENSWATCH_VERSION);
	fields_time(answer, "since", watch->since_ns);
	status_zone(answer);
	fields_count(answer, "uptime_s", (watch_now() - watch->since_ns) / 1000000000ULL);
	fields_text(answer, "attach", attach_mode_name(watch->config.attach));
	fields_text(answer, "way", watch->kernel ? "kernel" : "libpcap");
	detour_put((struct put){answer, &failed}, "fallback", &watch->fallback);
	json_object_object_add(answer, "interfaces", status_interfaces(watch));
	home_each(watch->home, status_prefix, home);
	json_object_object_add(answer, "home", home);
	fields_count(answer, "packets", counters.packets);
	fields_count(answer, "bytes", counters.bytes);
	engine_each_sending(watch->engine, status_upload, sending);
	json_object_object_add(answer, "sending", sending);
	fields_count(answer, "ruled_out", load.ruled_out);
	status_coverage(watch, &load, &counters, json_object_array_length(sending) > 0, answer);
	json_object_object_add(answer, "problems", status_problems(watch));
	json_object_object_add(answer, "history", status_history(watch));
	json_object_object_add(answer, "promises", status_promises(watch));
	json_object_object_add(answer, "gaps", status_gaps(watch));
	json_object_object_add(answer, "losses", status_losses(watch, &load, &counters));
	json_object_object_add(answer, "offload", status_offload(watch));
	json_object_object_add(answer, "load", status_load(watch, &load));
	json_object_object_add(answer, "sandbox", status_sandbox(watch));
	json_object_object_add(answer, "rules", status_rules(watch));
	return answer;
}

struct status_match {
	const char *mac;
	bool found;
};

static void status_is_sending(void *context, const struct event_upload *upload)
{
	struct status_match *m = context;

	m->found =
		m->found || (m->mac && upload->camera.mac && !strcmp(m->mac, upload->camera.mac));
}

struct json_object *status_camera(struct watch *watch, const struct engine_camera *camera)
{
	struct json_object *item = json_object_new_object(), *why = json_object_new_array();
	const struct event_camera *c = &camera->camera;
	struct status_match sending = {.mac = c->mac};

	engine_each_sending(watch->engine, status_is_sending, &sending);
	fields_text(item, "mac", c->mac);
	fields_text(item, "ip", c->ip);
	fields_text(item, "name", c->name);
	fields_text(item, "vendor", c->vendor);
	fields_number(item, "certainty", c->certainty);
	fields_bool(item, "suspected", c->suspected);
	fields_bool(item, "dismissed", camera->dismissed);
	fields_bool(item, "confirmed", camera->confirmed);
	fields_bool(item, "off_path", camera->off_path);
	fields_time(item, "heard", camera->heard_ns);
	fields_time(item, "sent", camera->sent_ns);
	fields_count(item, "bytes_up", camera->bytes_up);
	fields_count(item, "uploads", camera->uploads);
	fields_count(item, "upload_bytes", camera->upload_bytes);
	fields_bool(item, "sending", sending.found);
	for (size_t i = 0; i < c->reason_count; i++)
		fields_say(why, c->identified_by[i]);
	json_object_object_add(item, "why", why);
	return item;
}
