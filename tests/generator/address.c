/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int address_parse(const char *text, struct address *out)
{
	struct address address = {0};

	if (inet_pton(AF_INET, text, address.bytes) == 1)
		address.family = 4;
	else if (inet_pton(AF_INET6, text, address.bytes) == 1)
		address.family = 6;
	else
		return -EINVAL;
	*out = address;
	return 0;
}

int address_parse_prefix(const char *text, struct address *out, unsigned *bits)
{
	const char *slash = strchr(text, '/');
	char name[ADDRESS_TEXT], *end;
	unsigned long number;

	if (!slash || (size_t)(slash - text) >= sizeof(name))
		return -EINVAL;
	snprintf(name, sizeof(name), "%.*s", (int)(slash - text), text);
	number = strtoul(slash + 1, &end, 10);
	if (end == slash + 1 || *end || number > 128)
		return -EINVAL;
	if (address_parse(name, out))
		return -EINVAL;
	*bits = (unsigned)number;
	return 0;
}

int address_parse_mac(const char *text, uint8_t out[6])
{
	unsigned b[6];
	int used = 0;

	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
		   &used) != 6 ||
	    text[used])
		return -EINVAL;
	for (int i = 0; i < 6; i++)
		out[i] = (uint8_t)b[i];
	return 0;
}

const char *address_format(const struct address *address, char out[ADDRESS_TEXT])
{
	if (!inet_ntop(address->family == 4 ? AF_INET : AF_INET6, address->bytes, out,
		       ADDRESS_TEXT))
		out[0] = '\0';
	return out;
}

const char *address_format_mac(const uint8_t mac[6], char out[ADDRESS_TEXT])
{
	snprintf(out, ADDRESS_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return out;
}

size_t address_size(const struct address *address)
{
	return address->family == 4 ? 4 : 16;
}

bool address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family && !memcmp(a->bytes, b->bytes, address_size(a));
}

void address_from_mac(const uint8_t prefix[8], const uint8_t mac[6], struct address *out)
{
	out->family = 6;
	memcpy(out->bytes, prefix, 8);
	memcpy(out->bytes + 8, mac, 3);
	out->bytes[8] ^= 0x02;
	out->bytes[11] = 0xff;
	out->bytes[12] = 0xfe;
	memcpy(out->bytes + 13, mac + 3, 3);
}

void address_multicast_mac(const struct address *address, uint8_t out[6])
{
	if (address->family == 6) {
		out[0] = out[1] = 0x33;
		memcpy(out + 2, address->bytes + 12, 4);
		return;
	}
	out[0] = 0x01;
	out[1] = 0x00;
	out[2] = 0x5e;
	out[3] = address->bytes[1] & 0x7f;
	out[4] = address->bytes[2];
	out[5] = address->bytes[3];
}

struct address address_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
	return (struct address){.family = 4, .bytes = {a, b, c, d}};
}

struct address address_literal(const char *text)
{
	struct address address = {0};

	if (address_parse(text, &address))
		abort();
	return address;
}
