// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/footage.h"

/*
 * Super-packets hide the headers of what they were made of, about a twentieth: that must not decide
 * what is footage.
 */
#define FOOTAGE_MERGED 1.05
#define FOOTAGE_STREAM_BITS 30000.0 /* a second */
/* A viewer who talks back sends sound, which is less than the picture. */
#define FOOTAGE_TALK_RATIO 1.0
#define FOOTAGE_ACKNOWLEDGEMENT 72U /* IPv6's and TCP's headers with time stamps */

struct rule_thresholds footage_thresholds(const struct rule_host *rule)
{
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
		t.footage_bytes = FOOTAGE_BYTES;
	if (t.footage_ratio <= 0)
		t.footage_ratio = FOOTAGE_RATIO;
	if (t.behaviour_ratio <= 0)
		t.behaviour_ratio = FOOTAGE_BEHAVIOUR_RATIO;
	if (!t.mean_packet)
		t.mean_packet = FOOTAGE_MEAN_PACKET;
	if (!t.snapshot_bytes)
		t.snapshot_bytes = FOOTAGE_SNAPSHOT_BYTES;
	return t;
}

uint64_t footage_bytes(const struct tally *tally)
{
	return tally->bytes_up - tally->fetched.bytes_up;
}

double footage_ratio(const struct tally *tally)
{
	uint64_t down = tally->bytes_down - tally->fetched.bytes_down;

	return (double)footage_bytes(tally) / (double)(down ? down : 1);
}

double footage_mean_packet(const struct tally *tally)
{
	uint64_t packets = tally->packets_up - tally->fetched.packets_up;

	return packets ? (double)footage_bytes(tally) / (double)packets : 0;
}

bool footage_is_snapshot(const struct tally *tally, const struct rule_host *rule)
{
	struct rule_thresholds t = footage_thresholds(rule);

	return rule && rule->role == ROLE_MEDIA && rule->side != SIDE_APP &&
	       tally->largest_burst >= t.snapshot_bytes &&
	       footage_bytes(tally) >= t.snapshot_bytes && footage_ratio(tally) >= 1;
}

/*
 * The mean packet is no measure of it: sound of 50 packets a second and the slices of quiet
 * pictures pull it down. What is left is a packet that is larger than sound's, and more than the 30
 * kbit/s that sound takes with its headers.
 */
bool footage_is_stream(const struct tally *tally, const struct rule_host *rule)
{
	double seconds = (double)(tally->last_ns - tally->first_ns) / 1e9;

	return tally->largest >= footage_thresholds(rule).mean_packet &&
	       (double)footage_bytes(tally) * 8 >=
		       FOOTAGE_STREAM_BITS * (seconds < 1 ? 1 : seconds);
}

/* An answer is as long as the question and longer, and each packet of it may be acknowledged. */
static bool footage_is_speech(const struct tally *tally, const struct rule_thresholds *t)
{
	return tally->largest >= t->mean_packet &&
	       tally->bytes_up >= t->footage_bytes + FOOTAGE_ACKNOWLEDGEMENT * tally->packets_down;
}

bool footage_is_like(const struct tally *tally, const struct rule_host *rule,
		     enum footage_measure measure)
{
	struct rule_thresholds t = footage_thresholds(rule);
	double ratio = measure == FOOTAGE_BEHAVIOUR ? t.behaviour_ratio
		       : measure == FOOTAGE_CAMERA  ? t.footage_ratio
						    : FOOTAGE_TALK_RATIO;
	double whole = tally->merged ? FOOTAGE_MERGED : 1;

	if (rule && rule->rule->kind == RULE_SPEAKER)
		return footage_is_speech(tally, &t);
	if (measure != FOOTAGE_BEHAVIOUR && footage_is_snapshot(tally, rule))
		return true;
	if ((double)footage_bytes(tally) * whole < (double)t.footage_bytes ||
	    footage_ratio(tally) * whole < ratio)
		return false;
	return footage_mean_packet(tally) >= (double)t.mean_packet ||
	       (measure == FOOTAGE_STREAM && footage_is_stream(tally, rule));
}
