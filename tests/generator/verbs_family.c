/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What else happens in a house over UDP: calls, games, shared screens, swarms, tunnels, clocks,
 * things unknown. */
#include <stdio.h>
#include <string.h>

#include "lookup.h"
#include "media.h"
#include "stun.h"
#include "udp.h"
#include "verbs.h"

static struct path family_path(struct stage *stage, const struct action *action, const char *host,
			       unsigned port)
{
	struct address address =
		lookup_address(stage, action->device, host, action_text(action, "ip", NULL));

	return stage_path(stage, action->device, &address,
			  (uint16_t)action_number(action, "from-port", 0),
			  (uint16_t)action_number(action, "port", port));
}

static uint64_t family_end(const struct action *action, uint64_t now_ns, double seconds)
{
	return now_ns + (uint64_t)(action_number(action, "seconds", seconds) * 1e9);
}

static void family_media(struct stage *stage, struct path *path, bool up, uint64_t now_ns,
			 uint64_t end_ns, double rate, double frames)
{
	struct media media = {.stage = stage,
			      .path = path,
			      .head = media_rtp,
			      .rate = rate,
			      .frames = frames,
			      .packet = 1160};

	media_run(&media, up, now_ns, end_ns);
}

/* A video call: as much comes as goes. */
int verb_call(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path = family_path(stage, action, action_text(action, "to", "a friend"), 3480);
	uint64_t end = family_end(action, now_ns, 60);
	double rate = action_number(action, "rate", 600e3);

	now_ns = stun_bind(stage, &path, now_ns);
	family_media(stage, &path, true, now_ns, end, rate, 25);
	family_media(stage, &path, false, now_ns, end, action_number(action, "audio-down", rate),
		     25);
	return 0;
}

/* A shared screen: much goes, only a voice comes. */
int verb_screen(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path = family_path(stage, action, action_text(action, "to", "a meeting"), 3481);
	uint64_t end = family_end(action, now_ns, 60);

	now_ns = stun_bind(stage, &path, now_ns);
	family_media(stage, &path, true, now_ns, end, action_number(action, "rate", 1500e3), 15);
	family_media(stage, &path, false, now_ns, end, 40e3, 50);
	return 0;
}

/* A game: small datagrams both ways, 30 and 60 a second. */
int verb_game(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path = family_path(stage, action, action_text(action, "to", "a game"), 27015);
	uint64_t end = family_end(action, now_ns, 60);
	static const uint8_t head[4] = {0xfe, 0xff, 0xff, 0x31};

	for (; now_ns < end; now_ns += 33 * STAGE_MS) {
		udp_send(stage, &path, true, now_ns, head, 4,
			 40 + (uint32_t)random_below(&stage->random, 60));
		udp_send(stage, &path, false, now_ns + 12 * STAGE_MS, head, 4,
			 80 + (uint32_t)random_below(&stage->random, 300));
		udp_send(stage, &path, false, now_ns + 28 * STAGE_MS, head, 4,
			 80 + (uint32_t)random_below(&stage->random, 300));
	}
	return 0;
}

/* A uTP header (BEP 29): data goes to one of the swarm, a state packet comes back. */
static void family_utp(struct stage *stage, struct path *path, bool up, uint64_t now_ns,
		       unsigned type, unsigned sequence, uint32_t fill)
{
	struct bytes head = {0};

	bytes_u8(&head, type << 4 | 1);
	bytes_u8(&head, 0);
	bytes_u16(&head, path->local_port ^ path->remote_port);
	bytes_u32(&head, (uint32_t)(now_ns / 1000));
	bytes_u32(&head, 20000);
	bytes_u32(&head, 0x00100000);
	bytes_u16(&head, sequence);
	bytes_u16(&head, sequence);
	udp_send(stage, path, up, now_ns, head.data, head.length, fill);
}

static void family_peer(struct stage *stage, const struct action *action, int number,
			uint64_t now_ns, uint64_t end)
{
	double rate = action_number(action, "rate", 800e3) / action_number(action, "count", 8);
	uint64_t gap = (uint64_t)(1380 * 8 / rate * 1e9);
	struct path path;
	unsigned sequence = 1;
	char peer[32];

	snprintf(peer, sizeof(peer), "torrent peer %d", number);
	path = family_path(stage, action, peer, 6881 + (unsigned)number);
	family_utp(stage, &path, true, now_ns, 4, 0, 0);
	family_utp(stage, &path, false, now_ns + 60 * STAGE_MS, 2, 0, 0);
	for (now_ns += 80 * STAGE_MS; now_ns < end; now_ns += gap) {
		family_utp(stage, &path, true, now_ns, 0, sequence++, 1380);
		family_utp(stage, &path, false, now_ns + 60 * STAGE_MS, 2, sequence, 0);
	}
}

int verb_torrent(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	int count = (int)action_number(action, "count", 8);

	for (int i = 0; i < count; i++)
		family_peer(stage, action, i, now_ns + 700 * STAGE_MS * (uint64_t)i,
			    family_end(action, now_ns, 60));
	return 0;
}

/* WireGuard's messages: initiation (148 bytes), response (92), data in multiples of 16 bytes. */
static void family_tunnel(struct stage *stage, struct path *path, bool up, uint64_t now_ns,
			  unsigned type, uint32_t fill)
{
	struct bytes head = {0};

	bytes_u32(&head, type << 24);
	udp_send(stage, path, up, now_ns, head.data, head.length, fill);
}

int verb_vpn(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path = family_path(stage, action, action_text(action, "to", "a tunnel"), 51820);
	double bytes = action_number(action, "bytes", 600e3);
	double packets = bytes / 1392 > 1 ? bytes / 1392 : 1;
	uint64_t gap = (uint64_t)(action_number(action, "seconds", 8) * 1e9 / packets);

	family_tunnel(stage, &path, true, now_ns, 1, 144);
	family_tunnel(stage, &path, false, now_ns + 40 * STAGE_MS, 2, 88);
	now_ns += 45 * STAGE_MS;
	for (unsigned i = 0; i < packets; i++, now_ns += gap) {
		family_tunnel(stage, &path, true, now_ns, 4, 12 + 1376 + 16 - 12);
		if (i % 2)
			family_tunnel(stage, &path, false, now_ns + 40 * STAGE_MS, 4, 12 + 64 + 16);
	}
	return 0;
}

int verb_ntp(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path =
		family_path(stage, action, action_text(action, "to", "pool.ntp.org"), 123);
	uint8_t ask[48] = {0x23, 0, 6, 0xec}, tell[48] = {0x24, 2, 6, 0xec};
	uint32_t seconds =
		(uint32_t)(now_ns / STAGE_SECOND + 2208988800U); /* RFC 5905 6: since 1900 */

	bytes_put32(ask + 40, seconds);
	bytes_put32(tell + 16, seconds - 300);
	bytes_put32(tell + 24, seconds);
	bytes_put32(tell + 32, seconds);
	bytes_put32(tell + 40, seconds);
	udp_send(stage, &path, true, now_ns, ask, sizeof(ask), 0);
	udp_send(stage, &path, false, now_ns + 30 * STAGE_MS, tell, sizeof(tell), 0);
	return 0;
}

int verb_stun(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path =
		family_path(stage, action, action_text(action, "to", "stun.example.net"), 3478);

	stun_bind(stage, &path, now_ns);
	return 0;
}

/* Bytes by chance look like some protocol now and then; with this begin they are none's. */
static void family_unknown(struct stage *stage, struct path *path, bool up, uint64_t now_ns,
			   double ip_length)
{
	static const uint8_t head[4] = {0x7e, 0x5a, 0x7e, 0x5a};
	double least = ip_header_size(path) + 8 + sizeof(head);

	udp_send(stage, path, up, now_ns, head, sizeof(head),
		 ip_length > least ? (uint32_t)(ip_length - least) : 0);
}

/* `count` datagrams of `packet` IP bytes, `gap` apart; with `ratio`, so many bytes up for one down.
 */
int verb_datagrams(struct stage *stage, const struct action *action, uint64_t now_ns)
{
	struct path path = family_path(stage, action, action_text(action, "to", "someone"), 40100);
	double packet = action_number(action, "packet", 400), owed = 0, part;
	double each = action_has(action, "ratio") ? packet / action_number(action, "ratio", 1) : 0;
	uint64_t gap = (uint64_t)(action_number(action, "gap", 0.05) * 1e9);
	int count = (int)action_number(action, "count", 20);

	for (int i = 0; i < count; i++, now_ns += gap) {
		family_unknown(stage, &path, true, now_ns, packet);
		owed += each;
		if (owed < 60)
			continue;
		part = owed < 1400 ? owed : 1400;
		family_unknown(stage, &path, false, now_ns + STAGE_MS, part);
		owed -= part;
	}
	return 0;
}
