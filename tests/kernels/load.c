// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whether the kernel that runs here takes the program, made by whatever compiler:
 *
 *	load OBJECT...		as root; for another byte order's kernel give that order's object
 *
 * Each of an object's programs is loaded as userspace/capture/kernel/kernel_load.c does, once for
 *each way in which it is told what to do: those are constants to the verifier, which takes out what
 *is switched off. A line each, parted by tabs:
 *
 *	OBJECT PROGRAM OPTIONS ok|refused INSNS TEXT
 *
 * OPTIONS is `-` or words joined by `+` (mirror, clock, mute). INSNS is how many instructions the
 * verifier walked, 0 where it did not say. TEXT is empty, or what the verifier said last, its lines
 * parted by ` | `. Ends with 1 where one was refused or took more than LOAD_MOST instructions,
 * which leaves room for what the program will learn: the kernel gives up at 1,000,000
 * (BPF_COMPLEXITY_LIMIT_INSNS).
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bpf/record.h"

#define LOAD_MOST 250000U
#define LOAD_FLOWS 8192		   /* as kernel.c where nothing else is asked for */
#define LOAD_RING (1U << 20)	   /* likewise */
#define LOAD_LOG ((16U << 20) - 1) /* the most that old kernels take: UINT_MAX >> 8 */
#define LOAD_LINES 6
#define LOAD_STATS 4U /* BPF_LOG_STATS of linux/bpf_verifier.h, with what is wrong alone */
#define LOAD_PATH 1U  /* BPF_LOG_LEVEL1: and the way that led there */

static const struct {
	const char *name;
	struct kernel_options options;
} ways[] = {
	{"-", {0}},
	{"mirror", {.mirror = 1}},
	{"clock", {.clock_given = 1}},
	{"mirror+clock+mute", {.mirror = 1, .clock_given = 1, .mute_after = 1}},
};

static char log_text[LOAD_LOG];

static int load_quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

/* As load_set of kernel_load.c. */
static int load_set(struct bpf_object *object, const struct kernel_options *options)
{
	struct bpf_map *told = bpf_object__find_map_by_name(object, ".rodata.options");
	struct bpf_map *flows = bpf_object__find_map_by_name(object, "flows");
	struct bpf_map *ring = bpf_object__find_map_by_name(object, "ring");
	int err;

	if (!told || !flows || !ring)
		return -EINVAL;
	err = bpf_map__set_initial_value(told, options, sizeof(*options));
	if (!err)
		err = bpf_map__set_max_entries(flows, LOAD_FLOWS);
	if (!err)
		err = bpf_map__set_max_entries(ring, LOAD_RING);
	return err;
}

/* Makes ready to load one of the programs alone, so that the others' refusals do not hide it. */
static int load_choose(struct bpf_object *object, const char *name, __u32 level)
{
	struct bpf_program *program;
	int err = 0;

	bpf_object__for_each_program(program, object)
	{
		bool chosen = !strcmp(bpf_program__name(program), name);

		if (!err)
			err = bpf_program__set_autoload(program, chosen);
		if (!err && chosen)
			err = bpf_program__set_log_buf(program, log_text, sizeof(log_text));
		if (!err && chosen)
			err = (int)bpf_program__set_log_level(program, level);
	}
	return err;
}

/* Where the last of the verifier's words begin, without its figures. */
static char *load_tail(char *text)
{
	char *figures = strstr(text, "verification time "), *from;
	int lines = 0;

	if (!figures)
		figures = strstr(text, "processed ");
	if (figures)
		*figures = 0;
	from = text + strlen(text);
	while (from > text && from[-1] == '\n')
		*--from = 0;
	for (; from > text; from--)
		if (from[-1] == '\n' && ++lines == LOAD_LINES)
			break;
	return from;
}

static __u32 load_insns(void)
{
	const char *figures = strstr(log_text, "processed ");

	return figures ? (__u32)strtoul(figures + strlen("processed "), NULL, 10) : 0;
}

static int load_once(const char *path, const char *name, const struct kernel_options *options,
		     __u32 level)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	int err = object ? load_set(object, options) : -errno;

	log_text[0] = 0;
	if (!err)
		err = load_choose(object, name, level);
	if (!err)
		err = bpf_object__load(object);
	bpf_object__close(object);
	return err;
}

static void load_say(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs(" | ", stdout);
		else
			putchar(*text == '\t' ? ' ' : *text);
	}
	putchar('\n');
}

/* A refusal is asked for again with the way that led there, which takes long to write down. */
static int load_program(const char *path, const char *name, int way)
{
	int err = load_once(path, name, &ways[way].options, LOAD_STATS);
	__u32 insns = load_insns();

	printf("%s\t%s\t%s\t%s\t%u\t", path, name, ways[way].name, err ? "refused" : "ok", insns);
	if (err) {
		load_once(path, name, &ways[way].options, LOAD_STATS | LOAD_PATH);
		load_say(*log_text ? load_tail(log_text) : strerror(-err));
	} else {
		load_say(insns > LOAD_MOST ? "more instructions than are allowed here" : "");
	}
	fflush(stdout);
	return err || insns > LOAD_MOST;
}

static int load_object(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;
	int failed = 0, count = 0;

	if (object)
		bpf_object__for_each_program(program, object)
		{
			for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)
				failed |= load_program(path, bpf_program__name(program), (int)way);
			count++;
		}
	bpf_object__close(object);
	if (!count)
		printf("%s\t-\t-\trefused\t0\tthis is no object with programs\n", path);
	return failed || !count;
}

int main(int argc, char **argv)
{
	int failed = 0;

	libbpf_set_print(load_quiet);
	if (argc < 2) {
		fprintf(stderr, "usage: load OBJECT..., as root\n");
		return 2;
	}
	for (int i = 1; i < argc; i++)
		failed |= load_object(argv[i]);
	return failed;
}
