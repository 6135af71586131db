/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4, IPv6 and MAC addresses as the generator writes and reads them. */
#ifndef GENERATOR_ADDRESS_H
#define GENERATOR_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADDRESS_TEXT 48

struct address {
	uint8_t family; /* 4, 6, or 0 for none */
	uint8_t bytes[16];
};

int address_parse(const char *text, struct address *out);			 /* 0 or -EINVAL */
int address_parse_prefix(const char *text, struct address *out, unsigned *bits); /* A/N */
int address_parse_mac(const char *text, uint8_t out[6]);
const char *address_format(const struct address *address, char out[ADDRESS_TEXT]);
const char *address_format_mac(const uint8_t mac[6], char out[ADDRESS_TEXT]);
size_t address_size(const struct address *address);
bool address_equal(const struct address *a, const struct address *b);
/* The lower half of an IPv6 address from a MAC (RFC 4291, appendix A). */
void address_from_mac(const uint8_t prefix[8], const uint8_t mac[6], struct address *out);
/* The MAC a multicast address maps to (RFC 1112 6.4, RFC 2464 7). */
void address_multicast_mac(const struct address *address, uint8_t out[6]);
struct address address_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d);
struct address address_literal(const char *text); /* of a constant known to be right */

#endif
