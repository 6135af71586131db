// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>

#include "capture/meter/meter.h"
#include "base/hash.h"
#include "support.h"
#include "support_kernel.h"

#define ETHERNET 1
#define TWINS_HOLES 1000
#define INTERFACE 1 /* of a test run: the loopback */

struct kernel *kernel_or_skip(const struct kernel_config *config)
{
	struct kernel *kernel = NULL;
	struct refusal why;
	int err = kernel_create(config, &kernel, &why);

	if (err == -EPERM || err == -ENOSYS) {
		print_message("# bpf: %s\n", refusal_cause_name(why.cause));
		return NULL;
	}
	if (err)
		fail_msg("%s: %s", refusal_cause_name(why.cause),
			 why.said_count ? why.said[why.said_count - 1] : strerror(why.error));
	return kernel;
}

void kernel_stand_close(struct kernel_stand *stand)
{
	kernel_destroy(stand->kernel);
	home_destroy(stand->home);
	free(stand);
}

struct kernel_stand *kernel_stand_open(const struct kernel_config *asked)
{
	struct kernel_stand *stand = calloc(1, sizeof(*stand));
	struct kernel_config config = *asked;

	assert_non_null(stand);
	assert_int_equal(home_create(&stand->home), 0);
	config.home = stand->home;
	config.observer = heard_observer(&stand->heard);
	config.clock_given = true;
	stand->kernel = kernel_or_skip(&config);
	if (!stand->kernel) {
		kernel_stand_close(stand);
		return NULL;
	}
	stand->now_ns = START;
	kernel_set_clock(stand->kernel, START);
	kernel_collect(stand->kernel); /* as a daemon does at its start */
	return stand;
}

int kernel_run(struct kernel *kernel, enum kernel_hook hook, const void *frame, uint32_t length,
	       int *verdict)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = length, .repeat = 1);
	int err = bpf_prog_test_run_opts(kernel_program(kernel, hook), &opts);

	if (!err && verdict)
		*verdict = (int)opts.retval;
	return err;
}

int kernel_run_merged(struct kernel *kernel, const void *frame, uint32_t length, uint32_t segments,
		      uint32_t size)
{
	struct __sk_buff context = {.gso_segs = segments, .gso_size = size};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = length, .repeat = 1,
		    .ctx_in = &context, .ctx_size_in = sizeof(context));

	return bpf_prog_test_run_opts(kernel_program(kernel, KERNEL_TC_INGRESS), &opts);
}

/* A sample without its pointers. */
struct told_sample {
	uint64_t time_ns, began_ns, bytes;
	struct flow_key flow;
	struct device_key sender, target;
	uint32_t length;
	uint8_t upstream, first;
	uint8_t zero[2];
};

struct told {
	struct activity *activities;
	struct told_sample *samples;
	size_t activity_count, activity_room, sample_count, sample_room;
	uint64_t unread; /* bytes of frames that nobody looks into */
	uint64_t holes;	 /* bytes that numbers of connections say went up unseen */
};

struct twins {
	enum kernel_hook hook;
	struct home *home;
	struct kernel *kernel;
	struct meter *meter;
	struct told told[2]; /* the meter's, the kernel's */
	uint64_t now_ns, collected_ns;
};

static void told_activity(void *context, const struct activity *activity)
{
	struct told *told = context;

	if (told->activity_count == told->activity_room) {
		told->activity_room = told->activity_room * 2 + 64;
		told->activities =
			realloc(told->activities, told->activity_room * sizeof(*told->activities));
		assert_non_null(told->activities);
	}
	told->activities[told->activity_count++] = *activity;
}

static uint64_t told_bytes(const struct packet *packet)
{
	uint64_t hash = 14695981039346656037U; /* FNV-1a */

	for (uint32_t i = 0; i < packet->ip_captured; i++)
		hash = (hash ^ packet->ip[i]) * 1099511628211U;
	return hash;
}

static void told_one_sample(void *context, const struct sample *sample)
{
	struct told *told = context;
	struct told_sample *to;

	if (told->sample_count == told->sample_room) {
		told->sample_room = told->sample_room * 2 + 64;
		told->samples = realloc(told->samples, told->sample_room * sizeof(*told->samples));
		assert_non_null(told->samples);
	}
	to = &told->samples[told->sample_count++];
	memset(to, 0, sizeof(*to));
	to->time_ns = sample->time_ns;
	to->began_ns = sample->began_ns;
	to->bytes = told_bytes(sample->packet);
	to->flow = sample->flow;
	to->sender = sample->sender;
	to->target = sample->target;
	to->length = sample->packet->length;
	to->upstream = sample->upstream;
	to->first = sample->first;
}

static void told_tick(void *context, uint64_t now_ns)
{
	(void)context;
	(void)now_ns;
}

static void told_loss(void *context, const struct loss *loss)
{
	struct told *told = context;

	if (loss->cause == CAUSE_HOLES)
		told->holes += loss->bytes;
	if (loss->cause >= CAUSE_UNREAD && loss->cause < CAUSE_UNREAD_MIRROR)
		told->unread += loss->bytes;
}

static enum device_state told_state(void *context, const struct device_key *device)
{
	(void)context;
	(void)device;
	return DEVICE_UNDECIDED;
}

static struct observer told_observer(struct told *told)
{
	return (struct observer){.context = told,
				 .activity = told_activity,
				 .sample = told_one_sample,
				 .tick = told_tick,
				 .loss = told_loss,
				 .state = told_state};
}

/* What is known of copies is kept by processor: all runs are to be on one. */
static void twins_stay(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
}

struct twins *twins_open(enum kernel_hook hook, const char *home)
{
	struct twins *t = calloc(1, sizeof(*t));
	struct kernel_config config = {
		.flow_limit = 16384, .ring_bytes = 1 << 22, .idle_s = 1 << 30, .clock_given = true};
	struct meter_config meter = {.flow_limit = 16384};
	struct prefix prefix;

	assert_non_null(t);
	twins_stay();
	t->hook = hook;
	assert_int_equal(home_create(&t->home), 0);
	if (home) {
		assert_int_equal(prefix_parse(home, &prefix), 0);
		assert_int_equal(home_add(t->home, &prefix, HOME_DECLARED), 0);
	}
	config.home = meter.home = t->home;
	meter.observer = told_observer(&t->told[0]);
	config.observer = told_observer(&t->told[1]);
	assert_int_equal(meter_create(&meter, &t->meter), 0);
	meter_interface(t->meter, INTERFACE, 0);
	t->kernel = kernel_or_skip(&config);
	if (t->kernel)
		return t;
	meter_destroy(t->meter);
	home_destroy(t->home);
	free(t);
	return NULL;
}

void twins_frame(struct twins *twins, uint64_t time_ns, const uint8_t *data, uint32_t length)
{
	if (length > KERNEL_FRAME_MOST)
		length = KERNEL_FRAME_MOST;
	if (time_ns > twins->now_ns) {
		twins->now_ns = time_ns;
		kernel_set_clock(twins->kernel, time_ns);
	}
	if (twins->now_ns - twins->collected_ns > 3 * SECOND) {
		twins->collected_ns = twins->now_ns;
		kernel_collect(twins->kernel);
	}
	if (kernel_run(twins->kernel, twins->hook, data, length, NULL))
		return; /* too short for a test run */
	kernel_read(twins->kernel);
	meter_frame(twins->meter, ETHERNET, twins->now_ns, data, length, length);
}

static int activity_order(const void *left, const void *right)
{
	const struct activity *a = left, *b = right;

	if (a->stretch.first_up_ns != b->stretch.first_up_ns)
		return a->stretch.first_up_ns < b->stretch.first_up_ns ? -1 : 1;
	if (memcmp(&a->flow, &b->flow, sizeof(a->flow)) != 0)
		return memcmp(&a->flow, &b->flow, sizeof(a->flow));
	return a->stretch.sequence < b->stretch.sequence ? -1 : 1;
}

static void tell_activity(const char *who, const struct activity *a)
{
	const struct account_stretch *s = &a->stretch;
	char mac[MAC_TEXT];

	fprintf(stderr, "%s: %s %u-%u/%u scope %u interface %u sequence %u: ", who,
		mac_format(a->flow.device.bytes, mac), a->flow.local_port, a->flow.remote_port,
		a->flow.protocol, a->flow.scope, a->interface, s->sequence);
	fprintf(stderr, "%llu to %llu, up %llu/%u of %u, down %llu + %llu + %llu, merged %u\n",
		s->first_up_ns, s->last_up_ns, s->bytes_up, s->packets_up, s->largest_up,
		s->lead.bytes, s->within.bytes, s->tail.bytes, s->merged);
}

static void tell_sample(const char *who, const struct told_sample *s)
{
	char mac[MAC_TEXT];

	fprintf(stderr, "%s: %s %u-%u at %" PRIu64 " began %" PRIu64 " length %u %s %s\n", who,
		mac_format(s->flow.device.bytes, mac), s->flow.local_port, s->flow.remote_port,
		s->time_ns, s->began_ns, s->length, s->upstream ? "up" : "-",
		s->first ? "first" : "-");
}

static size_t compare_activities(const struct twins *t)
{
	const struct told *a = &t->told[0], *b = &t->told[1];
	size_t count =
		a->activity_count > b->activity_count ? a->activity_count : b->activity_count;
	size_t bad = 0;

	if (a->activity_count)
		qsort(a->activities, a->activity_count, sizeof(*a->activities), activity_order);
	if (b->activity_count)
		qsort(b->activities, b->activity_count, sizeof(*b->activities), activity_order);
	for (size_t i = 0; i < count; i++) {
		const struct activity *x = i < a->activity_count ? &a->activities[i] : NULL;
		const struct activity *y = i < b->activity_count ? &b->activities[i] : NULL;

		if (x && y && !memcmp(&x->flow, &y->flow, sizeof(x->flow)) &&
		    !memcmp(&x->stretch, &y->stretch, sizeof(x->stretch)) &&
		    x->interface == y->interface)
			continue;
		if (!bad++) {
			if (x)
				tell_activity("meter ", x);
			if (y)
				tell_activity("kernel", y);
		}
	}
	return bad;
}

static size_t compare_samples(const struct twins *t)
{
	const struct told *a = &t->told[0], *b = &t->told[1];
	size_t count = a->sample_count > b->sample_count ? a->sample_count : b->sample_count;
	size_t bad = 0;

	for (size_t i = 0; i < count; i++) {
		const struct told_sample *x = i < a->sample_count ? &a->samples[i] : NULL;
		const struct told_sample *y = i < b->sample_count ? &b->samples[i] : NULL;

		if (x && y && !memcmp(x, y, sizeof(*x)))
			continue;
		if (!bad++) {
			if (x)
				tell_sample("meter ", x);
			if (y)
				tell_sample("kernel", y);
		}
	}
	return bad;
}

static size_t compare_counters(const struct twins *t)
{
	const struct source_counters *a = meter_counters(t->meter);
	const struct source_counters *b = kernel_counters(t->kernel);
	const uint64_t pairs[][2] = {
		{a->packets, b->packets},
		{a->ip_packets, b->ip_packets},
		{a->bytes, b->bytes},
		{a->copies, b->copies},
		{a->outside, b->outside},
		{a->unreadable, b->unreadable},
		{a->not_ip, b->not_ip},
		{a->lost, b->lost},
		{t->told[0].unread, t->told[1].unread},
	};
	/* Of numbers at random a list of holes and a sum of them say nearly the same. */
	size_t bad = llabs((int64_t)(t->told[0].holes - t->told[1].holes)) >
		     (int64_t)(t->told[0].holes / TWINS_HOLES);

	if (bad)
		fprintf(stderr, "holes: meter %" PRIu64 ", kernel %" PRIu64 "\n", t->told[0].holes,
			t->told[1].holes);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i][0] != pairs[i][1] && !bad++)
			fprintf(stderr, "counter %zu: meter %" PRIu64 ", kernel %" PRIu64 "\n", i,
				pairs[i][0], pairs[i][1]);
	return bad;
}

size_t twins_close(struct twins *twins, const char *name)
{
	size_t bad;

	kernel_finish(twins->kernel);
	meter_finish(twins->meter);
	bad = compare_activities(twins) + compare_samples(twins) + compare_counters(twins);
	print_message("# %s: %" PRIu64 " frames, %zu activities, %zu samples, %zu differences\n",
		      name, kernel_counters(twins->kernel)->packets, twins->told[1].activity_count,
		      twins->told[1].sample_count, bad);
	for (int i = 0; i < 2; i++) {
		free(twins->told[i].activities);
		free(twins->told[i].samples);
	}
	kernel_destroy(twins->kernel);
	meter_destroy(twins->meter);
	home_destroy(twins->home);
	free(twins);
	return bad;
}
