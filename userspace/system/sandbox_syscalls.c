// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "system/sandbox_syscalls.h"

/*
 * By name, since architectures differ: what one lacks is skipped. The second names are those of
 * 32-bit machines with 64-bit files and times.
 */
static const char *const allowed[] = {
	/* libev: waiting */
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "timerfd_create",
	"timerfd_settime", "timerfd_settime64", "timerfd_gettime", "timerfd_gettime64", "eventfd2",
	"signalfd4", "inotify_init1", "inotify_add_watch", "inotify_rm_watch", "poll", "ppoll",
	"ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64",
	/* signals, to itself only */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "rt_sigpending",
	"rt_sigtimedwait", "rt_sigtimedwait_time64", "sigaltstack", "restart_syscall",
	/* maps, programs and links: what they may do is for capabilities to say */
	"bpf",
	/* sockets; which families is below */
	"bind", "listen", "accept", "accept4", "connect", "getsockname", "getpeername",
	"setsockopt", "getsockopt", "send", "recv", "sendto", "recvfrom", "sendmsg", "recvmsg",
	"sendmmsg", "recvmmsg", "recvmmsg_time64", "shutdown",
	/* files; which ones is for Landlock to say */
	"open", "openat", "close", "close_range", "read", "readv", "pread64", "preadv", "write",
	"writev", "pwrite64", "pwritev", "lseek", "_llseek", "stat", "stat64", "lstat", "lstat64",
	"fstat", "fstat64", "fstatat64", "newfstatat", "statx", "fstatfs", "fstatfs64", "access",
	"faccessat", "faccessat2", "getdents", "getdents64", "readlink", "readlinkat", "getcwd",
	"rename", "renameat", "renameat2", "unlink", "unlinkat", "fsync", "fdatasync", "ftruncate",
	"ftruncate64", "fallocate", "chmod", "fchmod", "fchmodat", "umask", "memfd_create", "dup",
	"dup2", "dup3", "pipe", "pipe2", "fcntl", "fcntl64", "flock", "fadvise64", "fadvise64_64",
	"arm_fadvise64_64",
	/* memory and threads */
	"brk", "munmap", "mremap", "madvise", "msync", "futex", "futex_time64", "set_robust_list",
	"set_tid_address", "rseq", "membarrier", "sched_yield", "sched_getaffinity", "getcpu",
	"set_tls", "cacheflush", "set_thread_area",
	/* time and chance */
	"clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64",
	"clock_nanosleep", "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time", "times",
	"getrandom",
	/* what it is itself */
	"getpid", "getppid", "gettid", "getuid", "getuid32", "geteuid", "geteuid32", "getgid",
	"getgid32", "getegid", "getegid32", "getresuid", "getresuid32", "getresgid", "getresgid32",
	"getgroups", "getgroups32", "capget", "getrusage", "getrlimit", "ugetrlimit", "uname",
	"sysinfo", "wait4", "waitid", "exit", "exit_group"};

struct condition {
	const char *call;
	struct scmp_arg_cmp arguments[2];
	unsigned count;
};

#define BITS(argument, mask, value) {argument, SCMP_CMP_MASKED_EQ, mask, value}
#define IS(argument, value) {argument, SCMP_CMP_EQ, value, 0}
/* All kinds of name spaces (CLONE_NEW*). */
#define SANDBOX_SPACES                                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |             \
	 CLONE_NEWPID | CLONE_NEWNET)
/* ioctl(2) takes 32 bits, whatever stands above them. */
#define IOCTL(value) BITS(1, 0xffffffff, value)

/* Calls which are allowed with these arguments only. */
static const struct condition conditions[] = {
	{"socket", {BITS(0, 0xffffffff, AF_UNIX)}, 1},
	{"socket", {BITS(0, 0xffffffff, AF_NETLINK)}, 1},
	{"socketpair", {BITS(0, 0xffffffff, AF_UNIX)}, 1},
	/* No memory becomes a program; the kernel's own translation of BPF is not ours. */
	{"mmap", {BITS(2, PROT_EXEC, 0)}, 1},
	{"mmap2", {BITS(2, PROT_EXEC, 0)}, 1},
	{"mprotect", {BITS(2, PROT_EXEC, 0)}, 1},
	{"clone", {BITS(0, CLONE_THREAD, CLONE_THREAD)}, 1},
	/* Reading limits, not setting them. */
	{"prlimit64", {IS(2, 0)}, 1},
	{"prctl", {IS(0, PR_SET_NAME)}, 1},
	{"prctl", {IS(0, PR_GET_NO_NEW_PRIVS)}, 1},
	{"prctl", {IS(0, PR_GET_SECCOMP)}, 1},
	{"prctl", {IS(0, PR_CAPBSET_READ)}, 1},
	/* Of terminals only the questions: TIOCSTI would type into the one it was started from. */
	{"ioctl", {IOCTL(TCGETS)}, 1},
	{"ioctl", {IOCTL(TIOCGWINSZ)}, 1},
	{"ioctl", {IOCTL(FIONREAD)}, 1},
	{"ioctl", {IOCTL(FIONBIO)}, 1},
	{"ioctl", {BITS(1, 0xffffff00, 0x8900)}, 1}, /* SIOC*, of interfaces */
};

/*
 * Who answers each question in a process of its own: none of another name space, nor one that
 * shares memory; each may end with its parent and by its own clock, so nobody needs kill(2). Such
 * an answer is sent from its file.
 */
static const struct condition forking[] = {
	{"clone", {BITS(0, SANDBOX_SPACES | CLONE_VM, 0)}, 1},
	{"fork", {{0}}, 0},
	{"prctl", {IS(0, PR_SET_PDEATHSIG)}, 1},
	{"setitimer", {IS(0, ITIMER_REAL)}, 1},
	{"sendfile", {{0}}, 0},
	{"sendfile64", {{0}}, 0},
};

static int sandbox_syscalls_add(scmp_filter_ctx filter, uint32_t action, const struct condition *c)
{
	int call = seccomp_syscall_resolve_name(c->call);

	if (call == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add_array(filter, action, call, c->count, c->arguments);
}

static int add_all(scmp_filter_ctx filter, bool packets, bool internet, bool forks)
{
	const struct condition packet = {"socket", {BITS(0, 0xffffffff, AF_PACKET)}, 1};
	const struct condition ip[] = {{"socket", {BITS(0, 0xffffffff, AF_INET)}, 1},
				       {"socket", {BITS(0, 0xffffffff, AF_INET6)}, 1}};
	/* abort() and raise(). */
	const struct condition itself = {"tgkill", {IS(0, (scmp_datum_t)getpid())}, 1};
	/* Its flags lie behind a pointer; told that there is none, the C library takes clone. */
	const struct condition clone3 = {"clone3", {{0}}, 0};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ALLOW,
					   &(struct condition){.call = allowed[i]});
	for (size_t i = 0; !err && i < sizeof(conditions) / sizeof(conditions[0]); i++)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ALLOW, &conditions[i]);
	if (!err && packets)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ALLOW, &packet);
	for (size_t i = 0; !err && internet && i < 2; i++)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ALLOW, &ip[i]);
	for (size_t i = 0; !err && forks && i < sizeof(forking) / sizeof(forking[0]); i++)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ALLOW, &forking[i]);
	if (!err)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ALLOW, &itself);
	if (!err)
		err = sandbox_syscalls_add(filter, SCMP_ACT_ERRNO(ENOSYS), &clone3);
	return err;
}

bool sandbox_syscalls_known(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

int sandbox_syscalls_enter(bool packets, bool internet, bool forks)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int err;

	if (!filter)
		return -ENOMEM;
	err = add_all(filter, packets, internet, forks);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}
