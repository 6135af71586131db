// SPDX-License-Identifier: GPL-2.0-or-later
#include "anonymise/alias.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "anonymise/blanking.h"
#include "base/table.h"
#include "packet/address.h"

#define ALIASES_MOST 1000000 /* a table's memory is touched as far as it is filled */
#define ALIASES_NAMES 65536
#define WALK_MOST 1000 /* one in a few dozen public addresses needs a second step */

struct alias_v4_entry {
	uint8_t key[4], is[4];
};

struct alias_v6_entry {
	uint8_t key[16], is[16];
};

struct alias_mac_entry {
	uint8_t key[6], is[6];
};

struct alias_name_entry {
	uint8_t key[SCRUB_NAME];
};

struct aliases {
	struct cryptopan addresses, macs;
	uint8_t letters[crypto_generichash_KEYBYTES];
	const struct rules *rules;
	struct table *v4, *v6, *mac, *names;
};

/* A key of its own for each use, so that one never says anything about another. */
static void alias_derive(const uint8_t key[CRYPTOPAN_KEY], const char *use, uint8_t out[32])
{
	crypto_generichash(out, 32, (const uint8_t *)use, strlen(use), key, CRYPTOPAN_KEY);
}

int aliases_create(const uint8_t key[CRYPTOPAN_KEY], const struct rules *rules,
		   struct aliases **out)
{
	struct aliases *a = calloc(1, sizeof(*a));
	uint8_t macs[32];
	int err;

	if (!a)
		return -ENOMEM;
	a->rules = rules;
	alias_derive(key, "lenswatch anonymise macs", macs);
	alias_derive(key, "lenswatch anonymise names", a->letters);
	err = cryptopan_begin(&a->addresses, key);
	if (!err)
		err = cryptopan_begin(&a->macs, macs);
	if (!err)
		err = table_create(ALIASES_MOST, 4, sizeof(struct alias_v4_entry), &a->v4);
	if (!err)
		err = table_create(ALIASES_MOST, 16, sizeof(struct alias_v6_entry), &a->v6);
	if (!err)
		err = table_create(ALIASES_MOST, 6, sizeof(struct alias_mac_entry), &a->mac);
	if (!err)
		err = table_create(ALIASES_NAMES, SCRUB_NAME, sizeof(struct alias_name_entry),
				   &a->names);
	if (err)
		aliases_destroy(a);
	else
		*out = a;
	return err;
}

void aliases_destroy(struct aliases *aliases)
{
	if (!aliases)
		return;
	table_destroy(aliases->v4);
	table_destroy(aliases->v6);
	table_destroy(aliases->mac);
	table_destroy(aliases->names);
	sodium_memzero(aliases, sizeof(*aliases));
	free(aliases);
}

/* Bits of it that are the kind of network and not whose; 32: all, nobody's. */
static unsigned int v4_kind(const uint8_t four[4])
{
	struct address a = address_from_v4(four);

	if (four[0] == 0 || four[0] == 127 || address_is_multicast(&a) || four[0] >= 240)
		return 32;
	if (four[0] == 192 && four[1] == 0 && four[2] == 0) /* RFC 6890, RFC 7050 */
		return 32;
	if (four[0] == 10)
		return 8;
	if (address_is_shared(&a))
		return 10;
	if (four[0] == 172 && four[1] >> 4 == 1)
		return 12;
	if (address_is_private(&a)) /* 192.168/16, 169.254/16 */
		return 16;
	return 0;
}

static void keep_bits(const uint8_t *from, uint8_t *to, unsigned int bits)
{
	memcpy(to, from, bits / 8);
	if (bits % 8) {
		uint8_t mask = (uint8_t)(0xff00 >> bits % 8);

		to[bits / 8] = (uint8_t)((from[bits / 8] & mask) | (to[bits / 8] & ~mask));
	}
}

/*
 * A public address stays one: what falls among private ones is mapped again until it does not,
 * which keeps it a permutation, and prefixes of 17 bits and more.
 */
static void v4_map(const struct aliases *a, const uint8_t four[4], uint8_t out[4])
{
	unsigned int kept = v4_kind(four);

	memcpy(out, four, 4);
	if (kept == 32)
		return;
	for (unsigned int i = 0; i < WALK_MOST; i++) {
		if (cryptopan_map(&a->addresses, out, 32, out) != 0)
			memset(out, 0, 4);
		if (kept || !v4_kind(out))
			break;
	}
	keep_bits(four, out, kept);
}

void alias_v4(struct aliases *aliases, uint8_t four[4])
{
	struct alias_v4_entry *entry;
	uint8_t is[4];
	bool added;

	if (v4_kind(four) == 32)
		return;
	entry = table_find(aliases->v4, four, &added);
	if (!entry || added) {
		v4_map(aliases, four, is);
		if (entry)
			memcpy(entry->is, is, 4);
		memcpy(four, is, 4);
		return;
	}
	memcpy(four, entry->is, 4);
}

/* ff02::1:ff00:0/104 (RFC 4291 section 2.7.1): the end of somebody's address. */
static bool v6_is_solicited(const uint8_t *a)
{
	static const uint8_t head[13] = {0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};

	return memcmp(a, head, sizeof(head)) == 0;
}

/* The end of such an address and of the MAC that it goes to (RFC 2464 section 7) alike. */
static void solicited_map(const struct aliases *a, uint8_t three[3])
{
	uint8_t mac[6] = {0x33, 0x33, 0xff, three[0], three[1], three[2]};

	if (cryptopan_map(&a->macs, mac, 48, mac) != 0)
		memset(mac, 0, 6);
	memcpy(three, mac + 3, 3);
}

static unsigned int v6_kind(const uint8_t sixteen[16])
{
	struct address a = address_from_v6(sixteen);

	if (address_is_link_local(&a))
		return 64;
	if ((sixteen[0] & 0xfe) == 0xfc)
		return 8;
	return 3;
}

static bool v6_is_nobodys(const uint8_t sixteen[16])
{
	static const uint8_t loopback[16] = {[15] = 1};
	struct address a = address_from_v6(sixteen);

	return (address_is_multicast(&a) && !v6_is_solicited(sixteen)) || address_is_zero(&a) ||
	       memcmp(sixteen, loopback, 16) == 0;
}

static void v6_map(struct aliases *a, const uint8_t in[16], uint8_t out[16])
{
	struct address whole = address_from_v6(in), inside = address_embedded(&whole);
	uint8_t mac[6];

	memcpy(out, in, 16);
	if (v6_is_solicited(in)) {
		solicited_map(a, out + 13);
		return;
	}
	if (address_is_v4(&inside)) { /* mapped, or behind NAT64: the IPv4 address is whose */
		alias_v4(a, out + 12);
		return;
	}
	if (cryptopan_map(&a->addresses, in, 128, out) != 0)
		memset(out, 0, 16);
	keep_bits(in, out, v6_kind(in));
	if (in[11] == 0xff && in[12] == 0xfe) { /* made of a MAC: of its alias then */
		memcpy(mac, in + 8, 3);
		memcpy(mac + 3, in + 13, 3);
		mac[0] ^= 2;
		alias_mac(a, mac);
		mac[0] ^= 2;
		memcpy(out + 8, mac, 3);
		memcpy(out + 11, in + 11, 2);
		memcpy(out + 13, mac + 3, 3);
	}
}

void alias_v6(struct aliases *aliases, uint8_t sixteen[16])
{
	struct alias_v6_entry *entry;
	uint8_t is[16];
	bool added;

	if (v6_is_nobodys(sixteen))
		return;
	entry = table_look(aliases->v6, sixteen);
	if (entry) {
		memcpy(sixteen, entry->is, 16);
		return;
	}
	v6_map(aliases, sixteen, is);
	entry = table_find(aliases->v6, sixteen, &added);
	if (entry)
		memcpy(entry->is, is, 16);
	memcpy(sixteen, is, 16);
}

void alias_prefix_v6(struct aliases *aliases, uint8_t sixteen[16], unsigned int bits)
{
	struct prefix prefix;
	struct address whole;

	alias_v6(aliases, sixteen);
	whole = address_from_v6(sixteen);
	prefix = prefix_of(&whole, (uint8_t)(bits > 128 ? 128 : bits));
	memcpy(sixteen, prefix.address.bytes, 16);
}

static bool mac_is_nobodys(const uint8_t mac[6])
{
	static const uint8_t none[6];
	static const uint8_t solicited[3] = {0x33, 0x33, 0xff};

	return memcmp(mac, none, 6) == 0 || (mac_is_group(mac) && memcmp(mac, solicited, 3) != 0);
}

/* What a rule knows of the maker stays so; a MAC of which none knows anything stays such a one. */
static void mac_map(const struct aliases *a, const uint8_t in[6], uint8_t out[6])
{
	const struct rule_mac *rule = rules_mac(a->rules, in);
	unsigned int kept = rule ? rule->bits : 0;

	memcpy(out, in, 6);
	if (mac_is_group(in)) {
		solicited_map(a, out + 3);
		return;
	}
	for (unsigned int i = 0; i < WALK_MOST; i++) {
		if (cryptopan_map(&a->macs, out, 48, out) != 0)
			memset(out, 0, 6);
		keep_bits(in, out, kept);
		out[0] = (uint8_t)((out[0] & ~3) | (in[0] & 3)); /* one device's, and randomised */
		if (rules_mac(a->rules, out) == rule && memcmp(in, out, 6) != 0)
			return;
	}
}

void alias_mac(struct aliases *aliases, uint8_t mac[6])
{
	struct alias_mac_entry *entry;
	bool added;

	if (mac_is_nobodys(mac))
		return;
	entry = table_find(aliases->mac, mac, &added);
	if (!entry) {
		memset(mac, 0, 6);
		return;
	}
	if (added)
		mac_map(aliases, entry->key, entry->is);
	memcpy(mac, entry->is, 6);
}

void alias_spell(const struct aliases *aliases, const char *label, size_t size,
		 uint8_t out[ALIAS_SPELL])
{
	uint8_t lower[ALIAS_NAME];

	if (size > sizeof(lower))
		size = sizeof(lower);
	for (size_t i = 0; i < size; i++)
		lower[i] = (uint8_t)(label[i] >= 'A' && label[i] <= 'Z' ? label[i] + 32 : label[i]);
	crypto_generichash(out, ALIAS_SPELL, lower, size, aliases->letters,
			   sizeof(aliases->letters));
}

const struct rules *alias_rules(const struct aliases *aliases)
{
	return aliases->rules;
}

void alias_remember(struct aliases *aliases, const char *text, size_t size)
{
	uint8_t key[SCRUB_NAME] = {0};
	bool added;

	if (size < SCRUB_LEAST || size > sizeof(key))
		return;
	for (size_t i = 0; i < size; i++)
		key[i] = (uint8_t)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
	table_find(aliases->names, key, &added);
}

static bool alias_knows(const struct aliases *a, const uint8_t *bytes, size_t size)
{
	if (size == 4)
		return table_look(a->v4, bytes) != NULL;
	return table_look(size == 6 ? a->mac : a->v6, bytes) != NULL;
}

/* What has an alias, as the bytes of a packet would hold it. */
static void scrub_known(const struct aliases *a, uint8_t *bytes, size_t size)
{
	static const size_t sizes[] = {16, 6, 4};

	for (size_t at = 0; at < size; at++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			if (size - at >= sizes[i] && alias_knows(a, bytes + at, sizes[i]))
				memset(bytes + at, 0, sizes[i]);
}

void alias_scrub(struct aliases *aliases, uint8_t *bytes, size_t size)
{
	scrub_known(aliases, bytes, size);
	scrub_text(bytes, size);
	for (const struct alias_name_entry *e = NULL; (e = table_next(aliases->names, e));)
		scrub_name(bytes, size, e->key);
}

struct aliases_count aliases_count(const struct aliases *aliases)
{
	return (struct aliases_count){.addresses =
					      table_count(aliases->v4) + table_count(aliases->v6),
				      .macs = table_count(aliases->mac),
				      .names = table_count(aliases->names)};
}
