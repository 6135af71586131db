// SPDX-License-Identifier: GPL-2.0-or-later
/* What any program would take that does less: nothing, a bare parse, and one counter a flow. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct key {
	__u32 source, target;
	__u16 source_port, target_port;
	__u32 protocol;
};

struct value {
	__u64 packets, bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct key);
	__type(value, struct value);
} lru SEC(".maps");

static __attribute__((always_inline)) inline int parse(struct xdp_md *context, struct key *key,
						       __u16 *length)
{
	void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	struct ethhdr *ethernet = data;
	struct iphdr *ip = data + sizeof(*ethernet);
	__u16 *ports = (void *)(ip + 1);

	if ((void *)(ports + 2) > end || ethernet->h_proto != bpf_htons(ETH_P_IP))
		return 0;
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return 0;
	key->source = ip->saddr;
	key->target = ip->daddr;
	key->source_port = ports[0];
	key->target_port = ports[1];
	key->protocol = ip->protocol;
	*length = bpf_ntohs(ip->tot_len);
	return 1;
}

SEC("xdp")
int floor_pass(struct xdp_md *context)
{
	(void)context;
	return XDP_PASS;
}

SEC("xdp")
int floor_drop(struct xdp_md *context)
{
	(void)context;
	return XDP_DROP;
}

SEC("xdp")
int floor_parse(struct xdp_md *context)
{
	struct key key = {};
	__u16 length = 0;

	if (!parse(context, &key, &length))
		return XDP_ABORTED;
	asm volatile("" : : "r"(&key) : "memory");
	return XDP_PASS;
}

SEC("xdp")
int floor_update(struct xdp_md *context)
{
	struct value fresh = {.packets = 1};
	struct key key = {};
	__u16 length = 0;

	if (!parse(context, &key, &length))
		return XDP_ABORTED;
	fresh.bytes = length;
	bpf_map_update_elem(&lru, &key, &fresh, BPF_ANY);
	return XDP_PASS;
}

SEC("xdp")
int floor_lru(struct xdp_md *context)
{
	struct value fresh = {.packets = 1}, *value;
	struct key key = {};
	__u16 length = 0;

	if (!parse(context, &key, &length))
		return XDP_ABORTED;
	value = bpf_map_lookup_elem(&lru, &key);
	if (value) {
		__sync_fetch_and_add(&value->packets, 1);
		__sync_fetch_and_add(&value->bytes, length);
		return XDP_PASS;
	}
	fresh.bytes = length;
	bpf_map_update_elem(&lru, &key, &fresh, BPF_ANY);
	return XDP_PASS;
}
