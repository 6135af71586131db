// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/footage.h"

#include <math.h>

/*
 * Super-packets hide the headers of what they were made of, about a twentieth: that must not decide
 * what is footage.
 */
#define FOOTAGE_MERGED 1.05
#define FOOTAGE_STREAM_BITS 30000.0  /* a second */
#define FOOTAGE_PICTURE_BITS 90000.0 /* G.711 every 20 ms takes 80,000 with its headers */
/* A viewer who talks back sends sound, which is less than the picture ... */
#define FOOTAGE_TALK_RATIO 1.0
/* ... but where that is quiet and the sound is not: 98 kbit/s against 211 were seen. */
#define FOOTAGE_QUIET_RATIO 0.25
/* PPPP, SCTP and RTCP answer with less than half of this; the slices of a quiet picture have 260.
 */
#define FOOTAGE_SENT_PACKET 150U
#define FOOTAGE_ACKNOWLEDGEMENT 72U /* IPv6's and TCP's headers with time stamps */

struct rule_thresholds footage_thresholds(const struct rule_host *rule,
					  const struct rule_thresholds *usual)
{
	static const struct rule_thresholds nothing = {0};
	const struct rule_thresholds *other = usual ? usual : &nothing;
	struct rule_thresholds t = {0};

	/*
	 * What a hosting company's rule says of anybody's data does not hold for a camera vendor's
	 * own bucket there.
	 */
	if (rule && !rule->bucket)
		t = rule->rule->thresholds;
	else if (rule && rule->bucket_rule)
		t = rule->bucket_rule->thresholds;
	if (!t.footage_bytes)
		t.footage_bytes = other->footage_bytes ? other->footage_bytes : FOOTAGE_BYTES;
	if (t.footage_ratio <= 0)
		t.footage_ratio = other->footage_ratio > 0 ? other->footage_ratio : FOOTAGE_RATIO;
	if (t.behaviour_ratio <= 0)
		t.behaviour_ratio = other->behaviour_ratio > 0 ? other->behaviour_ratio
							       : FOOTAGE_BEHAVIOUR_RATIO;
	if (!t.mean_packet)
		t.mean_packet = other->mean_packet ? other->mean_packet : FOOTAGE_MEAN_PACKET;
	if (!t.snapshot_bytes)
		t.snapshot_bytes =
			other->snapshot_bytes ? other->snapshot_bytes : FOOTAGE_SNAPSHOT_BYTES;
	return t;
}

uint64_t footage_bytes(const struct episode_sums *sums)
{
	return sums->bytes_up - sums->fetched.bytes_up;
}

double footage_ratio(const struct episode_sums *sums)
{
	uint64_t down = sums->bytes_down - sums->fetched.bytes_down;

	return (double)footage_bytes(sums) / (double)(down ? down : 1);
}

double footage_mean_packet(const struct episode_sums *sums)
{
	uint64_t packets = sums->packets_up - sums->fetched.packets_up;

	return packets ? (double)footage_bytes(sums) / (double)packets : 0;
}

bool footage_is_snapshot(const struct episode_sums *sums, const struct rule_host *rule,
			 const struct rule_thresholds *usual)
{
	struct rule_thresholds t = footage_thresholds(rule, usual);

	return rule && rule->role == ROLE_MEDIA && rule->side != SIDE_APP &&
	       sums->largest_burst >= t.snapshot_bytes && footage_bytes(sums) >= t.snapshot_bytes &&
	       footage_ratio(sums) >= 1;
}

/*
 * The mean packet is no measure of it: sound of 50 packets a second and the slices of quiet
 * pictures pull it down. What is left is a packet that is larger than sound's, and more than the 30
 * kbit/s that sound takes with its headers; or, where all slices are small, more than the telephone
 * network's sound takes.
 */
bool footage_is_stream(const struct episode_sums *sums, const struct rule_host *rule,
		       const struct rule_thresholds *usual)
{
	double seconds = (double)(sums->last_ns - sums->first_ns) / 1e9;
	double bits = (double)footage_bytes(sums) * 8 / (seconds < 1 ? 1 : seconds);

	return bits >= FOOTAGE_PICTURE_BITS ||
	       (bits >= FOOTAGE_STREAM_BITS &&
		sums->largest >= footage_thresholds(rule, usual).mean_packet);
}

/* An answer is as long as the question and longer, and each packet of it may be acknowledged. */
static bool footage_is_speech(const struct episode_sums *sums, const struct rule_thresholds *t)
{
	return sums->largest >= t->mean_packet &&
	       sums->bytes_up >= t->footage_bytes + FOOTAGE_ACKNOWLEDGEMENT * sums->packets_down;
}

bool footage_is_sent(uint64_t bytes_up, uint64_t packets_up)
{
	return bytes_up >= FOOTAGE_SENT_PACKET * packets_up;
}

static double footage_least_ratio(const struct episode_sums *sums, const struct rule_thresholds *t,
				  enum footage_measure measure)
{
	switch (measure) {
	case FOOTAGE_BEHAVIOUR:
		return t->behaviour_ratio;
	case FOOTAGE_CAMERA:
		return t->footage_ratio;
	case FOOTAGE_STREAM:
		if (footage_is_sent(footage_bytes(sums),
				    sums->packets_up - sums->fetched.packets_up))
			return FOOTAGE_QUIET_RATIO;
		return FOOTAGE_TALK_RATIO;
	default:
		return FOOTAGE_TALK_RATIO;
	}
}

struct event_unmet footage_unmet(const struct episode_sums *sums, const struct rule_host *rule,
				 const struct rule_thresholds *usual, enum footage_measure measure)
{
	struct rule_thresholds t = footage_thresholds(rule, usual);
	double ratio = footage_least_ratio(sums, &t, measure);
	double whole = sums->merged ? FOOTAGE_MERGED : 1;
	struct event_unmet unmet = {0};

	if (rule && rule->rule->kind == RULE_SPEAKER) {
		if (!footage_is_speech(sums, &t))
			unmet = (struct event_unmet){CONDITION_SPEECH, NAN, NAN};
	} else if (measure != FOOTAGE_BEHAVIOUR && footage_is_snapshot(sums, rule, usual)) {
		return unmet;
	} else if ((double)footage_bytes(sums) * whole < (double)t.footage_bytes) {
		unmet = (struct event_unmet){CONDITION_BYTES, (double)footage_bytes(sums),
					     (double)t.footage_bytes};
	} else if (footage_ratio(sums) * whole < ratio) {
		unmet = (struct event_unmet){
			measure == FOOTAGE_BEHAVIOUR ? CONDITION_BEHAVIOUR_RATIO : CONDITION_RATIO,
			footage_ratio(sums), ratio};
	} else if (footage_mean_packet(sums) < (double)t.mean_packet &&
		   (measure != FOOTAGE_STREAM || !footage_is_stream(sums, rule, usual))) {
		unmet = (struct event_unmet){CONDITION_PACKET, footage_mean_packet(sums),
					     (double)t.mean_packet};
	}
	return unmet;
}

bool footage_is_like(const struct episode_sums *sums, const struct rule_host *rule,
		     const struct rule_thresholds *usual, enum footage_measure measure)
{
	return !footage_unmet(sums, rule, usual, measure).condition;
}
