// SPDX-License-Identifier: GPL-2.0-or-later
#include "upload/episode.h"

#include <stdlib.h>

void episode_sums_add(struct episode_sums *sum, const struct episode_sums *part)
{
	if (part->first_ns && (!sum->first_ns || part->first_ns < sum->first_ns))
		sum->first_ns = part->first_ns;
	if (part->last_ns > sum->last_ns)
		sum->last_ns = part->last_ns;
	sum->bytes_up += part->bytes_up;
	sum->bytes_down += part->bytes_down;
	sum->packets_up += part->packets_up;
	sum->passed_up += part->passed_up;
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

struct episode_decision *episode_decision_create(void)
{
	return episode_decision_hold(calloc(1, sizeof(struct episode_decision)));
}

struct episode_decision *episode_decision_hold(struct episode_decision *decision)
{
	if (decision)
		decision->holders++;
	return decision;
}

void episode_decision_release(struct episode_decision *decision)
{
	if (decision && --decision->holders == 0)
		free(decision);
}

void episode_destroy(struct episode *episode)
{
	if (!episode)
		return;
	episode_decision_release(episode->decision);
	free(episode->host);
	free(episode);
}
