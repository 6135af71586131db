/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "house.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define COMPLAIN(...) (snprintf(error, 256, __VA_ARGS__), -EINVAL)

static void house_defaults(struct house *house)
{
	struct device *router = &house->devices[HOUSE_ROUTER];

	snprintf(router->name, sizeof(router->name), "router");
	snprintf(router->kind, sizeof(router->kind), "router");
	address_parse_mac("50:c7:bf:00:00:01", router->mac);
	address_parse_mac("50:c7:bf:00:00:02", house->wan_mac);
	address_parse_mac("00:90:1a:00:00:09", house->provider_mac);
	house->wan = address_literal("203.0.113.77");
	house->mtu = 1500;
	house->count = 1;
}

static int house_network(struct house *house, const char *text, char *error)
{
	struct address network;
	unsigned bits;

	if (address_parse_prefix(text, &network, &bits) || network.family != 4 || bits < 8 ||
	    bits > 30)
		return COMPLAIN("\"%.40s\" is no IPv4 network; write one like 192.168.1.0/24",
				text);
	house->v4 = true;
	house->network = network;
	house->network_bits = bits;
	house->devices[HOUSE_ROUTER].v4 = network;
	house->devices[HOUSE_ROUTER].v4.bytes[3] |= 1;
	return 0;
}

static int house_prefix(struct house *house, const char *text, char *error)
{
	struct address prefix;
	unsigned bits;

	if (address_parse_prefix(text, &prefix, &bits) || prefix.family != 6 || bits != 64)
		return COMPLAIN("\"%.60s\" is no IPv6 prefix; write one like 2001:db8:1::/64",
				text);
	house->v6 = true;
	house->prefix = prefix;
	return 0;
}

static void house_number_v6(const struct house *house, struct device *device)
{
	static const uint8_t link[8] = {0xfe, 0x80};

	address_from_mac(link, device->mac, &device->link_local);
	if (house->v6)
		address_from_mac(house->prefix.bytes, device->mac, &device->v6);
}

int house_line(struct house *house, const struct words *words, char *error)
{
	struct device *router = &house->devices[HOUSE_ROUTER];
	double number;
	int rc = 0;

	house_defaults(house);
	for (int i = 1; i < words->count && !rc; i++) {
		const char *key = words->word[i];
		const char *value = i + 1 < words->count ? words->word[i + 1] : "";

		if (!strcmp(key, "ra") || !strcmp(key, "no-ra")) {
			house->advertises = !strcmp(key, "ra");
			continue;
		}
		i++;
		if (!strcmp(key, "lan"))
			rc = house_network(house, value, error);
		else if (!strcmp(key, "ipv6"))
			rc = house_prefix(house, value, error);
		else if (!strcmp(key, "router") && !address_parse_mac(value, router->mac))
			continue;
		else if (!strcmp(key, "wan") && !address_parse(value, &house->wan))
			continue;
		else if (!strcmp(key, "mtu") && !words_number(value, &number) && number >= 1280 &&
			 number <= 9000)
			house->mtu = (unsigned)number;
		else
			rc = COMPLAIN(
				"house: \"%.20s %.40s\" is not understood; say lan NETWORK, ipv6 "
				"PREFIX ra|no-ra, router MAC, wan ADDRESS, mtu 1280..9000",
				key, value);
	}
	if (!rc && !house->v4 && !house->v6)
		rc = COMPLAIN(
			"house: it has no network; add lan 192.168.1.0/24 or ipv6 2001:db8:1::/64");
	house_number_v6(house, router);
	return rc;
}

static int device_word(struct device *device, const char *key, const char *value)
{
	struct {
		const char *key;
		char *text;
	} texts[] = {
		{"vendor", device->vendor},
		{"dhcp", device->dhcp},
		{"class", device->dhcp_class},
		{"mdns", device->mdns},
	};

	if (!strcmp(key, "mac"))
		return address_parse_mac(value, device->mac);
	if (!strcmp(key, "ip"))
		return address_parse(value, &device->v4) || device->v4.family != 4 ? -EINVAL : 0;
	if (!strcmp(key, "joins"))
		return words_duration(value, &device->joins);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(key, texts[i].key))
			continue;
		if (!*value || strlen(value) >= HOUSE_NAME)
			return -EINVAL;
		strcpy(texts[i].text, value);
		return 0;
	}
	return -EINVAL;
}

int house_device_line(struct house *house, const struct words *words, char *error)
{
	struct device *device = &house->devices[house->count];

	if (!house->count)
		return COMPLAIN("device before house; put the house line first");
	if (house->count == HOUSE_DEVICES)
		return COMPLAIN("more than %d devices; split the scene", HOUSE_DEVICES - 1);
	if (words->count < 3 || strlen(words->word[1]) >= HOUSE_NAME ||
	    strlen(words->word[2]) >= HOUSE_NAME)
		return COMPLAIN("say: device NAME KIND mac MAC ip ADDRESS");
	if (house_find(house, words->word[1]) >= 0)
		return COMPLAIN("there is a device %.40s already; give it another name",
				words->word[1]);
	*device = (struct device){0};
	strcpy(device->name, words->word[1]);
	strcpy(device->kind, words->word[2]);
	device->camera = !strcmp(device->kind, "camera") || !strcmp(device->kind, "hub");
	for (int i = 3; i < words->count; i += 2) {
		if (!strcmp(words->word[i], "unnamed")) {
			device->behaviour = true;
			i--;
		} else if (i + 1 == words->count ||
			   device_word(device, words->word[i], words->word[i + 1])) {
			return COMPLAIN(
				"device: \"%.20s\" has no such value; say mac MAC, ip IPv4, "
				"vendor, dhcp, class, mdns NAME, joins DURATION, unnamed",
				words->word[i]);
		}
	}
	if (house->v4 && (!device->v4.family || !house_holds(house, &device->v4)))
		return COMPLAIN("device %.40s needs an ip inside the house's network",
				device->name);
	if (!house->v4)
		device->v4 = (struct address){0};
	house_number_v6(house, device);
	house->count++;
	return 0;
}

int house_find(const struct house *house, const char *name)
{
	for (int i = 0; i < house->count; i++) {
		if (!strcmp(house->devices[i].name, name))
			return i;
	}
	return -1;
}

bool house_holds(const struct house *house, const struct address *address)
{
	uint32_t mask, a, b;

	if (address->family == 6)
		return (house->v6 && !memcmp(address->bytes, house->prefix.bytes, 8)) ||
		       address->bytes[0] == 0xfe || address->bytes[0] == 0xff;
	if (!house->v4)
		return false;
	mask = ~0U << (32 - house->network_bits);
	a = (uint32_t)address->bytes[0] << 24 | address->bytes[1] << 16 | address->bytes[2] << 8 |
	    address->bytes[3];
	b = (uint32_t)house->network.bytes[0] << 24 | house->network.bytes[1] << 16 |
	    house->network.bytes[2] << 8 | house->network.bytes[3];
	return ((a ^ b) & mask) == 0;
}
