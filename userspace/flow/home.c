/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow/home.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

#define HOME_SHORTEST_V4 (96 + 8)
#define HOME_SHORTEST_V6 16
/* A site has no more (RFC 6177): what announces a wider network speaks of others' too. */
#define HOME_LEARNED_V6 48
#define HOME_SINGLE 128

struct home_entry {
	struct prefix prefix;
	enum home_source source;
};

struct home_single {
	struct address address;
	uint32_t index; /* of its entry */
};

/*
 * Entries are kept in the order they were learned, for telling. Finding goes through two views of
 * them by index: the few prefixes are tried one by one, single addresses through a table.
 */
struct home {
	struct home_entry entries[HOME_PREFIXES + HOME_ADDRESSES];
	size_t entry_count;
	uint16_t prefixes[HOME_PREFIXES];
	size_t prefix_count;
	struct table *singles;
	uint32_t generation;
	struct home_exception exceptions[HOME_EXCEPTIONS]; /* the longest first */
	size_t exception_count;
};

int home_create(struct home **out)
{
	struct home *home = calloc(1, sizeof(*home));

	if (!home)
		return -ENOMEM;
	if (table_create(HOME_ADDRESSES, sizeof(struct address), sizeof(struct home_single),
			 &home->singles)) {
		home_destroy(home);
		return -ENOMEM;
	}
	*out = home;
	return 0;
}

void home_destroy(struct home *home)
{
	if (!home)
		return;
	table_destroy(home->singles);
	free(home);
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

static size_t home_append(struct home *home, const struct prefix *prefix, enum home_source source)
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
	home->prefixes[home->prefix_count++] = (uint16_t)home_append(home, prefix, source);
	return 0;
}

static int home_add_address(struct home *home, const struct prefix *prefix, enum home_source source)
{
	bool added;
	struct home_single *single = table_find(home->singles, &prefix->address, &added);

	if (!single)
		return -ENOSPC;
	if (added)
		single->index = (uint32_t)home_append(home, prefix, source);
	return 0;
}

int home_add(struct home *home, const struct prefix *prefix, enum home_source source)
{
	struct prefix clean;

	if (is_too_short(prefix) || (source == HOME_ADVERTISED && prefix->length < HOME_LEARNED_V6))
		return -EINVAL;
	clean = prefix_of(&prefix->address, prefix->length);
	if (clean.length == HOME_SINGLE)
		return home_add_address(home, &clean, source);
	return add_prefix(home, &clean, source);
}

static bool is_public_learned(const struct home_entry *entry)
{
	return (entry->source == HOME_ADVERTISED || entry->source == HOME_NEIGHBOUR) &&
	       !address_is_v4(&entry->prefix.address) &&
	       !address_is_private(&entry->prefix.address);
}

/* An entry moves forward at most, so that none is written over before it was looked at. */
void home_unlearn(struct home *home)
{
	size_t count = home->entry_count;

	home->entry_count = home->prefix_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct home_entry entry = home->entries[i];

		if (entry.prefix.length == HOME_SINGLE)
			table_drop(home->singles, &entry.prefix.address);
		if (is_public_learned(&entry))
			continue;
		if (entry.prefix.length == HOME_SINGLE)
			home_add_address(home, &entry.prefix, entry.source);
		else
			add_prefix(home, &entry.prefix, entry.source);
	}
	home->generation++;
}

/* NULL: none holds it. */
static const struct home_exception *find_exception(const struct home *home,
						   const struct address *address)
{
	for (size_t i = 0; i < home->exception_count; i++)
		if (prefix_has(&home->exceptions[i].prefix, address))
			return &home->exceptions[i];
	return NULL;
}

/* Whether it was learned or told to be home, by a prefix of `least` bits or more, or by --home. */
static bool home_is_known(const struct home *home, const struct address *address, uint8_t least)
{
	for (size_t i = 0; i < home->prefix_count; i++) {
		const struct home_entry *entry = &home->entries[home->prefixes[i]];

		if ((entry->prefix.length >= least || entry->source == HOME_DECLARED) &&
		    prefix_has(&entry->prefix, address))
			return true;
	}
	return table_count(home->singles) && table_look(home->singles, address);
}

bool home_has(const struct home *home, const struct address *address)
{
	const struct home_exception *exception = find_exception(home, address);

	if (exception)
		return home_is_known(home, address, exception->prefix.length);
	return address_is_private(address) || home_is_known(home, address, 0);
}

bool home_is_behind_vpn(const struct home *home, const struct address *address)
{
	const struct home_exception *exception = find_exception(home, address);

	return exception && exception->vpn &&
	       !home_is_known(home, address, exception->prefix.length);
}

#define HOME_NETWORK_V4 (96 + 24)
#define HOME_NETWORK_V6 64

bool home_is_near(const struct home *home, const struct address *local,
		  const struct address *remote)
{
	struct prefix network =
		prefix_of(local, address_is_v4(local) ? HOME_NETWORK_V4 : HOME_NETWORK_V6);

	if (prefix_has(&network, remote) || address_is_multicast(remote) ||
	    (address_is_link_local(remote) && !address_is_v4(remote)))
		return true;
	for (size_t i = 0; i < home->entry_count; i++) {
		const struct home_entry *entry = &home->entries[i];

		if (prefix_has(&entry->prefix, remote) &&
		    (entry->source == HOME_DECLARED || entry->source == HOME_LOCAL ||
		     prefix_has(&entry->prefix, local)))
			return true;
	}
	return false;
}

/* Link-local addresses and groups are of the link they are seen on, whatever links there are. */
static bool may_except(const struct prefix *prefix)
{
	return !is_too_short(prefix) && !address_is_link_local(&prefix->address) &&
	       !address_is_multicast(&prefix->address);
}

/* Whether a shorter one says the same of all it holds, and no part of the home lies in between. */
static bool is_covered(const struct home *home, const struct home_exception *exceptions,
		       size_t count, const struct home_exception *exception)
{
	for (size_t i = 0; i < count; i++) {
		const struct home_exception *wider = &exceptions[i];

		if (wider->vpn == exception->vpn &&
		    wider->prefix.length <= exception->prefix.length &&
		    prefix_has(&wider->prefix, &exception->prefix.address) &&
		    !home_is_known(home, &exception->prefix.address, wider->prefix.length))
			return true;
	}
	return false;
}

/*
 * Picks those that matter, the shortest first; each is taken for as wide as `finest` says at least.
 * Returns how many, HOME_EXCEPTIONS + 1 where there is no room for all.
 */
static size_t pick_exceptions(const struct home *home, const struct home_exception *from,
			      size_t count, const uint8_t finest[2], struct home_exception *out)
{
	size_t picked = 0;

	for (unsigned length = 0; length <= HOME_SINGLE; length++)
		for (size_t i = 0; i < count; i++) {
			struct home_exception e = from[i];
			uint8_t most = finest[address_is_v4(&e.prefix.address)];

			if (e.prefix.length != length || !may_except(&e.prefix))
				continue;
			e.prefix = prefix_of(&e.prefix.address, length < most ? length : most);
			if (is_covered(home, out, picked, &e))
				continue;
			if (picked == HOME_EXCEPTIONS)
				return HOME_EXCEPTIONS + 1;
			out[picked++] = e;
		}
	return picked;
}

/* Takes `exceptions`, the shortest first. Returns whether anything changed. */
static bool take_exceptions(struct home *home, const struct home_exception *exceptions,
			    size_t count)
{
	bool changed = count != home->exception_count;

	for (size_t i = 0; i < count; i++) {
		const struct home_exception *e = &exceptions[count - 1 - i];
		struct home_exception *had = &home->exceptions[i];

		changed = changed || had->vpn != e->vpn || had->prefix.length != e->prefix.length ||
			  !address_equal(&had->prefix.address, &e->prefix.address);
		*had = *e;
	}
	home->exception_count = count;
	return changed;
}

/*
 * Where there are too many, as of a server with a route to each of its clients, they are taken by
 * their networks: rather a neighbour of theirs is told to be outside than they to be at home.
 */
void home_except(struct home *home, const struct home_exception *exceptions, size_t count)
{
	static const uint8_t exact[2] = {HOME_SINGLE, HOME_SINGLE}, wide[2] = {64, 96 + 24};
	struct home_exception picked[HOME_EXCEPTIONS];
	size_t found = pick_exceptions(home, exceptions, count, exact, picked);

	if (found > HOME_EXCEPTIONS)
		found = pick_exceptions(home, exceptions, count, wide, picked);
	if (found > HOME_EXCEPTIONS)
		found = HOME_EXCEPTIONS;
	if (take_exceptions(home, picked, found))
		home->generation++;
}

/* Whether what lies in it would be home without it. */
static bool home_matters(const struct home *home, const struct prefix *prefix)
{
	return address_is_private(&prefix->address) || home_is_known(home, &prefix->address, 0);
}

void home_each_exception(const struct home *home,
			 void (*each)(void *context, const struct prefix *prefix), void *context)
{
	for (size_t i = 0; i < home->exception_count; i++)
		if (home_matters(home, &home->exceptions[i].prefix))
			each(context, &home->exceptions[i].prefix);
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
