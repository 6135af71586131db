// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/judge.h"

#include <math.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "upload/destination.h"
#include "camera/weigh.h"
#include "upload/class.h"
#include "upload/footage.h"

/*
 * No camera's footage is slower than this for minutes: a 15 kB snapshot every 30 s, the least that
 * is known of any vendor, is 4 kbit/s. A keep-alive with large packets stays below.
 */
#define JUDGE_TRICKLE_NS 120000000000ULL
#define JUDGE_TRICKLE_KBIT 4.0
#define JUDGE_STREAM_NS 180000000000ULL
#define JUDGE_RECORDING_UNEVENNESS 0.7 /* as class.c's of a live stream */

static void judge_number(struct event_upload *out, const char *signal, double value,
			 double threshold)
{
	struct event_evidence *e;

	if (out->evidence_count == EVENT_EVIDENCE)
		return;
	e = &out->evidence[out->evidence_count++];
	*e = (struct event_evidence){.signal = signal, .number = value, .threshold = threshold};
}

static void judge_text(struct event_upload *out, struct judge_room *room, const char *signal,
		       const char *text, const struct rule *rule, unsigned line)
{
	struct event_evidence *e;

	if (!text || out->evidence_count == EVENT_EVIDENCE)
		return;
	e = &out->evidence[out->evidence_count++];
	*e = (struct event_evidence){.signal = signal, .text = text, .threshold = NAN};
	if (rule && room->rule_count < EVENT_EVIDENCE) {
		e->rule = room->rules[room->rule_count];
		snprintf(room->rules[room->rule_count++], sizeof(room->rules[0]), "%s:%u",
			 rule->file, line);
	}
}

static void judge_reject(struct event_upload *out, struct judge_room *room, const char *explanation,
			 const char *format, double value)
{
	struct event_rejected *r;

	if (out->rejected_count == EVENT_REASONS || room->text_count == EVENT_REASONS)
		return;
	r = &out->rejected[out->rejected_count++];
	r->explanation = explanation;
	r->because = room->texts[room->text_count];
	snprintf(room->texts[room->text_count++], sizeof(room->texts[0]), format, value);
}

static double judge_kbit(const struct tally *t)
{
	double seconds = (double)(t->last_ns - t->first_ns) / 1e9;

	return (double)t->bytes_up * 8 / 1000 / (seconds < 1 ? 1 : seconds);
}

static bool judge_is_trickle(const struct tally *t)
{
	return t->last_ns - t->first_ns > JUDGE_TRICKLE_NS && judge_kbit(t) < JUDGE_TRICKLE_KBIT;
}

/*
 * What phones and laptops run. A camera known by its own facts may use such a cloud; a guessed one
 * does not.
 */
static bool judge_is_personal(const struct record *r)
{
	static const char *const programs[] = {
		"whatsapp",    "skype",	     "teams",	      "zoom",	    "webex",
		"signal",      "telegram",   "facebook",      "messenger",  "instagram",
		"snapchat",    "tiktok",     "dropbox",	      "icloud",	    "onedrive",
		"googledrive", "googlemeet", "googlehangout", "bittorrent", "youtubeupload",
		"twitter",     "discord",    "facetime",      "applepush",  "spotify",
		"steam",       "ssh",	     "smtp"};

	if (r->signature == SIGNATURE_BITTORRENT ||
	    (r->rule && r->rule->rule->kind == RULE_PERSONAL))
		return true;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (strcasestr(r->application, programs[i]) || strcasestr(r->protocol, programs[i]))
			return true;
	return false;
}

/*
 * What cameras hardly do, and devices of which little is known often: tunnels, and all of those
 * that use a camera's app or call more servers than a camera does; where nothing is known, calls
 * and shared screens too.
 */
static bool judge_is_household(const struct record *r, const struct device *device)
{
	if (!device_is_vague(device))
		return false;
	if (device->busy || device->app || device->watches || destination_is_hidden(r))
		return true;
	return signature_traits(r->signature)->call && device_is_unnamed(device);
}

static bool judge_is_never_footage(const struct record *r)
{
	enum rule_role role = r->rule ? r->rule->role : ROLE_NONE;

	return role == ROLE_TELEMETRY || role == ROLE_FIRMWARE || role == ROLE_TIME;
}

/* How sure the other end and the way it was sent make it that this was footage, given a camera. */
static double judge_flow(const struct record *r, const struct event_upload *out)
{
	enum rule_role role = r->rule ? r->rule->role : ROLE_NONE;

	if (r->scope == FLOW_HOME)
		return SCALE_FLOW_PEER;
	if (r->rule && r->rule->rule->kind == RULE_SPEAKER)
		return SCALE_FLOW_SPEECH;
	if (role == ROLE_MEDIA && r->rule->rule->kind != RULE_HOSTING)
		return SCALE_FLOW_MEDIA;
	if (role == ROLE_LIVE || (r->rule && r->rule->bucket))
		return SCALE_FLOW_MEDIA;
	if (out->destination.kind == DESTINATION_PEER ||
	    out->destination.kind == DESTINATION_RELAY || r->behind_vpn || class_is_media_stream(r))
		return SCALE_FLOW_PEER;
	if (out->destination.kind == DESTINATION_HOSTING)
		return SCALE_FLOW_HOSTING;
	if (out->destination.kind == DESTINATION_VENDOR_CLOUD)
		return SCALE_FLOW_CLOUD;
	return out->destination.kind == DESTINATION_VPN ? SCALE_FLOW_VPN : SCALE_FLOW_UNKNOWN;
}

static double judge_margin(const struct record *r, const struct rule_thresholds *t)
{
	bool clear = footage_bytes(&r->whole) >= 2 * t->footage_bytes &&
		     footage_ratio(&r->whole) >= 2 * t->footage_ratio;

	if (footage_is_snapshot(&r->whole, r->rule))
		clear = clear || r->whole.largest_burst >= 2 * t->snapshot_bytes;
	return clear ? 1.0 : SCALE_FLOW_NARROW;
}

static enum footage_measure judge_measured_by(const struct record *r, const struct device *device)
{
	if (device->told || !device_is_vague(device)) {
		if (class_speaks_media(r->signature))
			return FOOTAGE_STREAM;
		return class_has_encoder_pace(&r->whole) ? FOOTAGE_PACE : FOOTAGE_CAMERA;
	}
	return device_is_suspected(device) ? FOOTAGE_BEHAVIOUR : FOOTAGE_CAMERA;
}

static void judge_evidence(const struct record *r, const struct device *device,
			   const struct rule_thresholds *t, struct judge_room *room,
			   struct event_upload *out)
{
	enum footage_measure measure = judge_measured_by(r, device);
	bool stream = measure == FOOTAGE_PACE || measure == FOOTAGE_STREAM;

	if (r->rule)
		judge_text(out, room, "destination role", rule_role_name(r->rule->role),
			   r->rule->rule, r->rule->line);
	judge_number(out, "bytes sent", (double)footage_bytes(&r->whole),
		     footage_is_snapshot(&r->whole, r->rule) && r->whole.bytes_up < t->footage_bytes
			     ? (double)t->snapshot_bytes
			     : (double)t->footage_bytes);
	if (r->scope == FLOW_OUTSIDE)
		judge_number(out, "up/down bytes", footage_ratio(&r->whole),
			     measure == FOOTAGE_BEHAVIOUR ? t->behaviour_ratio
			     : stream && footage_ratio(&r->whole) < t->footage_ratio
				     ? NAN
				     : t->footage_ratio);
	judge_number(out, "mean packet sent", footage_mean_packet(&r->whole),
		     footage_mean_packet(&r->whole) < t->mean_packet ? (double)NAN
								     : (double)t->mean_packet);
	judge_number(out, "kbit/s", judge_kbit(&r->whole), NAN);
	judge_number(out, "bursts", r->whole.bursts, NAN);
	if (r->signature)
		judge_text(out, room, "first bytes", signature_name(r->signature), NULL, 0);
	for (size_t i = 0; i < device->evidence_count; i++)
		judge_text(out, room, "camera", device->evidence[i].text, device->evidence[i].rule,
			   device->evidence[i].line);
}

static void judge_alternatives(const struct record *r, const struct device *device,
			       struct judge_room *room, struct event_upload *out)
{
	if (r->scope == FLOW_OUTSIDE)
		judge_reject(out, room, "firmware download", "%.0f times more up than down",
			     footage_ratio(&r->whole));
	judge_reject(out, room, "keep-alive or telemetry", "%.0f bytes a packet on average",
		     footage_mean_packet(&r->whole));
	if (!device->told)
		judge_reject(out, room, "a phone or laptop",
			     device_is_suspected(device)
				     ? "only %.0f other domains were contacted"
				     : "the device is known by its own facts "
				       "(%.0f domains that no camera rule knows)",
			     (double)(device->foreign_count + device->personal_count));
}

/* At home one way is counted alone. */
static bool judge_is_local(const struct record *r)
{
	return r->whole.bytes_up >= FOOTAGE_BYTES &&
	       (footage_mean_packet(&r->whole) >= FOOTAGE_MEAN_PACKET ||
		(class_speaks_media(r->signature) && footage_is_stream(&r->whole, NULL)));
}

/* Of a voice assistant only what goes where speech goes: the rest is telemetry, music, pictures. */
static bool judge_is_speech(const struct record *r)
{
	return r->scope == FLOW_OUTSIDE && r->rule && r->rule->rule->kind == RULE_SPEAKER &&
	       r->rule->role == ROLE_MEDIA && footage_is_like(&r->whole, r->rule, FOOTAGE_CAMERA) &&
	       !judge_is_trickle(&r->whole);
}

static bool judge_accepts(const struct record *r, const struct device *device)
{
	/* What follows a part that was told is told, whatever it is; what goes before the first
	 * that is accepted never is. */
	if (r->verdict && r->verdict->parts_told)
		return true;
	if (device->form == FORM_SPEAKER)
		return judge_is_speech(r);
	if (r->scope == FLOW_HOME)
		return judge_is_local(r);
	if (!footage_is_like(&r->whole, r->rule, judge_measured_by(r, device)))
		return false;
	if (judge_is_never_footage(r) || judge_is_trickle(&r->whole))
		return false;
	if (judge_is_household(r, device))
		return false;
	return device->told || !judge_is_personal(r) || device_is_known(device, SCALE_KNOWN_AT);
}

/*
 * A loss says of the bytes themselves that they are too few, so it goes before hardware, which says
 * it of the times alone; merged packets are the least.
 */
static enum coverage judge_coverage(const struct record *r)
{
	if (r->lossy)
		return COVERAGE_LOWER_BOUND;
	if (r->now.hardware)
		return COVERAGE_HARDWARE;
	return r->now.merged ? COVERAGE_MERGED : COVERAGE_EXACT;
}

static void judge_measure(const struct record *record, const struct device *device,
			  struct event_upload *out)
{
	out->start_ns = record->now.first_ns;
	out->end_ns = record->now.last_ns;
	out->bytes_up = record->now.bytes_up;
	out->bytes_down = record->now.bytes_down;
	out->packets_up = record->now.packets_up;
	out->packets_down = record->now.packets_down;
	out->class = class_of(record);
	class_video_seconds(out->class, record, device->vendor, &out->video_low_s,
			    &out->video_high_s);
	out->coverage = judge_coverage(record);
}

/* That it sends there speaks against a camera, unless it is the very footage that is judged. */
static double judge_certainty(const struct record *record, const struct device *device)
{
	return judge_is_personal(record) ? weigh_beside(device) : device->certainty;
}

static void judge_describe(const struct record *record, struct device *device,
			   struct geography *geography, struct judge_room *room,
			   struct event_upload *out)
{
	struct rule_thresholds t = footage_thresholds(record->rule);

	room->rule_count = room->text_count = 0;
	memcpy(out->id, out->part == 1 ? record->series : record->id, EVENT_ID);
	memcpy(out->series, record->series, EVENT_ID);
	device_describe(device, &out->camera);
	judge_measure(record, device, out);
	destination_describe(record, geography, &room->place, &out->destination);
	out->flow_count = record->flow_count;
	memcpy(out->flows, record->flows, sizeof(out->flows));
	out->confidence = judge_certainty(record, device) * judge_flow(record, out) *
			  judge_margin(record, &t);
	judge_evidence(record, device, &t, room, out);
	judge_alternatives(record, device, room, out);
}

bool judge_record(const struct record *record, struct device *device, struct geography *geography,
		  struct judge_room *room, struct event_upload *out)
{
	if (!judge_accepts(record, device))
		return false;
	memset(out, 0, sizeof(*out));
	/* Parts are counted as they are told: one refused leaves no hole. */
	out->part = record->verdict ? ++record->verdict->parts_told : record->part;
	out->final = record->final;
	device->ip = record->local;
	judge_describe(record, device, geography, room, out);
	return true;
}

/* As judge_record would, but the device keeps the address it had and no part is counted. */
static void judge_preview(const struct record *record, struct device *device,
			  struct geography *geography, struct judge_room *room,
			  struct event_upload *out)
{
	struct address ip = device->ip;

	memset(out, 0, sizeof(*out));
	out->part = record->verdict ? record->verdict->parts_told + 1 : record->part;
	device->ip = record->local;
	judge_describe(record, device, geography, room, out);
	device->ip = ip;
}

bool judge_peek(const struct record *record, struct device *device, struct geography *geography,
		struct judge_room *room, struct event_upload *out)
{
	if (!judge_accepts(record, device))
		return false;
	judge_preview(record, device, geography, room, out);
	return true;
}

void judge_withdraw(const struct record *record, struct device *device, struct geography *geography,
		    struct judge_room *room, struct event_upload *out)
{
	judge_preview(record, device, geography, room, out);
	out->final = true;
	out->class = CLASS_UNKNOWN;
	out->video_low_s = out->video_high_s = 0;
	out->confidence = 0;
}

/*
 * A stream that only cameras send: what goes by TLS for less than three minutes may be a shared
 * screen as well, but for a device whose own DHCP client, name or hosts hint at a thing.
 */
static bool judge_is_encoder(const struct record *record, const struct device *device)
{
	const struct tally *t = &record->whole;
	bool by_tls = record->protocol_number == IPPROTO_TCP && !record->signature;

	return class_is_encoder(t) &&
	       (!by_tls || device_is_thing(device) || t->last_ns - t->first_ns > JUDGE_STREAM_NS) &&
	       class_of(record) != CLASS_CLIP;
}

/* Minutes of an even pace to where a hosting company takes video in, by what hints at a thing. */
static bool judge_is_recording(const struct record *record, const struct device *device)
{
	const struct tally *t = &record->whole;
	const struct rule_host *rule = record->rule;

	return rule && rule->rule->kind == RULE_HOSTING &&
	       (rule->role == ROLE_MEDIA || rule->role == ROLE_LIVE) && device_is_thing(device) &&
	       t->last_ns - t->first_ns > JUDGE_STREAM_NS &&
	       class_unevenness(t) <= JUDGE_RECORDING_UNEVENNESS;
}

/* Over TCP in full packets, or over QUIC, which carries files and pages. */
static bool judge_is_file(const struct record *record)
{
	if (record->protocol_number == IPPROTO_UDP)
		return !class_is_media_stream(record);
	return record->protocol_number == IPPROTO_TCP && class_is_bulk(&record->whole);
}

double judge_behaviour(const struct record *record, const struct device *device, unsigned before)
{
	enum footage_measure measure =
		device_is_of_maker(device) ? judge_measured_by(record, device) : FOOTAGE_BEHAVIOUR;

	if (record->scope != FLOW_OUTSIDE || device->other > SCALE_BEHAVES_UNTIL ||
	    judge_is_personal(record) || judge_is_never_footage(record) ||
	    judge_is_trickle(&record->whole) || judge_is_household(record, device) ||
	    !footage_is_like(&record->whole, record->rule, measure))
		return 0;
	/* To a host that commands come from, logs go, as often as they are written. */
	if (record->rule && record->rule->role == ROLE_CONTROL)
		return 0;
	/* Once may be anything, most of all what any file looks like; again and again, or a stream
	 * of an encoder's, is what cameras do. */
	if (device->bytes_down < device->bytes_up &&
	    (before >= 2 || judge_is_encoder(record, device) || judge_is_recording(record, device)))
		return JUDGE_SURE;
	return judge_is_file(record) ? SCALE_ONCE_AS_FILE : SCALE_ONCE;
}
