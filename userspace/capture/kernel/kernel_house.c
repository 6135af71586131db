// SPDX-License-Identifier: GPL-2.0-or-later
/* What the program is told of the house: the home's addresses, devices and what they are. */
#include "capture/kernel/kernel_state.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HOUSE_SINGLE 128 /* a prefix that is one address */
/* A device that was not found a camera or ruled out is forgotten so long after it last sent. */
#define HOUSE_IDLE_NS (86400 * KERNEL_SECOND)
#define HOUSE_EVERY_NS (60 * KERNEL_SECOND)

/* Where the kernel holds the device its value is written in place, else it is added. */
static void house_write(struct kernel *k, const struct device_key *key, enum device_state state)
{
	int map = k->loaded.maps[KERNEL_DEVICES];
	struct kernel_device value = {0};

	if (bpf_map_lookup_elem_flags(map, key, &value, BPF_F_LOCK))
		memset(&value, 0, sizeof(value));
	value.state = (uint8_t)state;
	/* Where there is no room the program counts nothing of it, and says so itself. */
	(void)bpf_map_update_elem(map, key, &value, BPF_F_LOCK);
}

void kernel_decide(struct kernel *kernel, const struct device_key *device, enum device_state state)
{
	bool added;
	struct kernel_met *met = keyed_find(kernel->met, device, &added);

	if (met && added)
		met->met_ns = kernel->now_ns;
	if (met)
		met->state = state;
	house_write(kernel, device, state);
}

void kernel_meet(struct kernel *kernel, const struct device_key *key)
{
	const struct observer *o = &kernel->config.observer;
	enum device_state state;

	if (!key->kind || keyed_look(kernel->met, key))
		return;
	state = o->state(o->context, key);
	kernel_decide(kernel, key, state);
}

int kernel_rank(struct kernel *kernel, uint32_t interface, unsigned rank)
{
	uint32_t value = rank;

	return bpf_map_update_elem(kernel->loaded.maps[KERNEL_INTERFACES], &interface, &value,
				   BPF_ANY);
}

void kernel_unrank(struct kernel *kernel, uint32_t interface)
{
	(void)bpf_map_delete_elem(kernel->loaded.maps[KERNEL_INTERFACES], &interface);
}

void kernel_say(struct kernel *kernel)
{
	uint32_t zero = 0;

	(void)bpf_map_update_elem(kernel->loaded.maps[KERNEL_TOLD], &zero, &kernel->said, BPF_ANY);
}

/* In the order in which the program looks: what was told, then the longest; home before outside. */
struct house_prefix {
	struct prefix prefix;
	bool told, outside;
};

struct house_copy {
	int addresses;
	uint32_t address_count, exceptions;
	size_t count;
	struct house_prefix prefixes[KERNEL_PREFIXES];
};

static void house_add(struct house_copy *copy, const struct prefix *prefix, bool told, bool outside)
{
	if (copy->count < KERNEL_PREFIXES)
		copy->prefixes[copy->count++] = (struct house_prefix){*prefix, told, outside};
}

static void house_prefix(void *context, const struct prefix *prefix, enum home_source source)
{
	struct house_copy *copy = context;
	uint32_t one = 1;

	if (prefix->length < HOUSE_SINGLE)
		house_add(copy, prefix, source == HOME_TOLD, false);
	else if (!bpf_map_update_elem(copy->addresses, prefix->address.bytes, &one, BPF_ANY))
		copy->address_count++;
}

static void house_exception(void *context, const struct prefix *prefix)
{
	struct house_copy *copy = context;

	house_add(copy, prefix, false, true);
	copy->exceptions++;
}

static int house_order(const void *left, const void *right)
{
	const struct house_prefix *a = left, *b = right;

	if (a->told != b->told)
		return a->told ? -1 : 1;
	if (a->prefix.length != b->prefix.length)
		return a->prefix.length > b->prefix.length ? -1 : 1;
	return (int)a->outside - (int)b->outside;
}

static void house_fill(const struct house_copy *copy, struct kernel_home *home)
{
	struct address ones = {{0}};

	memset(home, 0, sizeof(*home));
	memset(ones.bytes, 0xff, sizeof(ones.bytes));
	home->prefix_count = (uint32_t)copy->count;
	home->address_count = copy->address_count;
	for (size_t i = 0; i < copy->count; i++) {
		const struct house_prefix *from = &copy->prefixes[i];
		struct kernel_prefix *to = &home->prefixes[i];
		struct prefix mask = prefix_of(&ones, from->prefix.length);

		memcpy(to->address, from->prefix.address.bytes, sizeof(to->address));
		memcpy(to->mask, mask.address.bytes, sizeof(to->mask));
		to->outside = from->outside;
	}
}

void kernel_home(struct kernel *kernel)
{
	uint32_t generation = home_generation(kernel->config.home), spare = !kernel->said.home;
	struct house_copy copy = {.addresses = kernel->loaded.maps[KERNEL_ADDRESSES]};
	struct kernel_home home;

	if (kernel->home_written && generation == kernel->home)
		return;
	home_each(kernel->config.home, house_prefix, &copy);
	home_each_exception(kernel->config.home, house_exception, &copy);
	qsort(copy.prefixes, copy.count, sizeof(copy.prefixes[0]), house_order);
	house_fill(&copy, &home);
	/* The program reads the other one until it is told, so it finds no prefix half written. */
	(void)bpf_map_update_elem(kernel->loaded.maps[KERNEL_HOME], &spare, &home, BPF_ANY);
	kernel->said.home = spare;
	kernel->said.exceptions = copy.exceptions;
	kernel_say(kernel);
	kernel->home = generation;
	kernel->home_written = true;
}

static bool house_is_stale(struct kernel *k, const struct device_key *key)
{
	const struct kernel_met *met = keyed_look(k->met, key);
	struct kernel_device value;
	uint64_t last_ns = met ? met->met_ns : 0;

	if (bpf_map_lookup_elem_flags(k->loaded.maps[KERNEL_DEVICES], key, &value, BPF_F_LOCK))
		return false;
	if (value.source_ns > last_ns)
		last_ns = value.source_ns;
	return value.state == DEVICE_UNDECIDED && k->now_ns > last_ns &&
	       k->now_ns - last_ns > HOUSE_IDLE_NS;
}

void kernel_forget(struct kernel *kernel)
{
	int map = kernel->loaded.maps[KERNEL_DEVICES];
	struct device_key key, next;
	bool more;

	if (kernel->now_ns - kernel->devices_ns < HOUSE_EVERY_NS)
		return;
	kernel->devices_ns = kernel->now_ns;
	more = !bpf_map_get_next_key(map, NULL, &next);
	while (more) {
		key = next; /* the next is asked for while this one is still there to go on from */
		more = !bpf_map_get_next_key(map, &key, &next);
		if (!house_is_stale(kernel, &key))
			continue;
		(void)bpf_map_delete_elem(map, &key);
		keyed_drop(kernel->met, &key);
	}
}
