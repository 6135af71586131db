// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/tc.h"

#include "capture/keeper.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <stdlib.h>
#include <unistd.h>

/* enum bpf_attach_type of kernel 6.6; Debian 12's headers are those of 6.1. */
#define TCX_INGRESS 46
#define TCX_EGRESS 47
#define TCX_BEFORE (1u << 3) /* BPF_F_BEFORE: without another program named, before all */

struct tc {
	uint32_t interface;
	int ingress, egress;   /* links; -1 none */
	struct keeper *keeper; /* NULL with links */
};

bool link_is_alive(int link)
{
	struct bpf_link_info info = {0};
	uint32_t size = sizeof(info);

	/* A link outlives its device, whose number is 0 then (bpf_xdp_link_fill_link_info,
	 * tcx_link_fill_info: the same place in the answer). */
	return !bpf_obj_get_info_by_fd(link, &info, &size) && info.xdp.ifindex;
}

static struct tc *create(uint32_t interface)
{
	struct tc *tc = malloc(sizeof(*tc));

	if (tc)
		*tc = (struct tc){.interface = interface, .ingress = -1, .egress = -1};
	return tc;
}

static int attach(uint32_t interface, int program, int where, int *out)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = TCX_BEFORE);
	int link = bpf_link_create(program, (int)interface, (enum bpf_attach_type)where, &options);

	if (link < 0)
		return link;
	*out = link;
	return 0;
}

static int open_links(uint32_t interface, int ingress, int egress, struct tc **out)
{
	struct tc *tc = create(interface);
	int error = 0;

	if (!tc)
		return -ENOMEM;
	if (ingress >= 0)
		error = attach(interface, ingress, TCX_INGRESS, &tc->ingress);
	if (!error && egress >= 0)
		error = attach(interface, egress, TCX_EGRESS, &tc->egress);
	if (error) {
		tc_close(tc);
		return error;
	}
	*out = tc;
	return 0;
}

int tc_open_filters(uint32_t interface, int ingress, int egress, struct tc **out)
{
	struct tc *tc = create(interface);
	struct clsact clsact;
	int error = tc ? clsact_add(interface, ingress, egress, &clsact) : -ENOMEM;

	if (!error) {
		error = keeper_start(&clsact, &tc->keeper);
		if (error)
			clsact_remove(&clsact);
	}
	if (error) {
		free(tc);
		return error;
	}
	*out = tc;
	return 0;
}

int tc_open(uint32_t interface, int ingress, int egress, struct tc **out)
{
	int error = open_links(interface, ingress, egress, out);

	/* What a kernel before 6.6 answers (EINVAL) others answer for other reasons too. */
	if (error && error != -ENODEV && error != -ENOMEM)
		error = tc_open_filters(interface, ingress, egress, out);
	return error;
}

void tc_close(struct tc *tc)
{
	if (!tc)
		return;
	if (tc->ingress >= 0)
		close(tc->ingress);
	if (tc->egress >= 0)
		close(tc->egress);
	if (tc->keeper)
		keeper_finish(tc->keeper);
	free(tc);
}

bool tc_is_alive(const struct tc *tc)
{
	char name[IF_NAMESIZE];

	if (tc->keeper)
		return if_indextoname(tc->interface, name) != NULL;
	return (tc->ingress < 0 || link_is_alive(tc->ingress)) &&
	       (tc->egress < 0 || link_is_alive(tc->egress));
}
