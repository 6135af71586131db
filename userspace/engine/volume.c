// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/volume.h"

#include <netinet/in.h>

#include "upload/footage.h"

/* Who sends more to a footage host than it takes, and more than a handshake, is no viewer. */
#define VOLUME_SENDS_BYTES 8000U
#define VOLUME_SENDS_RATIO 1.5

/*
 * At home a flow is counted one way, so that a viewer's acknowledgements must be told from a stream
 * by their size and sum; and who called a camera's port and pushes firmware there, or plays a
 * stream back, sends as much as a camera does. By UDP nobody calls; who answers a doorbell sends
 * less than comes.
 */
static bool volume_sends_home(const struct flow *flow, const struct flow_table *flows)
{
	if (flow->bytes_up < FOOTAGE_BYTES)
		return false;
	if (flow->key.protocol == IPPROTO_TCP)
		return flow->marks.called;
	return (double)flow->bytes_up >= VOLUME_SENDS_RATIO * (double)flow_table_back(flows, flow);
}

static bool volume_sends(const struct flow *flow, const struct flow_table *flows)
{
	if (flow->bytes_up < (uint64_t)FOOTAGE_MEAN_PACKET * flow->packets_up)
		return false;
	if (flow->key.scope == FLOW_HOME)
		return volume_sends_home(flow, flows);
	return flow->bytes_up >= VOLUME_SENDS_BYTES &&
	       (double)flow->bytes_up >= VOLUME_SENDS_RATIO * (double)flow->bytes_down;
}

/* What the flow moved since the device was told. */
static void volume_exchange(struct flow *flow, struct device *device, uint64_t now_ns)
{
	device_exchange(device, flow->bytes_up - flow->exchanged_up,
			flow->bytes_down - flow->exchanged_down, now_ns);
	flow->exchanged_up = flow->bytes_up;
	flow->exchanged_down = flow->bytes_down;
}

void volume_weigh(struct flow *flow, const struct flow_table *flows, struct device *device,
		  const struct rules *rules, uint64_t now_ns)
{
	bool speaks = rules_signature(rules, flow->signature);

	if (!flow->rule && !flow->signature)
		return;
	if (speaks && flow->key.scope == FLOW_OUTSIDE)
		volume_exchange(flow, device, now_ns);
	if (flow->volume_handed || !volume_sends(flow, flows))
		return;
	flow->volume_handed = true;
	if (flow->rule)
		device_contact(device, flow->rule, flow->host, flow->host_source, true, now_ns);
	if (speaks)
		device_speak(device, rules, flow->signature, true, now_ns);
}
