// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/marks.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/bytes.h"
#include "packet/hello.h"

#define MARKS_PRIVILEGED 1024 /* no system takes a port below it to call from */

/*
 * Ports that cameras serve video at: RTSP's (RFC 7826 section 19.2 and its common other one),
 * Reolink's Baichuan, Xiongmai's DVRIP, Dahua's, Hikvision's and Tapo's, and HTTP's.
 */
static bool marks_is_service(uint16_t port)
{
	static const uint16_t ports[] = {80,   81,   88,   443,	 554,	8000, 8080,
					 8443, 8554, 8800, 9000, 34567, 37777};

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i] == port)
			return true;
	return false;
}

static bool marks_begins(const struct packet *p, const char *word)
{
	return p->payload_captured >= strlen(word) && !memcmp(p->payload, word, strlen(word));
}

/* Whether it is what only a client says: a request of RTSP, HTTP, TLS, RTMP or SRT. */
static bool marks_asks(const struct packet *p)
{
	static const char *const words[] = {
		"GET ",		 "POST ",      "HEAD ",	    "PUT ",	     "OPTIONS ",
		"DESCRIBE rtsp", "SETUP rtsp", "PLAY rtsp", "ANNOUNCE rtsp", "RECORD rtsp"};

	if (!p->payload)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (marks_begins(p, words[i]))
			return true;
	if (p->protocol == IPPROTO_TCP)
		return hello_begins(p->payload, p->payload_captured) ||
		       signature_detect(p) == SIGNATURE_RTMP ||
		       signature_detect(p) == SIGNATURE_REOLINK;
	return signature_detect(p) == SIGNATURE_SRT;
}

/*
 * A port of one's own that others call: below 1024 by itself; else, as any number may be one to
 * call from, only where the other end spoke first, or both are at home and it is a camera's.
 */
static bool marks_serves(const struct flow_key *key, bool spoken_to)
{
	if (key->protocol != IPPROTO_TCP || !marks_is_service(key->local_port) ||
	    marks_is_service(key->remote_port) || key->remote_port < MARKS_PRIVILEGED)
		return false;
	return key->local_port < MARKS_PRIVILEGED || spoken_to || key->scope == FLOW_HOME;
}

/* Whether it is STUN behind its length, as ICE over TCP has it (RFC 6544 section 10.1). */
static bool marks_is_framed(const struct sample *s)
{
	const struct packet *p = s->packet;

	return s->flow.protocol == IPPROTO_TCP && p->payload_captured >= 22 &&
	       memcmp(p->payload + 6, "\x21\x12\xa4\x42", 4) == 0;
}

/* RFC 8445 section 7: each ICE agent checks the way to the other with binding requests. */
static bool marks_is_check(const struct sample *s)
{
	const struct packet *p = s->packet;
	uint32_t at = marks_is_framed(s) ? 2 : 0;

	return p->payload_captured >= at + 20 && bytes_get16(p->payload + at) == 0x0001;
}

static void marks_caller(struct marks *m, const struct sample *s, bool spoken_to)
{
	const struct packet *p = s->packet;
	bool tcp = s->flow.protocol == IPPROTO_TCP;

	if (marks_serves(&s->flow, spoken_to))
		m->called = true;
	else if (s->first && !s->upstream && marks_asks(p))
		m->called = true;
	else if (s->flow.scope == FLOW_HOME && tcp && (spoken_to || marks_begins(p, "RTSP/1.0 ")))
		m->called = true;
	else if (s->first && tcp && s->upstream && !marks_is_framed(s))
		m->calls = true;
}

/*
 * CS2/PPPP: 41 PunchPkt and 42 P2PRdy go straight between two ends, both ways; 83 and 84 (RlyPkt,
 * RlyRdy) through a relay. Types as named in the public client code of pppp.yaml's sources.
 */
static void marks_pppp(struct marks *m, const struct sample *s)
{
	const uint8_t *data = s->packet->payload;
	uint8_t type = s->packet->payload_captured > 1 ? data[1] : 0;

	if (s->flow.protocol != IPPROTO_UDP) /* over TCP there are relays alone */
		return;
	if (type == 0x41 || type == 0x42)
		m->punched_way[s->upstream] = true;
	m->punched = m->punched_way[0] && m->punched_way[1];
	m->relayed |= type == 0x83 || type == 0x84;
}

enum signature marks_signature(struct marks *m, const struct sample *s)
{
	enum signature found = signature_detect(s->packet);

	switch (found) {
	case SIGNATURE_RTP:
		return signature_rtp_follows(&m->rtp[s->upstream], s->packet) ? found
									      : SIGNATURE_NONE;
	case SIGNATURE_PPPP_RENDEZVOUS:
	case SIGNATURE_PPPP_DATA:
		marks_pppp(m, s);
		return found;
	case SIGNATURE_STUN:
		m->checked[s->upstream] |= marks_is_check(s);
		return found;
	case SIGNATURE_NONE:
		return m->rtmp[0] && m->rtmp[0] + m->rtmp[1] >= 3 && m->rtmp[1] ? SIGNATURE_RTMP
										: found;
	default:
		return found;
	}
}

void marks_sample(struct marks *m, const struct sample *s, bool spoken_to)
{
	marks_caller(m, s, spoken_to);
	if (!m->spoke[s->upstream])
		m->rtmp[s->upstream] = (uint8_t)signature_rtmp_begins(s->packet);
	m->spoke[s->upstream] = true;
}

void marks_add(struct marks *sum, const struct marks *flow)
{
	sum->called |= flow->called;
	sum->calls |= flow->calls && !flow->called;
	sum->punched |= flow->punched;
	sum->relayed |= flow->relayed;
	for (int way = 0; way < 2; way++)
		sum->checked[way] |= flow->checked[way];
}

bool marks_are_direct(const struct marks *marks)
{
	return marks->checked[0] && marks->checked[1];
}
