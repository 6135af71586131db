/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow/home.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HOME_SHORTEST_V4 (96 + 8)
#define HOME_SHORTEST_V6 16
#define HOME_SINGLE 128
#define HOME_SLOTS 2048 /* twice HOME_ADDRESSES, a power of two */

struct home_entry {
	struct prefix prefix;
	enum home_source source;
};

/*
 * Entries are kept in the order they were learned, for telling. Finding goes through two views of
 * them by index: the few prefixes are tried one by one, single addresses through an open hash.
 * Nothing is ever taken out.
 */
struct home {
	struct home_entry entries[HOME_PREFIXES + HOME_ADDRESSES];
	size_t entry_count;
	uint16_t prefixes[HOME_PREFIXES];
	size_t prefix_count;
	uint16_t slots[HOME_SLOTS]; /* index + 1, 0 free */
	size_t address_count;
	uint32_t generation;
};

int home_create(struct home **out)
{
	struct home *home = calloc(1, sizeof(*home));

	if (!home)
		return -ENOMEM;
	*out = home;
	return 0;
}

void home_destroy(struct home *home)
{
	free(home);
}

/*
 * A fixed multiplier (Fibonacci hashing) will do: who could choose addresses to collide sits in the
 * home, and the table stops at HOME_ADDRESSES.
 */
static size_t slot_of(const struct address *address)
{
	uint64_t high, low;

	memcpy(&high, address->bytes, sizeof(high));
	memcpy(&low, address->bytes + sizeof(high), sizeof(low));
	return (size_t)(((high * 31 + low) * UINT64_C(0x9e3779b97f4a7c15)) >> 53) % HOME_SLOTS;
}

/* The slot that holds `address`, or the free one where it would go. */
static size_t slot_find(const struct home *home, const struct address *address)
{
	size_t slot = slot_of(address);

	while (home->slots[slot] &&
	       !address_equal(&home->entries[home->slots[slot] - 1].prefix.address, address))
		slot = (slot + 1) % HOME_SLOTS;
	return slot;
}

static bool is_too_short(const struct prefix *prefix)
{
	uint8_t shortest = address_is_v4(&prefix->address) ? HOME_SHORTEST_V4 : HOME_SHORTEST_V6;

	return prefix->length > HOME_SINGLE || prefix->length < shortest;
}

static bool has_prefix(const struct home *home, const struct prefix *prefix)
{
	for (size_t i = 0; i < home->prefix_count; i++) {
		const struct prefix *known = &home->entries[home->prefixes[i]].prefix;

		if (known->length == prefix->length &&
		    address_equal(&known->address, &prefix->address))
			return true;
	}
	return false;
}

static size_t append(struct home *home, const struct prefix *prefix, enum home_source source)
{
	home->entries[home->entry_count] = (struct home_entry){*prefix, source};
	home->generation++;
	return home->entry_count++;
}

static int add_prefix(struct home *home, const struct prefix *prefix, enum home_source source)
{
	if (has_prefix(home, prefix))
		return 0;
	if (home->prefix_count == HOME_PREFIXES)
		return -ENOSPC;
	home->prefixes[home->prefix_count++] = (uint16_t)append(home, prefix, source);
	return 0;
}

static int add_address(struct home *home, const struct prefix *prefix, enum home_source source)
{
	size_t slot = slot_find(home, &prefix->address);

	if (home->slots[slot])
		return 0;
	if (home->address_count == HOME_ADDRESSES)
		return -ENOSPC;
	home->slots[slot] = (uint16_t)(append(home, prefix, source) + 1);
	home->address_count++;
	return 0;
}

int home_add(struct home *home, const struct prefix *prefix, enum home_source source)
{
	struct prefix clean;

	if (is_too_short(prefix))
		return -EINVAL;
	clean = prefix_of(&prefix->address, prefix->length);
	if (clean.length == HOME_SINGLE)
		return add_address(home, &clean, source);
	return add_prefix(home, &clean, source);
}

bool home_has(const struct home *home, const struct address *address)
{
	if (address_is_private(address))
		return true;
	for (size_t i = 0; i < home->prefix_count; i++)
		if (prefix_has(&home->entries[home->prefixes[i]].prefix, address))
			return true;
	return home->address_count && home->slots[slot_find(home, address)];
}

uint32_t home_generation(const struct home *home)
{
	return home->generation;
}

void home_each(const struct home *home,
	       void (*each)(void *context, const struct prefix *prefix, enum home_source source),
	       void *context)
{
	for (size_t i = 0; i < home->entry_count; i++)
		each(context, &home->entries[i].prefix, home->entries[i].source);
}
