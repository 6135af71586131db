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

#endif
