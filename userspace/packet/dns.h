/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DNS messages (RFC 1035) as they pass: which client asked for which name, and which addresses the
 * answer gave. Works on cut messages as far as they go. Names come out in lower case without the
 * final dot. Called by listen.c.
 */
#ifndef LENSWATCH_PACKET_DNS_H
#define LENSWATCH_PACKET_DNS_H

#include "packet/address.h"

#define DNS_NAME 256 /* RFC 1035 section 2.3.4, with the zero */
#define DNS_ADDRESSES 32

enum dns_kind {
	DNS_QUERY = 1,
	DNS_ANSWER = 2,
};

struct dns_message {
	enum dns_kind kind;
	uint16_t query_type; /* of the first question: 1 A, 28 AAAA, 65 HTTPS, ... */
	uint8_t rcode;
	char name[DNS_NAME];	  /* the first question's name: what the client asked for */
	char canonical[DNS_NAME]; /* the last CNAME's target, "" where none */
	size_t address_count; /* A and AAAA answers, at most DNS_ADDRESSES; HTTPS ip hints too */
	struct address addresses[DNS_ADDRESSES];
	uint32_t ttl; /* the smallest of the address records, seconds */
	bool cut;     /* the message ended before its counts said so */
};

/*
 * Decodes one message, `size` bytes present. Returns 0, or -EBADMSG where not even header and first
 * question can be read.
 */
int dns_decode(const uint8_t *data, size_t size, struct dns_message *out);

#endif
