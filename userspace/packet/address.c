/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NAT64_ZERO 8 /* RFC 6052 section 2.2: this byte holds nothing of the IPv4 address */

/* RFC 4291 section 2.5.5.2 */
static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct address address_from_v4(const uint8_t four[4])
{
	struct address a;

	memcpy(a.bytes, mapped, sizeof(mapped));
	memcpy(a.bytes + 12, four, 4);
	return a;
}

struct address address_from_v6(const uint8_t sixteen[16])
{
	struct address a;

	memcpy(a.bytes, sixteen, 16);
	return a;
}

bool address_is_v4(const struct address *a)
{
	return memcmp(a->bytes, mapped, sizeof(mapped)) == 0;
}

bool address_is_zero(const struct address *a)
{
	static const uint8_t zero[16];

	if (address_is_v4(a))
		return memcmp(a->bytes + 12, zero, 4) == 0;
	return memcmp(a->bytes, zero, 16) == 0;
}

bool address_equal(const struct address *a, const struct address *b)
{
	return memcmp(a->bytes, b->bytes, 16) == 0;
}

bool address_is_link_local(const struct address *a)
{
	if (address_is_v4(a))
		return a->bytes[12] == 169 && a->bytes[13] == 254;
	return a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
}

bool address_is_multicast(const struct address *a)
{
	static const uint8_t broadcast[4] = {255, 255, 255, 255};

	if (address_is_v4(a))
		return (a->bytes[12] & 0xf0) == 224 || memcmp(a->bytes + 12, broadcast, 4) == 0;
	return a->bytes[0] == 0xff;
}

/* RFC 5771 section 4: 224.0.0/24 stays on the link; RFC 4291 section 2.7: so does scope 2. */
bool address_is_stream_group(const struct address *a)
{
	static const uint8_t ssdp[4] = {239, 255, 255, 250};

	if (!address_is_v4(a))
		return a->bytes[0] == 0xff && (a->bytes[1] & 15) > 2;
	return (a->bytes[12] & 0xf0) == 224 && memcmp(a->bytes + 12, "\xe0\0\0", 3) != 0 &&
	       memcmp(a->bytes + 12, ssdp, 4) != 0;
}

static bool v4_is_private(const uint8_t b[4])
{
	return b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) ||
	       b[0] == 127;
}

static bool v6_is_private(const uint8_t b[16])
{
	static const uint8_t loopback[16] = {[15] = 1};

	return (b[0] & 0xfe) == 0xfc || memcmp(b, loopback, 16) == 0;
}

struct address address_embedded(const struct address *a)
{
	static const uint8_t known[12] = {0x00, 0x64, 0xff, 0x9b};
	static const uint8_t local[6] = {0x00, 0x64, 0xff, 0x9b, 0x00, 0x01};

	if (!memcmp(a->bytes, known, sizeof(known)) || !memcmp(a->bytes, local, sizeof(local)))
		return address_from_v4(a->bytes + 12);
	return *a;
}

struct address address_behind(const struct address *a, unsigned int bits)
{
	uint8_t v4[4];

	for (unsigned int i = 0, at = bits / 8; i < 4; at++)
		if (at != NAT64_ZERO || bits == 96)
			v4[i++] = a->bytes[at];
	return address_from_v4(v4);
}

unsigned int address_of_nat64(const struct address *a)
{
	static const uint8_t bits[] = {96, 64, 56, 48, 40, 32};
	static const uint8_t known[4] = {192, 0, 0, 170};
	struct address inner;

	for (size_t i = 0; i < sizeof(bits) && !address_is_v4(a); i++) {
		inner = address_behind(a, bits[i]);
		if (!memcmp(inner.bytes + 12, known, 3) && inner.bytes[15] >= 170 &&
		    inner.bytes[15] <= 171)
			return bits[i];
	}
	return 0;
}

bool address_is_private(const struct address *a)
{
	if (address_is_zero(a) || address_is_link_local(a) || address_is_multicast(a))
		return true;
	return address_is_v4(a) ? v4_is_private(a->bytes + 12) : v6_is_private(a->bytes);
}

bool address_is_shared(const struct address *a)
{
	return address_is_v4(a) && a->bytes[12] == 100 && (a->bytes[13] & 0xc0) == 64;
}

const char *address_format(const struct address *a, char text[ADDRESS_TEXT])
{
	if (address_is_v4(a))
		inet_ntop(AF_INET, a->bytes + 12, text, ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, a->bytes, text, ADDRESS_TEXT);
	return text;
}

int address_parse(const char *text, struct address *out)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		*out = address_from_v4(bytes);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		*out = address_from_v6(bytes);
	else
		return -EINVAL;
	return 0;
}

/* Reads a decimal number of at most three digits and no sign, which strtoul would let pass. */
static int length_parse(const char *text, unsigned int most, unsigned int *out)
{
	size_t size = strlen(text);
	unsigned int value = 0;

	if (!size || size > 3 || strspn(text, "0123456789") != size)
		return -EINVAL;
	for (size_t i = 0; i < size; i++)
		value = value * 10 + (unsigned int)(text[i] - '0');
	if (value > most)
		return -EINVAL;
	*out = value;
	return 0;
}

int prefix_parse(const char *text, struct prefix *out)
{
	const char *slash = strchr(text, '/');
	size_t size = slash ? (size_t)(slash - text) : strlen(text);
	char part[ADDRESS_TEXT];
	struct address address;
	unsigned int length, most;
	bool dotted;

	if (size >= sizeof(part))
		return -EINVAL;
	memcpy(part, text, size);
	part[size] = '\0';
	if (address_parse(part, &address))
		return -EINVAL;
	/* "::ffff:10.0.0.0/104" already counts all 128 bits; only the dotted form counts 32. */
	dotted = !strchr(part, ':');
	most = dotted ? 32 : 128;
	length = most;
	if (slash && length_parse(slash + 1, most, &length))
		return -EINVAL;
	*out = prefix_of(&address, (uint8_t)(dotted ? 96 + length : length));
	return 0;
}

bool prefix_has(const struct prefix *p, const struct address *a)
{
	unsigned int whole = p->length / 8, rest = p->length % 8;

	if (memcmp(p->address.bytes, a->bytes, whole) != 0)
		return false;
	return !rest || ((p->address.bytes[whole] ^ a->bytes[whole]) >> (8 - rest)) == 0;
}

struct prefix prefix_of(const struct address *a, uint8_t length)
{
	struct prefix p = {.length = length > 128 ? 128 : length};
	unsigned int whole = p.length / 8, rest = p.length % 8;

	memcpy(p.address.bytes, a->bytes, whole);
	if (rest)
		p.address.bytes[whole] = (uint8_t)(a->bytes[whole] & (0xff00 >> rest));
	return p;
}

const char *mac_format(const uint8_t mac[6], char text[MAC_TEXT])
{
	snprintf(text, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return text;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int mac_parse(const char *text, uint8_t out[6])
{
	uint8_t mac[6];

	if (strlen(text) != MAC_TEXT - 1)
		return -EINVAL;
	for (unsigned int i = 0; i < 6; i++) {
		int high = hex_digit(text[3 * i]), low = hex_digit(text[3 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		if (i < 5 && text[3 * i + 2] != ':' && text[3 * i + 2] != '-')
			return -EINVAL;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	memcpy(out, mac, sizeof(mac));
	return 0;
}

bool mac_is_group(const uint8_t mac[6])
{
	return mac[0] & 1;
}

bool mac_is_randomised(const uint8_t mac[6])
{
	return mac[0] & 2;
}

bool mac_made(const uint8_t mac[6], const struct address *address)
{
	const uint8_t *interface = &address->bytes[8];

	return interface[0] == (mac[0] ^ 2) && memcmp(interface + 1, mac + 1, 2) == 0 &&
	       interface[3] == 0xff && interface[4] == 0xfe &&
	       memcmp(interface + 5, mac + 3, 3) == 0;
}
