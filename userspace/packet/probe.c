// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet/probe.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "packet/bytes.h"

#define PORT_TP_LINK 20002
#define PORT_DAHUA 37810
#define PORT_HIKVISION 37020
#define PORT_UBIQUITI 10001

/*
 * Hikvision's SADP: XML as it stands; who asks sends from that port too, and describes no device
 * (MatrixEditor/hiktools, sadp; cameronnewman/hikvision-tooling).
 * TP-Link: 16 bytes, of which the first says the version (python-kasa, discover.py), then JSON.
 * Dahua: 32 bytes with "DHIP" at 4 (rroller/dahua, discovery.py), then JSON.
 * Ubiquiti: version 1 or 2, a command, a length that is exact, then fields of type, length and
 * value; 12 is the model (Wireshark, packet-ubdp.c; nmap, ubiquiti-discovery.nse; unifi-cam-proxy).
 */
#define HEADER_TP_LINK 16
#define HEADER_DAHUA 32
#define HEADER_UBIQUITI 4U
#define UBIQUITI_MODEL 12

/* Who answers does so from the port; who asks sends to it, and says nothing of itself. */
bool probe_concerns(const struct packet *p)
{
	return p->protocol == IPPROTO_UDP && p->payload &&
	       (p->source_port == PORT_TP_LINK || p->source_port == PORT_DAHUA ||
		p->source_port == PORT_HIKVISION || p->source_port == PORT_UBIQUITI);
}

/* The text behind `"key":`, up to its closing quote; a value with an escape in it is none of ours.
 */
static size_t value_find(const char *text, size_t size, const char *key, const char **value)
{
	const char *at = memmem(text, size, key, strlen(key)), *end = text + size, *close;

	if (!at)
		return 0;
	at += strlen(key);
	while (at < end && (*at == ' ' || *at == ':'))
		at++;
	if (at == end || *at != '"')
		return 0;
	at++;
	close = memchr(at, '"', (size_t)(end - at));
	*value = at;
	return close ? (size_t)(close - at) : 0;
}

static void said_tell(const struct teller *t, const char *prefix, const char *value, size_t size)
{
	char said[FACT_TEXT];

	if (!size || size + strlen(prefix) >= sizeof(said))
		return;
	snprintf(said, sizeof(said), "%s%.*s", prefix, (int)size, value);
	fact_text(t, DISCOVERED_MODEL, (const uint8_t *)said, strlen(said));
}

static void value_tell(const struct teller *t, uint32_t header, const char *key, const char *prefix)
{
	const char *text = (const char *)t->packet->payload + header, *value;
	size_t size;

	if (t->packet->payload_captured <= header || text[0] != '{')
		return;
	size = value_find(text, t->packet->payload_captured - header, key, &value);
	if (size)
		said_tell(t, prefix, value, size);
}

static void element_tell(const struct teller *t, const char *tag, const char *prefix)
{
	const char *text = (const char *)t->packet->payload, *at, *close;
	size_t size = t->packet->payload_captured;

	at = memmem(text, size, tag, strlen(tag));
	if (!at)
		return;
	at += strlen(tag);
	close = memchr(at, '<', size - (size_t)(at - text));
	if (close)
		said_tell(t, prefix, at, (size_t)(close - at));
}

static void ubiquiti_tell(const struct teller *t)
{
	const uint8_t *data = t->packet->payload;
	size_t size = t->packet->payload_captured, at = HEADER_UBIQUITI;

	if (size < at || data[0] < 1 || data[0] > 2 ||
	    bytes_get16(data + 2) + HEADER_UBIQUITI != t->packet->payload_length)
		return;
	while (size - at >= 3) {
		size_t length = bytes_get16(data + at + 1);

		if (length > size - at - 3)
			return;
		if (data[at] == UBIQUITI_MODEL)
			said_tell(t, "UBNT ", (const char *)data + at + 3, length);
		at += 3 + length;
	}
}

void probe_decode(const struct teller *t)
{
	const struct packet *p = t->packet;

	if (p->source_port == PORT_TP_LINK)
		value_tell(t, HEADER_TP_LINK, "\"device_type\"", "");
	else if (p->source_port == PORT_HIKVISION)
		element_tell(t, "<DeviceDescription>", "SADP ");
	else if (p->source_port == PORT_UBIQUITI)
		ubiquiti_tell(t);
	else if (p->payload_captured > 8 && !memcmp(p->payload + 4, "DHIP", 4))
		value_tell(t, HEADER_DAHUA, "\"DeviceClass\"", "DHIP ");
}
