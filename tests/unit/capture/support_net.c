// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/support_net.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cap-ng.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* enum bpf_link_type of kernel 6.6. */
#define LINK_TCX 11

static int namespace_error;

int net_setup(void **state)
{
	(void)state;
	namespace_error = unshare(CLONE_NEWNET) ? errno : 0;
	if (!namespace_error)
		net_run("ip link set dev lo up");
	return 0;
}

void net_need(void)
{
	if (namespace_error) {
		printf("netns: %s\n", strerror(namespace_error));
		skip();
	}
}

static int load(enum bpf_prog_type type, const char *name, int32_t verdict)
{
	const struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = verdict},
		{.code = BPF_JMP | BPF_EXIT},
	};

	return bpf_prog_load(type, name, "GPL", code, 2, NULL);
}

int net_xdp(const char *name)
{
	return load(BPF_PROG_TYPE_XDP, name, XDP_PASS);
}

int net_tc(const char *name)
{
	return load(BPF_PROG_TYPE_SCHED_CLS, name, -1); /* TC_ACT_UNSPEC */
}

void net_filter(const char *interface)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)if_nametoindex(interface),
		    .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, filter, .prog_fd = net_tc("others"), .handle = 7, .priority = 1);

	assert_true(filter.prog_fd >= 0);
	assert_int_equal(bpf_tc_attach(&hook, &filter), 0);
	close(filter.prog_fd);
}

void net_need_bpf(void)
{
	int program;

	net_need();
	program = net_xdp("probe");
	if (program < 0) {
		printf("bpf: %s\n", strerror(-program));
		skip();
	}
	close(program);
}

static bool run(const char *format, va_list arguments, char *out, size_t room)
{
	char command[1024];
	size_t got;
	FILE *pipe;

	vsnprintf(command, sizeof(command), format, arguments);
	fflush(stdout);
	pipe = popen(command, "r"); // NOLINT(cert-env33-c)
	assert_non_null(pipe);
	got = fread(out, 1, room - 1, pipe);
	out[got] = '\0';
	return pclose(pipe) == 0;
}

void net_run(const char *format, ...)
{
	char out[4096];
	va_list arguments;
	bool well;

	va_start(arguments, format);
	well = run(format, arguments, out, sizeof(out));
	va_end(arguments);
	if (!well)
		fail_msg("this failed: %s", format);
}

bool net_try(const char *format, ...)
{
	char out[4096];
	va_list arguments;
	bool well;

	va_start(arguments, format);
	well = run(format, arguments, out, sizeof(out));
	va_end(arguments);
	return well;
}

const char *net_output(const char *format, ...)
{
	static char out[16384];
	va_list arguments;

	va_start(arguments, format);
	run(format, arguments, out, sizeof(out));
	va_end(arguments);
	return out;
}

/* tcx is asked for at the kernel itself: Debian 12's bpftool does not know it. */
static bool has_tcx(uint32_t interface, unsigned where)
{
	uint32_t ids[8], count = 8, flags = 0;

	return !bpf_prog_query((int)interface, (enum bpf_attach_type)where, 0, &flags, ids,
			       &count) &&
	       count > 0;
}

static void look_for_program(void *context, const struct link_state *link)
{
	bool *clean = context;

	if (link->xdp_program || has_tcx(link->index, 46) || has_tcx(link->index, 47))
		*clean = false;
}

void net_detach(const char *interface)
{
	unsigned index = if_nametoindex(interface);
	uint32_t id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {0};
		uint32_t size = sizeof(info);
		int link = bpf_link_get_fd_by_id(id);

		/* A device's number stands in the same place for tcx and XDP. */
		if (link >= 0 && !bpf_obj_get_info_by_fd(link, &info, &size) &&
		    (info.type == BPF_LINK_TYPE_XDP || info.type == LINK_TCX) &&
		    info.xdp.ifindex == index)
			assert_int_equal(bpf_link_detach(link), 0);
		if (link >= 0)
			close(link);
	}
}

bool net_is_clean(void)
{
	const char *filters = "for i in $(ls /proc/sys/net/ipv4/conf); do tc filter show dev $i "
			      "ingress 2>/dev/null; tc filter show dev $i egress 2>/dev/null; done";
	struct links *links;
	bool clean = true;

	assert_int_equal(links_open(&links), 0);
	links_each(links, look_for_program, &clean);
	links_close(links);
	return clean && !*net_output("%s", filters) && !*net_output("tc qdisc show | grep clsact");
}

void net_frame(const char *interface)
{
	uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 0x88, 0xb5};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct sockaddr_ll target = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(interface),
	};

	assert_return_code(fd, errno);
	assert_int_equal(sendto(fd, frame, sizeof(frame), 0, (const struct sockaddr *)&target,
				sizeof(target)),
			 sizeof(frame));
	close(fd);
}

void net_give_away(void)
{
	capng_clear(CAPNG_SELECT_ALL);
	assert_int_equal(capng_change_id(65534, 65534, CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING),
			 0);
	assert_int_equal(geteuid(), 65534);
}

void net_in_child(void (*part)(void *context), void *context)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	assert_return_code(child, errno);
	if (!child) {
		part(context);
		/* Not by exit(): leaks are the parent's to tell, and streams are its own. */
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}
