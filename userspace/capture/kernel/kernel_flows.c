// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/kernel/kernel_state.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#define FLOWS_IDLE_S 300U
#define FLOWS_IDLE_PRESSED_S 30U /* where the map is over three quarters full */

static void flows_sum(uint64_t sum[4], const struct account_stretch *s)
{
	sum[0] += s->bytes_up;
	sum[1] += s->lead.bytes + s->within.bytes + s->tail.bytes;
	sum[2] += s->packets_up;
	sum[3] += (uint64_t)s->lead.packets + s->within.packets + s->tail.packets;
}

static void flows_hand(struct kernel *k, const struct flow_key *key, uint32_t interface,
		       const struct account_stretch *stretch)
{
	struct activity activity = {.flow = *key, .interface = interface, .stretch = *stretch};
	struct account_stretch *s = &activity.stretch;

	s->first_up_ns = kernel_date(k, s->first_up_ns);
	s->last_up_ns = kernel_date(k, s->last_up_ns);
	s->lead_first_ns = kernel_date(k, s->lead_first_ns);
	s->tail_last_ns = kernel_date(k, s->tail_last_ns);
	if (pending_add(&k->pending, &activity))
		k->missing++;
}

void kernel_note(struct kernel *kernel, const struct flow_key *key, uint32_t interface,
		 const struct account_stretch *stretch)
{
	bool added;
	struct kernel_seen *seen = table_find(kernel->seen, key, &added);

	if (!seen) { /* as many as the map has: it was taken out and came back meanwhile */
		flows_hand(kernel, key, interface, stretch);
		return;
	}
	if (added)
		kernel_meet(kernel, &key->device);
	if ((int32_t)(stretch->sequence - seen->next) < 0)
		return;
	kernel->missing += stretch->sequence - seen->next;
	seen->next = stretch->sequence + 1;
	seen->interface = interface;
	flows_sum(seen->handed, stretch);
	flows_hand(kernel, key, interface, stretch);
}

static bool flows_is_empty(const struct account_stretch *s)
{
	return !s->first_up_ns && !s->lead.packets;
}

/* What a flow holds. A due stretch takes no more packets: the next one closes it first. */
static void flows_take(struct kernel *k, const struct flow_key *key,
		       const struct kernel_account *value, bool all)
{
	const struct account_stretch *open = &value->account.open;

	if (value->closed.first_up_ns)
		kernel_note(k, key, value->interface, &value->closed);
	if (all ? !flows_is_empty(open) : account_is_due(&value->account, k->now_ns))
		kernel_note(k, key, value->interface, open);
}

static bool flows_is_idle(const struct kernel *k, const struct kernel_account *value)
{
	uint64_t idle = k->config.idle_s ? k->config.idle_s : FLOWS_IDLE_S;

	if (k->flows > k->config.flow_limit / 4 * 3 && idle > FLOWS_IDLE_PRESSED_S)
		idle = FLOWS_IDLE_PRESSED_S;
	return k->now_ns > value->last_ns && k->now_ns - value->last_ns >= idle * KERNEL_SECOND;
}

static uint64_t flows_last_up(const struct kernel_account *value)
{
	const struct account_stretch *open = &value->account.open;

	return open->first_up_ns ? open->last_up_ns : value->closed.last_up_ns;
}

static void flows_look(struct kernel *k, const struct flow_key *key,
		       const struct kernel_account *value, bool all)
{
	bool added;
	struct kernel_seen *seen = table_find(k->seen, key, &added);

	if (!value->began_ns) /* made a moment ago, and its first packet not counted yet */
		return;
	if (added)
		kernel_meet(k, &key->device);
	flows_take(k, key, value, all);
	if (seen) {
		seen->interface = value->interface;
		seen->began_ns = value->began_ns;
		kernel_unseen(k, seen, &value->numbers, all);
		seen->last_ns = value->last_ns;
		seen->last_up_ns = flows_last_up(value);
		memset(seen->open, 0, sizeof(seen->open));
		if ((int32_t)(value->account.open.sequence - seen->next) >= 0)
			flows_sum(seen->open, &value->account.open);
	}
	if (k->leaving_count < KERNEL_LEAVING && flows_is_idle(k, value))
		k->leaving[k->leaving_count++] = *key;
}

/* Takes a flow out of the map, and what it holds with it. */
static void flows_leave(struct kernel *k, const struct flow_key *key)
{
	struct kernel_seen *seen = table_look(k->seen, key);
	struct kernel_account value;

	if (bpf_map_lookup_and_delete_elem_flags(k->loaded.maps[KERNEL_FLOWS], key, &value,
						 BPF_F_LOCK))
		return;
	flows_take(k, key, &value, true);
	if (seen)
		kernel_unseen(k, seen, &value.numbers, true);
	table_drop(k->seen, key);
	k->flows--;
}

void kernel_sweep(struct kernel *kernel, bool all)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = BPF_F_LOCK);
	struct flow_key *keys = kernel->batch;
	struct kernel_account *values = (struct kernel_account *)(keys + KERNEL_BATCH + 2);
	uint32_t from, to, count, flows = 0;
	int err = 0;

	kernel->leaving_count = 0;
	for (bool begun = false; !err; begun = true) {
		count = KERNEL_BATCH;
		err = bpf_map_lookup_batch(kernel->loaded.maps[KERNEL_FLOWS], begun ? &from : NULL,
					   &to, keys, values, &count, &opts);
		if (err && err != -ENOENT) /* the last piece comes with -ENOENT */
			break;
		for (uint32_t i = 0; i < count; i++)
			flows_look(kernel, &keys[i], &values[i], all);
		flows += count;
		from = to;
	}
	kernel->flows = flows;
	for (uint32_t i = 0; i < kernel->leaving_count; i++)
		flows_leave(kernel, &kernel->leaving[i]);
}
