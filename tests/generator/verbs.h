/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each verb writes; the table in play.c names them. */
#ifndef GENERATOR_VERBS_H
#define GENERATOR_VERBS_H

#include "play.h"

/* verbs_web.c: over TLS */
verb_fn verb_upload, verb_snapshot, verb_stream, verb_telemetry, verb_browse, verb_download,
	verb_keepalive;
/* verbs_quic.c */
verb_fn verb_quic;
/* verbs_live.c: cameras over UDP */
verb_fn verb_live, verb_rendezvous;
/* verbs_family.c: the rest of the house over UDP */
verb_fn verb_call, verb_screen, verb_game, verb_torrent, verb_vpn, verb_ntp, verb_stun,
	verb_datagrams;
/* verbs_local.c: in clear over TCP */
verb_fn verb_rtsp, verb_mjpeg, verb_mqtt, verb_http;
/* verbs_mix.c */
verb_fn verb_mix;

#endif
