// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <cap-ng.h>

#include <bpf/libbpf.h>
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/kernel/kernel_load.h"

static const struct kernel_spec spec = {.flow_limit = 64, .ring_bytes = 4096};

static void the_program_loads_and_its_maps_are_measured(void **state)
{
	struct kernel_loaded loaded;
	struct refusal why;
	int err = kernel_load_open(&spec, &loaded, &why);

	(void)state;
	if (err == -EPERM || err == -ENOSYS) {
		print_message("# bpf: %s\n", refusal_cause_name(why.cause));
		skip();
	}
	assert_int_equal(err, 0);
	assert_int_equal(why.cause, REFUSAL_NONE);
	assert_int_equal(why.said_count, 0);
	for (int i = 0; i < KERNEL_HOOKS; i++)
		assert_true(loaded.programs[i] > 2);
	for (int i = 0; i < KERNEL_MAPS; i++)
		assert_true(loaded.maps[i] > 2);
	assert_true(loaded.map_bytes > 4096);
	kernel_load_close(&loaded);
	assert_int_equal(loaded.maps[0], -1);
}

/* In a child, which alone sees the empty folder. 2: a mount name space cannot be had. */
static int load_without_btf(void)
{
	struct kernel_loaded loaded;
	struct refusal why;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/sys/kernel/btf", "tmpfs", 0, NULL))
		return 2;
	if (!access("/sys/kernel/btf/vmlinux", F_OK))
		return 1;
	if (kernel_load_open(&spec, &loaded, &why)) {
		fprintf(stderr, "%s\n", refusal_cause_name(why.cause));
		return 1;
	}
	kernel_load_close(&loaded);
	return 0;
}

static int in_child(int (*run)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (!child)
		_exit(run());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void the_program_loads_where_the_kernel_hides_its_types(void **state)
{
	int result;

	(void)state;
	if (geteuid() || access("/sys/kernel/btf", F_OK)) {
		print_message("# bpf: not root, or no types to hide\n");
		skip();
	}
	result = in_child(load_without_btf);
	if (result == 2) {
		print_message("# bpf: no mount name space here\n");
		skip();
	}
	assert_int_equal(result, 0);
}

static int load_without_rights(void)
{
	struct kernel_loaded loaded;
	struct refusal why;

	if (setgid(65534) || setuid(65534))
		return 2;
	if (kernel_load_open(&spec, &loaded, &why) != -EPERM || why.cause != REFUSAL_RIGHTS)
		return 1;
	return why.missing == (REFUSAL_BPF | REFUSAL_PERFMON | REFUSAL_NET_ADMIN) ? 0 : 1;
}

static void without_rights_it_says_which(void **state)
{
	(void)state;
	if (geteuid()) {
		print_message("# bpf: not root, so there are no rights to give up\n");
		skip();
	}
	assert_int_equal(in_child(load_without_rights), 0);
}

static int load_without_perfmon(void)
{
	struct kernel_loaded loaded;
	struct refusal why;

	capng_clear(CAPNG_SELECT_BOTH);
	capng_updatev(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_BPF, CAP_NET_ADMIN, -1);
	if (capng_apply(CAPNG_SELECT_CAPS))
		return 2;
	if (kernel_load_open(&spec, &loaded, &why) != -EACCES || why.cause != REFUSAL_VERIFIER)
		return 1;
	/*
	 * "R8 pointer -= pointer prohibited" or, of clang 21's object, "R9 partial copy of
	 * pointer", of the first program that does so.
	 */
	if (!why.said_count || strncmp(why.program, "lenswatch_", 10) != 0 ||
	    !strstr(why.said[why.said_count - 1], "pointer"))
		return 1;
	return why.missing == REFUSAL_PERFMON ? 0 : 1;
}

static void the_right_that_the_verifier_wants_is_named_and_its_words_are_kept(void **state)
{
	(void)state;
	if (geteuid()) {
		print_message("# bpf: not root, so there are no rights to give up\n");
		skip();
	}
	assert_int_equal(in_child(load_without_perfmon), 0);
}

/* 3: there is no such name space here. */
static int load_in_container(void)
{
	struct kernel_loaded loaded;
	struct refusal why;
	FILE *map;

	if (unshare(CLONE_NEWUSER))
		return 3;
	map = fopen("/proc/self/uid_map", "we");
	if (!map || fputs("0 0 1\n", map) < 0 || fclose(map))
		return 3;
	/* It is root, with all capabilities: of its own name space. */
	if (kernel_load_open(&spec, &loaded, &why) != -EPERM || why.missing)
		return 1;
	return why.cause == REFUSAL_DENIED && why.contained && !why.said_count ? 0 : 1;
}

static void a_containers_root_is_told_apart_from_one_without_rights(void **state)
{
	int result;

	(void)state;
	if (geteuid()) {
		print_message("# bpf: not root, so nothing was to be had anyway\n");
		skip();
	}
	result = in_child(load_in_container);
	if (result == 3) {
		print_message("# netns: no user name space here\n");
		skip();
	}
	assert_int_equal(result, 0);
}

/* 4: the filter could not be made. */
static int load_filtered(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	struct kernel_loaded loaded;
	struct refusal why;

	if (!filter || seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(bpf), 0) ||
	    seccomp_load(filter))
		return 4;
	if (kernel_load_open(&spec, &loaded, &why) != -EPERM || why.missing)
		return 1;
	return why.cause == REFUSAL_DENIED && why.filtered && !why.contained ? 0 : 1;
}

static int load_without_bpf(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	struct kernel_loaded loaded;
	struct refusal why;

	if (!filter || seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(bpf), 0) ||
	    seccomp_load(filter))
		return 4;
	return kernel_load_open(&spec, &loaded, &why) && why.cause == REFUSAL_NO_BPF ? 0 : 1;
}

static void a_filter_that_denies_bpf_is_named(void **state)
{
	(void)state;
	if (geteuid()) {
		print_message("# bpf: not root, so nothing was to be had anyway\n");
		skip();
	}
	assert_int_equal(in_child(load_filtered), 0);
	assert_int_equal(in_child(load_without_bpf), 0);
}

static void is_object_of_order(const char *path, unsigned char order)
{
	unsigned char head[20];
	FILE *file = fopen(path, "re");
	int big = order == ELFDATA2MSB;

	assert_non_null(file);
	assert_int_equal(fread(head, 1, sizeof(head), file), sizeof(head));
	fclose(file);
	assert_memory_equal(head, ELFMAG, SELFMAG);
	assert_int_equal(head[EI_CLASS], ELFCLASS64);
	assert_int_equal(head[EI_DATA], order);
	assert_int_equal(head[big ? 19 : 18], EM_BPF);
}

/* `make` leaves both beside the unit programs; tests run from the top. */
static void there_is_an_object_of_each_byte_order(void **state)
{
	(void)state;
	is_object_of_order("build/bpf/lenswatch.bpfel.o", ELFDATA2LSB);
	is_object_of_order("build/bpf/lenswatch.bpfeb.o", ELFDATA2MSB);
}

/* MIPS and the like: there the verifier refuses a word that does not lie on a word. */
static void the_program_loads_where_words_must_be_aligned(void **state)
{
	bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	struct bpf_object *object = bpf_object__open(big ? "build/bpf/lenswatch.bpfeb.o"
							 : "build/bpf/lenswatch.bpfel.o");
	struct bpf_program *program;
	int err;

	(void)state;
	assert_non_null(object);
	bpf_object__for_each_program(program, object) bpf_program__set_flags(
		program, bpf_program__flags(program) | BPF_F_STRICT_ALIGNMENT);
	err = bpf_object__load(object);
	bpf_object__close(object);
	if (err == -EPERM) {
		print_message("# bpf: a program cannot be loaded here\n");
		skip();
	}
	assert_int_equal(err, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_loads_and_its_maps_are_measured),
		cmocka_unit_test(the_program_loads_where_the_kernel_hides_its_types),
		cmocka_unit_test(without_rights_it_says_which),
		cmocka_unit_test(the_right_that_the_verifier_wants_is_named_and_its_words_are_kept),
		cmocka_unit_test(the_program_loads_where_words_must_be_aligned),
		cmocka_unit_test(a_containers_root_is_told_apart_from_one_without_rights),
		cmocka_unit_test(a_filter_that_denies_bpf_is_named),
		cmocka_unit_test(there_is_an_object_of_each_byte_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
