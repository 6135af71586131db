// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/kernel/kernel.h"

#include "system/release.h"

static void kernel_as_decide(void *self, const struct device_key *device, enum device_state state)
{
	kernel_decide(self, device, state);
}

static void kernel_as_finish(void *self)
{
	kernel_finish(self);
}

static const struct source_counters *kernel_as_counters(void *self)
{
	return kernel_counters(self);
}

static void kernel_as_destroy(void *self)
{
	kernel_destroy(self);
}

static int kernel_as_place(void *self, uint32_t interface, unsigned rank)
{
	return kernel_rank(self, interface, rank);
}

static void kernel_as_leave(void *self, uint32_t interface)
{
	kernel_unrank(self, interface);
}

static int kernel_as_descriptor(void *self)
{
	return kernel_descriptor(self);
}

static void kernel_as_read(void *self)
{
	kernel_read(self);
}

/* It has a clock of its own: the program's. */
static void kernel_as_pass(void *self, uint64_t now_ns)
{
	(void)now_ns;
	kernel_collect(self);
}

static void kernel_as_each(void *self, source_flow_fn *each, void *context)
{
	kernel_each(self, each, context);
}

static void kernel_as_supply(void *self, const struct activity *activity)
{
	kernel_supply(self, activity);
}

static void kernel_as_load(void *self, struct source_load *out)
{
	kernel_tell_usage(self, out);
}

/* Before, bpf(2) asked for it at every look into a map where unprivileged BPF is off. */
static unsigned kernel_as_rights(void *self)
{
	(void)self;
	return release_before(5, 19) ? SOURCE_BPF : 0;
}

struct source kernel_source(struct kernel *kernel)
{
	static const struct source_ops ops = {
		.way = SOURCE_KERNEL,
		.decide = kernel_as_decide,
		.finish = kernel_as_finish,
		.counters = kernel_as_counters,
		.destroy = kernel_as_destroy,
		.place = kernel_as_place,
		.leave = kernel_as_leave,
		.descriptor = kernel_as_descriptor,
		.read = kernel_as_read,
		.pass = kernel_as_pass,
		.each = kernel_as_each,
		.supply = kernel_as_supply,
		.load = kernel_as_load,
		.rights = kernel_as_rights,
	};

	return (struct source){&ops, kernel};
}
