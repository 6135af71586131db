// SPDX-License-Identifier: GPL-2.0-or-later
#include <netinet/icmp6.h>
#include <string.h>

#include "anonymise/messages.h"
#include "packet/bytes.h"

#define ICMP_HEAD 8

void arp_alias(struct aliases *aliases, uint8_t *body)
{
	alias_mac(aliases, body + 8);
	alias_v4(aliases, body + 14);
	alias_mac(aliases, body + 18);
	alias_v4(aliases, body + 24);
}

/* Kind, checksum, and of an echo its number; what it quotes of packets is not needed. */
void icmp_alias(uint8_t *message, size_t size)
{
	size_t kept = size && (message[0] == 0 || message[0] == 8) ? ICMP_HEAD : 4;

	if (size > kept)
		memset(message + kept, 0, size - kept);
}

/* RFC 4861 section 4.6, RFC 4191, RFC 8106. */
static void nd_option_alias(struct aliases *aliases, uint8_t *option, size_t size)
{
	switch (option[0]) {
	case ND_OPT_SOURCE_LINKADDR:
	case ND_OPT_TARGET_LINKADDR:
		alias_mac(aliases, option + 2);
		if (size > 8)
			memset(option + 8, 0, size - 8);
		break;
	case ND_OPT_PREFIX_INFORMATION:
		if (size == 32)
			alias_prefix_v6(aliases, option + 16, option[2]);
		else
			memset(option + 2, 0, size - 2);
		break;
	case ND_OPT_MTU:
		break;
	case 25: /* name servers */
		for (size_t at = 8; at + 16 <= size; at += 16)
			alias_v6(aliases, option + at);
		break;
	default:
		memset(option + 2, 0, size - 2);
	}
}

/* How much stands before the options, and whether an address is in it; 0: not looked into. */
static size_t nd_head(uint8_t type)
{
	switch (type) {
	case ND_ROUTER_SOLICIT:
		return ICMP_HEAD;
	case ND_ROUTER_ADVERT:
		return 16;
	case ND_NEIGHBOR_SOLICIT:
	case ND_NEIGHBOR_ADVERT:
		return 24;
	default:
		return 0;
	}
}

void icmpv6_alias(struct aliases *aliases, uint8_t *message, size_t size)
{
	size_t at = size ? nd_head(message[0]) : 0;

	if (!at || at > size) {
		if (size > ICMP_HEAD)
			memset(message + ICMP_HEAD, 0, size - ICMP_HEAD);
		return;
	}
	if (at == 24)
		alias_v6(aliases, message + 8);
	while (size - at >= 8 && message[at + 1] && message[at + 1] * 8U <= size - at) {
		nd_option_alias(aliases, message + at, message[at + 1] * 8U);
		at += message[at + 1] * 8U;
	}
	memset(message + at, 0, size - at);
}
