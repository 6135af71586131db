// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/judge.h"

#include <math.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

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

/* Once each, and of the camera what is known of the device. */
_Static_assert(JUDGED_BY_CAMERA - 1 + DEVICE_EVIDENCE <= EVENT_EVIDENCE, "room for all of it");

static struct event_evidence *judge_by(struct event_upload *out, enum judged_by by)
{
	struct event_evidence *e = &out->evidence[out->evidence_count++];

	*e = (struct event_evidence){.by = by, .threshold = NAN};
	return e;
}

static void judge_number(struct event_upload *out, enum judged_by by, double value,
			 double threshold)
{
	struct event_evidence *e = judge_by(out, by);

	e->number = value;
	e->threshold = threshold;
}

static void judge_rule(struct judge_room *room, struct event_evidence *e, const struct rule *rule,
		       unsigned line)
{
	if (!rule)
		return;
	e->rule = room->rules[room->rule_count];
	snprintf(room->rules[room->rule_count++], sizeof(room->rules[0]), "%s:%u", rule->file,
		 line);
}

static void judge_reject(struct event_upload *out, enum alternative what, double number)
{
	if (out->rejected_count < EVENT_REASONS)
		out->rejected[out->rejected_count++] =
			(struct event_rejected){.what = what, .number = number};
}

static double judge_kbit(const struct episode_sums *s)
{
	double seconds = (double)(s->last_ns - s->first_ns) / 1e9;

	return (double)s->bytes_up * 8 / 1000 / (seconds < 1 ? 1 : seconds);
}

/* A clip is one whatever drips behind it for minutes. */
static bool judge_is_trickle(const struct episode_sums *s)
{
	return s->last_ns - s->first_ns > JUDGE_TRICKLE_NS && judge_kbit(s) < JUDGE_TRICKLE_KBIT &&
	       s->largest_burst < FOOTAGE_BYTES;
}

/*
 * What phones and laptops run. A camera known by its own facts may use such a cloud; a guessed one
 * does not.
 */
static bool judge_is_personal(const struct episode *e)
{
	static const char *const programs[] = {
		"whatsapp",    "skype",	     "teams",	      "zoom",	    "webex",
		"signal",      "telegram",   "facebook",      "messenger",  "instagram",
		"snapchat",    "tiktok",     "dropbox",	      "icloud",	    "onedrive",
		"googledrive", "googlemeet", "googlehangout", "bittorrent", "youtubeupload",
		"twitter",     "discord",    "facetime",      "applepush",  "spotify",
		"steam",       "ssh",	     "smtp"};

	if (e->signature == SIGNATURE_BITTORRENT ||
	    (e->rule && e->rule->rule->kind == RULE_PERSONAL))
		return true;
	/* What nDPI (4.2) calls Skype is one byte of any datagram: RTP's sequence number. */
	if (e->signature == SIGNATURE_RTP && !e->host)
		return false;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (strcasestr(e->application, programs[i]) || strcasestr(e->protocol, programs[i]))
			return true;
	return false;
}

/*
 * What cameras hardly do, and devices of which little is known often: tunnels, and all of those
 * that use a camera's app or call more servers than a camera does; where nothing is known, calls
 * and shared screens too.
 */
static bool judge_is_household(const struct episode *e, const struct device *device,
			       enum vpn_of vpn_of)
{
	if (!device_is_vague(device))
		return false;
	if (device->busy || device->app || device->watches || vpn_of == VPN_OF_CAMERA)
		return true;
	return signature_traits(e->signature)->call && device_is_unnamed(device);
}

/* Of a connection without a name, what another one to that address was for says nothing. */
static bool judge_is_never_footage(const struct episode *e)
{
	enum rule_role role = e->rule && !e->borrowed ? e->rule->role : ROLE_NONE;

	return role == ROLE_TELEMETRY || role == ROLE_FIRMWARE || role == ROLE_TIME;
}

/* How sure the other end and the way it was sent make it that this was footage, given a camera. */
static double judge_flow(const struct episode *e, const struct destination *to)
{
	enum rule_role role = e->rule ? e->rule->role : ROLE_NONE;

	if (e->scope == FLOW_HOME)
		return SCALE_FLOW_PEER;
	if (e->rule && e->rule->rule->kind == RULE_SPEAKER)
		return SCALE_FLOW_SPEECH;
	if (role == ROLE_MEDIA && e->rule->rule->kind != RULE_HOSTING)
		return SCALE_FLOW_MEDIA;
	if (role == ROLE_LIVE || (e->rule && e->rule->bucket))
		return SCALE_FLOW_MEDIA;
	if (to->kind == DESTINATION_PEER || to->kind == DESTINATION_RELAY || e->behind_vpn ||
	    class_is_media_stream(e))
		return SCALE_FLOW_PEER;
	if (to->kind == DESTINATION_HOSTING)
		return SCALE_FLOW_HOSTING;
	if (to->kind == DESTINATION_VENDOR_CLOUD)
		return SCALE_FLOW_CLOUD;
	return to->kind == DESTINATION_VPN ? SCALE_FLOW_VPN : SCALE_FLOW_UNKNOWN;
}

static double judge_margin(const struct episode *e, const struct rule_thresholds *t)
{
	bool clear = footage_bytes(&e->whole) >= 2 * t->footage_bytes &&
		     footage_ratio(&e->whole) >= 2 * t->footage_ratio;

	if (footage_is_snapshot(&e->whole, e->rule, e->usual))
		clear = clear || e->whole.largest_burst >= 2 * t->snapshot_bytes;
	return clear ? 1.0 : SCALE_FLOW_NARROW;
}

static enum footage_measure judge_measured_by(const struct episode *e, const struct device *device)
{
	if (device->declared || !device_is_vague(device)) {
		if (class_speaks_media(e->signature))
			return FOOTAGE_STREAM;
		return class_has_encoder_pace(&e->whole) ? FOOTAGE_PACE : FOOTAGE_CAMERA;
	}
	return device_is_suspected(device) ? FOOTAGE_BEHAVIOUR : FOOTAGE_CAMERA;
}

static void judge_evidence(const struct episode *e, const struct device *device,
			   const struct rule_thresholds *t, struct judge_room *room,
			   struct event_upload *out)
{
	enum footage_measure measure = judge_measured_by(e, device);
	bool stream = measure == FOOTAGE_PACE || measure == FOOTAGE_STREAM;
	struct event_evidence *found;

	if (e->rule) {
		found = judge_by(out, JUDGED_BY_ROLE);
		found->role = rule_role_name(e->rule->role);
		judge_rule(room, found, e->rule->rule, e->rule->line);
	}
	judge_number(out, JUDGED_BY_BYTES, (double)footage_bytes(&e->whole),
		     footage_is_snapshot(&e->whole, e->rule, e->usual) &&
				     e->whole.bytes_up < t->footage_bytes
			     ? (double)t->snapshot_bytes
			     : (double)t->footage_bytes);
	if (e->scope == FLOW_OUTSIDE)
		judge_number(out, JUDGED_BY_RATIO, footage_ratio(&e->whole),
			     measure == FOOTAGE_BEHAVIOUR ? t->behaviour_ratio
			     : stream && footage_ratio(&e->whole) < t->footage_ratio
				     ? NAN
				     : t->footage_ratio);
	judge_number(out, JUDGED_BY_PACKET, footage_mean_packet(&e->whole),
		     footage_mean_packet(&e->whole) < t->mean_packet ? (double)NAN
								     : (double)t->mean_packet);
	judge_number(out, JUDGED_BY_RATE, judge_kbit(&e->whole), NAN);
	judge_number(out, JUDGED_BY_BURSTS, e->whole.bursts, NAN);
	if (e->borrowed)
		judge_by(out, JUDGED_BY_BORROWED);
	if (e->signature)
		judge_by(out, JUDGED_BY_SIGNATURE)->signature = e->signature;
	for (size_t i = 0; i < device->evidence_count; i++) {
		found = judge_by(out, JUDGED_BY_CAMERA);
		found->reason = evidence_reason(&device->evidence[i]);
		judge_rule(room, found, device->evidence[i].rule, device->evidence[i].line);
	}
}

static void judge_alternatives(const struct episode *e, const struct device *device,
			       struct event_upload *out)
{
	if (e->scope == FLOW_OUTSIDE)
		judge_reject(out, ALTERNATIVE_FIRMWARE, footage_ratio(&e->whole));
	judge_reject(out, ALTERNATIVE_KEEP_ALIVE, footage_mean_packet(&e->whole));
	if (!device->declared)
		judge_reject(out,
			     device_is_suspected(device) ? ALTERNATIVE_PHONE
							 : ALTERNATIVE_PHONE_BY_FACTS,
			     (double)(device->foreign_count + device->personal_count));
}

/* Of a voice assistant only what goes where speech goes: the rest is telemetry, music, pictures. */
static bool judge_is_speech(const struct episode *e)
{
	return e->scope == FLOW_OUTSIDE && e->rule && e->rule->rule->kind == RULE_SPEAKER &&
	       e->rule->role == ROLE_MEDIA &&
	       footage_is_like(&e->whole, e->rule, e->usual, FOOTAGE_CAMERA) &&
	       !judge_is_trickle(&e->whole);
}

/* At home one way is counted alone. */
static struct event_unmet judge_local(const struct episode *e)
{
	const struct episode_sums *sums = &e->whole;

	if (sums->bytes_up < FOOTAGE_BYTES)
		return (struct event_unmet){CONDITION_BYTES, (double)sums->bytes_up, FOOTAGE_BYTES};
	if (footage_mean_packet(sums) >= FOOTAGE_MEAN_PACKET ||
	    (class_speaks_media(e->signature) && footage_is_stream(sums, NULL, e->usual)))
		return (struct event_unmet){0};
	return (struct event_unmet){CONDITION_PACKET, footage_mean_packet(sums),
				    FOOTAGE_MEAN_PACKET};
}

static struct event_unmet judge_refuse(enum condition condition)
{
	return (struct event_unmet){condition, NAN, NAN};
}

static struct event_unmet judge_weigh(const struct episode *e, const struct device *device,
				      enum vpn_of vpn_of)
{
	struct event_unmet unmet;

	/* What follows a part that was told is told, whatever it is; what goes before the first
	 * that is accepted never is. */
	if (e->decision && e->decision->parts_reported)
		return (struct event_unmet){0};
	if (device->form == FORM_SPEAKER)
		return judge_is_speech(e) ? (struct event_unmet){0}
					  : judge_refuse(CONDITION_SPEECH);
	if (e->scope == FLOW_HOME)
		return judge_local(e);
	unmet = footage_unmet(&e->whole, e->rule, e->usual, judge_measured_by(e, device));
	if (unmet.condition)
		return unmet;
	if (judge_is_never_footage(e))
		return judge_refuse(CONDITION_ROLE);
	if (judge_is_trickle(&e->whole))
		return (struct event_unmet){CONDITION_TRICKLE, judge_kbit(&e->whole),
					    JUDGE_TRICKLE_KBIT};
	if (judge_is_household(e, device, vpn_of))
		return judge_refuse(CONDITION_HOUSEHOLD);
	if (!device->declared && judge_is_personal(e) && !device_is_known(device, SCALE_KNOWN_AT) &&
	    !(device_is_makers_thing(device) && device_is_weighed(device, SIGNAL_BEHAVIOUR)))
		return judge_refuse(CONDITION_PERSONAL);
	return (struct event_unmet){0};
}

static bool judge_accepts(const struct episode *e, const struct device *device,
			  const struct destination *to)
{
	return !judge_weigh(e, device, to->vpn_of).condition;
}

struct event_unmet judge_unmet(const struct episode *episode, const struct device *device)
{
	return judge_weigh(episode, device, destination_vpn_of(episode));
}

/*
 * A loss says of the bytes themselves that they are too few, so it goes before hardware, which says
 * it of the times alone; merged packets are the least.
 */
static enum coverage judge_coverage(const struct episode *e)
{
	if (e->lossy)
		return COVERAGE_LOWER_BOUND;
	if (e->now.hardware)
		return COVERAGE_HARDWARE;
	return e->now.merged ? COVERAGE_MERGED : COVERAGE_EXACT;
}

static void judge_measure(const struct episode *episode, const struct device *device,
			  enum vpn_of vpn_of, struct event_upload *out)
{
	out->start_ns = episode->now.first_ns;
	out->end_ns = episode->now.last_ns;
	out->bytes_up = episode->now.bytes_up;
	out->bytes_down = episode->now.bytes_down;
	out->packets_up = episode->now.packets_up;
	out->packets_down = episode->now.packets_down;
	out->class = class_of(episode, vpn_of);
	class_video_seconds(out->class, episode, device->vendor, &out->video_low_s,
			    &out->video_high_s);
	out->coverage = judge_coverage(episode);
}

/*
 * That it sends there speaks against a camera, unless it is the very footage that is judged. That
 * it sends what looks like footage speaks for one known by its own facts, as much as it does once
 * of any device.
 */
static double judge_certainty(const struct episode *episode, const struct device *device)
{
	double certainty = judge_is_personal(episode) ? weigh_beside(device) : device->certainty;

	if (episode->scope == FLOW_HOME || device->form == FORM_SPEAKER || device->declared ||
	    !device_is_known(device, SCALE_KNOWN_AT) || device_is_weighed(device, SIGNAL_BEHAVIOUR))
		return certainty;
	certainty = 1 - (1 - certainty) * (1 - SCALE_ONCE);
	return certainty < SCALE_SEEN_MOST ? certainty : SCALE_SEEN_MOST;
}

static void judge_describe(const struct episode *episode, struct device *device,
			   struct judge_room *room, struct event_upload *out)
{
	struct rule_thresholds t = footage_thresholds(episode->rule, episode->usual);

	room->rule_count = 0;
	memcpy(out->id, out->part == 1 ? episode->series : episode->id, EVENT_ID);
	memcpy(out->series, episode->series, EVENT_ID);
	device_describe(device, &out->camera);
	judge_measure(episode, device, room->destination.vpn_of, out);
	destination_describe(episode, &room->destination, &out->destination);
	out->flow_count = episode->flow_count;
	memcpy(out->flows, episode->flows, sizeof(out->flows));
	out->confidence = judge_certainty(episode, device) *
			  judge_flow(episode, &room->destination) * judge_margin(episode, &t);
	judge_evidence(episode, device, &t, room, out);
	judge_alternatives(episode, device, out);
}

bool judge_episode(const struct episode *episode, struct device *device,
		   struct geography *geography, struct judge_room *room, struct event_upload *out)
{
	destination_find(episode, geography, &room->destination);
	if (!judge_accepts(episode, device, &room->destination))
		return false;
	memset(out, 0, sizeof(*out));
	/* Parts are counted as they are told: one refused leaves no hole. */
	out->part = episode->decision ? ++episode->decision->parts_reported : episode->part;
	out->final = episode->final;
	device->ip = episode->local;
	judge_describe(episode, device, room, out);
	return true;
}

/* As judge_episode would, but the device keeps the address it had and no part is counted. */
static void judge_preview(const struct episode *episode, struct device *device,
			  struct judge_room *room, struct event_upload *out)
{
	struct address ip = device->ip;

	memset(out, 0, sizeof(*out));
	out->part = episode->decision ? episode->decision->parts_reported + 1 : episode->part;
	device->ip = episode->local;
	judge_describe(episode, device, room, out);
	device->ip = ip;
}

bool judge_peek(const struct episode *episode, struct device *device, struct geography *geography,
		struct judge_room *room, struct event_upload *out)
{
	destination_find(episode, geography, &room->destination);
	if (!judge_accepts(episode, device, &room->destination))
		return false;
	judge_preview(episode, device, room, out);
	return true;
}

void judge_withdraw(const struct episode *episode, struct device *device,
		    struct geography *geography, struct judge_room *room, struct event_upload *out)
{
	destination_find(episode, geography, &room->destination);
	judge_preview(episode, device, room, out);
	out->final = true;
	out->class = CLASS_UNKNOWN;
	out->video_low_s = out->video_high_s = 0;
	out->confidence = 0;
}

/*
 * What computers and displays send as well, a file, a shared screen, a call or their own camera: by
 * TCP, QUIC or a browser's WebRTC, from a device whose own DHCP client, name or hosts do not hint
 * at a thing. Of these shape proves nothing, however often or long.
 */
static bool judge_is_anybodys(const struct episode *episode, const struct device *device)
{
	return (episode->protocol_number == IPPROTO_TCP || !class_is_media_stream(episode) ||
		signature_traits(episode->signature)->call) &&
	       !device_is_thing(device) && !device_is_of_maker(device);
}

/*
 * A stream that only cameras send. No plug, lamp or hub sends datagrams for long: of what hints at
 * a thing ten even seconds are enough, and how full they are says nothing.
 */
static bool judge_is_encoder(const struct episode *episode, const struct device *device,
			     enum vpn_of vpn_of)
{
	if (device_is_thing(device) && class_is_lasting_stream(episode))
		return true;
	return class_is_encoder(&episode->whole) && class_of(episode, vpn_of) != CLASS_CLIP;
}

/* Minutes of an even pace to where a hosting company takes video in, by what hints at a thing. */
static bool judge_is_recording(const struct episode *episode, const struct device *device)
{
	const struct episode_sums *s = &episode->whole;
	const struct rule_host *rule = episode->rule;

	return rule && rule->rule->kind == RULE_HOSTING &&
	       (rule->role == ROLE_MEDIA || rule->role == ROLE_LIVE) && device_is_thing(device) &&
	       s->last_ns - s->first_ns > JUDGE_STREAM_NS &&
	       class_unevenness(s) <= JUDGE_RECORDING_UNEVENNESS;
}

/* Over TCP in full packets, or over QUIC, which carries files and pages. */
static bool judge_is_file(const struct episode *episode)
{
	if (episode->protocol_number == IPPROTO_UDP)
		return !class_is_media_stream(episode);
	return episode->protocol_number == IPPROTO_TCP && class_is_bulk(&episode->whole);
}

double judge_behaviour(const struct episode *episode, const struct device *device, unsigned before)
{
	enum vpn_of vpn_of = destination_vpn_of(episode);
	enum footage_measure measure =
		device_is_of_maker(device) ? judge_measured_by(episode, device) : FOOTAGE_BEHAVIOUR;
	bool personal = judge_is_personal(episode), thing = device_is_makers_thing(device);
	double other = personal ? weigh_other_beside(device) : device->other;
	bool encoder;

	/* No switch, chime or plug sends a film to anybody at home. */
	if (episode->scope == FLOW_HOME)
		return thing && (class_is_encoder(&episode->whole) ||
				 class_is_lasting_stream(episode))
			       ? SCALE_ONCE
			       : 0;
	if (episode->scope != FLOW_OUTSIDE || other > SCALE_BEHAVES_UNTIL || (personal && !thing) ||
	    judge_is_never_footage(episode) || judge_is_trickle(&episode->whole) ||
	    judge_is_household(episode, device, vpn_of) ||
	    !footage_is_like(&episode->whole, episode->rule, episode->usual, measure))
		return 0;
	encoder = judge_is_encoder(episode, device, vpn_of);
	/* To a host that commands come from, logs go, as often as they are written; not evenly. */
	if (episode->rule && episode->rule->role == ROLE_CONTROL && !encoder)
		return 0;
	/* Once may be anything, most of all what any file looks like; again and again, or a stream
	 * of an encoder's, is what cameras do. */
	if (device->bytes_down < device->bytes_up && !judge_is_anybodys(episode, device) &&
	    (before >= 2 || encoder || judge_is_recording(episode, device)))
		return JUDGE_SURE;
	return judge_is_file(episode) ? SCALE_ONCE_AS_FILE : SCALE_ONCE;
}
