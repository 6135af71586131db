// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/class.h"

#include <math.h>
#include <netinet/in.h>

#include "upload/footage.h"

/* Longer than any clip: who sends for ten minutes sends until stopped. */
#define CLASS_CONTINUOUS_NS 600000000000ULL
/* ... but for what drips behind a clip: less than a still each half minute (upload/judge.c). */
#define CLASS_CONTINUOUS_KBIT 4U
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

double class_unevenness(const struct episode_sums *sums)
{
	double mean, variance, seconds = (double)(sums->last_ns - sums->first_ns) / 1e9;

	if (sums->seconds < 3)
		return 0;
	if (seconds < sums->seconds) /* else some were silent */
		seconds = sums->seconds;
	mean = (double)sums->bytes_up / seconds;
	variance = sums->square / seconds - mean * mean;
	return variance > 0 ? sqrt(variance) / mean : 0;
}

/*
 * What hardware counted has no largest packet: all links of a home take 1,500 bytes. And it begins
 * up to two seconds late (docs/blind-spots.md).
 */
static double class_largest(const struct episode_sums *s)
{
	if (s->hardware && s->largest < ACCOUNT_MERGED_LENGTH)
		return ACCOUNT_MERGED_LENGTH;
	return (double)s->largest;
}

static uint64_t class_lasted(const struct episode_sums *s)
{
	return s->last_ns - s->first_ns + (s->hardware ? CLASS_ROUGH_NS : 0);
}

/*
 * Each picture of an encoder ends in a packet that is not full; what goes as fast as the line takes
 * it fills all. Super-packets hide which it was.
 */
bool class_is_bulk(const struct episode_sums *s)
{
	return !s->merged && footage_mean_packet(s) > CLASS_ENCODER_FULL * class_largest(s);
}

static bool class_has_pace(const struct episode_sums *s, uint64_t least_ns, double full)
{
	return s->largest && class_lasted(s) >= least_ns &&
	       class_unevenness(s) <= CLASS_ENCODER_UNEVENNESS && !s->merged &&
	       footage_mean_packet(s) <= full * class_largest(s);
}

bool class_is_encoder(const struct episode_sums *s)
{
	return class_has_pace(s, CLASS_ENCODER_NS, CLASS_ENCODER_FULL);
}

bool class_has_encoder_pace(const struct episode_sums *s)
{
	return class_has_pace(s, CLASS_PACE_NS, CLASS_ENCODER_FULL);
}

bool class_speaks_media(enum signature signature)
{
	return signature_traits(signature)->media != MEDIA_NONE;
}

bool class_is_media_stream(const struct episode *e)
{
	/* QUIC names itself, or its port does; other UDP of this size is a stream. */
	return class_speaks_media(e->signature) ||
	       (e->protocol_number == IPPROTO_UDP && e->host_source != HOST_SNI &&
		e->remote_port != CLASS_QUIC_PORT);
}

/*
 * Twice as fast as any known camera's video, and nothing that shows an encoder: over before its
 * pace could be seen, or all packets full, or every second one acknowledged as SCTP and PPPP do
 * with what must arrive whole.
 */
static bool class_is_fetched(const struct episode *e)
{
	const struct episode_sums *t = &e->whole;
	double seconds = (double)class_lasted(t) / 1e9;
	bool fast =
		(double)t->bytes_up * 8 > CLASS_FAST_KBIT * 1000.0 * (seconds < 1 ? 1 : seconds);

	if (!fast || e->protocol_number != IPPROTO_UDP ||
	    (e->signature && signature_traits(e->signature)->media != MEDIA_EITHER))
		return false;
	return class_lasted(t) < CLASS_PACE_NS || class_is_bulk(t) ||
	       t->packets_down * 2 >= t->packets_up;
}

static bool class_is_steady(const struct episode_sums *s)
{
	return s->last_ns - s->first_ns >= CLASS_LIVE_NS && s->seconds >= 5 &&
	       class_unevenness(s) <= CLASS_LIVE_UNEVENNESS;
}

bool class_is_lasting_stream(const struct episode *e)
{
	return class_is_media_stream(e) && class_lasted(&e->whole) >= CLASS_PACE_NS &&
	       class_is_steady(&e->whole);
}

static bool class_is_snapshot(const struct episode_sums *s)
{
	return s->bursts <= 1 && s->bytes_up <= CLASS_SNAPSHOT_BYTES &&
	       s->last_ns - s->first_ns < CLASS_SNAPSHOT_NS;
}

static bool class_is_stills(const struct episode_sums *s)
{
	return s->bursts > 1 && s->largest_burst < CLASS_STILL_BYTES &&
	       s->seconds <= 2 * s->bursts &&
	       s->last_ns - s->first_ns >= (s->bursts - 1) * CLASS_STILL_NS;
}

static bool class_is_view(const struct episode_sums *s)
{
	return class_has_pace(s, CLASS_PACE_NS, CLASS_ENCODER_FULL) ||
	       class_has_pace(s, CLASS_ENCODER_NS, CLASS_PACE_FULL) ||
	       (s->last_ns - s->first_ns > CLASS_CLIP_NS && class_is_steady(s));
}

/* A part is cut only where the episode goes on behind its tenth minute. */
static bool class_is_continuous(const struct episode *e)
{
	const struct episode_sums *s = &e->whole;
	uint64_t lasted = s->last_ns - s->first_ns;

	return (lasted > CLASS_CONTINUOUS_NS || !e->final || e->part > 1) &&
	       s->bytes_up * 8 >= lasted / 1000000 * CLASS_CONTINUOUS_KBIT;
}

/*
 * Who called from outside and takes for ten seconds what comes evenly, or one still after the
 * other, watches: pictures (MJPEG, polled stills) fill their packets as files do, but go no faster
 * than an encoder.
 */
static bool class_is_watched(const struct episode *e)
{
	const struct episode_sums *s = &e->whole;
	double seconds = (double)class_lasted(s) / 1e9;

	return e->scope == FLOW_OUTSIDE && e->marks.called && class_lasted(s) >= CLASS_PACE_NS &&
	       (class_is_steady(s) || class_is_stills(s)) &&
	       (double)s->bytes_up * 8 <= CLASS_FAST_KBIT * 1000.0 * seconds;
}

enum upload_class class_of(const struct episode *episode, enum vpn_of vpn_of)
{
	const struct episode_sums *s = &episode->whole;
	enum rule_role role = episode->rule ? episode->rule->role : ROLE_NONE;
	uint64_t lasted = s->last_ns - s->first_ns;

	if (episode->rule && episode->rule->rule->kind == RULE_SPEAKER)
		return CLASS_SPEECH;
	if (class_is_continuous(episode))
		return CLASS_CONTINUOUS;
	if (vpn_of == VPN_OF_CAMERA)
		return class_is_encoder(s) ? CLASS_LIVE : CLASS_UNKNOWN;
	if (role == ROLE_LIVE)
		return CLASS_LIVE;
	if (class_is_media_stream(episode))
		return class_is_fetched(episode) ? CLASS_CLIP : CLASS_LIVE;
	if (episode->host && (class_is_snapshot(s) || class_is_stills(s)))
		return CLASS_SNAPSHOT;
	if (class_is_view(s) || class_is_watched(episode))
		return CLASS_LIVE;
	if (role == ROLE_MEDIA)
		return CLASS_CLIP;
	return episode->host && lasted <= CLASS_CLIP_NS ? CLASS_CLIP : CLASS_UNKNOWN;
}

static uint32_t class_seconds(uint64_t bytes, uint32_t kbit)
{
	return (uint32_t)((bytes * 8 + kbit * 500ULL) / (kbit * 1000ULL));
}

uint32_t class_slowest_kbit(const struct rule *vendor)
{
	return vendor && vendor->bitrate_low_kbit ? vendor->bitrate_low_kbit : CLASS_KBIT_LOW;
}

void class_video_seconds(enum upload_class class, const struct episode *episode,
			 const struct rule *vendor, uint32_t *low, uint32_t *high)
{
	uint32_t slow = class_slowest_kbit(vendor);
	uint32_t fast =
		vendor && vendor->bitrate_high_kbit ? vendor->bitrate_high_kbit : CLASS_KBIT_HIGH;
	uint64_t lasted =
		(episode->now.last_ns - episode->now.first_ns + 500000000ULL) / 1000000000ULL;

	*low = *high = 0;
	if (class == CLASS_SNAPSHOT || class == CLASS_SPEECH || class == CLASS_UNKNOWN)
		return;
	if (class == CLASS_LIVE || class == CLASS_CONTINUOUS) { /* it is sent as it happens */
		*low = *high = (uint32_t)lasted;
		return;
	}
	*low = class_seconds(episode->now.bytes_up, fast);
	*high = class_seconds(episode->now.bytes_up, slow);
}
