/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses: one 16-byte form for IPv4 (mapped, RFC 4291 section 2.5.5.2) and IPv6, prefixes of it,
 * and the MAC. Used by every room.
 */
#ifndef LENSWATCH_PACKET_ADDRESS_H
#define LENSWATCH_PACKET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct address {
	uint8_t bytes[16]; /* network order; IPv4 as ::ffff:a.b.c.d */
};

struct prefix {
	struct address address; /* bits beyond `length` are zero */
	uint8_t length;		/* 0..128; an IPv4 /n is 96 + n */
};

#define ADDRESS_TEXT 46 /* room for any address as text, with the zero */
#define MAC_TEXT 18

/* Bytes as they stand in a packet; an IPv4 address is kept as ::ffff:a.b.c.d. */
struct address address_from_v4(const uint8_t four[4]);
struct address address_from_v6(const uint8_t sixteen[16]);
bool address_is_v4(const struct address *a);
bool address_is_zero(const struct address *a); /* :: or 0.0.0.0 */
bool address_equal(const struct address *a, const struct address *b);
bool address_is_link_local(const struct address *a); /* 169.254/16, fe80::/10 */
bool address_is_multicast(const struct address *a);  /* 224/4, ff00::/8, 255.255.255.255 */
/* Multicast that goes further than the link, as streams do, but for what UPnP announces. */
bool address_is_stream_group(const struct address *a);

/*
 * The IPv4 address inside one of NAT64's well-known prefix (RFC 6052 section 2.1, and RFC 8215's
 * local one by its shape of /96); any other as it is.
 */
struct address address_embedded(const struct address *a);
/* The IPv4 address behind a prefix of 32, 40, 48, 56, 64 or 96 bits (RFC 6052 section 2.2). */
struct address address_behind(const struct address *a, unsigned int bits);
/*
 * How long the prefix is that NAT64 put before one of the addresses of ipv4only.arpa (RFC 7050); 0
 * where it is none of these.
 */
unsigned int address_of_nat64(const struct address *a);

/*
 * Home whatever the network: RFC 1918, ULA (RFC 4193), link-local, loopback, multicast, broadcast,
 * unspecified. 100.64/10 (RFC 6598) is not.
 */
bool address_is_private(const struct address *a);
/*
 * 100.64/10 (RFC 6598): a provider's inner addresses, which are other places at each, and nobody's
 * viewer.
 */
bool address_is_shared(const struct address *a);

/* Writes "192.168.1.2" or "2001:db8::1" and returns `text`. */
const char *address_format(const struct address *a, char text[ADDRESS_TEXT]);
/* Reads either form. 0, or -EINVAL. */
int address_parse(const char *text, struct address *out);

/* Reads "192.168.0.0/16", "fd00::/8", or a single address. 0, or -EINVAL. */
int prefix_parse(const char *text, struct prefix *out);
bool prefix_has(const struct prefix *p, const struct address *a);
/* Clears the bits beyond `length` (of the 128). */
struct prefix prefix_of(const struct address *a, uint8_t length);

/* Writes "f4:b8:5e:35:67:b0" and returns `text`. */
const char *mac_format(const uint8_t mac[6], char text[MAC_TEXT]);
/* Reads six hex pairs separated by ':' or '-'. 0, or -EINVAL. */
int mac_parse(const char *text, uint8_t out[6]);
bool mac_is_group(const uint8_t mac[6]);      /* broadcast or multicast */
bool mac_is_randomised(const uint8_t mac[6]); /* locally administered (IEEE 802c) */
/* Whether the address's last 64 bits were made of that MAC (RFC 4291, appendix A). */
bool mac_made(const uint8_t mac[6], const struct address *address);

#endif
