/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What makes an episode footage-like: thresholds that rules may set for a vendor, with these
 * defaults. Called by the judge and the classes.
 */
#ifndef LENSWATCH_UPLOAD_FOOTAGE_H
#define LENSWATCH_UPLOAD_FOOTAGE_H

#include "upload/episode.h"

#define FOOTAGE_BYTES 100000U
#define FOOTAGE_RATIO 3.0
#define FOOTAGE_BEHAVIOUR_RATIO 8.0
#define FOOTAGE_MEAN_PACKET 300U
#define FOOTAGE_SNAPSHOT_BYTES 8000U

enum footage_measure {
	FOOTAGE_CAMERA = 1, /* the device is a camera, or may be */
	FOOTAGE_BEHAVIOUR,  /* only its behaviour speaks for that */
	FOOTAGE_PACE,	    /* a camera by its own facts, at an encoder's pace */
	FOOTAGE_STREAM,	    /* a camera by its own facts, in a protocol of media */
};

/*
 * The thresholds in force for a host's rule (or NULL). `usual`, of which 0 and NULL say nothing:
 * in place of the defaults below.
 */
struct rule_thresholds footage_thresholds(const struct rule_host *rule,
					  const struct rule_thresholds *usual);
/*
 * Upstream bytes, without the acknowledgements of what was fetched from the same address meanwhile;
 * so are the two below.
 */
uint64_t footage_bytes(const struct episode_sums *sums);
/* Upstream over downstream bytes; with nothing down, upstream bytes themselves. */
double footage_ratio(const struct episode_sums *sums);
double footage_mean_packet(const struct episode_sums *sums);
/* Whether it is a still picture by rule: enough bytes in one burst to a media host. */
bool footage_is_snapshot(const struct episode_sums *sums, const struct rule_host *rule,
			 const struct rule_thresholds *usual);
/* What keeps it from being footage-like, the first that does; `condition` 0: nothing. */
struct event_unmet footage_unmet(const struct episode_sums *sums, const struct rule_host *rule,
				 const struct rule_thresholds *usual, enum footage_measure measure);
bool footage_is_like(const struct episode_sums *sums, const struct rule_host *rule,
		     const struct rule_thresholds *usual, enum footage_measure measure);
/* Whether packets of that size are sent, and do not only answer those that come. */
bool footage_is_sent(uint64_t bytes_up, uint64_t packets_up);
/* Whether what goes in a protocol of media is a picture's stream, and not sound alone. */
bool footage_is_stream(const struct episode_sums *sums, const struct rule_host *rule,
		       const struct rule_thresholds *usual);

#endif
