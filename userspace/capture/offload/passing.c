// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/passing.h"

#include <stddef.h>

void passing_begin(struct passing *passing, bool unknown, uint64_t changed_ns)
{
	passing->count = 0;
	passing->unknown = unknown;
	passing->changed_ns = changed_ns;
}

void passing_add(struct passing *passing, uint32_t interface, bool counted)
{
	if (passing->count < PASSING_INTERFACES)
		passing->interfaces[passing->count++] =
			(struct passing_interface){interface, counted};
}

const struct passing_interface *passing_find(const struct passing *passing, uint32_t interface)
{
	for (uint32_t i = 0; i < passing->count; i++)
		if (passing->interfaces[i].index == interface)
			return &passing->interfaces[i];
	return NULL;
}

static bool passing_is_uncounted(const struct passing *passing, bool counting)
{
	for (uint32_t i = 0; i < passing->count; i++)
		if (!passing->interfaces[i].counted || !counting)
			return true;
	return false;
}

static uint64_t passing_start(const struct passing *passing, uint64_t rest_ns, uint64_t now_ns)
{
	uint64_t changed_ns = passing->changed_ns;

	return changed_ns < now_ns && now_ns - changed_ns < rest_ns ? changed_ns : now_ns;
}

bool passing_weigh(struct passing *passing, bool counting, uint64_t rest_ns, uint64_t every_ns,
		   uint64_t now_ns, struct loss *loss)
{
	bool uncounted = passing_is_uncounted(passing, counting);
	uint64_t from_ns;

	if (uncounted && !passing->since_ns)
		passing->since_ns = passing_start(passing, rest_ns, now_ns);
	if (!passing->since_ns)
		return false;
	/* A clock that was set back waits for its next piece. */
	if (uncounted && passing->reported_ns &&
	    (now_ns < passing->reported_ns || now_ns - passing->reported_ns < every_ns))
		return false;
	from_ns = passing->reported_ns ? passing->reported_ns : passing->since_ns;
	*loss = (struct loss){.cause = passing->unknown ? CAUSE_FORWARDED_UNHEARD
							: CAUSE_FORWARDED_PERHAPS,
			      .from_ns = from_ns < now_ns ? from_ns : now_ns,
			      .to_ns = now_ns};
	passing->reported_ns = uncounted ? now_ns : 0;
	if (!uncounted)
		passing->since_ns = 0;
	return true;
}
