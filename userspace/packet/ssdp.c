/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/ssdp.h"

#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#define PORT_SSDP 1900
#define PORT_WS_DISCOVERY 3702
#define PORT_SDDP 1902

static bool port_is(const struct packet *p, uint16_t port)
{
	return p->source_port == port || p->target_port == port;
}

bool ssdp_concerns(const struct packet *p)
{
	return p->protocol == IPPROTO_UDP && p->payload &&
	       (port_is(p, PORT_SSDP) || port_is(p, PORT_WS_DISCOVERY) ||
		p->source_port == PORT_SDDP);
}

static bool ssdp_starts(const char *text, size_t size, const char *with)
{
	return size >= strlen(with) && strncasecmp(text, with, strlen(with)) == 0;
}

static void header_tell(const struct teller *t, const char *line, size_t size)
{
	static const char *const headers[] = {"SERVER:", "USN:", "ST:", "NT:"};

	for (unsigned int i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		size_t skip = strlen(headers[i]);

		if (!ssdp_starts(line, size, headers[i]))
			continue;
		while (skip < size && line[skip] == ' ')
			skip++;
		fact_text(t, DISCOVERED_MODEL, (const uint8_t *)line + skip, size - skip);
	}
}

/* Of SDDP what it is to a controller; the value may stand in quotes. */
static void proxy_tell(const struct teller *t, const char *line, size_t size)
{
	static const char name[] = "Primary-Proxy:", prefix[] = "SDDP ";
	char said[FACT_TEXT];
	size_t used = sizeof(prefix) - 1;

	if (!ssdp_starts(line, size, name))
		return;
	memcpy(said, prefix, used);
	for (size_t at = sizeof(name) - 1; at < size && used < sizeof(said); at++)
		if (line[at] != ' ' && line[at] != '"')
			said[used++] = line[at];
	fact_text(t, DISCOVERED_MODEL, (const uint8_t *)said, used);
}

/*
 * UPnP Device Architecture 2.0 section 1: announcements and answers; M-SEARCH only asks. Control4's
 * SDDP looks alike (sammck/sddp-discovery-protocol; openHAB, sddp).
 */
static void headers_decode(const struct teller *t, const char *text, size_t size)
{
	bool sddp = t->packet->source_port == PORT_SDDP;

	if (!ssdp_starts(text, size, "NOTIFY ") &&
	    !ssdp_starts(text, size, sddp ? "SDDP/1." : "HTTP/1."))
		return;
	while (size) {
		const char *end = memchr(text, '\n', size);
		size_t line = end ? (size_t)(end - text) : size;
		size_t trimmed = line && text[line - 1] == '\r' ? line - 1 : line;

		(sddp ? proxy_tell : header_tell)(t, text, trimmed);
		line += end != NULL;
		text += line;
		size -= line;
	}
}

static bool ssdp_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void words_tell(const struct teller *t, const char *text, size_t size)
{
	size_t start = 0;

	for (size_t at = 0; at <= size; at++) {
		if (at < size && !ssdp_blank(text[at]))
			continue;
		fact_text(t, DISCOVERED_MODEL, (const uint8_t *)text + start, at - start);
		start = at + 1;
	}
}

/* The text behind each "Types>" or "Scopes ...>", whatever its prefix, up to the next tag. */
static void element_decode(const struct teller *t, const char *text, size_t size, const char *name)
{
	const char *end = text + size, *at = text;

	while ((at = memmem(at, (size_t)(end - at), name, strlen(name)))) {
		const char *open = memrchr(text, '<', (size_t)(at - text));
		const char *close = memchr(at, '>', (size_t)(end - at));
		const char *next = close ? memchr(close, '<', (size_t)(end - close)) : NULL;

		if (!next)
			return;
		if (open && open[1] != '/' && !memchr(open, '>', (size_t)(at - open)))
			words_tell(t, close + 1, (size_t)(next - close - 1));
		at = next;
	}
}

/* WS-Discovery 1.1 sections 4, 5: Hello and matches announce, a Probe asks in the same words. */
static void soap_decode(const struct teller *t, const char *text, size_t size)
{
	if (!memmem(text, size, "Hello", 5) && !memmem(text, size, "ProbeMatch", 10) &&
	    !memmem(text, size, "ResolveMatch", 12))
		return;
	element_decode(t, text, size, "Types");
	element_decode(t, text, size, "Scopes");
}

void ssdp_decode(const struct teller *t)
{
	const char *text = (const char *)t->packet->payload;

	if (port_is(t->packet, PORT_SSDP) || t->packet->source_port == PORT_SDDP)
		headers_decode(t, text, t->packet->payload_captured);
	else
		soap_decode(t, text, t->packet->payload_captured);
}
