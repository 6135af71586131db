// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/meter/meter.h"

/* Frames may still lie in libpcap's buffer: time is said to have passed a little later. */
#define METER_LATE_NS 200000000ULL

static void meter_as_decide(void *self, const struct device_key *device, enum device_state state)
{
	meter_decide(self, device, state);
}

static void meter_as_finish(void *self)
{
	meter_finish(self);
}

static const struct source_counters *meter_as_counters(void *self)
{
	return meter_counters(self);
}

static void meter_as_frame(void *self, int link_type, uint64_t time_ns, const uint8_t *data,
			   uint32_t captured, uint32_t length)
{
	meter_frame(self, link_type, time_ns, data, captured, length);
}

static void meter_as_destroy(void *self)
{
	meter_destroy(self);
}

static int meter_as_place(void *self, uint32_t interface, unsigned rank)
{
	meter_interface(self, interface, rank);
	return 0;
}

static void meter_as_leave(void *self, uint32_t interface)
{
	meter_unrank(self, interface);
}

static void meter_as_pass(void *self, uint64_t now_ns)
{
	meter_pass(self, now_ns - METER_LATE_NS);
}

/* Dates of frames simply jump. */
static void meter_as_jump(void *self, uint64_t from_ns, uint64_t to_ns)
{
	meter_jump(self, from_ns, to_ns);
}

static void meter_as_each(void *self, source_flow_fn *each, void *context)
{
	meter_each(self, each, context);
}

static void meter_as_supply(void *self, const struct activity *activity)
{
	meter_supply(self, activity);
}

static unsigned meter_as_rights(void *self)
{
	(void)self;
	return SOURCE_NET_RAW;
}

struct source meter_source(struct meter *meter)
{
	static const struct source_ops ops = {
		.way = SOURCE_LIBPCAP,
		.decide = meter_as_decide,
		.finish = meter_as_finish,
		.counters = meter_as_counters,
		.frame = meter_as_frame,
		.destroy = meter_as_destroy,
		.place = meter_as_place,
		.leave = meter_as_leave,
		.pass = meter_as_pass,
		.jump = meter_as_jump,
		.each = meter_as_each,
		.supply = meter_as_supply,
		.rights = meter_as_rights,
	};

	return (struct source){&ops, meter};
}
