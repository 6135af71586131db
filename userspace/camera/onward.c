// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera/onward.h"

#include <string.h>

void onward_count(struct onward *onward, uint64_t time_ns, uint64_t bytes)
{
	uint64_t part = time_ns / ONWARD_PART_NS, sum;

	if (part > onward->newest + ONWARD_BINS || part + ONWARD_BINS <= onward->newest)
		memset(onward->bytes, 0, sizeof(onward->bytes)); /* nothing of late, or set back */
	else
		while (onward->newest < part)
			onward->bytes[++onward->newest % ONWARD_BINS] = 0;
	if (part > onward->newest || part + ONWARD_BINS <= onward->newest)
		onward->newest = part;
	sum = onward->bytes[part % ONWARD_BINS] + bytes;
	onward->bytes[part % ONWARD_BINS] = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
}

uint64_t onward_sum(const struct onward *onward, uint64_t from_ns, uint64_t to_ns)
{
	uint64_t first = from_ns / ONWARD_PART_NS, last = to_ns / ONWARD_PART_NS, sum = 0;

	if (first + ONWARD_BINS <= onward->newest)
		first = onward->newest - ONWARD_BINS + 1;
	for (uint64_t part = first; part <= last && part <= onward->newest; part++)
		sum += onward->bytes[part % ONWARD_BINS];
	return sum;
}
