// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tries inside the sandbox every row of docs/dev/sandbox.md. Arguments are such that the kernel
 * would answer something else where the filter did not come first, as far as it can be had.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/sandbox.h"

#define TABLE "docs/dev/sandbox.md"
#define ROWS_MOST 128

/* What headers older than the running kernel lack: the same number on every processor. */
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

struct row {
	char tried[64], answer[16];
};

struct
try {
	const char *name;
	long call;
	unsigned long arguments[6];
};

static _Alignas(65536) char page[65536];
static struct rlimit limit = {.rlim_cur = 64, .rlim_max = 64};

#define AT (unsigned long)AT_FDCWD
#define HERE(pointer) (unsigned long)(pointer)
#define SCHEDULE_BATCH 3 /* SCHED_BATCH (linux/sched.h), which needs no right */

static const struct try tries[] = {
	{"execve", SYS_execve, {0}},
	{"execveat", SYS_execveat, {AT}},
	{"clone", SYS_clone, {SIGCHLD}},
	{"clone3", SYS_clone3, {0}},
	{"mmap PROT_EXEC",
	 SYS_mmap,
	 {0, sizeof(page), PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1UL, 0}},
	{"mprotect PROT_EXEC", SYS_mprotect, {HERE(page), sizeof(page), PROT_READ | PROT_EXEC}},
	{"mprotect PROT_WRITE and PROT_EXEC",
	 SYS_mprotect,
	 {HERE(page), sizeof(page), PROT_READ | PROT_WRITE | PROT_EXEC}},
	{"pkey_mprotect PROT_EXEC",
	 SYS_pkey_mprotect,
	 {HERE(page), sizeof(page), PROT_READ | PROT_EXEC, -1UL}},
	{"personality READ_IMPLIES_EXEC", SYS_personality, {READ_IMPLIES_EXEC}},
	{"shmget", SYS_shmget, {0, sizeof(page), 0600}},
	{"userfaultfd", SYS_userfaultfd, {1 /* UFFD_USER_MODE_ONLY */}},
	{"ptrace", SYS_ptrace, {PTRACE_TRACEME}},
	{"process_vm_readv", SYS_process_vm_readv, {1}},
	{"process_vm_writev", SYS_process_vm_writev, {1}},
	{"pidfd_open", SYS_pidfd_open, {1}},
	{"pidfd_getfd", SYS_pidfd_getfd, {-1UL}},
	{"kill", SYS_kill, {0, 0}},
	{"tkill", SYS_tkill, {0}},
	{"tgkill of another", SYS_tgkill, {1, 1, -1UL}},
	{"rt_sigqueueinfo", SYS_rt_sigqueueinfo, {1}},
	{"socket AF_INET", SYS_socket, {AF_INET, SOCK_DGRAM}},
	{"socket AF_INET6", SYS_socket, {AF_INET6, SOCK_DGRAM}},
	{"socket AF_PACKET", SYS_socket, {AF_PACKET, -1UL}},
	{"socket AF_ALG", SYS_socket, {AF_ALG, SOCK_SEQPACKET}},
	{"socket AF_VSOCK", SYS_socket, {AF_VSOCK, SOCK_STREAM}},
	{"socketpair AF_INET", SYS_socketpair, {AF_INET, SOCK_DGRAM, 0, HERE(page)}},
	{"unshare CLONE_NEWUSER", SYS_unshare, {CLONE_NEWUSER}},
	{"setns", SYS_setns, {-1UL}},
	{"setresuid", SYS_setresuid, {-1UL, -1UL, -1UL}},
	{"setresgid", SYS_setresgid, {-1UL, -1UL, -1UL}},
	{"setgroups", SYS_setgroups, {0}},
	{"capset", SYS_capset, {0}},
	{"prctl PR_SET_DUMPABLE", SYS_prctl, {PR_SET_DUMPABLE, 1}},
	{"seccomp", SYS_seccomp, {-1UL}},
	{"prlimit64 with new limits", SYS_prlimit64, {0, RLIMIT_NOFILE, HERE(&limit)}},
	{"sched_setscheduler", SYS_sched_setscheduler, {0, SCHEDULE_BATCH, HERE(page)}},
	{"open outside", SYS_openat, {AT, HERE("/etc/passwd"), O_RDONLY}},
	{"list outside", SYS_openat, {AT, HERE("/etc"), O_RDONLY | O_DIRECTORY}},
	{"create outside", SYS_openat, {AT, HERE("/tmp/lenswatch-refused"), O_WRONLY | O_CREAT}},
	{"remove outside", SYS_unlinkat, {AT, HERE("/etc/passwd")}},
	{"mount", SYS_mount, {0}},
	{"fsopen", SYS_fsopen, {0}},
	{"open_tree", SYS_open_tree, {AT}},
	{"chroot", SYS_chroot, {0}},
	{"pivot_root", SYS_pivot_root, {0}},
	{"open_by_handle_at", SYS_open_by_handle_at, {-1UL}},
	{"mknodat", SYS_mknodat, {AT, 0, S_IFIFO}},
	{"mkdirat", SYS_mkdirat, {AT}},
	{"symlinkat", SYS_symlinkat, {0, AT}},
	{"linkat", SYS_linkat, {AT, 0, AT}},
	{"fchownat", SYS_fchownat, {AT}},
	{"fsetxattr", SYS_fsetxattr, {-1UL}},
	{"io_uring_setup", SYS_io_uring_setup, {1}},
	{"perf_event_open", SYS_perf_event_open, {0}},
	{"add_key", SYS_add_key, {0}},
	{"keyctl", SYS_keyctl, {-1UL}},
	{"init_module", SYS_init_module, {0}},
	{"finit_module", SYS_finit_module, {-1UL}},
	{"kexec_load", SYS_kexec_load, {0}},
	{"reboot", SYS_reboot, {0}},
	{"syslog", SYS_syslog, {3}},
	{"clock_settime", SYS_clock_settime, {0}},
	{"sethostname", SYS_sethostname, {0, -1UL}},
	{"swapon", SYS_swapon, {0}},
	{"acct", SYS_acct, {0}},
	{"ioctl TIOCSTI", SYS_ioctl, {-1UL, TIOCSTI}},
};

#define TRIES (sizeof(tries) / sizeof(tries[0]))

static size_t read_table(struct row rows[ROWS_MOST])
{
	FILE *file = fopen(TABLE, "r");
	char line[512];
	size_t count = 0;

	assert_non_null(file);
	while (count < ROWS_MOST && fgets(line, sizeof(line), file))
		if (sscanf(line, "| `%63[^`]` | %15[A-Z] |", rows[count].tried,
			   rows[count].answer) == 2)
			count++;
	fclose(file);
	assert_in_range(count, 1, ROWS_MOST - 1);
	return count;
}

static const struct try *find_try(const char *name)
{
	for (size_t i = 0; i < TRIES; i++)
		if (strcmp(tries[i].name, name) == 0)
			return &tries[i];
	return NULL;
}

/* What the page writes for it; else the number. */
static const char *answer_of(const struct try *t, char number[16])
{
	const unsigned long *a = t->arguments;
	long got;

	errno = 0;
	got = syscall(t->call, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (got >= 0)
		return "it was allowed";
	if (errno == EPERM)
		return "EPERM";
	if (errno == EACCES)
		return "EACCES";
	if (errno == ENOSYS)
		return "ENOSYS";
	snprintf(number, 16, "errno %d", errno);
	return number;
}

/* In a child that does not come back: how many rows were not as the page says. */
static int try_all(const struct row *rows, size_t count, bool forks)
{
	struct sandbox_config config = {.user = geteuid() == 0 ? "nobody" : NULL, .forks = forks};
	struct sandbox_state state = {0};
	char text[SANDBOX_TEXT] = "", number[16];
	int wrong = 0;

	if (sandbox_enter(&config, &state, text) != 0) {
		dprintf(STDERR_FILENO, "%s\n", text);
		return 1;
	}
	for (size_t i = 0; i < count; i++) {
		const char *got;

		if (!state.landlock && strcmp(rows[i].answer, "EACCES") == 0)
			continue;
		if (forks && strcmp(rows[i].tried, "clone") == 0)
			continue;
		got = answer_of(find_try(rows[i].tried), number);
		if (strcmp(got, rows[i].answer) == 0)
			continue;
		dprintf(STDERR_FILENO, "%s: %s, not %s\n", rows[i].tried, got, rows[i].answer);
		wrong++;
	}
	return wrong;
}

static void every_try_has_its_row_and_every_row_its_try(void **state)
{
	static struct row rows[ROWS_MOST];
	size_t count = read_table(rows);

	(void)state;
	for (size_t i = 0; i < count; i++)
		if (!find_try(rows[i].tried))
			fail_msg("%s: nobody tries \"%s\"", TABLE, rows[i].tried);
	for (size_t i = 0; i < TRIES; i++) {
		size_t found = 0;

		for (size_t j = 0; j < count; j++)
			found += strcmp(rows[j].tried, tries[i].name) == 0;
		if (found != 1)
			fail_msg("%s: \"%s\" is there %zu times", TABLE, tries[i].name, found);
	}
}

static void assert_refused(bool forks)
{
	static struct row rows[ROWS_MOST];
	size_t count = read_table(rows);
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		_exit(try_all(rows, count, forks) != 0);
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void what_the_page_says_is_refused_is_refused(void **state)
{
	(void)state;
	assert_refused(false);
}

static void who_may_make_processes_is_refused_all_else(void **state)
{
	(void)state;
	assert_refused(true);
}

/* In a child: a process may be made, which is in the sandbox too, and none in other name spaces. */
static int make_processes(void)
{
	struct sandbox_config config = {.user = geteuid() == 0 ? "nobody" : NULL, .forks = true};
	struct sandbox_state state;
	char text[SANDBOX_TEXT] = "";
	int status = -1;
	pid_t child;

	if (sandbox_enter(&config, &state, text) != 0)
		return 1;
	if (syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) != -1 || errno != EPERM)
		return 2;
	child = fork();
	if (child == 0)
		_exit(socket(AF_INET, SOCK_DGRAM, 0) == -1 && errno == EPERM &&
				      kill(getppid(), 0) == -1 && errno == EPERM
			      ? 0
			      : 3);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 4;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 5;
}

static void processes_that_are_made_have_the_same_sandbox(void **state)
{
	int status = -1;
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(make_processes());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_try_has_its_row_and_every_row_its_try),
		cmocka_unit_test(what_the_page_says_is_refused_is_refused),
		cmocka_unit_test(who_may_make_processes_is_refused_all_else),
		cmocka_unit_test(processes_that_are_made_have_the_same_sandbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
