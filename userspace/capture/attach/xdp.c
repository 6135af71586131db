// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/xdp.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int xdp_attach(uint32_t interface, int program, bool generic)
{
	LIBBPF_OPTS(bpf_link_create_opts, options,
		    .flags = generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE);

	return bpf_link_create(program, (int)interface, BPF_XDP, &options);
}

/* The id of a program on `interface`, whatever its mode; 0 where there is none. */
static uint32_t program_on(uint32_t interface)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, found);

	if (bpf_xdp_query((int)interface, 0, &found))
		return 0;
	if (found.prog_id)
		return found.prog_id;
	return found.drv_prog_id ? found.drv_prog_id : found.skb_prog_id;
}

/* 'the XDP program "dispatcher" (number 12)': its name is told to who may know it. */
static void name_program(uint32_t id, char *text, size_t room)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);
	int program = bpf_prog_get_fd_by_id(id);

	if (program >= 0 && !bpf_obj_get_info_by_fd(program, &info, &size) && info.name[0])
		snprintf(text, room, "the XDP program \"%.*s\" (id %u)", (int)sizeof(info.name),
			 info.name, id);
	else
		snprintf(text, room, "an XDP program (id %u)", id);
	if (program >= 0)
		close(program);
}

struct xdp_search {
	const struct link_state *below, *found;
	uint32_t program;
};

static void look_above(void *context, const struct link_state *link)
{
	struct xdp_search *search = context;

	if (!search->program &&
	    (search->below->master == link->index || search->below->index == link->lower)) {
		search->program = program_on(link->index);
		search->found = link;
	}
}

static const char *other_program(const struct links *links, const struct link_state *link,
				 char text[XDP_TEXT])
{
	struct xdp_search search = {.below = link, .program = program_on(link->index)};
	char program[128];

	if (search.program) {
		name_program(search.program, program, sizeof(program));
		snprintf(text, XDP_TEXT, "%s is there already", program);
		return text;
	}
	links_each(links, look_above, &search);
	if (!search.program)
		return "another XDP program is in the way";
	name_program(search.program, program, sizeof(program));
	snprintf(text, XDP_TEXT, "%s is on %s, above it", program, search.found->name);
	return text;
}

const char *xdp_reason(const struct links *links, const struct link_state *link, int error,
		       char text[XDP_TEXT])
{
	switch (error) {
	case -EEXIST: /* dev_xdp_attach: on a device above, or in the other mode */
	case -EBUSY:
		return other_program(links, link, text);
	case -EOPNOTSUPP:
		return "its driver has none";
	case -EINVAL:
	case -ERANGE:
		snprintf(text, XDP_TEXT,
			 "its driver refuses it as the interface is set up now (frames of up to %u "
			 "bytes and joined packets are common reasons)",
			 link->mtu);
		return text;
	default:
		snprintf(text, XDP_TEXT, "the kernel says \"%s\"", strerror(-error));
		return text;
	}
}

const char *xdp_misfit(const struct link_state *link)
{
	if (link->wireless)
		return "it is Wi-Fi";
	if (!strcmp(link->kind, "bridge"))
		return "it is a bridge";
	if (!strcmp(link->kind, "vlan"))
		return "it is a VLAN";
	if (link_is_bundle(link))
		return "it is made of several interfaces";
	return NULL;
}
