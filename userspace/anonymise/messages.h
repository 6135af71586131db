/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages whose structure is known, made anonymous field by field and in place: what is no field
 * of the ones named here is zeroed, lengths stay. Called by payload.c; internal to this room.
 */
#ifndef LENSWATCH_ANONYMISE_MESSAGES_H
#define LENSWATCH_ANONYMISE_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymise/alias.h"

/* DNS and mDNS (RFC 1035, RFC 6762), `size` bytes present. */
void dns_alias(struct aliases *aliases, uint8_t *message, size_t size);
/* DHCP (RFC 2131) and DHCPv6 (RFC 8415). */
void dhcp_alias(struct aliases *aliases, uint8_t *message, size_t size);
void dhcpv6_alias(struct aliases *aliases, uint8_t *message, size_t size);
/* ICMP and ICMPv6 with neighbour discovery (RFC 4861). */
void icmp_alias(uint8_t *message, size_t size);
void icmpv6_alias(struct aliases *aliases, uint8_t *message, size_t size);
/* ARP (RFC 826), 28 bytes. */
void arp_alias(struct aliases *aliases, uint8_t *body);

#endif
