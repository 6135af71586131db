// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/frame.h"

#include <errno.h>
#include <netinet/in.h>
#include <pcap/dlt.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "anonymise/checksums.h"
#include "anonymise/greeted.h"
#include "anonymise/messages.h"
#include "anonymise/payload.h"
#include "packet/bytes.h"
#include "packet/carrier.h"

#define FRAME_MOST 262144 /* MAXIMUM_SNAPLEN of libpcap */

struct frames_alias {
	struct aliases *aliases;
	struct essences *essences;
	struct greeted_flows *greeted;
	struct frame_count blanked;
	uint8_t tag[32];
	uint8_t scratch[FRAME_MOST];
};

bool frame_link_known(int link_type)
{
	switch (link_type) {
	case DLT_EN10MB:
	case DLT_LINUX_SLL:
	case DLT_LINUX_SLL2:
	case DLT_RAW:
	case 14: /* DLT_RAW elsewhere */
	case DLT_NULL:
	case DLT_LOOP:
	case DLT_IPV4:
	case DLT_IPV6:
		return true;
	default:
		return false;
	}
}

int frames_alias_create(const uint8_t key[CRYPTOPAN_KEY], const struct rules *rules,
			struct frames_alias **out)
{
	static const char use[] = "lenswatch anonymise marks";
	struct frames_alias *f = calloc(1, sizeof(*f));
	int err = -ENOMEM;

	if (f)
		err = aliases_create(key, rules, &f->aliases);
	if (!err)
		err = essences_create(&f->essences);
	if (!err)
		err = greeted_create(f->aliases, &f->greeted);
	if (err) {
		frames_alias_destroy(f);
		return err;
	}
	crypto_generichash(f->tag, sizeof(f->tag), (const uint8_t *)use, sizeof(use) - 1, key,
			   CRYPTOPAN_KEY);
	*out = f;
	return 0;
}

void frames_alias_destroy(struct frames_alias *frames)
{
	if (!frames)
		return;
	greeted_destroy(frames->greeted);
	essences_destroy(frames->essences);
	aliases_destroy(frames->aliases);
	sodium_memzero(frames->tag, sizeof(frames->tag));
	free(frames);
}

#define SLL_FRAME 0x0001 /* an Ethernet frame lies behind the cooked header */

/* Where in the header of a link its addresses stand. */
static void link_alias(const struct frames_alias *f, int link_type, uint8_t *data,
		       uint32_t captured)
{
	if (link_type == DLT_EN10MB && captured >= 14) {
		alias_mac(f->aliases, data);
		alias_mac(f->aliases, data + 6);
	} else if (link_type == DLT_LINUX_SLL && captured >= 16) {
		alias_mac(f->aliases, data + 6);
		memset(data + 12, 0, 2); /* no part of six bytes */
		if (bytes_get16(data + 14) == SLL_FRAME)
			link_alias(f, DLT_EN10MB, data + 16, captured - 16);
	} else if (link_type == DLT_LINUX_SLL2 && captured >= 20) {
		alias_mac(f->aliases, data + 12);
		memset(data + 18, 0, 2);
		if (bytes_get16(data) == SLL_FRAME)
			link_alias(f, DLT_EN10MB, data + 20, captured - 20);
	}
}

/* How much of a header is told apart from what it carries, where that is nothing we know. */
static uint32_t link_head(int link_type, const uint8_t *data, uint32_t captured)
{
	uint32_t at = link_type == DLT_EN10MB	    ? 14
		      : link_type == DLT_LINUX_SLL  ? 16
		      : link_type == DLT_LINUX_SLL2 ? 20
						    : 4;

	while (link_type == DLT_EN10MB && at + 4 <= captured &&
	       (bytes_get16(data + at - 2) == 0x8100 || bytes_get16(data + at - 2) == 0x88a8 ||
		bytes_get16(data + at - 2) == 0x9100))
		at += 4;
	return at < captured ? at : captured;
}

static void header_alias_v4(const struct frames_alias *f, uint8_t *ip, uint32_t size)
{
	uint32_t header = (uint32_t)(ip[0] & 15) * 4;

	alias_v4(f->aliases, ip + 12);
	alias_v4(f->aliases, ip + 16);
	if (header > size)
		header = size;
	memset(ip + 20, 0, header - 20); /* options may name ways */
}

/* Of an extension header what says how long it is and what follows; of a fragment's all. */
static void header_alias_v6(const struct frames_alias *f, uint8_t *ip, const struct packet *packet)
{
	uint32_t at = 40, end = packet->ip_captured;
	uint8_t next = ip[6];

	alias_v6(f->aliases, ip + 8);
	alias_v6(f->aliases, ip + 24);
	while (end - at >= 8 && next != packet->protocol) {
		uint32_t size = next == IPPROTO_FRAGMENT ? 8
				: next == IPPROTO_AH	 ? (ip[at + 1] + 2U) * 4
							 : (ip[at + 1] + 1U) * 8;

		if (size > end - at)
			return;
		if (next != IPPROTO_FRAGMENT)
			memset(ip + at + 2, 0, size - 2);
		next = ip[at];
		at += size;
	}
}

/* Options of TCP hold addresses too (RFC 8684): those of every stack stay. */
static void tcp_options_alias(uint8_t *tcp, uint32_t size)
{
	uint32_t end = size > 12 ? (uint32_t)(tcp[12] >> 4) * 4 : 0, at = 20;

	if (end > size)
		end = size;
	while (at < end && tcp[at]) {
		uint32_t option = tcp[at] == 1 || end - at < 2 ? 1 : tcp[at + 1];

		if (option < 1 || option > end - at || (option == 1 && tcp[at] != 1))
			break;
		if (tcp[at] > 5 && tcp[at] != 8)
			memset(tcp + at, 1, option);
		at += option;
	}
	if (at < end)
		memset(tcp + at, 0, end - at);
}

static void transport_alias(struct frames_alias *f, const struct packet *packet, uint8_t *ip,
			    const uint8_t *original)
{
	struct payload payload = {.aliases = f->aliases,
				  .essences = f->essences,
				  .tag = f->tag,
				  .packet = packet,
				  .size = packet->payload_captured};
	struct carrier_frame inner;
	uint32_t head = checksums_transport(packet, original);

	if (packet->protocol == IPPROTO_TCP && !(packet->flags & PACKET_LATER) && head)
		tcp_options_alias(ip + head, packet->ip_captured - head);
	if (!packet->payload)
		return;
	payload.bytes = ip + (packet->payload - packet->ip);
	/* Where a transport's own length ends early, what lies behind it is nobody's. */
	memset(payload.bytes + payload.size, 0,
	       packet->ip_captured - (uint32_t)(payload.bytes - ip) - payload.size);
	payload.greeted = greeted_ask(f->greeted, packet, &payload.host, &payload.alias);
	f->blanked.greetings += payload.greeted == GREETED_BLANK;
	f->blanked.copies += carrier_find(packet, &inner) != CARRIER_NONE;
	payload_alias(&payload);
}

/* `data` is a copy of `original`, of which `packet` was read. */
static void packet_alias(struct frames_alias *f, const struct packet *packet, uint8_t *data,
			 const uint8_t *original, uint32_t captured)
{
	uint32_t at = (uint32_t)(packet->ip - original);
	uint8_t *ip = data + at;

	memset(ip + packet->ip_captured, 0, captured - at - packet->ip_captured);
	if (packet->flags & PACKET_ARP) {
		arp_alias(f->aliases, ip);
		return;
	}
	if (packet->flags & PACKET_IPV6)
		header_alias_v6(f, ip, packet);
	else
		header_alias_v4(f, ip, packet->ip_captured);
	transport_alias(f, packet, ip, original + at);
	checksums_redo(packet, original + at, ip, f->tag);
}

void frame_alias(struct frames_alias *frames, int link_type, uint8_t *data, uint32_t captured,
		 uint32_t length)
{
	struct packet packet;
	uint32_t head;
	uint8_t *original = frames->scratch;

	if (captured > FRAME_MOST)
		captured = FRAME_MOST;
	memcpy(original, data, captured);
	link_alias(frames, link_type, data, captured);
	if (packet_decode(link_type, original, captured, length, &packet) == 0) {
		packet_alias(frames, &packet, data, original, captured);
		return;
	}
	head = link_head(link_type, original, captured);
	memset(data + head, 0, captured - head);
}

void frame_look(struct frames_alias *frames, int link_type, const uint8_t *data, uint32_t captured,
		uint32_t length)
{
	struct packet packet;
	uint8_t *copy;

	if (packet_decode(link_type, data, captured, length, &packet) == 0)
		greeted_look(frames->greeted, &packet);
	copy = malloc(captured ? captured : 1);
	if (!copy)
		return;
	memcpy(copy, data, captured);
	frame_alias(frames, link_type, copy, captured, length);
	memset(&frames->blanked, 0, sizeof(frames->blanked));
	free(copy);
}

struct aliases_count frames_alias_count(const struct frames_alias *frames,
					struct frame_count *blanked)
{
	*blanked = frames->blanked;
	return aliases_count(frames->aliases);
}
