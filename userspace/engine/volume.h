/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the volume of a flow says of the device: who sends to a footage host, or by a camera's
 * protocol, is surer a camera; who takes by such a protocol watches. Called by the engine.
 */
#ifndef LENSWATCH_VOLUME_H
#define LENSWATCH_VOLUME_H

#include "camera/device.h"
#include "flow/flow_table.h"

/*
 * Told after each of the flow's activities: the device hears once that it sends (`volume_handed`),
 * and all along how much went which way.
 */
void volume_weigh(struct flow *flow, const struct flow_table *flows, struct device *device,
		  const struct rules *rules, uint64_t now_ns);

#endif
