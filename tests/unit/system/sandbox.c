// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The real thing, each test in a child that gives its rights away and does not come back. The child
 * ends with the line of what went wrong, 0 for nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/securebits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "system/sandbox.h"

/* In a child: ends it with this line where `condition` does not hold. */
#define HOLDS(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			dprintf(STDERR_FILENO, "%s:%d: not so: %s (%s)\n", __FILE__, __LINE__,     \
				#condition, strerror(errno));                                      \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

struct place {
	char folder[64], inside[96], outside[64];
};

static struct sandbox_state enter(const struct sandbox_config *config)
{
	struct sandbox_state state = {0};
	char text[SANDBOX_TEXT] = "";
	int err = sandbox_enter(config, &state, text);

	if (err)
		dprintf(STDERR_FILENO, "%s\n", text);
	HOLDS(err == 0);
	return state;
}

static struct sandbox_config nobody_of(const struct place *place)
{
	return (struct sandbox_config){
		.user = "nobody", .write_count = 1, .write = {place->folder}};
}

static void in_child(const struct place *place, void (*run)(const struct place *place))
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		run(place);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static int open_place(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	FILE *file;

	if (!p)
		return -1;
	snprintf(p->folder, sizeof(p->folder), "/tmp/lenswatch-sandbox-XXXXXX");
	snprintf(p->outside, sizeof(p->outside), "/etc/passwd");
	if (!mkdtemp(p->folder) || chmod(p->folder, 0777) != 0)
		return -1;
	snprintf(p->inside, sizeof(p->inside), "%s/a", p->folder);
	file = fopen(p->inside, "w");
	if (!file || fclose(file) || chmod(p->inside, 0666) != 0)
		return -1;
	*state = p;
	return 0;
}

static int close_place(void **state)
{
	struct place *p = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", p->folder);
	assert_int_equal(system(command), 0);
	free(p);
	return 0;
}

static void need_root(void)
{
	if (geteuid() == 0)
		return;
	print_message("# netns: not run as root\n");
	skip();
}

/* As the kernel says it: libcap-ng would look into /proc, which is shut. */
static uint64_t effective(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {0};

	HOLDS(syscall(SYS_capget, &header, data) == 0);
	HOLDS(data[0].inheritable == 0 && data[1].inheritable == 0);
	return (uint64_t)(data[1].effective | data[1].permitted) << 32 | data[0].effective |
	       data[0].permitted;
}

static void run_becoming(const struct place *place)
{
	const struct passwd *nobody = getpwnam("nobody");
	char text[SANDBOX_TEXT];

	(void)place;
	HOLDS(sandbox_become("no-such-user", text) == -ENOENT && strstr(text, "no-such-user"));
	HOLDS(sandbox_become("nobody", text) == 0);
	HOLDS(nobody && getuid() == nobody->pw_uid && geteuid() == nobody->pw_uid);
	HOLDS(effective() == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	HOLDS(fork() >= 0); /* and may still start others */
}

static void who_only_becomes_another_has_no_rights_but_may_start_programs(void **state)
{
	need_root();
	in_child(*state, run_becoming);
}

static void run_identity(const struct place *place)
{
	const struct passwd *nobody = getpwnam("nobody");
	struct sandbox_config config = nobody_of(place);
	uid_t uid = nobody ? nobody->pw_uid : 0;
	struct sandbox_state state = enter(&config);

	HOLDS(uid != 0 && getuid() == uid && geteuid() == uid && getgroups(0, NULL) == 0);
	HOLDS(effective() == 0 && prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) == 0);
	HOLDS(strcmp(state.user, "nobody") == 0 && strcmp(state.capabilities, "none") == 0);
	HOLDS(state.seccomp && state.no_new_privileges);
	HOLDS(setuid(0) != 0);
}

static void it_runs_as_nobody_with_no_capability(void **state)
{
	need_root();
	in_child(*state, run_identity);
}

/* As procd's ujail leaves them where it was given capabilities (jail/jail.c, post_start_hook). */
static void run_locked(const struct place *place)
{
	HOLDS(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED |
					       SECBIT_NOROOT_LOCKED) == 0);
	run_identity(place);
}

static void where_a_jail_has_locked_the_secure_bits_it_gives_all_away_too(void **state)
{
	need_root();
	in_child(*state, run_locked);
}

/* As systemd starts it with User= and AmbientCapabilities=. */
static void put_on_ambient(const unsigned *capabilities, size_t count)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {0};
	const struct passwd *nobody = getpwnam("nobody");

	for (size_t i = 0; i < count; i++)
		data[capabilities[i] / 32].permitted |= 1U << capabilities[i] % 32;
	for (size_t i = 0; i < 2; i++)
		data[i].effective = data[i].inheritable = data[i].permitted;
	HOLDS(nobody && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0);
	HOLDS(setgroups(0, NULL) == 0);
	HOLDS(setresgid(nobody->pw_gid, nobody->pw_gid, nobody->pw_gid) == 0);
	HOLDS(setresuid(nobody->pw_uid, nobody->pw_uid, nobody->pw_uid) == 0);
	HOLDS(syscall(SYS_capset, &header, data) == 0);
	for (size_t i = 0; i < count; i++)
		HOLDS(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capabilities[i], 0, 0) == 0);
	HOLDS(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static const unsigned of_the_unit[] = {39 /* CAP_BPF */, 38 /* CAP_PERFMON */, CAP_NET_ADMIN,
				       CAP_NET_RAW};

static void run_ambient(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	struct sandbox_state state;
	struct stat status;

	put_on_ambient(of_the_unit, 4);
	config.user = NULL;
	state = enter(&config);
	HOLDS(effective() == 0 && strcmp(state.capabilities, "none") == 0);
	HOLDS(strcmp(state.user, "nobody") == 0 && state.seccomp && state.no_new_privileges);
	/* Else who is of the same user, and of no sandbox, had all of its memory. */
	HOLDS(stat("/proc/self/environ", &status) == 0 && status.st_uid == 0);
}

static void run_ambient_kept(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);

	put_on_ambient(of_the_unit, 4);
	config.keep_net_raw = true;
	HOLDS(strcmp(enter(&config).capabilities, "net_raw") == 0);
	HOLDS(effective() == UINT64_C(1) << CAP_NET_RAW);
}

static void run_ambient_program(const struct place *place)
{
	char text[SANDBOX_TEXT];

	(void)place;
	put_on_ambient(of_the_unit, 4);
	HOLDS(sandbox_become(NULL, text) == 0);
	HOLDS(effective() == 0);
	execl("/bin/sh", "sh", "-c",
	      "! grep -E '^Cap(Inh|Prm|Eff|Amb):.*[1-9a-f]' /proc/self/status >&2", NULL);
	HOLDS(false);
}

static void started_as_its_user_with_ambient_capabilities_it_gives_them_up(void **state)
{
	need_root();
	in_child(*state, run_ambient);
	in_child(*state, run_ambient_kept);
}

static void a_program_of_the_owners_gets_no_ambient_capability(void **state)
{
	need_root();
	in_child(*state, run_ambient_program);
}

static void run_mortal(const struct place *place)
{
	char text[SANDBOX_TEXT];
	int deadly = 0;

	(void)place;
	HOLDS(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
	HOLDS(sandbox_become("nobody", text) == 0);
	HOLDS(prctl(PR_GET_PDEATHSIG, &deadly) == 0 && deadly == SIGKILL);
}

static void it_still_ends_with_its_parent_where_it_did_before(void **state)
{
	need_root();
	in_child(*state, run_mortal);
}

static void run_kept(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	struct sandbox_state state;

	config.keep_net_raw = config.keep_net_admin = true;
	state = enter(&config);
	HOLDS(strcmp(state.capabilities, "net_raw, net_admin") == 0);
	HOLDS(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0);
	HOLDS(effective() == (UINT64_C(1) << CAP_NET_RAW | UINT64_C(1) << CAP_NET_ADMIN));
}

static void what_is_kept_is_kept_and_no_more(void **state)
{
	need_root();
	in_child(*state, run_kept);
}

static void run_files(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	char other[128], again[128];
	struct sandbox_state state = enter(&config);
	int fd;

	if (!state.landlock) {
		dprintf(STDERR_FILENO, "# this kernel has no Landlock\n");
		return;
	}
	/* Everybody may read it, but for the sandbox. */
	HOLDS(open(place->outside, O_RDONLY) < 0 && errno == EACCES);
	HOLDS(open("/tmp", O_RDONLY | O_DIRECTORY) < 0 && errno == EACCES);
	HOLDS(open(place->inside, O_RDWR | O_TRUNC) >= 0);
	snprintf(other, sizeof(other), "%s/b", place->folder);
	snprintf(again, sizeof(again), "%s/c", place->folder);
	fd = open(other, O_WRONLY | O_CREAT | O_EXCL, 0600);
	HOLDS(fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 && close(fd) == 0);
	HOLDS(rename(other, again) == 0 && unlink(again) == 0);
	HOLDS(mkdir(other, 0700) != 0);
}

static void only_files_inside_can_be_opened(void **state)
{
	in_child(*state, run_files);
}

static void run_calls(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	char *arguments[] = {NULL};

	enter(&config);
	HOLDS(execve("/bin/true", arguments, arguments) != 0 && errno == EPERM);
	HOLDS(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 && errno == EPERM);
	HOLDS(fork() < 0 && errno == EPERM);
	HOLDS(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
	HOLDS(socket(AF_INET6, SOCK_DGRAM, 0) < 0 && errno == EPERM);
	HOLDS(socket(AF_PACKET, SOCK_RAW, 0) < 0 && errno == EPERM);
	HOLDS(kill(getppid(), 0) != 0 && errno == EPERM);
	HOLDS(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	      MAP_FAILED);
	HOLDS(unshare(CLONE_NEWUSER) != 0 && errno == EPERM);
}

static void no_program_socket_or_namespace_can_be_had(void **state)
{
	in_child(*state, run_calls);
}

static int listen_anywhere(struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	*address = (struct sockaddr_in){.sin_family = AF_INET,
					.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	HOLDS(fd >= 0 && bind(fd, (struct sockaddr *)address, sizeof(*address)) == 0);
	HOLDS(listen(fd, 1) == 0);
	HOLDS(getsockname(fd, (struct sockaddr *)address, &length) == 0);
	return fd;
}

static int connect_to(const struct sockaddr_in *address)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	HOLDS(fd >= 0);
	return connect(fd, (const struct sockaddr *)address, sizeof(*address));
}

static void run_internet(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	struct sockaddr_in named, other;
	struct sandbox_state state;

	listen_anywhere(&named);
	listen_anywhere(&other);
	config.internet = true;
	config.port_count = 1;
	config.ports[0] = ntohs(named.sin_port);
	state = enter(&config);
	HOLDS(connect_to(&named) == 0);
	HOLDS(socket(AF_PACKET, SOCK_RAW, 0) < 0);
	if (state.landlock < 4) {
		dprintf(STDERR_FILENO, "# kernel: Landlock knows no ports here\n");
		return;
	}
	HOLDS(connect_to(&other) < 0 && errno == EACCES);
}

static void who_sends_reaches_the_ports_that_are_named(void **state)
{
	in_child(*state, run_internet);
}

static void run_unknown(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	struct sandbox_state state = {0};
	char text[SANDBOX_TEXT] = "";

	config.user = "no-such-user-here";
	HOLDS(sandbox_enter(&config, &state, text) == -ENOENT);
	HOLDS(strstr(text, "no user \"no-such-user-here\"") && strstr(text, "--user"));
	HOLDS(geteuid() == 0 && open(place->outside, O_RDONLY) >= 0);
}

static void a_user_who_is_not_there_is_told_and_nothing_done(void **state)
{
	need_root();
	in_child(*state, run_unknown);
}

static void run_loop(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	struct itimerspec soon = {.it_value.tv_nsec = 1000000};
	struct epoll_event event = {.events = EPOLLIN}, got;
	int memory, again, epoll, timer;
	char path[64];

	config.read_count = 1;
	config.read[0] = "/no/such/folder"; /* skipped */
	enter(&config);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	HOLDS(epoll >= 0 && timer >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event) == 0);
	HOLDS(timerfd_settime(timer, 0, &soon, NULL) == 0 && epoll_wait(epoll, &got, 1, 1000) == 1);
	/* How rules that are read anew reach nDPI (commands/prepare.c). */
	memory = memfd_create("again", 0);
	HOLDS(memory >= 0 && write(memory, "x", 1) == 1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", memory);
	again = open(path, O_RDONLY);
	HOLDS(again >= 0);
}

static void a_loop_turns_and_rules_can_be_handed_on(void **state)
{
	in_child(*state, run_loop);
}

static void run_netlink(const struct place *place)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg link;
	} ask = {{sizeof(ask), RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0}, {0}};
	struct sandbox_config config = nobody_of(place);
	static char answer[65536];
	int socket_fd;

	enter(&config);
	socket_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	HOLDS(socket_fd >= 0 && send(socket_fd, &ask, sizeof(ask), 0) == sizeof(ask));
	HOLDS(recv(socket_fd, answer, sizeof(answer), 0) > (ssize_t)sizeof(struct nlmsghdr));
	HOLDS(((struct nlmsghdr *)answer)->nlmsg_type == RTM_NEWLINK);
	HOLDS(if_nametoindex("lo") > 0);
}

static void interfaces_can_still_be_listed(void **state)
{
	in_child(*state, run_netlink);
}

static void run_socket(const struct place *place)
{
	struct sockaddr_un where = {.sun_family = AF_UNIX};
	struct sandbox_config config = nobody_of(place);
	int ear, mouth, met;

	snprintf(where.sun_path, sizeof(where.sun_path), "%s/ear", place->folder);
	ear = socket(AF_UNIX, SOCK_STREAM, 0);
	HOLDS(ear >= 0 && bind(ear, (struct sockaddr *)&where, sizeof(where)) == 0);
	HOLDS(chmod(where.sun_path, 0666) == 0 && listen(ear, 1) == 0);
	enter(&config);
	mouth = socket(AF_UNIX, SOCK_STREAM, 0);
	HOLDS(mouth >= 0 && connect(mouth, (struct sockaddr *)&where, sizeof(where)) == 0);
	met = accept4(ear, NULL, NULL, SOCK_CLOEXEC);
	HOLDS(met >= 0 && send(met, "x", 1, MSG_NOSIGNAL) == 1);
	HOLDS(unlink(where.sun_path) == 0);
}

static void a_socket_is_answered_and_taken_away(void **state)
{
	in_child(*state, run_socket);
}

static void run_maps(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "counts", 4, 8, 1, NULL);
	int ring = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, 4096, NULL);
	struct ring_buffer *rings;
	__u64 value = 7, got = 0;
	__u32 key = 0;

	HOLDS(map >= 0 && ring >= 0);
	rings = ring_buffer__new(ring, (ring_buffer_sample_fn)(void (*)(void))abort, NULL, NULL);
	HOLDS(rings != NULL);
	enter(&config);
	HOLDS(bpf_map_update_elem(map, &key, &value, BPF_ANY) == 0);
	HOLDS(bpf_map_lookup_elem(map, &key, &got) == 0 && got == 7);
	HOLDS(ring_buffer__poll(rings, 1) == 0 && ring_buffer__consume(rings) == 0);
	HOLDS(bpf_map_create(BPF_MAP_TYPE_ARRAY, "more", 4, 8, 1, NULL) < 0);
}

static bool have_bpf(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "probe", 4, 8, 1, NULL);

	if (map >= 0)
		close(map);
	return map >= 0;
}

static void need_bpf(void)
{
	if (have_bpf())
		return;
	print_message("# bpf: no map can be made here\n");
	skip();
}

static void maps_and_rings_that_are_open_still_work(void **state)
{
	need_bpf();
	in_child(*state, run_maps);
}

static int pass_program(void)
{
	/* r0 = XDP_PASS; exit */
	const struct bpf_insn code[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS},
					{.code = BPF_JMP | BPF_EXIT}};

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "pass", "GPL", code, 2, NULL);
}

static void run_attach(const struct place *place)
{
	LIBBPF_OPTS(bpf_link_create_opts, generic, .flags = XDP_FLAGS_SKB_MODE);
	struct sandbox_config config = nobody_of(place);
	int program, link;
	unsigned index;

	HOLDS(unshare(CLONE_NEWNET) == 0);
	HOLDS(system("ip link add lw-a type veth peer name lw-b && ip link set lw-a up") == 0);
	program = pass_program();
	index = if_nametoindex("lw-a");
	HOLDS(program >= 0 && index > 0);
	link = bpf_link_create(program, (int)index, BPF_XDP, &generic);
	HOLDS(link >= 0 && close(link) == 0);
	enter(&config);
	HOLDS(bpf_link_create(program, (int)index, BPF_XDP, &generic) >= 0);
	HOLDS(bpf_link_create(program, (int)if_nametoindex("lw-b"), BPF_XDP, &generic) >= 0);
}

static void an_interface_that_comes_back_is_attached_with_no_capability(void **state)
{
	need_root();
	need_bpf();
	in_child(*state, run_attach);
}

static void run_tracked(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	int table = open("/proc/net/nf_conntrack", O_RDONLY);
	char byte;

	HOLDS(table >= 0);
	enter(&config);
	HOLDS(lseek(table, 0, SEEK_SET) == 0 && read(table, &byte, 1) >= 0);
	HOLDS(open("/proc/net/nf_conntrack", O_RDONLY) < 0);
}

static void an_open_connection_table_still_reads(void **state)
{
	need_root();
	if (access("/proc/net/nf_conntrack", R_OK) != 0) {
		print_message("# netns: there is no /proc/net/nf_conntrack here\n");
		skip();
	}
	in_child(*state, run_tracked);
}

static void run_unprivileged(const struct place *place)
{
	struct sandbox_config config = nobody_of(place);
	struct sandbox_state state;

	HOLDS(geteuid() != 0 || setresuid(65534, 65534, 65534) == 0);
	config.user = NULL;
	state = enter(&config);
	HOLDS(state.seccomp && strcmp(state.capabilities, "none") == 0);
	HOLDS(!state.landlock || open(place->outside, O_RDONLY) < 0);
}

static void without_root_the_rest_is_set_all_the_same(void **state)
{
	in_child(*state, run_unprivileged);
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLACE(it_runs_as_nobody_with_no_capability),
		WITH_PLACE(who_only_becomes_another_has_no_rights_but_may_start_programs),
		WITH_PLACE(where_a_jail_has_locked_the_secure_bits_it_gives_all_away_too),
		WITH_PLACE(started_as_its_user_with_ambient_capabilities_it_gives_them_up),
		WITH_PLACE(a_program_of_the_owners_gets_no_ambient_capability),
		WITH_PLACE(it_still_ends_with_its_parent_where_it_did_before),
		WITH_PLACE(what_is_kept_is_kept_and_no_more),
		WITH_PLACE(only_files_inside_can_be_opened),
		WITH_PLACE(no_program_socket_or_namespace_can_be_had),
		WITH_PLACE(who_sends_reaches_the_ports_that_are_named),
		WITH_PLACE(a_user_who_is_not_there_is_told_and_nothing_done),
		WITH_PLACE(a_loop_turns_and_rules_can_be_handed_on),
		WITH_PLACE(interfaces_can_still_be_listed),
		WITH_PLACE(a_socket_is_answered_and_taken_away),
		WITH_PLACE(maps_and_rings_that_are_open_still_work),
		WITH_PLACE(an_interface_that_comes_back_is_attached_with_no_capability),
		WITH_PLACE(an_open_connection_table_still_reads),
		WITH_PLACE(without_root_the_rest_is_set_all_the_same),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
