/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Live views over UDP: straight to a viewer (PPPP, TUTK, WebRTC) or through a TURN relay. Figures:
 * README.md, "Sources". */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lookup.h"
#include "media.h"
#include "stun.h"
#include "udp.h"
#include "verbs.h"

#define LIVE_RENDEZVOUS_NS (45 * STAGE_MS)

enum {
	PPPP_HELLO = 0x00,
	PPPP_HELLO_ACK = 0x01,
	PPPP_PUNCH_TO = 0x40,
	PPPP_PUNCH = 0x41,
	PPPP_READY = 0x42,
	PPPP_DATA = 0xd0,
	PPPP_ACK = 0xd1,
	PPPP_ALIVE = 0xe0,
	PPPP_ALIVE_ACK = 0xe1,
	PPPP_CLOSE = 0xf0
};

static void pppp_frame(struct bytes *out, unsigned type, size_t length)
{
	bytes_u8(out, 0xf1);
	bytes_u8(out, type);
	bytes_u16(out, (unsigned)length);
}

static void pppp_say(struct stage *stage, struct path *path, bool up, uint64_t now_ns,
		     unsigned type, const void *data, size_t length)
{
	struct bytes out = {0};

	pppp_frame(&out, type, length);
	bytes_add(&out, data, length);
	udp_send(stage, path, up, now_ns, out.data, out.length, 0);
}

static void pppp_address(struct bytes *out, const struct address *address, unsigned port)
{
	bytes_u16(out, 2);
	bytes_u16(out, port);
	bytes_add(out, address->bytes, 4);
	bytes_zero(out, 8);
}

/* The camera's name in the network: text, number, check letters. */
static const uint8_t pppp_name[20] = "TNPUSAE\0\0\x06\x9f\x2bXWPKZ\0\0";

static uint64_t pppp_open(struct stage *stage, struct path *server, struct path *peer,
			  uint64_t now_ns)
{
	struct bytes place = {0};

	pppp_say(stage, server, true, now_ns, PPPP_HELLO, NULL, 0);
	pppp_address(&place, &stage->house->wan, server->local_port);
	now_ns += LIVE_RENDEZVOUS_NS;
	pppp_say(stage, server, false, now_ns, PPPP_HELLO_ACK, place.data, place.length);
	place.length = 0;
	pppp_address(&place, &peer->remote, peer->remote_port);
	now_ns += 200 * STAGE_MS;
	pppp_say(stage, server, false, now_ns, PPPP_PUNCH_TO, place.data, place.length);
	now_ns += 2 * STAGE_MS;
	pppp_say(stage, peer, true, now_ns, PPPP_PUNCH, pppp_name, sizeof(pppp_name));
	pppp_say(stage, peer, false, now_ns + LIVE_RENDEZVOUS_NS, PPPP_PUNCH, pppp_name,
		 sizeof(pppp_name));
	now_ns += LIVE_RENDEZVOUS_NS + STAGE_MS;
	pppp_say(stage, peer, true, now_ns, PPPP_READY, pppp_name, sizeof(pppp_name));
	pppp_say(stage, peer, false, now_ns + LIVE_RENDEZVOUS_NS, PPPP_READY, pppp_name,
		 sizeof(pppp_name));
	return now_ns + LIVE_RENDEZVOUS_NS + STAGE_MS;
}

static void pppp_data(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	(void)up;
	pppp_frame(out, PPPP_DATA, 4 + payload);
	bytes_u8(out, 0xd1);
	bytes_u8(out, 1); /* the channel */
	bytes_u16(out, media->sequence);
}

static void pppp_acknowledge(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	(void)up;
	(void)payload;
	pppp_frame(out, PPPP_ACK, 6);
	bytes_u16(out, 0xd101);
	bytes_u16(out, 1);
	bytes_u16(out, media->sequence);
}

/* Old IOTC is scrambled on the wire; its newer form begins 51 CC. */
static void tutk_data(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	(void)up;
	bytes_u16(out, 0x51cc);
	bytes_u16(out, 0x0407);
	bytes_u16(out, payload);
	bytes_u16(out, media->sequence);
	bytes_u32(out, media->stamp);
}

static void relay_data(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	bytes_u16(out, 0x4001);
	bytes_u16(out, 12 + payload);
	media_rtp(media, up, payload, out);
}

/* D-Link's viewer protocol: what RTSP interleaves in its connection, a frame a datagram. */
static void mydlink_data(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	bytes_u16(out, 0x2400);
	bytes_u16(out, 12 + payload);
	media_rtp(media, up, payload, out);
}

static void plain_data(struct media *media, bool up, uint32_t payload, struct bytes *out)
{
	(void)up;
	(void)payload;
	bytes_u32(out, 0x7e5a0000U | media->sequence);
}

struct live {
	const char *by;
	media_head_fn *head, *answer;
	uint32_t packet, answer_every;
};

static const struct live live_ways[] = {
	{"pppp", pppp_data, pppp_acknowledge, 1024, 8},
	{"tutk", tutk_data, tutk_data, 1012, 16},
	{"rtp", media_rtp, NULL, 1160, 0},
	{"rtp-alone", media_rtp, NULL, 1160, 0},
	{"mydlink", mydlink_data, NULL, 1160, 0},
	{"turn", relay_data, NULL, 1160, 0},
	{"unknown", plain_data, NULL, 1100, 0},
};

static int live_server(struct stage *stage, const struct action *action, uint16_t local_port,
		       struct path *out)
{
	char text[80];
	struct address address;
	char *colon;

	snprintf(text, sizeof(text), "%s", action_text(action, "rendezvous", "198.18.0.100:32100"));
	colon = strrchr(text, ':');
	if (!colon)
		return -EINVAL;
	*colon = '\0';
	if (address_parse(text, &address) ||
	    (address.family == 6 ? !stage->house->v6 : !stage->house->v4))
		return -EINVAL;
	*out = stage_path(stage, action->device, &address, local_port, (uint16_t)atoi(colon + 1));
	return 0;
}

static int live_open(struct stage *stage, const struct action *action, const char *by,
		     struct path *path, uint64_t *now_ns)
{
	struct address viewer =
		stage->house->v4 ? address_v4(198, 19, 7, 9) : address_literal("2001:db8:e::9");
	struct path server;
	int rc = 0;

	if (!strcmp(by, "pppp") || !strcmp(by, "tutk")) {
		rc = live_server(stage, action, path->local_port, &server);
		if (rc)
			return rc;
	}
	if (!strcmp(by, "pppp"))
		*now_ns = pppp_open(stage, &server, path, *now_ns);
	if (!strcmp(by, "rtp"))
		*now_ns = stun_bind(stage, path, *now_ns);
	if (!strcmp(by, "mydlink"))
		udp_send(stage, path, true, *now_ns, "$\xff\0\x15", 4, 21);
	if (!strcmp(by, "turn"))
		*now_ns = stun_allocate(stage, path, *now_ns, &viewer);
	if (!strcmp(by, "tutk")) {
		udp_send(stage, &server, true, *now_ns, "\x51\xcc\x02\x10", 4, 64);
		udp_send(stage, &server, false, *now_ns + LIVE_RENDEZVOUS_NS, "\x51\xcc\x02\x10", 4,
			 64);
		*now_ns += 3 * LIVE_RENDEZVOUS_NS;
	}
	return 0;
}

static void live_talk(struct stage *stage, const struct action *action, struct path *path,
		      const struct live *way, uint64_t now_ns, uint64_t end_ns)
{
	struct media talk = {
		.stage = stage,
		.path = path,
		.head = way->head,
		.rate = action_number(action, "audio-down", 0),
		.frames = 50,
		.packet = 1000,
	};

	if (talk.rate > 0)
		media_run(&talk, false, now_ns, end_ns);
}

int verb_live(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	const char *by = action_text(action, "by", "pppp");
	const char *host = action_text(action, "to", NULL);
	struct address address =
		lookup_address(stage, action->device, host ? host : "a viewer outside",
			       action_text(action, "ip", NULL));
	const struct live *way = NULL;
	struct media media;
	struct path path;
	uint64_t end;
	int rc;

	for (size_t i = 0; i < sizeof(live_ways) / sizeof(live_ways[0]); i++) {
		if (!strcmp(live_ways[i].by, by))
			way = &live_ways[i];
	}
	if (!way)
		return -EINVAL;
	if (host && action_yes(action, "dns", true))
		now_ns = lookup_ask(stage, action->device, now_ns, host,
				    action_text(action, "cname", NULL), &address);
	path = stage_path(
		stage, action->device, &address, (uint16_t)action_number(action, "from-port", 0),
		(uint16_t)action_number(action, "port", strcmp(by, "turn") ? 40004 : 3478));
	rc = live_open(stage, action, by, &path, &now_ns);
	if (rc)
		return rc;
	end = now_ns + (uint64_t)(action_number(action, "seconds", 30) * 1e9);
	media = (struct media){
		.stage = stage,
		.path = &path,
		.head = way->head,
		.answer = way->answer,
		.answer_every = way->answer_every,
		/* The Yi's live view: 262 kbit/s in the median, 20 pictures a second. */
		.rate = action_number(action, "rate", 262e3),
		.frames = action_number(action, "fps", 20),
		.packet = (uint32_t)action_number(action, "packet", way->packet),
	};
	media_run(&media, true, now_ns, end);
	live_talk(stage, action, &path, way, now_ns, end);
	if (!strcmp(by, "pppp"))
		pppp_say(stage, &path, false, end + 100 * STAGE_MS, PPPP_CLOSE, NULL, 0);
	return 0;
}

/* What a PPPP camera says all day: a report every 27.6 s and nothing more (the Yi, measured). */
int verb_rendezvous(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	uint64_t end = now_ns + (uint64_t)(action_number(action, "seconds", 3600) * 1e9);
	struct path server;
	int rc = live_server(stage, action, 0, &server);
	uint8_t report[104] = {0};

	if (rc)
		return rc;
	memcpy(report, pppp_name, sizeof(pppp_name));
	for (; now_ns < end; now_ns += 27600 * STAGE_MS) {
		pppp_say(stage, &server, true, now_ns, 0x14, report, sizeof(report));
		pppp_say(stage, &server, false, now_ns + LIVE_RENDEZVOUS_NS, 0x15, NULL, 0);
	}
	return 0;
}
