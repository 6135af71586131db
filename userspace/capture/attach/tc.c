// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/tc.h"

#include "capture/attach/keeper.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <unistd.h>

/* enum bpf_attach_type of kernel 6.6; Debian 12's headers are those of 6.1. */
#define TCX_INGRESS 46
#define TCX_EGRESS 47
#define TCX_BEFORE (1u << 3) /* BPF_F_BEFORE: without another program named, before all */

/* Of each network namespace (LOOPBACK_IFINDEX). */
#define LOOPBACK 1

struct tc_link {
	int fd; /* -1 none */
	uint32_t program;
};

struct tc {
	struct tc_link ingress, egress;
	struct keeper *keeper; /* NULL with links */
	struct clsact clsact;  /* with a keeper */
};

static bool look_at_link(int link, struct bpf_link_info *out)
{
	uint32_t size = sizeof(*out);

	*out = (struct bpf_link_info){0};
	return !bpf_obj_get_info_by_fd(link, out, &size);
}

uint32_t link_program(int link)
{
	struct bpf_link_info info;

	return look_at_link(link, &info) ? info.prog_id : 0;
}

bool link_is_alive(int link, uint32_t program)
{
	struct bpf_link_info info;

	/* A link outlives its device, or that somebody detached it: the number is 0 then
	 * (bpf_xdp_link_fill_link_info, tcx_link_fill_info: the same place in the answer). */
	return look_at_link(link, &info) && info.xdp.ifindex &&
	       (!program || info.prog_id == program);
}

bool tc_needs_keeper(void)
{
	uint32_t flags, count = 0;

	/* An unknown type is EINVAL (bpf_prog_query, kernel/bpf/syscall.c). */
	return bpf_prog_query(LOOPBACK, (enum bpf_attach_type)TCX_INGRESS, 0, &flags, NULL,
			      &count) == -EINVAL;
}

static int tc_attach(uint32_t interface, int program, int where, struct tc_link *out)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = TCX_BEFORE);
	int link = bpf_link_create(program, (int)interface, (enum bpf_attach_type)where, &options);

	if (link < 0)
		return link;
	*out = (struct tc_link){link, link_program(link)};
	return 0;
}

static int open_links(struct tc *tc, uint32_t interface, int ingress, int egress)
{
	int error = 0;

	if (ingress >= 0)
		error = tc_attach(interface, ingress, TCX_INGRESS, &tc->ingress);
	if (!error && egress >= 0)
		error = tc_attach(interface, egress, TCX_EGRESS, &tc->egress);
	return error;
}

int tc_open(struct keeper *keeper, uint32_t interface, int ingress, int egress, struct tc **out)
{
	struct tc *tc = malloc(sizeof(*tc));
	int error;

	if (!tc)
		return -ENOMEM;
	*tc = (struct tc){.ingress.fd = -1, .egress.fd = -1};
	if (keeper)
		error = keeper_add(keeper, interface, ingress >= 0, egress >= 0, &tc->clsact);
	else
		error = open_links(tc, interface, ingress, egress);
	if (error) {
		tc_close(tc);
		return error;
	}
	tc->keeper = keeper;
	*out = tc;
	return 0;
}

void tc_close(struct tc *tc)
{
	if (!tc)
		return;
	if (tc->ingress.fd >= 0)
		close(tc->ingress.fd);
	if (tc->egress.fd >= 0)
		close(tc->egress.fd);
	if (tc->keeper)
		keeper_remove(tc->keeper, tc->clsact.interface);
	free(tc);
}

static bool is_alive(const struct tc_link *link)
{
	return link->fd < 0 || link_is_alive(link->fd, link->program);
}

bool tc_is_alive(const struct tc *tc)
{
	if (tc->keeper)
		return clsact_look(&tc->clsact) != 0;
	return is_alive(&tc->ingress) && is_alive(&tc->egress);
}
