// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames that are neither IP nor ARP, which the program in the kernel counts by their type. */
#include "capture/kernel/kernel_state.h"

#include <bpf/bpf.h>

#define UNREAD_EVERY_NS (10 * KERNEL_SECOND)

_Static_assert(KERNEL_UNREAD_SHORT == UNREAD_SHORT, "the meter takes the same for short");
_Static_assert(KERNEL_UNREAD_CUT == UNREAD_TYPE_CUT, "the meter calls it so too");

static void unread_take(struct kernel *k, const struct kernel_unread_key *key, uint64_t from_ns)
{
	struct kernel_unread counted;
	struct unread_sum sum = {.from_ns = kernel_date(k, from_ns),
				 .to_ns = kernel_date(k, k->now_ns)};

	if (bpf_map_lookup_and_delete_elem(k->loaded.maps[KERNEL_UNREAD], key, &counted))
		return;
	sum.frames = counted.frames;
	sum.bytes = counted.bytes;
	unread_counted(&k->unread, key->type, key->length ? key->point : -1, &sum);
}

void kernel_unread(struct kernel *kernel, bool all)
{
	int map = kernel->loaded.maps[KERNEL_UNREAD];
	struct kernel_unread_key keys[KERNEL_UNREAD_TYPES];
	uint64_t from_ns = kernel->unread_ns;
	size_t count = 0;

	if (!all && kernel->now_ns - from_ns < UNREAD_EVERY_NS)
		return;
	kernel->unread_ns = kernel->now_ns;
	while (count < KERNEL_UNREAD_TYPES &&
	       !bpf_map_get_next_key(map, count ? &keys[count - 1] : NULL, &keys[count]))
		count++;
	for (size_t i = 0; i < count; i++)
		unread_take(kernel, &keys[i], from_ns);
	unread_tell(&kernel->unread, kernel_date(kernel, kernel->now_ns), all,
		    &kernel->config.observer);
}
