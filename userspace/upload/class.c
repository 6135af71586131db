// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/class.h"

#include <math.h>
#include <netinet/in.h>

#include "upload/destination.h"
#include "upload/footage.h"

/* Longer than any clip: who sends for ten minutes sends until stopped. */
#define CLASS_CONTINUOUS_NS 600000000000ULL
/*
 * Snapshots of the vendors in rules/ are 15 to 250 kB in one burst under 3 s; 121 clips of three
 * Blink cameras took 2 to 160 s.
 */
#define CLASS_SNAPSHOT_NS 3000000000ULL
#define CLASS_SNAPSHOT_BYTES 250000U
#define CLASS_CLIP_NS 180000000000ULL
/*
 * A live stream keeps the pace of its encoder: over 5 s and more its seconds vary by at most 0.7 of
 * their mean in the live views measured; a recorded clip goes as fast as the line takes it and is
 * over.
 */
#define CLASS_LIVE_NS 5000000000ULL
#define CLASS_LIVE_UNEVENNESS 0.7
/*
 * An encoder's even pace, in packets that are not all full. The mean packet over the largest is
 * 0.29 to 0.71 in real live views (D-Link, Tapo, Yi), 0.96 in real clips (Blink), which go as fast
 * as the line takes them.
 */
#define CLASS_ENCODER_NS 30000000000ULL
#define CLASS_ENCODER_UNEVENNESS 0.5
#define CLASS_ENCODER_FULL 0.9
/*
 * To tell a view from a clip of what is known to be a camera a third of that is enough; or packets
 * that are fuller, as those of media in large fragments are (0.94 in the lab's HTTPS POST).
 */
#define CLASS_PACE_NS 10000000000ULL
#define CLASS_PACE_FULL 0.95
/* A still every few seconds: each smaller than any clip, most of the time silent between. */
#define CLASS_STILL_BYTES FOOTAGE_BYTES
#define CLASS_STILL_NS 1500000000ULL
#define CLASS_ROUGH_NS 2000000000ULL /* by which times of hardware are off */
#define CLASS_QUIC_PORT 443	     /* RFC 9114 section 3.1 */
/* What is taken where the bitrates of the vendor are not known. */
#define CLASS_KBIT_LOW 500U
#define CLASS_KBIT_HIGH 2000U
/* The fastest video of a vendor in rules/ has 2,000 kbit/s. */
#define CLASS_FAST_KBIT 4000.0

double class_unevenness(const struct tally *tally)
{
	double mean, variance, seconds = (double)(tally->last_ns - tally->first_ns) / 1e9;

	if (tally->seconds < 3)
		return 0;
	if (seconds < tally->seconds) /* else some were silent */
		seconds = tally->seconds;
	mean = (double)tally->bytes_up / seconds;
	variance = tally->square / seconds - mean * mean;
	return variance > 0 ? sqrt(variance) / mean : 0;
}

/*
 * What hardware counted has no largest packet: all links of a home take 1,500 bytes. And it begins
 * up to two seconds late (docs/blind-spots.md).
 */
static double class_largest(const struct tally *t)
{
	if (t->hardware && t->largest < ACCOUNT_MERGED_LENGTH)
		return ACCOUNT_MERGED_LENGTH;
	return (double)t->largest;
}

static uint64_t class_lasted(const struct tally *t)
{
	return t->last_ns - t->first_ns + (t->hardware ? CLASS_ROUGH_NS : 0);
}

/*
 * Each picture of an encoder ends in a packet that is not full; what goes as fast as the line takes
 * it fills all. Super-packets hide which it was.
 */
bool class_is_bulk(const struct tally *t)
{
	return !t->merged && footage_mean_packet(t) > CLASS_ENCODER_FULL * class_largest(t);
}

static bool class_has_pace(const struct tally *t, uint64_t least_ns, double full)
{
	return t->largest && class_lasted(t) >= least_ns &&
	       class_unevenness(t) <= CLASS_ENCODER_UNEVENNESS && !t->merged &&
	       footage_mean_packet(t) <= full * class_largest(t);
}

bool class_is_encoder(const struct tally *t)
{
	return class_has_pace(t, CLASS_ENCODER_NS, CLASS_ENCODER_FULL);
}

bool class_has_encoder_pace(const struct tally *t)
{
	return class_has_pace(t, CLASS_PACE_NS, CLASS_ENCODER_FULL);
}

bool class_speaks_media(enum signature signature)
{
	return signature_traits(signature)->media != MEDIA_NONE;
}

bool class_is_media_stream(const struct record *r)
{
	/* QUIC names itself, or its port does; other UDP of this size is a stream. */
	return class_speaks_media(r->signature) ||
	       (r->protocol_number == IPPROTO_UDP && r->host_source != HOST_SNI &&
		r->remote_port != CLASS_QUIC_PORT);
}

/*
 * Twice as fast as any known camera's video, and nothing that shows an encoder: over before its
 * pace could be seen, or all packets full, or every second one acknowledged as SCTP and PPPP do
 * with what must arrive whole.
 */
static bool class_is_fetched(const struct record *r)
{
	const struct tally *t = &r->whole;
	double seconds = (double)class_lasted(t) / 1e9;
	bool fast =
		(double)t->bytes_up * 8 > CLASS_FAST_KBIT * 1000.0 * (seconds < 1 ? 1 : seconds);

	if (!fast || r->protocol_number != IPPROTO_UDP ||
	    (r->signature && signature_traits(r->signature)->media != MEDIA_EITHER))
		return false;
	return class_lasted(t) < CLASS_PACE_NS || class_is_bulk(t) ||
	       t->packets_down * 2 >= t->packets_up;
}

static bool class_is_steady(const struct tally *t)
{
	return t->last_ns - t->first_ns >= CLASS_LIVE_NS && t->seconds >= 5 &&
	       class_unevenness(t) <= CLASS_LIVE_UNEVENNESS;
}

static bool class_is_snapshot(const struct tally *t)
{
	return t->bursts <= 1 && t->bytes_up <= CLASS_SNAPSHOT_BYTES &&
	       t->last_ns - t->first_ns < CLASS_SNAPSHOT_NS;
}

static bool class_is_stills(const struct tally *t)
{
	return t->bursts > 1 && t->largest_burst < CLASS_STILL_BYTES &&
	       t->seconds <= 2 * t->bursts &&
	       t->last_ns - t->first_ns >= (t->bursts - 1) * CLASS_STILL_NS;
}

static bool class_is_view(const struct tally *t)
{
	return class_has_pace(t, CLASS_PACE_NS, CLASS_ENCODER_FULL) ||
	       class_has_pace(t, CLASS_ENCODER_NS, CLASS_PACE_FULL) ||
	       (t->last_ns - t->first_ns > CLASS_CLIP_NS && class_is_steady(t));
}

/*
 * Who called from outside and takes for ten seconds what comes evenly watches: pictures one by one
 * (MJPEG, polled stills) fill their packets as files do, but go no faster than an encoder.
 */
static bool class_is_watched(const struct record *r)
{
	const struct tally *t = &r->whole;
	double seconds = (double)class_lasted(t) / 1e9;

	return r->scope == FLOW_OUTSIDE && r->marks.called && class_lasted(t) >= CLASS_PACE_NS &&
	       class_is_steady(t) && (double)t->bytes_up * 8 <= CLASS_FAST_KBIT * 1000.0 * seconds;
}

enum upload_class class_of(const struct record *record)
{
	const struct tally *t = &record->whole;
	enum rule_role role = record->rule ? record->rule->role : ROLE_NONE;
	uint64_t lasted = t->last_ns - t->first_ns;

	if (record->rule && record->rule->rule->kind == RULE_SPEAKER)
		return CLASS_SPEECH;
	/* A part is cut only where the episode goes on behind its tenth minute. */
	if (lasted > CLASS_CONTINUOUS_NS || !record->final || record->part > 1)
		return CLASS_CONTINUOUS;
	if (destination_is_hidden(record))
		return class_is_encoder(t) ? CLASS_LIVE : CLASS_UNKNOWN;
	if (role == ROLE_LIVE)
		return CLASS_LIVE;
	if (class_is_media_stream(record))
		return class_is_fetched(record) ? CLASS_CLIP : CLASS_LIVE;
	if (record->host && (class_is_snapshot(t) || class_is_stills(t)))
		return CLASS_SNAPSHOT;
	if (class_is_view(t) || class_is_watched(record))
		return CLASS_LIVE;
	if (role == ROLE_MEDIA)
		return CLASS_CLIP;
	return record->host && lasted <= CLASS_CLIP_NS ? CLASS_CLIP : CLASS_UNKNOWN;
}

static uint32_t class_seconds(uint64_t bytes, uint32_t kbit)
{
	return (uint32_t)((bytes * 8 + kbit * 500ULL) / (kbit * 1000ULL));
}

uint32_t class_slowest_kbit(const struct rule *vendor)
{
	return vendor && vendor->bitrate_low_kbit ? vendor->bitrate_low_kbit : CLASS_KBIT_LOW;
}

void class_video_seconds(enum upload_class class, const struct record *record,
			 const struct rule *vendor, uint32_t *low, uint32_t *high)
{
	uint32_t slow = class_slowest_kbit(vendor);
	uint32_t fast =
		vendor && vendor->bitrate_high_kbit ? vendor->bitrate_high_kbit : CLASS_KBIT_HIGH;
	uint64_t lasted =
		(record->now.last_ns - record->now.first_ns + 500000000ULL) / 1000000000ULL;

	*low = *high = 0;
	if (class == CLASS_SNAPSHOT || class == CLASS_SPEECH || class == CLASS_UNKNOWN)
		return;
	if (class == CLASS_LIVE || class == CLASS_CONTINUOUS) { /* it is sent as it happens */
		*low = *high = (uint32_t)lasted;
		return;
	}
	*low = class_seconds(record->now.bytes_up, fast);
	*high = class_seconds(record->now.bytes_up, slow);
}
