// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/source.h"

#include <stddef.h>

const char *source_way_name(const struct source *source)
{
	static const char *const names[] = {
		[SOURCE_FILES] = "files", [SOURCE_KERNEL] = "kernel", [SOURCE_LIBPCAP] = "libpcap"};

	return names[source->ops->way];
}

void source_decide(const struct source *source, const struct device_key *device,
		   enum device_state state)
{
	if (source->ops)
		source->ops->decide(source->self, device, state);
}

void source_finish(const struct source *source)
{
	source->ops->finish(source->self);
}

const struct source_counters *source_counters(const struct source *source)
{
	return source->ops->counters(source->self);
}

void source_destroy(struct source *source)
{
	if (source->ops)
		source->ops->destroy(source->self);
	*source = (struct source){0};
}

int source_place(const struct source *source, uint32_t interface, unsigned rank)
{
	return source->ops->place(source->self, interface, rank);
}

void source_leave(const struct source *source, uint32_t interface)
{
	source->ops->leave(source->self, interface);
}

int source_descriptor(const struct source *source)
{
	return source->ops->descriptor ? source->ops->descriptor(source->self) : -1;
}

void source_read(const struct source *source)
{
	if (source->ops->read)
		source->ops->read(source->self);
}

void source_pass(const struct source *source, uint64_t now_ns)
{
	source->ops->pass(source->self, now_ns);
}

void source_jump(const struct source *source, uint64_t from_ns, uint64_t to_ns)
{
	if (source->ops->jump)
		source->ops->jump(source->self, from_ns, to_ns);
}

void source_each(const struct source *source, source_flow_fn *each, void *context)
{
	source->ops->each(source->self, each, context);
}

void source_supply(const struct source *source, const struct activity *activity)
{
	source->ops->supply(source->self, activity);
}

void source_tell_load(const struct source *source, struct source_load *out)
{
	*out = (struct source_load){0};
	if (source->ops->load)
		source->ops->load(source->self, out);
}

unsigned source_rights(const struct source *source)
{
	return source->ops->rights ? source->ops->rights(source->self) : 0;
}
