// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/kernel/kernel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/kernel/kernel_state.h"
#include "capture/meter/place.h"

#define KERNEL_ETHERNET 1 /* DLT_EN10MB */
#define KERNEL_FLOW_LIMIT 8192U
#define KERNEL_DEVICE_LIMIT 4096U
#define KERNEL_RING_BYTES (1U << 20)
/*
 * How far behind the clock we look: longer than the program can be between reading the clock and
 * counting, so that a stretch which is due to us takes no more packets there.
 */
#define KERNEL_SETTLE_NS 20000000ULL
#define KERNEL_HEADERS 40 /* of IPv4 and TCP: of all the least */
#define KERNEL_CLOCK_STEP_NS (KERNEL_SECOND / 2)

static uint64_t kernel_time(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * KERNEL_SECOND + (uint64_t)now.tv_nsec;
}

/* What makes a date of the program's clock. */
static uint64_t kernel_offset(const struct kernel *k)
{
	if (k->config.clock_given)
		return 0;
	return kernel_time(CLOCK_REALTIME) - kernel_time(CLOCK_MONOTONIC);
}

static uint64_t kernel_now(const struct kernel *k)
{
	if (k->config.clock_given)
		return k->said.clock_ns;
	return kernel_time(CLOCK_MONOTONIC_COARSE) - KERNEL_SETTLE_NS;
}

uint64_t kernel_date(const struct kernel *kernel, uint64_t time_ns)
{
	return time_ns ? time_ns + kernel->offset_ns : 0;
}

static void kernel_sample(struct kernel *k, const struct record_sample *record)
{
	const uint8_t *frame = (const uint8_t *)(record + 1);
	struct packet packet;
	struct sample sample;

	kernel_meet(k, &record->flow.device);
	if (packet_decode(KERNEL_ETHERNET, frame, record->captured, record->length, &packet))
		return;
	packet.interface = record->interface;
	sample = (struct sample){
		.time_ns = kernel_date(k, record->time_ns),
		.began_ns = kernel_date(k, record->began_ns),
		.flow = record->flow,
		.upstream = record->upstream,
		.first = record->first,
		.sender = place_sender(&packet, k->config.home, NULL),
		.target = place_target(&packet, k->config.home, NULL),
		.packet = &packet,
	};
	k->config.observer.sample(k->config.observer.context, &sample);
}

static int kernel_record(void *context, void *data, size_t size)
{
	struct kernel *k = context;
	const struct record_stretch *stretch = data;
	const struct record_sample *sample = data;

	if (size >= sizeof(*stretch) && stretch->kind == RECORD_STRETCH)
		kernel_note(k, &stretch->flow, stretch->interface, &stretch->stretch);
	else if (size >= sizeof(*sample) && sample->kind == RECORD_SAMPLE &&
		 sample->captured <= size - sizeof(*sample))
		kernel_sample(k, sample);
	return 0;
}

void kernel_drain(struct kernel *kernel)
{
	(void)ring_buffer__consume(kernel->ring);
	kernel_home(kernel);
}

static int kernel_allocate(struct kernel *k)
{
	const size_t batch = KERNEL_BATCH + 2; /* values begin at a multiple of 8 */
	int err;

	k->processors = libbpf_num_possible_cpus();
	if (k->processors < 0)
		return k->processors;
	k->batch = calloc(batch, sizeof(struct flow_key) + sizeof(struct kernel_account));
	k->leaving = calloc(KERNEL_LEAVING, sizeof(*k->leaving));
	k->counts = calloc((size_t)k->processors, sizeof(*k->counts));
	if (!k->batch || !k->leaving || !k->counts)
		return -ENOMEM;
	err = table_create(k->config.flow_limit, sizeof(struct flow_key),
			   sizeof(struct kernel_seen), &k->seen);
	if (!err)
		err = table_create(KERNEL_DEVICE_LIMIT, sizeof(struct device_key),
				   sizeof(struct kernel_met), &k->met);
	return err;
}

static int kernel_open_ring(struct kernel *k)
{
	k->ring = ring_buffer__new(k->loaded.maps[KERNEL_RING], kernel_record, k, NULL);
	return k->ring ? 0 : -errno;
}

int kernel_create(const struct kernel_config *config, struct kernel **out, struct refusal *refusal)
{
	struct kernel *k = calloc(1, sizeof(*k));
	struct kernel_spec spec = {.options = {.mirror = config->mirror,
					       .clock_given = config->clock_given,
					       .mute_after = config->mute_after}};
	int err;

	*refusal = (struct refusal){.cause = REFUSAL_MEMORY, .error = ENOMEM};
	if (!k)
		return -ENOMEM;
	memset(k->loaded.programs, -1, sizeof(k->loaded.programs));
	memset(k->loaded.maps, -1, sizeof(k->loaded.maps));
	k->config = *config;
	if (!k->config.flow_limit)
		k->config.flow_limit = KERNEL_FLOW_LIMIT;
	spec.flow_limit = k->config.flow_limit;
	spec.ring_bytes = config->ring_bytes ? config->ring_bytes : KERNEL_RING_BYTES;
	err = kernel_allocate(k);
	if (!err)
		err = kernel_load_open(&spec, &k->loaded, refusal);
	if (!err) {
		err = kernel_open_ring(k);
		*refusal = (struct refusal){.cause = err ? REFUSAL_OTHER : REFUSAL_NONE,
					    .error = -err};
	}
	if (!err) {
		k->offset_ns = kernel_offset(k);
		k->now_ns = k->devices_ns = k->strays_ns = k->unread_ns = kernel_now(k);
		k->collected_ns = kernel_date(k, k->now_ns);
		k->counters.first_ns = k->collected_ns;
		kernel_home(k);
		*out = k;
		k = NULL;
	}
	kernel_destroy(k);
	return err;
}

void kernel_destroy(struct kernel *kernel)
{
	if (!kernel)
		return;
	ring_buffer__free(kernel->ring);
	kernel_load_close(&kernel->loaded);
	table_destroy(kernel->seen);
	table_destroy(kernel->met);
	pending_free(&kernel->pending);
	free(kernel->batch);
	free(kernel->leaving);
	free(kernel->counts);
	free(kernel);
}

int kernel_program(const struct kernel *kernel, enum kernel_hook hook)
{
	return kernel->loaded.programs[hook];
}

int kernel_descriptor(const struct kernel *kernel)
{
	return ring_buffer__epoll_fd(kernel->ring);
}

void kernel_read(struct kernel *kernel)
{
	kernel_drain(kernel);
}

static void kernel_lose(struct kernel *k, enum cause cause, uint64_t packets)
{
	struct loss loss = {.cause = cause,
			    .from_ns = k->collected_ns,
			    .to_ns = kernel_date(k, k->now_ns),
			    .packets = packets};

	if (!packets)
		return;
	k->counters.lost += packets;
	k->config.observer.loss(k->config.observer.context, &loss);
}

static uint64_t kernel_count(struct kernel *k, enum kernel_counter counter)
{
	uint64_t sum = 0;

	for (int i = 0; i < k->processors; i++)
		sum += k->counts[i].count[counter];
	return sum;
}

static void kernel_count_all(struct kernel *k)
{
	uint32_t zero = 0;

	(void)bpf_map_lookup_elem(k->loaded.maps[KERNEL_COUNTS], &zero, k->counts);
}

static uint64_t kernel_since(struct kernel *k, enum kernel_counter counter)
{
	uint64_t now = kernel_count(k, counter), since = now - k->reported[counter];

	k->reported[counter] = now;
	return since;
}

static void kernel_tell_losses(struct kernel *k)
{
	uint64_t missing = k->missing;

	kernel_count_all(k);
	k->missing = 0;
	k->stretches_lost += missing;
	kernel_lose(k, CAUSE_FLOWS_FULL, kernel_since(k, COUNT_FLOWS_FULL));
	kernel_lose(k, CAUSE_DEVICES_FULL, kernel_since(k, COUNT_DEVICES_FULL));
	kernel_lose(k, CAUSE_SAMPLES_LOST, kernel_since(k, COUNT_SAMPLES_LOST));
	kernel_lose(k, CAUSE_STRETCHES_LOST, missing);
}

/* The clock was set: what was counted before goes out with dates of the clock as it was. */
static void kernel_check_clock(struct kernel *k)
{
	uint64_t offset = kernel_offset(k);
	struct loss loss = {.cause = CAUSE_CLOCK_SET};
	int64_t step = (int64_t)(offset - k->offset_ns);

	if (step < (int64_t)KERNEL_CLOCK_STEP_NS && step > -(int64_t)KERNEL_CLOCK_STEP_NS)
		return;
	pending_tell(&k->pending, UINT64_MAX, &k->config.observer);
	loss.from_ns = kernel_date(k, k->now_ns);
	k->offset_ns = offset;
	loss.to_ns = k->collected_ns = kernel_date(k, k->now_ns);
	k->config.observer.loss(k->config.observer.context, &loss);
}

static void kernel_tell(struct kernel *k, uint64_t until_ns)
{
	pending_tell(&k->pending, until_ns, &k->config.observer);
	kernel_tell_losses(k);
	k->collected_ns = k->counters.last_ns = kernel_date(k, k->now_ns);
	if (k->collected_ns)
		k->config.observer.tick(k->config.observer.context, k->collected_ns);
	kernel_home(k);
}

void kernel_collect(struct kernel *kernel)
{
	kernel->now_ns = kernel_now(kernel);
	kernel_drain(kernel);
	kernel_sweep(kernel, false);
	kernel_check_clock(kernel);
	kernel_tell(kernel, kernel_date(kernel, kernel->now_ns) - ACCOUNT_STRETCH_NS);
	kernel_forget(kernel);
	kernel_strays(kernel, false);
	kernel_unread(kernel, false);
}

void kernel_finish(struct kernel *kernel)
{
	kernel->now_ns = kernel_now(kernel);
	kernel_drain(kernel);
	kernel_sweep(kernel, true);
	kernel_strays(kernel, true);
	kernel_unread(kernel, true);
	kernel_tell(kernel, UINT64_MAX);
}

void kernel_supply(struct kernel *kernel, const struct activity *activity)
{
	struct kernel_seen *seen = table_look(kernel->seen, &activity->flow);
	const struct account_stretch *s = &activity->stretch;
	uint64_t headers = (uint64_t)s->packets_up * KERNEL_HEADERS;

	if (seen && s->bytes_up > headers)
		seen->unseen.accounted += s->bytes_up - headers;
	if (pending_add(&kernel->pending, activity))
		kernel->missing++;
}

static struct source_flow kernel_flow(const struct kernel *kernel, const struct kernel_seen *seen)
{
	return (struct source_flow){
		.key = seen->key,
		.interface = seen->interface,
		.began_ns = kernel_date(kernel, seen->began_ns),
		.last_ns = kernel_date(kernel, seen->last_ns),
		.last_up_ns = kernel_date(kernel, seen->last_up_ns),
		.bytes_up = seen->handed[0] + seen->open[0],
		.bytes_down = seen->handed[1] + seen->open[1],
		.packets_up = seen->handed[2] + seen->open[2],
		.packets_down = seen->handed[3] + seen->open[3],
	};
}

void kernel_each(struct kernel *kernel, source_flow_fn *each, void *context)
{
	const struct kernel_seen *seen = table_next(kernel->seen, NULL);

	for (; seen; seen = table_next(kernel->seen, seen)) {
		struct source_flow flow = kernel_flow(kernel, seen);

		each(context, &flow);
	}
}

const struct source_counters *kernel_counters(struct kernel *kernel)
{
	struct source_counters *c = &kernel->counters;

	kernel_count_all(kernel);
	c->packets = kernel_count(kernel, COUNT_FRAMES);
	c->ip_packets = kernel_count(kernel, COUNT_IP);
	c->bytes = kernel_count(kernel, COUNT_BYTES);
	c->copies = kernel_count(kernel, COUNT_COPIES);
	c->unreadable = kernel_count(kernel, COUNT_UNREADABLE);
	c->not_ip = kernel_count(kernel, COUNT_NOT_IP);
	c->outside = kernel_count(kernel, COUNT_OUTSIDE);
	return c;
}

void kernel_tell_usage(struct kernel *kernel, struct source_load *out)
{
	const struct kernel_met *met;

	*out = (struct source_load){.flows = kernel->flows,
				    .flow_limit = kernel->config.flow_limit,
				    .map_bytes = kernel->loaded.map_bytes,
				    .stretches_lost = kernel->stretches_lost};
	kernel_count_all(kernel);
	out->samples_lost = kernel_count(kernel, COUNT_SAMPLES_LOST);
	out->flows_refused = kernel_count(kernel, COUNT_FLOWS_FULL);
	out->devices_refused = kernel_count(kernel, COUNT_DEVICES_FULL);
	out->devices = table_count(kernel->met);
	for (met = table_next(kernel->met, NULL); met; met = table_next(kernel->met, met)) {
		out->cameras += met->state == DEVICE_CAMERA;
		out->ruled_out += met->state == DEVICE_OTHER;
	}
}

void kernel_set_clock(struct kernel *kernel, uint64_t now_ns)
{
	kernel->said.clock_ns = now_ns;
	kernel_say(kernel);
}
