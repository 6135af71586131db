/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames of a small home for the house fuzzer: four devices, eight other ends (five outside, one
 * of them by IPv6, and three of the devices), in several link layers.
 */
#ifndef LENSWATCH_TESTS_FUZZ_HOUSE_FRAME_H
#define LENSWATCH_TESTS_FUZZ_HOUSE_FRAME_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FRAME_ROOM 2048
#define FRAME_WAYS 256
#define LINK_ETHERNET 1
#define LINK_RAW 12
#define LINK_COOKED 276

enum frame_form {
	FORM_ETHERNET = 0,
	FORM_VLAN,
	FORM_V6,
	FORM_COOKED, /* only of the last device: it moves between interfaces */
	FORM_RAW,
	FORM_CUT,
	FORM_BYTES, /* a frame of the input's own bytes */
	FORM_PADDED,
};

enum frame_payload {
	PAYLOAD_NONE = 0,
	PAYLOAD_HELLO,
	PAYLOAD_DNS,
	PAYLOAD_DHCP,
	PAYLOAD_PPPP,
	PAYLOAD_STUN,
	PAYLOAD_BYTES,
};

struct frame_spec {
	unsigned device, remote, port, payload, form;
	bool up;
	bool hidden; /* it passes where nobody looks: its numbers alone tell of it */
	uint32_t length;
	uint16_t identity;
	uint32_t sequence, acknowledgement;
	const uint8_t *bytes;
	size_t left;
};

struct frame {
	int link_type;
	bool has_identity;
	bool tcp;
	uint32_t payload; /* of TCP, on the wire */
	uint32_t captured, length;
	uint8_t data[FRAME_ROOM];
};

static const uint8_t frame_router[6] = {2, 0, 0, 0, 0, 0xfe};

static void frame_device(unsigned device, uint8_t mac[6])
{
	static const uint8_t macs[4][6] = {{2, 0, 0, 0, 0, 1},
					   {0x70, 0xad, 0x43, 0, 0, 2},
					   {2, 0, 0, 0, 0, 3},
					   {2, 0, 0, 0, 0, 4}};

	memcpy(mac, macs[device & 3], 6);
}

/* Which of the connections it is of. */
static unsigned frame_way(const struct frame_spec *s)
{
	return (s->device & 3) | (s->remote & 7) << 2 | (s->port & 3) << 5 |
	       (s->form % 8 == FORM_V6) << 7;
}

static uint8_t *frame_put(uint8_t *p, const void *data, size_t size)
{
	memcpy(p, data, size);
	return p + size;
}

static uint8_t *frame_number(uint8_t *p, uint64_t value, unsigned bytes)
{
	while (bytes--)
		*p++ = (uint8_t)(value >> 8 * bytes);
	return p;
}

static const char *frame_name(unsigned remote)
{
	static const char *const names[] = {"media.testcam.example", "media.testcam.example",
					    "live.testcam.example",  "control.testcam.example",
					    "chat.example",	     "mail.example",
					    "elsewhere.example",     "media.testcam.example"};

	return names[remote & 7];
}

/* RFC 8446 section 4.1.2 with server_name (RFC 6066 section 3) as its only extension. */
static uint8_t *frame_hello(uint8_t *p, const char *name)
{
	unsigned n = (unsigned)strlen(name), body = 2 + 32 + 1 + 4 + 2 + 2 + n + 9;

	p = frame_number(p, 0x160301, 3);
	p = frame_number(p, body + 4, 2);
	p = frame_number(p, 1, 1);
	p = frame_number(p, body, 3);
	p = frame_number(p, 0x0303, 2);
	memset(p, 7, 32);
	p += 32;
	p = frame_number(p, 0, 1);
	p = frame_number(p, 0x00021301, 4);
	p = frame_number(p, 0x0100, 2);
	p = frame_number(p, n + 9, 2);
	p = frame_number(p, 0, 2);
	p = frame_number(p, n + 5, 2);
	p = frame_number(p, n + 3, 2);
	p = frame_number(p, 0, 1);
	p = frame_number(p, n, 2);
	return frame_put(p, name, n);
}

static void frame_outside(unsigned remote, uint8_t four[4])
{
	const uint8_t address[4] = {198, 51, 100, (uint8_t)(remote + 1)};

	memcpy(four, address, 4);
}

/* RFC 1035 section 4.1: the answer that `name` is at that other end. */
static uint8_t *frame_dns(uint8_t *p, const char *name, unsigned remote)
{
	uint8_t four[4];

	p = frame_number(p, 0x123481800001ULL, 6);
	p = frame_number(p, 0x000100000000ULL, 6);
	while (*name) {
		size_t label = strcspn(name, ".");

		p = frame_number(p, label, 1);
		p = frame_put(p, name, label);
		name += label + (name[label] == '.');
	}
	p = frame_number(p, 0, 1);
	p = frame_number(p, 0x00010001, 4);
	p = frame_number(p, 0xc00c00010001ULL, 6);
	p = frame_number(p, 60, 4);
	p = frame_number(p, 4, 2);
	frame_outside(remote, four);
	return frame_put(p, four, 4);
}

/* RFC 2131 section 2: a request that tells a host name (RFC 2132 section 3.14). */
static uint8_t *frame_dhcp(uint8_t *p, const struct frame_spec *s)
{
	const char *name = s->remote & 1 ? "iphone" : "testcam-1";

	memset(p, 0, 236);
	p[0] = 1;
	p[1] = 1;
	p[2] = 6;
	frame_device(s->device, p + 28);
	p += 236;
	p = frame_number(p, 0x63825363, 4);
	p = frame_number(p, 0x350103, 3);
	p = frame_number(p, 12, 1);
	p = frame_number(p, strlen(name), 1);
	p = frame_put(p, name, strlen(name));
	return frame_number(p, 255, 1);
}

static uint8_t *frame_payload(uint8_t *p, const struct frame_spec *s)
{
	size_t take = s->left < 512 ? s->left : 512;

	switch (s->payload) {
	case PAYLOAD_HELLO:
		return frame_hello(p, frame_name(s->remote));
	case PAYLOAD_DNS:
		return frame_dns(p, frame_name(s->remote), s->remote);
	case PAYLOAD_DHCP:
		return frame_dhcp(p, s);
	case PAYLOAD_PPPP:
		return frame_number(p, 0xf1d00008d1000000ULL + s->identity, 8);
	case PAYLOAD_STUN: /* RFC 8489 section 5 */
		p = frame_number(p, 0x000100002112a442ULL, 8);
		memset(p, 5, 12);
		return p + 12;
	case PAYLOAD_BYTES:
		return frame_put(p, s->bytes, take);
	default:
		return p;
	}
}

static uint8_t *frame_link(uint8_t *p, const struct frame_spec *s, struct frame *out)
{
	bool home = s->remote > 4;
	uint8_t device[6], other[6];

	frame_device(s->device, device);
	memcpy(other, frame_router, 6);
	if (home)
		frame_device(s->remote - 5, other);
	out->link_type = LINK_ETHERNET;
	if (s->form == FORM_RAW) {
		out->link_type = LINK_RAW;
		return p;
	}
	if (s->form == FORM_COOKED && s->device == 3) {
		out->link_type = LINK_COOKED;
		p = frame_number(p, 0x08000000, 4);
		p = frame_number(p, 1 + (s->port & 1), 4);
		p = frame_number(p, s->port & 2 ? 0x00010406 : 0x00010006, 4);
		p = frame_put(p, s->up ? device : other, 6);
		return frame_number(p, 0, 2);
	}
	p = frame_put(p, s->up ? other : device, 6);
	p = frame_put(p, s->up ? device : other, 6);
	if (s->form == FORM_VLAN)
		p = frame_number(p, 0x81000007, 4);
	return frame_number(p, s->form == FORM_V6 ? 0x86dd : 0x0800, 2);
}

static uint8_t *frame_transport(uint8_t *p, const struct frame_spec *s, bool udp, uint32_t length)
{
	static const uint16_t ports[] = {443, 8000, 32100, 3478};
	uint16_t remote = ports[s->port & 3], local = (uint16_t)(50000 + s->port);

	if (s->payload == PAYLOAD_DNS)
		remote = 53;
	if (s->payload == PAYLOAD_DHCP) {
		remote = 67;
		local = 68;
	}
	p = frame_number(p, s->up ? local : remote, 2);
	p = frame_number(p, s->up ? remote : local, 2);
	if (udp) {
		p = frame_number(p, length, 2);
		return frame_number(p, s->identity, 2);
	}
	p = frame_number(p, s->sequence, 4);
	p = frame_number(p, s->acknowledgement, 4);
	p = frame_number(p, 0x5010ffff, 4);
	return frame_number(p, s->identity, 4);
}

/* An address of the home or outside it, as `v6` asks. Ends 5 to 7 are devices. */
static uint8_t *frame_address(uint8_t *p, bool v6, bool local, unsigned number)
{
	uint8_t four[4] = {192, 168, 1, (uint8_t)(20 + number)};

	if (!local)
		frame_outside(number, four);
	if (v6) {
		p = frame_number(p, local ? 0xfd00000000000000ULL : 0x20010db800000000ULL, 8);
		return frame_number(p, number + 1, 8);
	}
	return frame_put(p, four, 4);
}

static void frame_build(const struct frame_spec *spec, struct frame *out)
{
	struct frame_spec s = *spec;
	bool udp, v6, home;
	uint32_t header, length;
	uint8_t *p = out->data, *ip, *transport;
	unsigned other = spec->remote;

	s.form %= 8;
	s.payload %= 7;
	udp = s.payload > PAYLOAD_HELLO && (s.payload < PAYLOAD_BYTES || s.port & 1);
	if (s.form == FORM_BYTES) { /* never in the name of the device whose account is compared */
		out->captured = (uint32_t)(s.left < 600 ? s.left : 600);
		memcpy(out->data, s.bytes, out->captured);
		for (unsigned i = 0; i < 12 && i < out->captured; i++)
			out->data[i] = i % 6 ? 9 : 2;
		out->length = out->captured;
		out->link_type = LINK_ETHERNET;
		out->has_identity = out->tcp = false;
		return;
	}
	v6 = s.form == FORM_V6;
	home = other > 4;
	if (home)
		other -= 5;
	p = frame_link(p, &s, out);
	ip = p;
	header = v6 ? 40 : 20;
	transport = ip + header;
	p = frame_payload(transport + (udp ? 8 : 20), &s);
	length = (uint32_t)(p - ip);
	if (s.length % 1501 > length) /* what a snapped capture does not hold */
		length = s.length % 1501;
	if (v6) {
		ip = frame_number(ip, 0x60000000, 4);
		ip = frame_number(ip, length - 40, 2);
		ip = frame_number(ip, (udp ? 17U : 6U) << 8 | 64, 2);
	} else {
		ip = frame_number(ip, 0x4500, 2);
		ip = frame_number(ip, length, 2);
		ip = frame_number(ip, s.identity, 2);
		ip = frame_number(ip, 0x40004000 | (udp ? 17U : 6U), 4);
		ip = frame_number(ip, 0, 2);
	}
	ip = frame_address(ip, v6, s.up || home, s.up ? s.device : other);
	frame_address(ip, v6, !s.up || home, s.up ? other : s.device);
	frame_transport(transport, &s, udp, length - header);
	out->tcp = !udp;
	out->payload = length - header - 20;
	out->captured = (uint32_t)(p - out->data);
	out->length = out->captured - (uint32_t)(p - transport) - header + length;
	out->has_identity = !v6 && s.form != FORM_CUT;
	if (s.form == FORM_CUT && s.length % 64 < out->captured)
		out->captured = s.length % 64;
	if (s.form == FORM_PADDED)
		out->length += 6;
}

#endif
