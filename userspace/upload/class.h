/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of footage an episode was, by how it was sent and to whom, and how much video that may
 * be. Called by the judge.
 */
#ifndef LENSWATCH_UPLOAD_CLASS_H
#define LENSWATCH_UPLOAD_CLASS_H

#include "upload/episode.h"

/* `vpn_of` as destination_vpn_of says. */
enum upload_class class_of(const struct episode *episode, enum vpn_of vpn_of);
/* Whether its first bytes, or its being UDP beside QUIC, say that it is media as it is filmed. */
bool class_is_media_stream(const struct episode *episode);
/* Whether it is that, and kept on evenly for ten seconds at least. */
bool class_is_lasting_stream(const struct episode *e);
/* Whether it is of a protocol of media, or of one that sets media up. */
bool class_speaks_media(enum signature signature);
/* Whether it kept, for ten seconds at least, an encoder's pace in packets that are not all full. */
bool class_has_encoder_pace(const struct episode_sums *sums);
/*
 * How even the bytes of its seconds were, the silent ones too: standard deviation over mean; 0 for
 * fewer than three that were not silent.
 */
double class_unevenness(const struct episode_sums *sums);
/* Whether nearly all its packets were full, as those of a file are. */
bool class_is_bulk(const struct episode_sums *sums);
/* Half a minute and more at an encoder's even pace, in packets that are not all full. */
bool class_is_encoder(const struct episode_sums *sums);
/* The lowest bit rate of its video, kbit/s: the vendor's, or where that is unknown (or NULL) any.
 */
uint32_t class_slowest_kbit(const struct rule *vendor);
/*
 * Seconds of video in `bytes`, from the vendor's bitrates (or NULL). Both 0 where it cannot be
 * told.
 */
void class_video_seconds(enum upload_class class, const struct episode *episode,
			 const struct rule *vendor, uint32_t *low, uint32_t *high);

#endif
