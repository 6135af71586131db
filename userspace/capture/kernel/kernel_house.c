// SPDX-License-Identifier: GPL-2.0-or-later
/* What the program is told of the house: the home's addresses, devices and what they are. */
#include "capture/kernel/kernel_state.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/meter/strays.h"

#define HOUSE_SINGLE 128 /* a prefix that is one address */
/* A device that was not found a camera or ruled out is forgotten so long after it last sent. */
#define HOUSE_IDLE_NS (86400 * KERNEL_SECOND)
#define HOUSE_EVERY_NS (60 * KERNEL_SECOND)
/*
 * ... and where the program found no room for one, any but a camera: MACs and names can be made up.
 * Who comes again is asked for anew.
 */
#define HOUSE_CROWDED_NS (60 * KERNEL_SECOND)

/* The seat that a MAC may have, and whether it is its own or free. */
static bool house_seat(struct kernel *k, const struct device_key *key, uint32_t *at,
		       struct kernel_seat *seat)
{
	uint16_t mac[3];

	memcpy(mac, key->bytes, sizeof(mac));
	*at = kernel_seat_of(mac);
	if (key->kind != DEVICE_BY_MAC ||
	    bpf_map_lookup_elem(k->loaded.maps[KERNEL_SEATED], at, seat))
		return false;
	if (seat->mac[0] | seat->mac[1] | seat->mac[2])
		return memcmp(seat->mac, mac, sizeof(mac)) == 0;
	memcpy(seat->mac, mac, sizeof(mac));
	return true;
}

static void house_sit(struct kernel *k, const struct device_key *key, enum device_state state)
{
	struct kernel_seat seat;
	uint32_t at;

	if (!house_seat(k, key, &at, &seat))
		return;
	seat.state = (uint8_t)state;
	seat.interface = 0; /* it may have moved since: the program looks at the device again */
	(void)bpf_map_update_elem(k->loaded.maps[KERNEL_SEATED], &at, &seat, BPF_ANY);
}

static void house_rise(struct kernel *k, const struct device_key *key)
{
	static const struct kernel_seat free_seat;
	struct kernel_seat seat;
	uint32_t at;

	if (house_seat(k, key, &at, &seat))
		(void)bpf_map_update_elem(k->loaded.maps[KERNEL_SEATED], &at, &free_seat, BPF_ANY);
}

/* Where the kernel holds the device its value is written in place, else it is added. */
static void kernel_house_write(struct kernel *k, const struct device_key *key,
			       enum device_state state)
{
	int map = k->loaded.maps[KERNEL_DEVICES];
	struct kernel_device value = {0};

	if (bpf_map_lookup_elem_flags(map, key, &value, BPF_F_LOCK))
		memset(&value, 0, sizeof(value));
	value.state = (uint8_t)state;
	/* Where there is no room the program counts nothing of it, and says so itself. */
	if (!bpf_map_update_elem(map, key, &value, BPF_F_LOCK))
		house_sit(k, key, state);
}

void kernel_decide(struct kernel *kernel, const struct device_key *device, enum device_state state)
{
	bool added;
	struct kernel_met *met = table_find(kernel->met, device, &added);

	if (met && added)
		met->met_ns = kernel->now_ns;
	if (met)
		met->state = state;
	kernel_house_write(kernel, device, state);
}

void kernel_meet(struct kernel *kernel, const struct device_key *key)
{
	const struct observer *o = &kernel->config.observer;
	enum device_state state;

	if (!key->kind || table_look(kernel->met, key))
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

	(void)bpf_map_update_elem(kernel->loaded.maps[KERNEL_GIVEN], &zero, &kernel->said, BPF_ANY);
}

/* In the order in which the program looks: what was declared, then the longest; home before
 * outside. */
struct house_prefix {
	struct prefix prefix;
	bool declared, outside;
};

struct house_copy {
	int addresses;
	uint32_t address_count, exceptions;
	size_t count;
	struct house_prefix prefixes[KERNEL_PREFIXES];
};

static void house_add(struct house_copy *copy, const struct prefix *prefix, bool declared,
		      bool outside)
{
	if (copy->count < KERNEL_PREFIXES)
		copy->prefixes[copy->count++] = (struct house_prefix){*prefix, declared, outside};
}

static void house_prefix(void *context, const struct prefix *prefix, enum home_source source)
{
	struct house_copy *copy = context;
	uint32_t one = 1;

	if (prefix->length < HOUSE_SINGLE)
		house_add(copy, prefix, source == HOME_DECLARED, false);
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

	if (a->declared != b->declared)
		return a->declared ? -1 : 1;
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

static bool house_is_stale(struct kernel *k, const struct device_key *key, bool crowded)
{
	const struct kernel_met *met = table_look(k->met, key);
	struct kernel_device value;
	uint64_t last_ns = met ? met->met_ns : 0;
	uint64_t idle_ns = crowded ? HOUSE_CROWDED_NS : HOUSE_IDLE_NS;
	struct kernel_seat seat;
	uint32_t at;

	if (bpf_map_lookup_elem_flags(k->loaded.maps[KERNEL_DEVICES], key, &value, BPF_F_LOCK))
		return false;
	if (value.source_ns > last_ns)
		last_ns = value.source_ns;
	if (house_seat(k, key, &at, &seat) && seat.source_ns > last_ns)
		last_ns = seat.source_ns;
	if (value.state != DEVICE_UNDECIDED && !(crowded && value.state == DEVICE_OTHER))
		return false;
	return k->now_ns > last_ns && k->now_ns - last_ns > idle_ns;
}

void kernel_forget(struct kernel *kernel)
{
	int map = kernel->loaded.maps[KERNEL_DEVICES];
	uint64_t refused = kernel->reported[COUNT_DEVICES_FULL];
	bool more, crowded = refused != kernel->refused;
	struct device_key key, next;

	if (kernel->now_ns - kernel->devices_ns < HOUSE_EVERY_NS)
		return;
	kernel->devices_ns = kernel->now_ns;
	kernel->refused = refused;
	if (crowded)
		kernel_strays(kernel, true);
	more = !bpf_map_get_next_key(map, NULL, &next);
	while (more) {
		key = next; /* the next is asked for while this one is still there to go on from */
		more = !bpf_map_get_next_key(map, &key, &next);
		if (!house_is_stale(kernel, &key, crowded))
			continue;
		house_rise(kernel, &key); /* before somebody is met anew by that name */
		(void)bpf_map_delete_elem(map, &key);
		table_drop(kernel->met, &key);
	}
}

static void house_tell_stray(struct kernel *k, const struct device_key *key, uint64_t bytes)
{
	struct loss loss = {.cause = CAUSE_STRAY,
			    .from_ns = kernel_date(k, k->strays_ns),
			    .to_ns = kernel_date(k, k->now_ns),
			    .bytes = bytes,
			    .device = key};

	if (bytes >= STRAYS_LEAST)
		k->config.observer.loss(k->config.observer.context, &loss);
}

void kernel_strays(struct kernel *kernel, bool all)
{
	int map = kernel->loaded.maps[KERNEL_DEVICES];
	struct kernel_device value;
	struct device_key key;
	struct kernel_met *met;
	void *from = NULL;

	if (!all && kernel->now_ns - kernel->strays_ns < STRAYS_GATHER_NS)
		return;
	for (; !bpf_map_get_next_key(map, from, &key); from = &key) {
		met = table_look(kernel->met, &key);
		if (!met || bpf_map_lookup_elem_flags(map, &key, &value, BPF_F_LOCK))
			continue;
		if (value.stray > met->stray)
			house_tell_stray(kernel, &key, value.stray - met->stray);
		met->stray = value.stray;
	}
	kernel->strays_ns = kernel->now_ns;
}
