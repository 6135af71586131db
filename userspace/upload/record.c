// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/record.h"

#include <stdlib.h>

void tally_add(struct tally *sum, const struct tally *part)
{
	if (part->first_ns && (!sum->first_ns || part->first_ns < sum->first_ns))
		sum->first_ns = part->first_ns;
	if (part->last_ns > sum->last_ns)
		sum->last_ns = part->last_ns;
	sum->bytes_up += part->bytes_up;
	sum->bytes_down += part->bytes_down;
	sum->packets_up += part->packets_up;
	sum->small_up += part->small_up;
	sum->packets_down += part->packets_down;
	if (part->largest > sum->largest)
		sum->largest = part->largest;
	sum->merged += part->merged;
	sum->hardware += part->hardware;
	sum->bursts += part->bursts;
	if (part->largest_burst > sum->largest_burst)
		sum->largest_burst = part->largest_burst;
	sum->seconds += part->seconds;
	sum->square += part->square;
	sum->fetched.bytes_up += part->fetched.bytes_up;
	sum->fetched.bytes_down += part->fetched.bytes_down;
	sum->fetched.packets_up += part->fetched.packets_up;
}

struct verdict *verdict_create(void)
{
	return verdict_hold(calloc(1, sizeof(struct verdict)));
}

struct verdict *verdict_hold(struct verdict *verdict)
{
	if (verdict)
		verdict->holders++;
	return verdict;
}

void verdict_release(struct verdict *verdict)
{
	if (verdict && --verdict->holders == 0)
		free(verdict);
}

void record_destroy(struct record *record)
{
	if (!record)
		return;
	verdict_release(record->verdict);
	free(record->host);
	free(record);
}
