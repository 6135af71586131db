/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A meter, fed with packets of one camera's connection by script, and all that it says. */
#ifndef LENSWATCH_TESTS_SUPPORT_METER_H
#define LENSWATCH_TESTS_SUPPORT_METER_H

#include "capture/meter/meter.h"
#include "support.h"

struct meter_stand {
	struct heard heard;
	struct home *home;
	struct meter *meter;
};

/* The camera sends 1000 bytes outside, and is sent 100. */
extern const struct wire_spec meter_up, meter_down;

/* `config` without home and observer; or all as it is, but for so many flows (0: as ever). */
struct meter_stand *meter_stand_open_as(struct meter_config config);
struct meter_stand *meter_stand_open(size_t flow_limit);
void meter_stand_close(struct meter_stand *stand);
/* `time_ns` counts from START. */
void meter_stand_show(struct meter_stand *stand, uint64_t time_ns, const struct wire_spec *spec);

#endif
