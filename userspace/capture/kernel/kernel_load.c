// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/kernel/kernel_load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOAD_MEMLOCK "memlock:"

extern const unsigned char kernel_object[], kernel_object_end[];

static const char *const programs[KERNEL_HOOKS] = {"lenswatch_xdp", "lenswatch_in",
						   "lenswatch_out"};
static const char *const maps[KERNEL_MAPS] = {"flows", "devices",   "seats",	  "interfaces",
					      "home",  "addresses", "counts_map", "unread",
					      "ring",  ".bss"};

/* Whose refusal it is that libbpf speaks of: its messages come without a context. */
static struct refusal *hearing;

static int load_hear(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *message;

	if (level != LIBBPF_WARN || !hearing || vasprintf(&message, format, arguments) < 0)
		return 0;
	refusal_hear(hearing, message);
	free(message);
	return 0;
}

static int load_quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

static int load_set(struct bpf_object *object, const struct kernel_spec *spec)
{
	struct bpf_map *options = bpf_object__find_map_by_name(object, ".rodata.options");
	struct bpf_map *flows = bpf_object__find_map_by_name(object, "flows");
	struct bpf_map *ring = bpf_object__find_map_by_name(object, "ring");
	int err;

	if (!options || !flows || !ring)
		return -EINVAL;
	err = bpf_map__set_initial_value(options, &spec->options, sizeof(spec->options));
	if (!err)
		err = bpf_map__set_max_entries(flows, spec->flow_limit);
	if (!err)
		err = bpf_map__set_max_entries(ring, spec->ring_bytes);
	return err;
}

/* What the kernel says that a map takes (fdinfo of bpf_map_show_fdinfo), 0 where it does not. */
static uint64_t load_map_bytes(int descriptor)
{
	char path[64], line[128];
	uint64_t bytes = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", descriptor);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, LOAD_MEMLOCK, strlen(LOAD_MEMLOCK)) == 0)
			bytes = strtoull(line + strlen(LOAD_MEMLOCK), NULL, 10);
	fclose(file);
	return bytes;
}

/* Keeps descriptors only: what libbpf remembers of an object is ten times what we need. */
static int load_keep(struct bpf_object *object, struct kernel_loaded *out)
{
	for (int i = 0; i < KERNEL_HOOKS; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(object, programs[i]);

		out->programs[i] =
			program ? fcntl(bpf_program__fd(program), F_DUPFD_CLOEXEC, 3) : -1;
		if (out->programs[i] < 0)
			return program ? -errno : -EINVAL;
	}
	for (int i = 0; i < KERNEL_MAPS; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(object, maps[i]);

		out->maps[i] = map ? fcntl(bpf_map__fd(map), F_DUPFD_CLOEXEC, 3) : -1;
		if (out->maps[i] < 0)
			return map ? -errno : -EINVAL;
		out->map_bytes += load_map_bytes(out->maps[i]);
	}
	return 0;
}

static int load_all(const struct kernel_spec *spec, struct kernel_loaded *out,
		    struct refusal *refusal)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "lenswatch");
	size_t size = (size_t)(kernel_object_end - kernel_object);
	struct bpf_object *object;
	int err;

	hearing = refusal;
	libbpf_set_print(load_hear);
	object = bpf_object__open_mem(kernel_object, size, &opts);
	err = object ? 0 : -errno;
	if (!err)
		err = load_set(object, spec);
	if (!err)
		err = bpf_object__load(object);
	if (!err)
		err = load_keep(object, out);
	hearing = NULL;
	libbpf_set_print(load_quiet);
	bpf_object__close(object);
	return err;
}

int kernel_load_open(const struct kernel_spec *spec, struct kernel_loaded *out,
		     struct refusal *refusal)
{
	int err;

	memset(out->programs, -1, sizeof(out->programs));
	memset(out->maps, -1, sizeof(out->maps));
	out->map_bytes = 0;
	*refusal = (struct refusal){0};
	err = load_all(spec, out, refusal);
	if (err) {
		refusal_judge(refusal, err);
		kernel_load_close(out);
		if (refusal->cause == REFUSAL_LACKS)
			err = -ENOSYS; /* what the verifier says of it differs */
	} else {
		*refusal = (struct refusal){0}; /* what is only a warning */
	}
	return err;
}

void kernel_load_close(struct kernel_loaded *loaded)
{
	for (int i = 0; i < KERNEL_HOOKS; i++)
		if (loaded->programs[i] >= 0)
			close(loaded->programs[i]);
	for (int i = 0; i < KERNEL_MAPS; i++)
		if (loaded->maps[i] >= 0)
			close(loaded->maps[i]);
	memset(loaded->programs, -1, sizeof(loaded->programs));
	memset(loaded->maps, -1, sizeof(loaded->maps));
}
