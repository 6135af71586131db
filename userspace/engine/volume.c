// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/volume.h"

#include "upload/footage.h"

/* Who sends more to a footage host than it takes, and more than a handshake, is no viewer. */
#define VOLUME_SENDS_BYTES 8000U
#define VOLUME_SENDS_RATIO 1.5

/*
 * At home a flow is counted one way, so that a viewer's acknowledgements must be told from a stream
 * by their size and sum.
 */
static bool volume_sends(const struct flow *flow)
{
	if (flow->bytes_up < (uint64_t)FOOTAGE_MEAN_PACKET * flow->packets_up)
		return false;
	if (flow->key.scope == FLOW_HOME)
		return flow->bytes_up >= FOOTAGE_BYTES;
	return flow->bytes_up >= VOLUME_SENDS_BYTES &&
	       (double)flow->bytes_up >= VOLUME_SENDS_RATIO * (double)flow->bytes_down;
}

static bool volume_takes(const struct flow *flow)
{
	return flow->key.scope == FLOW_OUTSIDE && flow->bytes_down >= VOLUME_SENDS_BYTES &&
	       (double)flow->bytes_down >= VOLUME_SENDS_RATIO * (double)flow->bytes_up;
}

void volume_weigh(struct flow *flow, struct device *device, const struct rules *rules,
		  uint64_t now_ns)
{
	bool speaks = rules_signature(rules, flow->signature);

	if (!flow->rule && !flow->signature)
		return;
	if (speaks && volume_takes(flow)) {
		flow->volume_told = true;
		device_watch(device, now_ns);
		return;
	}
	if (!volume_sends(flow))
		return;
	flow->volume_told = true;
	if (flow->rule)
		device_contact(device, flow->rule, flow->host, flow->host_source, true, now_ns);
	if (speaks)
		device_speak(device, rules, flow->signature, true, now_ns);
}
