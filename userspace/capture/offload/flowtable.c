// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/offload/flowtable.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/hash.h"

#define BLOCK_BYTES (32 * 1024)
#define SEQUENCE 1
#define COUNTS 2U	/* NFT_FLOWTABLE_COUNTER, since Linux 5.7 */
#define DEVICE_PREFIX 2 /* NFTA_DEVICE_PREFIX, of newer kernels */
/*
 * All changes of nftables come, and those of a long list of addresses all at once: what there is
 * no room for until it is read is lost. Only memory that is used counts.
 */
#define NEWS_BYTES (8 * 1024 * 1024)

/* What is hashed of a flow table. */
struct identity {
	char around[NFT_NAME_MAXLEN], name[NFT_NAME_MAXLEN];
	uint64_t family;
};

struct flowtable_reading {
	struct flowtable_device table; /* what holds for all of its devices */
	const struct nlattr *hook;
	bool removes;
};

static bool flowtable_has(const struct flowtable_device *device, const char *name)
{
	return device->prefix ? !strncmp(device->name, name, strlen(device->name))
			      : !strcmp(device->name, name);
}

const struct flowtable_device *flowtable_find(const struct flowtables *tables, const char *name)
{
	const struct flowtable_device *found = NULL;

	for (size_t i = 0; i < tables->count; i++)
		if (flowtable_has(&tables->devices[i], name) && (!found || found->counts))
			found = &tables->devices[i];
	return found;
}

static bool flowtable_is_same(const struct flowtable_device *a, const struct flowtable_device *b)
{
	return a->table == b->table && a->prefix == b->prefix && !strcmp(a->name, b->name);
}

typedef bool goes_fn(const struct flowtable_device *device, const struct flowtable_device *heard);

static bool goes_with_family_table(const struct flowtable_device *device,
				   const struct flowtable_device *heard)
{
	return device->family_table == heard->family_table;
}

static bool goes_with_table(const struct flowtable_device *device,
			    const struct flowtable_device *heard)
{
	return device->table == heard->table;
}

static bool goes_before_another(const struct flowtable_device *device,
				const struct flowtable_device *heard)
{
	return device->table == heard->table && device->handle != heard->handle;
}

static void flowtable_take_out(struct flowtables *tables, goes_fn *goes,
			       const struct flowtable_device *heard)
{
	size_t kept = 0;

	for (size_t i = 0; i < tables->count; i++)
		if (!goes(&tables->devices[i], heard))
			tables->devices[kept++] = tables->devices[i];
	tables->count = kept;
}

static int put_in(struct flowtables *tables, const struct flowtable_device *device)
{
	for (size_t i = 0; i < tables->count; i++)
		if (flowtable_is_same(&tables->devices[i], device))
			return 0;
	if (tables->count == FLOWTABLE_DEVICES)
		return -ENOSPC;
	tables->devices[tables->count++] = *device;
	return 0;
}

static int take_device(const struct nlattr *one, struct flowtable_reading *r,
		       struct flowtables *tables)
{
	struct flowtable_device device = r->table;
	uint16_t type = mnl_attr_get_type(one);

	if ((type != NFTA_DEVICE_NAME && type != DEVICE_PREFIX) ||
	    mnl_attr_validate(one, MNL_TYPE_NUL_STRING) ||
	    strlen(mnl_attr_get_str(one)) >= LINK_NAME)
		return -EBADMSG;
	memcpy(device.name, mnl_attr_get_str(one), strlen(mnl_attr_get_str(one)) + 1);
	device.prefix = type == DEVICE_PREFIX;
	if (!r->removes)
		return put_in(tables, &device);
	flowtable_take_out(tables, flowtable_is_same, &device);
	return 0;
}

static int take_devices(struct flowtable_reading *r, struct flowtables *tables)
{
	const struct nlattr *list, *one;
	int err = 0;

	mnl_attr_for_each_nested(list, r->hook)
	{
		if (mnl_attr_get_type(list) != NFTA_FLOWTABLE_HOOK_DEVS)
			continue;
		if (mnl_attr_validate(list, MNL_TYPE_NESTED))
			return -EBADMSG;
		mnl_attr_for_each_nested(one, list)
		{
			err = take_device(one, r, tables);
			if (err)
				return err;
		}
	}
	return 0;
}

static int flowtable_read_name(const struct nlattr *attribute, char out[NFT_NAME_MAXLEN])
{
	if (mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) ||
	    strlen(mnl_attr_get_str(attribute)) >= NFT_NAME_MAXLEN)
		return -EBADMSG;
	memcpy(out, mnl_attr_get_str(attribute), strlen(mnl_attr_get_str(attribute)) + 1);
	return 0;
}

static int read_attribute(const struct nlattr *one, struct identity *identity,
			  struct flowtable_reading *r)
{
	switch (mnl_attr_get_type(one)) {
	case NFTA_FLOWTABLE_TABLE: /* NFTA_TABLE_NAME is the same */
		return flowtable_read_name(one, identity->around);
	case NFTA_FLOWTABLE_NAME:
		return flowtable_read_name(one, identity->name);
	case NFTA_FLOWTABLE_HOOK:
		r->hook = one;
		return mnl_attr_validate(one, MNL_TYPE_NESTED) ? -EBADMSG : 0;
	case NFTA_FLOWTABLE_HANDLE:
		if (mnl_attr_validate(one, MNL_TYPE_U64))
			return -EBADMSG;
		r->table.handle = be64toh(mnl_attr_get_u64(one));
		return 0;
	case NFTA_FLOWTABLE_FLAGS:
		if (mnl_attr_validate(one, MNL_TYPE_U32))
			return -EBADMSG;
		r->table.counts = ntohl(mnl_attr_get_u32(one)) & COUNTS;
		return 0;
	default:
		return 0;
	}
}

static int read_name_of_table(const struct nlmsghdr *message, struct identity *identity)
{
	const struct nlattr *one;

	mnl_attr_for_each(one, message, sizeof(struct nfgenmsg))
	{
		if (mnl_attr_get_type(one) == NFTA_TABLE_NAME)
			return flowtable_read_name(one, identity->around);
	}
	return -EBADMSG;
}

static int read_flowtable(const struct nlmsghdr *message, struct identity *identity,
			  struct flowtable_reading *r)
{
	const struct nlattr *one;

	mnl_attr_for_each(one, message, sizeof(struct nfgenmsg))
	{
		int err = read_attribute(one, identity, r);

		if (err)
			return err;
	}
	return identity->around[0] && identity->name[0] ? 0 : -EBADMSG;
}

/* Devices that are added later come alone, with the flags of all. */
static int take_new(struct flowtable_reading *r, struct flowtables *tables)
{
	flowtable_take_out(tables, goes_before_another, &r->table);
	for (size_t i = 0; i < tables->count; i++)
		if (tables->devices[i].table == r->table.table)
			tables->devices[i].counts = r->table.counts;
	return r->hook ? take_devices(r, tables) : -EBADMSG;
}

/*
 * A table that goes names all of its devices or none, as kernels differ; one that loses some names
 * those.
 */
static int take_gone(struct flowtable_reading *r, struct flowtables *tables)
{
	r->removes = true;
	if (r->hook)
		return take_devices(r, tables);
	flowtable_take_out(tables, goes_with_table, &r->table);
	return 0;
}

int flowtable_message(const struct nlmsghdr *message, struct flowtables *tables)
{
	struct flowtable_reading r = {.table.late = tables->news != NULL};
	struct identity identity = {0};
	int err, type = message->nlmsg_type & 0xff;

	if (message->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES ||
	    (type != NFT_MSG_NEWFLOWTABLE && type != NFT_MSG_DELFLOWTABLE &&
	     type != NFT_MSG_DELTABLE))
		return 0;
	if (mnl_nlmsg_get_payload_len(message) < sizeof(struct nfgenmsg))
		return -EBADMSG;
	identity.family = ((const struct nfgenmsg *)mnl_nlmsg_get_payload(message))->nfgen_family;
	err = type == NFT_MSG_DELTABLE ? read_name_of_table(message, &identity)
				       : read_flowtable(message, &identity, &r);
	if (err)
		return err;
	r.table.table = hash_bytes(&identity, sizeof(identity));
	memset(identity.name, 0, sizeof(identity.name));
	r.table.family_table = hash_bytes(&identity, sizeof(identity));
	if (type == NFT_MSG_NEWFLOWTABLE)
		return take_new(&r, tables);
	if (type == NFT_MSG_DELFLOWTABLE)
		return take_gone(&r, tables);
	flowtable_take_out(tables, goes_with_family_table, &r.table);
	return 0;
}

/* What was not understood does not keep what follows from being read. */
static int flowtable_take(const struct nlmsghdr *message, void *data)
{
	struct flowtables *tables = data;

	if (flowtable_message(message, tables) != 0)
		tables->unknown = true;
	return MNL_CB_OK;
}

static int flowtable_ask(struct mnl_socket *socket, char *block)
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

static int flowtable_dump(struct mnl_socket *socket, struct flowtables *out)
{
	char block[BLOCK_BYTES];
	int result = flowtable_ask(socket, block);

	while (!result) {
		ssize_t got = mnl_socket_recvfrom(socket, block, sizeof(block));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		result = mnl_cb_run(block, (size_t)got, SEQUENCE, mnl_socket_get_portid(socket),
				    flowtable_take, out);
		if (result < 0)
			return -errno;
		result = result == MNL_CB_STOP ? 1 : 0;
	}
	return result < 0 ? result : 0;
}

static int flowtable_list(struct flowtables *out)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	int result;

	if (!socket)
		return -errno;
	result = mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno
								    : flowtable_dump(socket, out);
	mnl_socket_close(socket);
	return result;
}

/* The group asks for the capability at bind(2), not at each message (nfnetlink.c). */
static int flowtable_join(struct mnl_socket **out)
{
	struct mnl_socket *news = mnl_socket_open2(NETLINK_NETFILTER, SOCK_NONBLOCK | SOCK_CLOEXEC);
	int err, bytes = NEWS_BYTES;

	if (!news)
		return -errno;
	/* Where it may not the default remains. */
	(void)setsockopt(mnl_socket_get_fd(news), SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
			 sizeof(bytes));
	if (mnl_socket_bind(news, 1U << (NFNLGRP_NFTABLES - 1), MNL_SOCKET_AUTOPID) < 0) {
		err = -errno;
		mnl_socket_close(news);
		return err;
	}
	*out = news;
	return 0;
}

int flowtable_open(struct flowtables *out)
{
	struct mnl_socket *news = NULL;
	int err = flowtable_join(&news);

	memset(out, 0, sizeof(*out));
	if (err)
		return err;
	err = flowtable_list(out);
	if (err) {
		memset(out, 0, sizeof(*out));
		mnl_socket_close(news);
		return err;
	}
	out->news = news;
	return 0;
}

void flowtable_close(struct flowtables *tables)
{
	if (tables->news)
		mnl_socket_close(tables->news);
	tables->news = NULL;
}

int flowtable_descriptor(const struct flowtables *tables)
{
	return mnl_socket_get_fd(tables->news);
}

void flowtable_follow(struct flowtables *tables)
{
	char block[BLOCK_BYTES];

	for (;;) {
		ssize_t got = mnl_socket_recvfrom(tables->news, block, sizeof(block));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		/* ENOBUFS and ENOSPC: what was lost may have been about a flow table. */
		if (got < 0 && errno != ENOBUFS && errno != ENOSPC)
			break;
		if (got < 0 || mnl_cb_run(block, (size_t)got, 0, 0, flowtable_take, tables) < 0)
			tables->unknown = true;
	}
	tables->unknown = true;
}
