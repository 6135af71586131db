// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/clsact.h"

#include "capture/attach/rtnetlink.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* "LW": whose it is, in what `tc filter show` prints. */
#define HANDLE 0x4c57
/* The first that is free: before others, whose verdict would hide packets. */
#define PRIORITIES 16

struct queue_question {
	uint32_t interface;
	bool found, usable;
};

/* "clsact" and "ingress" stand in one place, and to the second a filter for the way out is one for
 * the way in (ingress_tcf_block, net/sched/sch_ingress.c). */
static void look_at_queue(void *context, const struct nlmsghdr *message)
{
	struct queue_question *question = context;
	const struct tcmsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *one;

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*header) ||
	    (uint32_t)header->tcm_ifindex != question->interface ||
	    header->tcm_parent != TC_H_CLSACT)
		return;
	question->found = true;
	mnl_attr_for_each(one, message, sizeof(*header))
	{
		if (mnl_attr_get_type(one) == TCA_KIND &&
		    !mnl_attr_validate(one, MNL_TYPE_NUL_STRING))
			question->usable = !strcmp(mnl_attr_get_str(one), "clsact");
	}
}

static void count_filter(void *context, const struct nlmsghdr *message)
{
	size_t *count = context;

	*count += message->nlmsg_type == RTM_NEWTFILTER;
}

/* 0 or -errno. */
static int clsact_ask(uint16_t type, const struct tcmsg *header, rtnetlink_fn *each, void *context)
{
	struct rtnetlink *rtnetlink;
	int error = rtnetlink_open(&rtnetlink);

	if (error)
		return error;
	error = rtnetlink_dump(rtnetlink, type, header, sizeof(*header), each, context);
	rtnetlink_close(rtnetlink);
	return error;
}

/* libbpf prints what the kernel says of each request; what matters of it is told by us. */
static int make_queue(uint32_t interface)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)interface, .attach_point = BPF_TC_INGRESS);
	libbpf_print_fn_t print = libbpf_set_print(NULL);
	int error = bpf_tc_hook_create(&hook);

	libbpf_set_print(print);
	return error;
}

static int open_queue(uint32_t interface, bool *made)
{
	struct queue_question question = {.interface = interface};
	struct tcmsg header = {.tcm_family = AF_UNSPEC, .tcm_ifindex = (int)interface};
	int error = make_queue(interface);

	*made = !error;
	if (error != -EEXIST)
		return error;
	error = clsact_ask(RTM_GETQDISC, &header, look_at_queue, &question);
	if (error)
		return error;
	return question.found && question.usable ? 0 : -EBUSY;
}

static int clsact_put_in(uint32_t interface, bool egress, int program, struct clsact_filter *out)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)interface,
		    .attach_point = egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	libbpf_print_fn_t print = libbpf_set_print(NULL);
	int error = -EEXIST;

	for (uint32_t priority = 1; error && priority <= PRIORITIES; priority++) {
		LIBBPF_OPTS(bpf_tc_opts, filter, .prog_fd = program, .handle = HANDLE,
			    .priority = priority);

		error = bpf_tc_attach(&hook, &filter);
		if (!error)
			*out = (struct clsact_filter){egress, HANDLE, priority, filter.prog_id};
	}
	libbpf_set_print(print);
	return error;
}

int clsact_add(uint32_t interface, int ingress, int egress, struct clsact *out)
{
	struct clsact clsact = {.interface = interface};
	int error = open_queue(interface, &clsact.made);

	if (error)
		return error;
	if (ingress >= 0)
		error = clsact_put_in(interface, false, ingress, &clsact.ingress);
	if (!error && egress >= 0)
		error = clsact_put_in(interface, true, egress, &clsact.egress);
	if (error) {
		clsact_remove(&clsact);
		return error;
	}
	*out = clsact;
	return 0;
}

/* 1 it is there, 0 it is not, or -errno where that cannot be told. */
static int clsact_is_there(uint32_t interface, const struct clsact_filter *filter)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)interface,
		    .attach_point = filter->egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, found, .handle = filter->handle, .priority = filter->priority);
	int error = filter->program ? bpf_tc_query(&hook, &found) : 0;

	if (!filter->program)
		return 1;
	if (!error)
		return found.prog_id == filter->program;
	/* No filter, no queue, no interface (tc_get_tfilter, net/sched/cls_api.c). */
	return error == -ENOENT || error == -EINVAL || error == -ENODEV ? 0 : error;
}

int clsact_look(const struct clsact *clsact)
{
	libbpf_print_fn_t print = libbpf_set_print(NULL);
	int there = clsact_is_there(clsact->interface, &clsact->ingress);

	if (there > 0)
		there = clsact_is_there(clsact->interface, &clsact->egress);
	libbpf_set_print(print);
	return there;
}

static void clsact_take_out(uint32_t interface, const struct clsact_filter *filter)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)interface,
		    .attach_point = filter->egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, found, .handle = filter->handle, .priority = filter->priority);
	LIBBPF_OPTS(bpf_tc_opts, which, .handle = filter->handle, .priority = filter->priority);

	if (filter->program && !bpf_tc_query(&hook, &found) && found.prog_id == filter->program)
		bpf_tc_detach(&hook, &which);
}

static bool is_in_use(uint32_t interface)
{
	static const uint32_t ways[] = {TC_H_MIN_INGRESS, TC_H_MIN_EGRESS};
	size_t count = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct tcmsg header = {.tcm_family = AF_UNSPEC,
				       .tcm_ifindex = (int)interface,
				       .tcm_parent = TC_H_MAKE(TC_H_CLSACT, ways[i])};

		if (clsact_ask(RTM_GETTFILTER, &header, count_filter, &count))
			return true;
	}
	return count > 0;
}

void clsact_remove(const struct clsact *clsact)
{
	LIBBPF_OPTS(bpf_tc_hook, queue, .ifindex = (int)clsact->interface,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	libbpf_print_fn_t print = libbpf_set_print(NULL);

	clsact_take_out(clsact->interface, &clsact->ingress);
	clsact_take_out(clsact->interface, &clsact->egress);
	if (clsact->made && !is_in_use(clsact->interface))
		bpf_tc_hook_destroy(&queue);
	libbpf_set_print(print);
}
