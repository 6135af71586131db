// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/conntrack_netlink.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK_BYTES (32 * 1024)

/* Since Linux 4.16 and 5.7: headers of older ones do not have them. */
#define STATUS_OFFLOAD (1U << 14)
#define STATUS_HW_OFFLOAD (1U << 15)

struct conntrack_netlink {
	struct mnl_socket *socket;
	uint32_t sequence;
	char block[BLOCK_BYTES];
};

struct telling {
	conntrack_fn *each;
	void *context;
};

/* Keeps attribute `type` at table[type]. Sizes are looked at where one is used. */
struct conntrack_table {
	const struct nlattr *at[CTA_MAX + 1];
};

static int conntrack_netlink_keep(const struct nlattr *attribute, void *data)
{
	struct conntrack_table *table = data;
	unsigned int type = mnl_attr_get_type(attribute);

	if (type <= CTA_MAX)
		table->at[type] = attribute;
	return MNL_CB_OK;
}

static struct conntrack_table conntrack_netlink_nested(const struct nlattr *attribute)
{
	struct conntrack_table table = {0};

	if (attribute)
		mnl_attr_parse_nested(attribute, conntrack_netlink_keep, &table);
	return table;
}

static bool conntrack_netlink_has(const struct nlattr *attribute, size_t size)
{
	return attribute && mnl_attr_get_payload_len(attribute) >= size;
}

static int read_address(const struct nlattr *v4, const struct nlattr *v6, struct address *out)
{
	if (conntrack_netlink_has(v4, 4))
		*out = address_from_v4(mnl_attr_get_payload(v4));
	else if (conntrack_netlink_has(v6, 16))
		*out = address_from_v6(mnl_attr_get_payload(v6));
	else
		return -EINVAL;
	return 0;
}

static int read_tuple(const struct nlattr *attribute, struct conntrack_tuple *out,
		      uint8_t *protocol)
{
	struct conntrack_table tuple = conntrack_netlink_nested(attribute),
			       ip = conntrack_netlink_nested(tuple.at[CTA_TUPLE_IP]),
			       transport = conntrack_netlink_nested(tuple.at[CTA_TUPLE_PROTO]);

	if (!conntrack_netlink_has(transport.at[CTA_PROTO_NUM], 1) ||
	    !conntrack_netlink_has(transport.at[CTA_PROTO_SRC_PORT], 2) ||
	    !conntrack_netlink_has(transport.at[CTA_PROTO_DST_PORT], 2) ||
	    read_address(ip.at[CTA_IP_V4_SRC], ip.at[CTA_IP_V6_SRC], &out->source) ||
	    read_address(ip.at[CTA_IP_V4_DST], ip.at[CTA_IP_V6_DST], &out->target))
		return -EINVAL;
	*protocol = mnl_attr_get_u8(transport.at[CTA_PROTO_NUM]);
	out->source_port = ntohs(mnl_attr_get_u16(transport.at[CTA_PROTO_SRC_PORT]));
	out->target_port = ntohs(mnl_attr_get_u16(transport.at[CTA_PROTO_DST_PORT]));
	return 0;
}

static bool conntrack_netlink_read_counters(const struct nlattr *attribute, uint64_t *bytes,
					    uint64_t *packets)
{
	struct conntrack_table counters = conntrack_netlink_nested(attribute);

	if (!conntrack_netlink_has(counters.at[CTA_COUNTERS_PACKETS], 8) ||
	    !conntrack_netlink_has(counters.at[CTA_COUNTERS_BYTES], 8))
		return false;
	*packets = be64toh(mnl_attr_get_u64(counters.at[CTA_COUNTERS_PACKETS]));
	*bytes = be64toh(mnl_attr_get_u64(counters.at[CTA_COUNTERS_BYTES]));
	return true;
}

static enum conntrack_offload read_offload(const struct nlattr *attribute)
{
	uint32_t status =
		conntrack_netlink_has(attribute, 4) ? ntohl(mnl_attr_get_u32(attribute)) : 0;

	if (status & STATUS_HW_OFFLOAD)
		return OFFLOAD_HARDWARE;
	return status & STATUS_OFFLOAD ? OFFLOAD_SOFTWARE : OFFLOAD_NONE;
}

static int conntrack_netlink_tell(const struct nlmsghdr *message, void *data)
{
	const struct telling *telling = data;
	struct conntrack_entry entry = {0};
	struct conntrack_table table = {0};

	mnl_attr_parse(message, sizeof(struct nfgenmsg), conntrack_netlink_keep, &table);
	if (read_tuple(table.at[CTA_TUPLE_ORIG], &entry.there, &entry.protocol) ||
	    read_tuple(table.at[CTA_TUPLE_REPLY], &entry.back, &entry.protocol))
		return MNL_CB_OK;
	if (entry.protocol != IPPROTO_TCP && entry.protocol != IPPROTO_UDP)
		return MNL_CB_OK;
	entry.counted = conntrack_netlink_read_counters(table.at[CTA_COUNTERS_ORIG],
							&entry.bytes_out, &entry.packets_out) &&
			conntrack_netlink_read_counters(table.at[CTA_COUNTERS_REPLY],
							&entry.bytes_back, &entry.packets_back);
	entry.offload = read_offload(table.at[CTA_STATUS]);
	telling->each(telling->context, &entry);
	return MNL_CB_OK;
}

/* Asks for all entries of IPv4 and IPv6: those that belong to no family are asked for as both. */
static int conntrack_netlink_ask(struct conntrack_netlink *netlink)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(netlink->block);
	struct nfgenmsg *family;

	header->nlmsg_type = (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_GET;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = ++netlink->sequence;
	family = mnl_nlmsg_put_extra_header(header, sizeof(*family));
	family->nfgen_family = AF_UNSPEC;
	family->version = NFNETLINK_V0;
	return mnl_socket_sendto(netlink->socket, header, header->nlmsg_len) < 0 ? -errno : 0;
}

int conntrack_netlink_read(struct conntrack_netlink *netlink, conntrack_fn *each, void *context)
{
	unsigned int port = mnl_socket_get_portid(netlink->socket);
	struct telling telling = {each, context};
	int result = conntrack_netlink_ask(netlink);
	ssize_t got;

	if (result)
		return result;
	do {
		got = mnl_socket_recvfrom(netlink->socket, netlink->block, BLOCK_BYTES);
		if (got < 0 && errno == EINTR) {
			result = MNL_CB_OK;
			continue;
		}
		if (got < 0)
			return -errno;
		result = mnl_cb_run(netlink->block, (size_t)got, netlink->sequence, port,
				    conntrack_netlink_tell, &telling);
	} while (result > MNL_CB_STOP);
	return result < 0 ? -errno : 0;
}

static void conntrack_netlink_ignore(void *context, const struct conntrack_entry *entry)
{
	(void)context;
	(void)entry;
}

/* nfnetlink_rcv_msg answers EINVAL where no module serves what was asked. */
static int try_once(struct conntrack_netlink *netlink)
{
	int error = conntrack_netlink_read(netlink, conntrack_netlink_ignore, NULL);

	return error == -EINVAL || error == -EOPNOTSUPP ? -ENOENT : error;
}

int conntrack_netlink_open(struct conntrack_netlink **out)
{
	struct conntrack_netlink *netlink = calloc(1, sizeof(*netlink));
	int error;

	if (!netlink)
		return -ENOMEM;
	netlink->sequence = (uint32_t)time(NULL);
	netlink->socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!netlink->socket)
		error = errno == EPROTONOSUPPORT ? -ENOENT : -errno;
	else if (mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		error = -errno;
	else
		error = try_once(netlink);
	if (error) {
		conntrack_netlink_close(netlink);
		return error;
	}
	*out = netlink;
	return 0;
}

void conntrack_netlink_close(struct conntrack_netlink *netlink)
{
	if (!netlink)
		return;
	if (netlink->socket)
		mnl_socket_close(netlink->socket);
	free(netlink);
}
