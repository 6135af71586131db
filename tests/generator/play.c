/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "play.h"

#include <string.h>

#include "verbs.h"

static const struct verb play_verbs[] = {
	{"clip", verb_upload, true, "clip", "vendor-cloud"},
	{"snapshot", verb_snapshot, true, "snapshot", "vendor-cloud"},
	{"stream", verb_stream, true, "live", "vendor-cloud"},
	{"backup", verb_upload, false, NULL, NULL},
	{"quic", verb_quic, true, "clip", "vendor-cloud"},
	{"quic-backup", verb_quic, false, NULL, NULL},
	{"telemetry", verb_telemetry, false, NULL, NULL},
	{"browse", verb_browse, false, NULL, NULL},
	{"firmware", verb_download, false, NULL, NULL},
	{"keepalive", verb_keepalive, false, NULL, NULL},
	{"live", verb_live, true, "live", NULL}, /* play_live_kind */
	{"rendezvous", verb_rendezvous, false, NULL, NULL},
	{"call", verb_call, false, NULL, NULL},
	{"screen-share", verb_screen, false, NULL, NULL},
	{"game", verb_game, false, NULL, NULL},
	{"torrent", verb_torrent, false, NULL, NULL},
	{"vpn", verb_vpn, true, NULL, "vpn"},
	{"stun", verb_stun, false, NULL, NULL},
	{"mix", verb_mix, false, NULL, NULL},
	{"ntp", verb_ntp, false, NULL, NULL},
	{"datagrams", verb_datagrams, true, NULL, NULL},
	{"rtsp", verb_rtsp, false, NULL, NULL},
	{"mjpeg", verb_mjpeg, false, NULL, NULL},
	{"mqtt", verb_mqtt, false, NULL, NULL},
	{"http", verb_http, false, NULL, NULL},
};

const struct verb *play_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(play_verbs) / sizeof(play_verbs[0]); i++) {
		if (!strcmp(play_verbs[i].name, name))
			return &play_verbs[i];
	}
	return NULL;
}

/* "any" says that nothing is claimed. */
static const char *play_claim(const struct action *action, const char *key, const char *otherwise)
{
	const char *text = action_text(action, key, otherwise);

	return text && strcmp(text, "any") ? text : NULL;
}

/* What can be known of a viewer: that of PPPP is punched through to; ICE needs the operator. */
static const char *play_live_kind(const struct action *action)
{
	const char *by = action_text(action, "by", "unknown");

	return !strcmp(by, "pppp") ? "peer" : !strcmp(by, "turn") ? "relay" : "unknown";
}

struct truth_action play_truth(const struct action *action)
{
	const struct verb *verb = play_verb(action->verb);

	return (struct truth_action){
		.footage = action_yes(action, "footage", verb->footage),
		.stream = verb->play == verb_live &&
			  strcmp(action_text(action, "by", "unknown"), "unknown") != 0,
		.named = action_yes(action, "sni", true) || action_yes(action, "dns", true),
		.class = play_claim(action, "class", verb->class),
		.kind = play_claim(action, "kind",
				   verb->play == verb_live ? play_live_kind(action) : verb->kind),
		.host = action_text(action, "to", NULL),
	};
}

int play_action(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	return play_verb(action->verb)->play(stage, action, now_ns);
}
