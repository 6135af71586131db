// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "json/detour.h"
#include "json/put.h"
#include "ledger/ledger.h"
#include "watch/coverage.h"
#include "words/breach.h"

static void status_interfaces(const struct watch_status *of, struct put to)
{
	struct put list = put_array(to, "interfaces");

	for (size_t i = 0; i < of->ports->count; i++) {
		const struct port *p = &of->ports->at[i].port;
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
	char address[ADDRESS_TEXT], label[PHRASE_LABEL];

	put_some(item, "camera", phrase_label(&u->camera, label));
	put_some(item, "mac", u->camera.mac);
	put_some(item, "to", status_to(&u->destination, address));
	put_some(item, "class", upload_class_name(u->class));
	put_time(item, "since", u->start_ns);
	put_count(item, "bytes_up", u->bytes_up);
	/* Over less than a second a rate says nothing. */
	put_number(item, "rate_bps", seconds >= 1 ? round(8 * (double)u->bytes_up / seconds) : NAN);
	put_fraction(item, "confidence", u->confidence);
}

static void status_gaps(const struct watch_status *of, struct put to)
{
	struct put list = put_array(to, "gaps");
	size_t first = of->gaps->count > WATCH_GAPS ? of->gaps->count - WATCH_GAPS : 0;

	for (size_t i = first; i < of->gaps->count; i++) {
		const struct watch_gap *gap = &of->gaps->at[i % WATCH_GAPS];
		struct put item = put_object(list, NULL);

		put_time(item, "from", gap->from_ns);
		put_time(item, "to", gap->to_ns);
		put_text(item, "cause", cause_name(gap->cause));
		put_some(item, "reason", gap->reason);
		put_known(item, "packets", gap->packets);
		put_some(item, "camera", gap->camera);
	}
}

static void status_losses(const struct watch_status *of, const struct source_load *load,
			  const struct source_counters *counters, struct put to)
{
	struct put losses = put_object(to, "losses");
	uint64_t nic = 0;

	for (size_t i = 0; i < of->ports->count; i++)
		nic += of->ports->at[i].port.dropped;
	put_count(losses, "packets", counters->lost);
	put_count(losses, "samples", load->samples_lost);
	put_count(losses, "stretches", load->stretches_lost);
	put_count(losses, "flows_refused", load->flows_refused);
	put_count(losses, "devices_refused", load->devices_refused);
	put_count(losses, "nic", nic);
}

static void status_offload(const struct watch_status *of, struct put to)
{
	const struct offload_state *state = offload_state(of->offload);
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
static uint64_t status_resident(const struct watch_status *of)
{
	char text[128] = "";
	const char *second;

	if (of->statm < 0 || pread(of->statm, text, sizeof(text) - 1, 0) <= 0)
		return 0;
	second = strchr(text, ' ');
	return second ? strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void status_load(const struct watch_status *of, const struct source_load *load,
			struct put to)
{
	struct put item = put_object(to, "load");
	struct rusage usage = {0};
	const struct timeval *user = &usage.ru_utime, *system = &usage.ru_stime;

	getrusage(RUSAGE_SELF, &usage);
	put_count(item, "flows", load->flows);
	put_count(item, "flow_limit", load->flow_limit);
	put_count(item, "devices", load->devices);
	put_count(item, "map_bytes", load->map_bytes);
	put_count(item, "rss_bytes", status_resident(of));
	put_count(item, "peak_rss_bytes", (uint64_t)usage.ru_maxrss * 1024);
	put_number(item, "cpu_s",
		   (double)(user->tv_sec + system->tv_sec) +
			   (double)(user->tv_usec + system->tv_usec) / 1e6);
}

static void status_sandbox(const struct watch_status *of, struct put to)
{
	struct put sandbox = put_object(to, "sandbox");

	put_some(sandbox, "user", of->sandbox->user);
	put_some(sandbox, "capabilities", of->sandbox->capabilities);
	put_count(sandbox, "landlock", (uint64_t)of->sandbox->landlock);
	put_bool(sandbox, "seccomp", of->sandbox->seccomp);
}

static void status_rules(const struct watch_status *of, struct put to)
{
	struct put rules = put_object(to, "rules");

	put_some(rules, "hash", rules_hash(of->rules->now));
	put_time(rules, "loaded", of->rules->read_ns);
	put_some(rules, "error", of->rules->error);
}

/* A camera that the owner named just now has told nothing yet. */
static void status_meet(void *context, const struct engine_camera *camera)
{
	struct event event = {.kind = EVENT_CAMERA, .camera = camera->camera};

	if (!camera->dismissed)
		check_event(context, &event, NULL, NULL);
}

static void status_promises(const struct watch_status *of, struct put to)
{
	struct put list = put_array(to, "promises");
	struct check *check = of->house->gate.check;
	struct event now = {.kind = EVENT_SUMMARY};
	struct check_today today;
	char reason[BREACH_WORDS];

	if (check) {
		engine_each_camera(of->house->engine, status_meet, check);
		engine_summarize(of->house->engine, source_counters(&of->house->source),
				 &now.summary);
		check_event(check, &now, NULL, NULL);
	}
	for (size_t i = 0; check && i < check_promises(check)->count; i++) {
		struct put item = put_object(list, NULL);

		check_today(check, i, clock_now_ns(), &today);
		put_some(item, "promise", check_promises(check)->items[i]->text);
		put_some(item, "today", verdict_name(today.verdict));
		put_time(item, "since", today.since_ns);
		put_count(item, "breaches", today.breaches);
		put_some(item, "reason", breach_words(&today.reason, reason));
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

static void status_problems(const struct watch_status *of, struct put to)
{
	struct put list = put_array(to, "problems");

	status_problem(list, &of->config->problems);
	status_problem(list, of->refused);
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
void status_history(const struct watch_history *h, struct put to)
{
	const struct ledger *ledger = h->ledger ? h->ledger : h->awaited;
	struct put history = put_object(to, "history");
	struct ledger_waiting waiting = {0};

	if (ledger)
		ledger_waiting(ledger, &waiting);
	put_some(history, "path", h->path ? h->path : h->config->ledger);
	put_bool(history, "kept", h->ledger && !h->problem[0]);
	put_some(history, "problem", h->problem);
	put_time(history, "kept_since", h->ledger ? h->since_ns : 0);
	put_time(history, "failed_since", waiting.failed_us * 1000);
	put_time(history, "missing_since", waiting.failed_us ? waiting.begun_ns : 0);
	put_count(history, "waiting", waiting.failed_us ? waiting.records : 0);
	put_count(history, "lost", waiting.lost);
}

size_t status_sending(const struct watch_status *of, struct put to)
{
	struct put sending = put_array(to, "sending");

	engine_each_sending(of->house->engine, status_upload, &sending);
	return put_length(sending);
}

static void status_home(const struct watch_status *of, struct put to)
{
	struct put home = put_array(to, "home");

	home_each(of->house->home, status_prefix, &home);
}

struct json_object *status_of(struct watch_status *of)
{
	bool failed;
	struct put answer = put_begin(&failed);
	const struct source *source = &of->house->source;
	struct source_counters counters = *source_counters(source);
	struct source_load load;
	size_t sending;

	source_tell_load(source, &load);
	put_text(answer, "version", LENSWATCH_VERSION);
	put_time(answer, "since", of->since_ns);
	status_zone(answer);
	put_count(answer, "uptime_s", (clock_now_ns() - of->since_ns) / 1000000000ULL);
	put_text(answer, "attach", attach_mode_name(of->config->attach));
	put_text(answer, "way", source_way_name(source));
	detour_put(answer, "fallback", &of->ports->fallback);
	status_interfaces(of, answer);
	status_home(of, answer);
	put_count(answer, "packets", counters.packets);
	put_count(answer, "bytes", counters.bytes);
	sending = status_sending(of, answer);
	coverage_put(of, &load, &counters, sending > 0, answer);
	status_problems(of, answer);
	status_history(of->history, answer);
	status_promises(of, answer);
	status_gaps(of, answer);
	status_losses(of, &load, &counters, answer);
	status_offload(of, answer);
	status_load(of, &load, answer);
	status_sandbox(of, answer);
	status_rules(of, answer);
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

void status_camera(struct watch_status *of, const struct engine_camera *camera, struct put to,
		   const char *key)
{
	struct put item = put_object(to, key), why = put_array(item, "why");
	const struct event_camera *c = &camera->camera;
	struct status_match sending = {.mac = c->mac};
	char text[EVENT_REASON_TEXT];

	engine_each_sending(of->house->engine, status_is_sending, &sending);
	put_some(item, "mac", c->mac);
	put_some(item, "ip", c->ip);
	put_some(item, "name", c->name);
	put_some(item, "named_by", camera_named_by(c));
	put_some(item, "vendor", c->vendor);
	put_text(item, "form", camera_form_name(c->form));
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
		put_text(why, NULL, event_reason_text(&c->identified_by[i], text));
}
