// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "anonymise/messages.h"
#include "packet/bytes.h"

#define DHCP_FIXED 240
#define NEST_DEEPEST 3

/* A name in wire labels (RFC 1035 section 3.1) without pointers. */
static void labels_alias(struct aliases *aliases, enum rule_where where, uint8_t *data, size_t size)
{
	char text[ALIAS_NAME];
	size_t used = 0, read = 0;

	while (read < size && data[read] && data[read] < 64 && data[read] < size - read &&
	       used + data[read] + 1 < sizeof(text)) {
		if (used)
			text[used++] = '.';
		memcpy(text + used, data + read + 1, data[read]);
		used += data[read];
		read += 1U + data[read];
	}
	memset(data + read, 0, size - read);
	if (where)
		alias_name(aliases, where, text, used);
	else
		alias_host(aliases, text, used);
	for (size_t at = 0, from = 0; at < read; from += 1U + data[at], at += 1U + data[at])
		memcpy(data + at + 1, text + from, data[at]);
}

static void v4_list_alias(struct aliases *aliases, uint8_t *data, size_t size)
{
	for (size_t at = 0; at + 4 <= size; at += 4)
		alias_v4(aliases, data + at);
}

/* RFC 2132, RFC 4702. */
static void dhcp_option_alias(struct aliases *aliases, uint8_t code, uint8_t *data, size_t size)
{
	switch (code) {
	case 1: /* mask, times, kinds and lists of codes */
	case 51:
	case 53:
	case 55:
	case 57:
	case 58:
	case 59:
		break;
	case 3: /* router, servers, broadcast, the address asked for */
	case 6:
	case 28:
	case 42:
	case 50:
	case 54:
		v4_list_alias(aliases, data, size);
		break;
	case 12:
		alias_name(aliases, WHERE_DHCP, (char *)data, size);
		break;
	case 60:
		alias_name(aliases, WHERE_DHCP_CLASS, (char *)data, size);
		break;
	case 61:
		if (size == 7 && data[0] == 1)
			alias_mac(aliases, data + 1);
		else
			memset(data, 0, size);
		break;
	case 81: /* flags, two dead bytes, then text or labels */
		if (size > 3 && data[0] & 4)
			labels_alias(aliases, WHERE_DHCP, data + 3, size - 3);
		else if (size > 3)
			alias_name(aliases, WHERE_DHCP, (char *)data + 3, size - 3);
		break;
	default:
		memset(data, 0, size);
	}
}

void dhcp_alias(struct aliases *aliases, uint8_t *message, size_t size)
{
	size_t at = DHCP_FIXED;

	if (size < DHCP_FIXED) {
		memset(message, 0, size);
		return;
	}
	v4_list_alias(aliases, message + 12, 16); /* client, yours, server, relay */
	if (message[1] == 1 && message[2] == 6)
		alias_mac(aliases, message + 28);
	else
		memset(message + 28, 0, 6);
	memset(message + 34, 0, DHCP_FIXED - 4 - 34); /* padding, server's name, file */
	while (at < size && message[at] != 255) {
		if (!message[at]) {
			at++;
			continue;
		}
		if (size - at < 2 || message[at + 1] > size - at - 2)
			break;
		dhcp_option_alias(aliases, message[at], message + at + 2, message[at + 1]);
		at += 2U + message[at + 1];
	}
	if (at < size && message[at] == 255)
		at++;
	memset(message + at, 0, size - at);
}

static void options6_alias(struct aliases *aliases, uint8_t *data, size_t size, unsigned int depth);

/* RFC 8415 section 11: of who it is only a MAC stays, as another. */
static void duid_alias(struct aliases *aliases, uint8_t *data, size_t size)
{
	size_t at = size >= 2 && bytes_get16(data) == 1 ? 8 : 4;

	if (size == at + 6 && bytes_get16(data + 2) == 1 &&
	    (bytes_get16(data) == 1 || bytes_get16(data) == 3))
		alias_mac(aliases, data + at);
	else if (size > 2)
		memset(data + 2, 0, size - 2);
}

/* An association's number is often the end of a MAC. */
static void association_alias(struct aliases *aliases, uint8_t *data, size_t size, size_t head,
			      unsigned int depth)
{
	memset(data, 0, size < 4 ? size : 4);
	if (size > head)
		options6_alias(aliases, data + head, size - head, depth + 1);
}

static void option6_alias(struct aliases *aliases, unsigned int code, uint8_t *data, size_t size,
			  unsigned int depth)
{
	size_t from = 0;

	switch (code) {
	case 6: /* codes asked for, preference, time, rapid */
	case 7:
	case 8:
	case 14:
		return;
	case 1:
	case 2:
		duid_alias(aliases, data, size);
		return;
	case 3:
	case 25:
		association_alias(aliases, data, size, 12, depth);
		return;
	case 4:
		association_alias(aliases, data, size, 4, depth);
		return;
	case 5:
		if (size >= 24)
			alias_v6(aliases, data);
		from = size >= 24 ? 24 : 0;
		break;
	case 26:
		if (size >= 25)
			alias_prefix_v6(aliases, data + 9, data[8]);
		from = size >= 25 ? 25 : 0;
		break;
	case 16: /* enterprise, then the first class with its length */
		if (size > 6 && bytes_get16(data + 4) <= size - 6) {
			from = 6U + bytes_get16(data + 4);
			alias_name(aliases, WHERE_DHCP_CLASS, (char *)data + 6, from - 6);
		}
		break;
	case 23:
		for (from = 0; from + 16 <= size; from += 16)
			alias_v6(aliases, data + from);
		break;
	case 39:
		if (size > 1)
			labels_alias(aliases, WHERE_DHCP, data + 1, size - 1);
		return;
	default:
		break;
	}
	memset(data + from, 0, size - from);
}

static void options6_alias(struct aliases *aliases, uint8_t *data, size_t size, unsigned int depth)
{
	while (size >= 4 && depth < NEST_DEEPEST) {
		size_t length = bytes_get16(data + 2);

		if (length > size - 4)
			break;
		option6_alias(aliases, bytes_get16(data), data + 4, length, depth);
		data += 4 + length;
		size -= 4 + length;
	}
	memset(data, 0, size);
}

void dhcpv6_alias(struct aliases *aliases, uint8_t *message, size_t size)
{
	/* What relays wrap is not looked into. */
	if (size >= 4 && message[0] < 12)
		options6_alias(aliases, message + 4, size - 4, 0);
	else if (size > 1)
		memset(message + 1, 0, size - 1);
}
