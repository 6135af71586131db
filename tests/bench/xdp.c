// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a packet costs in the program in the kernel, beside what any program would take that does
 * less. Argument: the object of floor.bpf.c. Needs root.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/kernel/kernel.h"
#include "words/fallback.h"

#define REPEAT 200000
#define TRIES 15

static const uint8_t camera[6] = {2, 0, 0, 0, 0, 1};

static void no_activity(void *context, const struct activity *activity)
{
	(void)context;
	(void)activity;
}

static void no_sample(void *context, const struct sample *sample)
{
	(void)context;
	(void)sample;
}

static void no_tick(void *context, uint64_t now_ns)
{
	(void)context;
	(void)now_ns;
}

static void no_loss(void *context, const struct loss *loss)
{
	(void)context;
	(void)loss;
}

static enum device_state no_state(void *context, const struct device_key *device)
{
	(void)context;
	(void)device;
	return DEVICE_UNDECIDED;
}

/*
 * UDP without identification or checksum, of less than COPIES_DATAGRAM as its length says: no two
 * of them pass for copies.
 */
static void frame_build(uint8_t *frame, uint32_t length, uint16_t port)
{
	static const uint8_t head[] = {
		2,    0,   0, 0,  0,   0xfe, 2,	   0, 0,  0,  0, 1,   8, 0, /* Ethernet */
		0x45, 0,   0, 0,  0,   0,    0x40, 0, 64, 17, 0, 0,	    /* IPv4 */
		192,  168, 1, 20, 198, 51,   100,  7, 0,  0,  1, 187, 0, 0, 0, 0};

	memset(frame, 0, length);
	memcpy(frame, head, sizeof(head));
	frame[16] = (uint8_t)((length - 14) >> 8);
	frame[17] = (uint8_t)(length - 14);
	frame[34] = (uint8_t)(port >> 8);
	frame[35] = (uint8_t)port;
	frame[39] = 30;
}

static uint32_t measure_once(int program, uint32_t length, uint16_t port)
{
	uint8_t frame[1600];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = length,
		    .repeat = REPEAT);

	frame_build(frame, length, port);
	if (bpf_prog_test_run_opts(program, &opts)) {
		perror("test run");
		exit(1);
	}
	return opts.duration;
}

/* What others take: the loop that measures, a parse, and that and one LRU update. 0: not yet. */
struct floors {
	double loop, parse, lru;
};

/* The least of several: what else runs here only adds. */
static double measure(const char *name, int program, uint32_t length, uint16_t port,
		      const struct floors *of)
{
	uint32_t least = UINT32_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint32_t one = measure_once(program, length, port);

		least = one < least ? one : least;
	}
	printf("%-44s %5u ns", name, least);
	if (of->loop > 0)
		printf("   %3.0f beside the loop", least - of->loop);
	if (of->lru > 0)
		printf("   %.2f of a bare parse, %.2f of one LRU update", least / of->parse,
		       least / of->lru);
	printf("\n");
	return least;
}

static struct kernel *kernel_open(const struct home *home, uint32_t flow_limit, bool mirror)
{
	struct kernel_config config = {.home = home,
				       .flow_limit = flow_limit,
				       .mirror = mirror,
				       .observer = {.activity = no_activity,
						    .sample = no_sample,
						    .tick = no_tick,
						    .loss = no_loss,
						    .state = no_state}};
	struct refusal why;
	struct kernel *kernel;

	if (!kernel_create(&config, &kernel, &why))
		return kernel;
	fallback_write_why(&why, "", stderr);
	exit(1);
}

static void rate(const char *name, int program)
{
	uint32_t least = UINT32_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint32_t one = measure_once(program, 1514, 4);

		least = one < least ? one : least;
	}
	printf("%-44s %5.1f million packets a second and core\n", name, 1000.0 / least);
}

static int floor_program(struct bpf_object *object, const char *name)
{
	return bpf_program__fd(bpf_object__find_program_by_name(object, name));
}

int main(int argc, char **argv)
{
	struct device_key device = {.kind = DEVICE_BY_MAC};
	struct bpf_object *object = argc == 2 ? bpf_object__open(argv[1]) : NULL;
	struct kernel *kernel, *full, *mirror;
	struct home *home;
	struct floors of = {0};
	int ours;

	if (!object || bpf_object__load(object) || home_create(&home)) {
		fprintf(stderr, "usage: xdp FLOOR.o, as root\n");
		return 1;
	}
	memcpy(device.bytes, camera, sizeof(camera));
	kernel = kernel_open(home, 0, false);
	full = kernel_open(home, 4, false);
	ours = kernel_program(kernel, KERNEL_XDP);
	of.loop = measure("an empty program", floor_program(object, "floor_pass"), 64, 1, &of);
	of.parse = measure("a bare parse", floor_program(object, "floor_parse"), 64, 1, &of);
	measure("parse, and an LRU entry found and added to", floor_program(object, "floor_lru"),
		64, 1, &of);
	of.lru = measure("parse and one LRU update", floor_program(object, "floor_update"), 64, 1,
			 &of);
	kernel_decide(kernel, &device, DEVICE_CAMERA);
	measure("tracked, 64 bytes", ours, 64, 1, &of);
	measure("tracked, 1,500 bytes", ours, 1514, 2, &of);
	kernel_decide(kernel, &device, DEVICE_OTHER);
	measure("ruled out", ours, 64, 3, &of);
	for (uint16_t port = 1000; port < 1020; port++)
		(void)measure_once(kernel_program(full, KERNEL_XDP), 64, port);
	measure("undecided, new flow, no room", kernel_program(full, KERNEL_XDP), 64, 1020, &of);
	mirror = kernel_open(home, 0, true);
	kernel_decide(mirror, &device, DEVICE_CAMERA);
	rate("a mirror port: XDP_DROP alone", floor_program(object, "floor_drop"));
	rate("a mirror port: counted, then dropped", kernel_program(mirror, KERNEL_XDP));
	kernel_destroy(mirror);
	kernel_destroy(kernel);
	kernel_destroy(full);
	bpf_object__close(object);
	home_destroy(home);
	return 0;
}
