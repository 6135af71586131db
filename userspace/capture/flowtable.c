// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/flowtable.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>

#define BLOCK_BYTES (32 * 1024)
#define SEQUENCE 1
#define COUNTS 2U /* NFT_FLOWTABLE_COUNTER, since Linux 5.7 */

const struct flowtable_device *flowtable_find(const struct flowtables *tables, const char *name)
{
	for (size_t i = 0; i < tables->count; i++)
		if (!strcmp(tables->devices[i].name, name))
			return &tables->devices[i];
	return NULL;
}

static void add(struct flowtables *tables, const char *name, bool counts)
{
	struct flowtable_device *device = &tables->devices[tables->count];

	if (tables->count == FLOWTABLE_DEVICES || strlen(name) >= LINK_NAME ||
	    flowtable_find(tables, name))
		return;
	memcpy(device->name, name, strlen(name) + 1);
	device->counts = counts;
	tables->count++;
}

static void add_names(const struct nlattr *list, bool counts, struct flowtables *tables)
{
	const struct nlattr *one;

	mnl_attr_for_each_nested(one, list)
	{
		if (mnl_attr_get_type(one) == NFTA_DEVICE_NAME &&
		    !mnl_attr_validate(one, MNL_TYPE_NUL_STRING))
			add(tables, mnl_attr_get_str(one), counts);
	}
}

static void add_hook(const struct nlattr *hook, bool counts, struct flowtables *tables)
{
	const struct nlattr *one;

	mnl_attr_for_each_nested(one, hook)
	{
		if (mnl_attr_get_type(one) == NFTA_FLOWTABLE_HOOK_DEVS &&
		    !mnl_attr_validate(one, MNL_TYPE_NESTED))
			add_names(one, counts, tables);
	}
}

void flowtable_message(const struct nlmsghdr *message, struct flowtables *out)
{
	const struct nlattr *one, *hook = NULL;
	uint32_t flags = 0;

	if (message->nlmsg_type != ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWFLOWTABLE) ||
	    mnl_nlmsg_get_payload_len(message) < sizeof(struct nfgenmsg))
		return;
	mnl_attr_for_each(one, message, sizeof(struct nfgenmsg))
	{
		if (mnl_attr_get_type(one) == NFTA_FLOWTABLE_HOOK &&
		    !mnl_attr_validate(one, MNL_TYPE_NESTED))
			hook = one;
		else if (mnl_attr_get_type(one) == NFTA_FLOWTABLE_FLAGS &&
			 !mnl_attr_validate(one, MNL_TYPE_U32))
			flags = ntohl(mnl_attr_get_u32(one));
	}
	if (hook)
		add_hook(hook, flags & COUNTS, out);
}

static int take(const struct nlmsghdr *message, void *data)
{
	flowtable_message(message, data);
	return MNL_CB_OK;
}

static int ask(struct mnl_socket *socket, char *block)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(block);
	struct nfgenmsg *family;

	header->nlmsg_type = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETFLOWTABLE;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = SEQUENCE;
	family = mnl_nlmsg_put_extra_header(header, sizeof(*family));
	family->nfgen_family = AF_UNSPEC;
	family->version = NFNETLINK_V0;
	return mnl_socket_sendto(socket, header, header->nlmsg_len) < 0 ? -errno : 0;
}

static int dump(struct mnl_socket *socket, struct flowtables *out)
{
	char block[BLOCK_BYTES];
	int result = ask(socket, block);

	while (!result) {
		ssize_t got = mnl_socket_recvfrom(socket, block, sizeof(block));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		result = mnl_cb_run(block, (size_t)got, SEQUENCE, mnl_socket_get_portid(socket),
				    take, out);
		if (result < 0)
			return -errno;
		result = result == MNL_CB_STOP ? 1 : 0;
	}
	return result < 0 ? result : 0;
}

int flowtable_read(struct flowtables *out)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	int result;

	memset(out, 0, sizeof(*out));
	if (!socket)
		return -errno;
	result = mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno : dump(socket, out);
	mnl_socket_close(socket);
	return result;
}
