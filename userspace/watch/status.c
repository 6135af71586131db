// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "json/detour.h"
#include "json/put.h"
#include "ledger/ledger.h"
#include "watch/watch.h"
#include "watch/ports.h"
#include "watch/place.h"

static void status_interfaces(const struct watch *w, struct put to)
{
	struct put list = put_array(to, "interfaces");

	for (size_t i = 0; i < w->port_count; i++) {
		const struct port *p = &w->ports[i].port;
		struct put item = put_object(list, NULL);
		bool watching = p->state == PORT_WATCHING;

		put_some(item, "name", p->name);
		put_some(item, "state", port_state_name(p->state));
		put_some(item, "mode", watching ? attach_mode_name(p->mode) : NULL);
		put_some(item, "note", p->note);
		put_count(item, "dropped", p->dropped);
	}
}

static void status_prefix(void *context, const struct prefix *prefix, enum home_source source)
{
	char address[ADDRESS_TEXT], text[ADDRESS_TEXT + 8];
	unsigned int bits = prefix->length;

	(void)source;
	if (address_is_v4(&prefix->address))
		bits -= 96;
	snprintf(text, sizeof(text), "%s/%u", address_format(&prefix->address, address), bits);
	put_text(*(const struct put *)context, NULL, text);
}

static const char *status_to(const struct event_destination *d, char text[ADDRESS_TEXT])
{
	if (d->service || d->host)
		return d->service ? d->service : d->host;
	return d->address_count ? address_format(&d->addresses[0], text) : NULL;
}

static void status_upload(void *context, const struct event_upload *u)
{
	struct put item = put_object(*(const struct put *)context, NULL);
	double seconds = (double)(u->end_ns - u->start_ns) / 1e9;
	char address[ADDRESS_TEXT];

	put_some(item, "camera", u->camera.name ? u->camera.name : u->camera.key);
	put_some(item, "mac", u->camera.mac);
	put_some(item, "to", status_to(&u->destination, address));
	put_some(item, "class", upload_class_name(u->class));
	put_time(item, "since", u->start_ns);
	put_count(item, "bytes_up", u->bytes_up);
	/* Over less than a second a rate says nothing. */
	put_number(item, "rate_bps", seconds >= 1 ? round(8 * (double)u->bytes_up / seconds) : NAN);
	put_fraction(item, "confidence", u->confidence);
}

static void status_gaps(const struct watch *w, struct put to)
{
	struct put list = put_array(to, "gaps");
	size_t first = w->gap_count > WATCH_GAPS ? w->gap_count - WATCH_GAPS : 0;

	for (size_t i = first; i < w->gap_count; i++) {
		const struct watch_gap *gap = &w->gaps[i % WATCH_GAPS];
		struct put item = put_object(list, NULL);

		put_time(item, "from", gap->from_ns);
		put_time(item, "to", gap->to_ns);
		put_text(item, "cause", cause_name(gap->cause));
		put_some(item, "reason", gap->reason);
		put_known(item, "packets", gap->packets);
		put_some(item, "camera", gap->camera);
	}
}

/* What is known of how well everything is seen, gathered once for several places of the answer. */
struct status_sight {
	uint64_t cameras, off_path;
	uint64_t nic;
	bool none, away, generic;
	uint32_t doubts; /* bits, of enum doubt */
	const char *state;
	struct put reasons, cures;
};

static void status_look(void *context, const struct engine_camera *camera)
{
	struct status_sight *s = context;

	s->cameras += !camera->dismissed;
	s->off_path += camera->off_path;
}

/* Why it is not exact, and what to do (NULL: nothing); `state` NULL leaves it as it was. */
static void status_mark(struct status_sight *s, const char *state, const char *reason,
			const char *cure)
{
	s->state = state ? state : s->state;
	put_text(s->reasons, NULL, reason);
	if (cure)
		put_text(s->cures, NULL, cure);
}

static void status_pass(const struct watch *w, const struct offload_state *offload,
			struct status_sight *s)
{
	bool some = offload->unseen_ever || offload->one_way_ever;

	s->doubts |= 1U << DOUBT_FORWARDED;
	status_mark(
		s, "blind",
		w->forwarding.unknown
			? "word of changes of nftables was lost: whether connections are "
			  "forwarded past what is watched is not known"
		: some ? "some connections are forwarded past what is watched, and nobody counts "
			 "them: what goes out by them is not seen"
		       : "a flow table may forward connections past what is watched, and nobody "
			 "counts them: what goes out by them is not seen",
		NULL);
	if (offload->passing_ns && (w->passed_late || w->forwarding.unknown))
		put_text(s->cures, NULL,
			 "restart Lenswatch: flow tables are listed at its start, and "
			 "--attach auto then watches the ports of a bridge too");
	put_text(s->cures, NULL,
		 "watch the ports or devices that connections are forwarded between "
		 "as well, or turn flow offloading off (Network - Firewall - "
		 "Routing/NAT offloading in OpenWrt)");
}

static void status_misplaced(const struct watch *w, struct status_sight *s)
{
	static const struct event_gap outside = {.cause = CAUSE_OUTSIDE};
	char cure[96], words[GAP_WORDS];

	s->doubts |= 1U << DOUBT_OUTSIDE_ROUTER;
	snprintf(cure, sizeof(cure), "watch the home's side: --interface %s", w->home_side);
	status_mark(s, "blind", gap_words(&outside, words), cure);
}

static void status_judge_ports(struct status_sight *s)
{
	if (s->none || s->away)
		s->doubts |= 1U << DOUBT_INTERRUPTED;
	if (s->off_path)
		s->doubts |= 1U << DOUBT_OFF_PATH;
	if (s->none)
		status_mark(s, "blind", "no interface is watched",
			    "name the network or interface that the cameras are in");
	else if (s->away)
		status_mark(s, "blind", "an interface that should be watched is not there", NULL);
	else if (s->cameras && s->off_path == s->cameras)
		status_mark(s, "blind", "what the cameras send does not pass this computer", NULL);
	else if (s->off_path)
		status_mark(s, NULL, "what some cameras send does not pass this computer", NULL);
	if (s->off_path)
		put_text(s->cures, NULL, "run Lenswatch on the router or on a mirror port");
}

static bool status_lossy(const struct watch *w, const struct kernel_load *load,
			 const struct status_sight *s)
{
	return w->lossy || load->samples_lost || load->stretches_lost || load->flows_refused ||
	       load->devices_refused || s->nic;
}

/* From the best to the worst: what comes later overrules. */
static void status_judge(struct watch *w, const struct kernel_load *load, struct status_sight *s)
{
	const struct offload_state *offload = offload_state(w->offload);

	s->state = "exact";
	if (w->merged || s->generic)
		status_mark(s, "merged",
			    "packets may have been joined before they were counted: up to 4 % may "
			    "be missing",
			    "take XDP or TC where the interface allows it: leave out --attach");
	if (offload->supplied)
		status_mark(s, "hardware",
			    "hardware forwards some connections: their bytes are its own count, "
			    "their times are exact to a second",
			    "for exact times turn hardware flow offloading off (Network - Firewall "
			    "- Routing/NAT offloading in OpenWrt)");
	if (status_lossy(w, load, s)) {
		s->doubts |= 1U << DOUBT_LOST;
		status_mark(s, "lower-bound",
			    "packets were lost: what is told may be less than what was sent",
			    "see the gaps for when; this machine or its network card is too slow "
			    "for the traffic, or too many devices talk at once");
	}
	status_judge_ports(s);
	if (offload->unseen_ever || offload->one_way_ever || offload->passing_ever)
		status_pass(w, offload, s);
	if (w->outside_ns)
		status_misplaced(w, s);
	/* Where nothing is forwarded past us nothing is missing. */
	if ((offload->hardware || offload->software) && !offload->counting)
		put_text(s->cures, NULL,
			 "turn on counting, so that connections which hardware forwards can be "
			 "told: sysctl net.netfilter.nf_conntrack_acct=1");
}

/* Since the start, and of what is being sent now; and how many are no cameras. */
static void status_nothing_left(struct watch *w, const struct source_counters *counters,
				uint32_t doubts, bool sending, struct put answer)
{
	struct event_summary summary;
	enum nothing_left left = NOTHING_LEFT_CANNOT_TELL;

	engine_summarize(w->engine, counters, &summary);
	put_count(answer, "ruled_out", summary.ruled_out);
	doubts |= summary.doubts;
	if (sending || summary.nothing_left == NOTHING_LEFT_NO)
		left = NOTHING_LEFT_NO;
	else if (!doubts)
		left = NOTHING_LEFT_YES;
	put_left(answer, left, doubts);
}

static void status_coverage(struct watch *w, const struct kernel_load *load,
			    const struct source_counters *counters, bool sending, struct put answer)
{
	struct status_sight s = {0};
	struct put coverage = put_object(answer, "coverage");

	s.reasons = put_array(coverage, "reasons");
	s.cures = put_array(answer, "cures");

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
	put_some(coverage, "state", s.state);
	put_count(answer, "cameras", s.cameras);
	put_count(answer, "off_path", s.off_path);
}

static void status_losses(const struct watch *w, const struct kernel_load *load,
			  const struct source_counters *counters, struct put to)
{
	struct put losses = put_object(to, "losses");
	uint64_t nic = 0;

	for (size_t i = 0; i < w->port_count; i++)
		nic += w->ports[i].port.dropped;
	put_count(losses, "packets", counters->lost);
	put_count(losses, "samples", load->samples_lost);
	put_count(losses, "stretches", load->stretches_lost);
	put_count(losses, "flows_refused", load->flows_refused);
	put_count(losses, "devices_refused", load->devices_refused);
	put_count(losses, "nic", nic);
}

static void status_offload(const struct watch *w, struct put to)
{
	const struct offload_state *state = offload_state(w->offload);
	struct put offload = put_object(to, "offload");

	put_bool(offload, "available", state->available);
	put_bool(offload, "counting", state->counting);
	put_count(offload, "software", state->software);
	put_count(offload, "hardware", state->hardware);
	put_count(offload, "unseen", state->unseen);
	put_count(offload, "one_way", state->one_way);
	put_time(offload, "passing_since", state->passing_ns);
	put_count(offload, "supplied", state->supplied);
	put_count(offload, "supplied_bytes", state->supplied_bytes);
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

static void status_load(const struct watch *w, const struct kernel_load *load, struct put to)
{
	struct put item = put_object(to, "load");
	struct rusage usage = {0};
	const struct timeval *user = &usage.ru_utime, *system = &usage.ru_stime;

	getrusage(RUSAGE_SELF, &usage);
	put_count(item, "flows", load->flows);
	put_count(item, "flow_limit", load->flow_limit);
	put_count(item, "devices", load->devices);
	put_count(item, "map_bytes", load->map_bytes);
	put_count(item, "rss_bytes", status_resident(w));
	put_count(item, "peak_rss_bytes", (uint64_t)usage.ru_maxrss * 1024);
	put_number(item, "cpu_s",
		   (double)(user->tv_sec + system->tv_sec) +
			   (double)(user->tv_usec + system->tv_usec) / 1e6);
}

static void status_sandbox(const struct watch *w, struct put to)
{
	struct put sandbox = put_object(to, "sandbox");

	put_some(sandbox, "user", w->sandbox.user);
	put_some(sandbox, "capabilities", w->sandbox.capabilities);
	put_count(sandbox, "landlock", (uint64_t)w->sandbox.landlock);
	put_bool(sandbox, "seccomp", w->sandbox.seccomp);
}

static void status_rules(const struct watch *w, struct put to)
{
	struct put rules = put_object(to, "rules");

	put_some(rules, "hash", rules_hash(w->rules));
	put_time(rules, "loaded", w->rules_ns);
	put_some(rules, "error", w->rules_error);
}

/* A camera that the owner named just now has told nothing yet. */
static void status_meet(void *context, const struct engine_camera *camera)
{
	struct event event = {.kind = EVENT_CAMERA, .camera = camera->camera};

	if (!camera->dismissed)
		check_event(context, &event, NULL, NULL);
}

static void status_promises(const struct watch *w, struct put to)
{
	struct put list = put_array(to, "promises");
	struct check *check = w->gate.check;
	struct check_today today;

	if (check)
		engine_each_camera(w->engine, status_meet, check);
	for (size_t i = 0; check && i < check_promises(check)->count; i++) {
		struct put item = put_object(list, NULL);

		check_today(check, i, watch_now(), &today);
		put_some(item, "promise", check_promises(check)->items[i]->text);
		put_some(item, "today", verdict_name(today.verdict));
		put_time(item, "since", today.since_ns);
		put_count(item, "breaches", today.breaches);
		put_some(item, "reason", today.reason);
	}
}

static void status_problem(struct put list, const struct problems *problems)
{
	for (size_t i = 0; i < problems_kept(problems); i++) {
		const struct problem *problem = &problems->items[i];
		struct put item = put_object(list, NULL);

		put_some(item, "setting", problem->setting);
		put_some(item, "value", problem->value);
		put_some(item, "says", problem->says);
	}
}

static void status_problems(const struct watch *w, struct put to)
{
	struct put list = put_array(to, "problems");

	status_problem(list, &w->config.problems);
	status_problem(list, &w->refused);
}

/* The zone that its days and hours are of, as in "CEST +0200": a jail may hide the machine's. */
static void status_zone(struct put to)
{
	time_t now = time(NULL);
	char text[64] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Z %z", &tm);
	put_some(to, "zone", text);
}

/* Of what could not be opened at the start all has waited since. */
void status_history(const struct watch *w, struct put to)
{
	const struct ledger *ledger = w->ledger ? w->ledger : w->awaited;
	struct put history = put_object(to, "history");
	struct ledger_waiting waiting = {0};

	if (ledger)
		ledger_waiting(ledger, &waiting);
	put_some(history, "path", w->ledger_path ? w->ledger_path : w->config.ledger);
	put_bool(history, "kept", w->ledger && !w->ledger_problem[0]);
	put_some(history, "problem", w->ledger_problem);
	put_time(history, "kept_since", w->ledger ? w->ledger_since_ns : 0);
	put_time(history, "failed_since", waiting.failed_us * 1000);
	put_time(history, "missing_since", waiting.failed_us ? waiting.begun_ns : 0);
	put_count(history, "waiting", waiting.failed_us ? waiting.records : 0);
	put_count(history, "lost", waiting.lost);
}

/* What is being sent now: how many. */
static size_t status_sending(const struct watch *w, struct put to)
{
	struct put sending = put_array(to, "sending");

	engine_each_sending(w->engine, status_upload, &sending);
	return *to.failed ? 0 : json_object_array_length(sending.object);
}

static void status_home(const struct watch *w, struct put to)
{
	struct put home = put_array(to, "home");

	home_each(w->home, status_prefix, &home);
}

struct json_object *status_of(struct watch *watch)
{
	bool failed;
	struct put answer = put_begin(&failed);
	struct source_counters counters =
		watch->kernel ? *kernel_counters(watch->kernel) : *meter_counters(watch->meter);
	struct kernel_load load = {0};
	size_t sending;

	if (watch->kernel)
		kernel_tell_load(watch->kernel, &load);
	put_text(answer, "version", LENSWATCH_VERSION);
	put_time(answer, "since", watch->since_ns);
	status_zone(answer);
	put_count(answer, "uptime_s", (watch_now() - watch->since_ns) / 1000000000ULL);
	put_text(answer, "attach", attach_mode_name(watch->config.attach));
	put_text(answer, "way", watch->kernel ? "kernel" : "libpcap");
	detour_put(answer, "fallback", &watch->fallback);
	status_interfaces(watch, answer);
	status_home(watch, answer);
	put_count(answer, "packets", counters.packets);
	put_count(answer, "bytes", counters.bytes);
	sending = status_sending(watch, answer);
	status_coverage(watch, &load, &counters, sending > 0, answer);
	status_problems(watch, answer);
	status_history(watch, answer);
	status_promises(watch, answer);
	status_gaps(watch, answer);
	status_losses(watch, &load, &counters, answer);
	status_offload(watch, answer);
	status_load(watch, &load, answer);
	status_sandbox(watch, answer);
	status_rules(watch, answer);
	return put_take(answer);
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

void status_camera(struct watch *watch, const struct engine_camera *camera, struct put to,
		   const char *key)
{
	struct put item = put_object(to, key), why = put_array(item, "why");
	const struct event_camera *c = &camera->camera;
	struct status_match sending = {.mac = c->mac};

	engine_each_sending(watch->engine, status_is_sending, &sending);
	put_some(item, "mac", c->mac);
	put_some(item, "ip", c->ip);
	put_some(item, "name", c->name);
	put_some(item, "vendor", c->vendor);
	put_fraction(item, "certainty", c->certainty);
	put_bool(item, "suspected", c->suspected);
	put_bool(item, "dismissed", camera->dismissed);
	put_bool(item, "confirmed", camera->confirmed);
	put_bool(item, "off_path", camera->off_path);
	put_time(item, "heard", camera->heard_ns);
	put_time(item, "sent", camera->sent_ns);
	put_count(item, "bytes_up", camera->bytes_up);
	put_count(item, "uploads", camera->uploads);
	put_count(item, "upload_bytes", camera->upload_bytes);
	put_bool(item, "sending", sending.found);
	for (size_t i = 0; i < c->reason_count; i++)
		put_text(why, NULL, c->identified_by[i]);
}
