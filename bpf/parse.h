/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One frame down to its transport header: the twin of userspace/packet/link.c and internet.c, in
 * what the verifier can follow. Addresses, ports and MACs are read in halves and words, which lie
 * aligned behind an Ethernet header at NET_IP_ALIGN, so that strict machines load it too.
 */
#ifndef LENSWATCH_BPF_PARSE_H
#define LENSWATCH_BPF_PARSE_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "account.h"

#define PARSE_TAGS 4
#define PARSE_EXTENSIONS 8

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_FRAGMENT 44
#define PROTOCOL_AH 51
#define PROTOCOL_ICMP6 58
#define PROTOCOL_NONE 59

#define FRAME_FRAGMENT 1 /* a fragment, first or later */
#define FRAME_LATER 2	 /* not the first: no ports */
#define FRAME_IPV6 4

enum parse_result {
	PARSE_IP,
	PARSE_ARP,
	PARSE_OTHER, /* neither IP nor ARP */
	PARSE_BAD,   /* malformed or cut before the addresses */
	PARSE_SHORT, /* the linear part ends before what is looked at, the frame does not */
};

struct frame {
	/* Network order; IPv4 as ::ffff:a.b.c.d. home_knows reads them by eight bytes. */
	__u32 source[4] __attribute__((aligned(8))), target[4];
	__u16 source_mac[3], target_mac[3];
	__u16 source_port, target_port; /* host order */
	__u8 protocol, tcp_flags, flags;
	__u8 first_byte;  /* of the transport, where 16 bytes of it are here; else of 802.2 */
	__u32 length;	  /* IP bytes */
	__u32 header;	  /* IP header with its extensions */
	__u32 transport;  /* TCP or UDP header */
	__u32 payload;	  /* bytes of payload on the wire */
	__u32 payload_in; /* of them in this frame */
	__u32 identity;
	__u32 fragment; /* offset field with its flag */
	__u32 present;	/* bytes of `head` that are here, and more */
	__u32 head[5];	/* what begins behind IP; what is not here is 0 */
	__u16 type;	/* of the frame, behind VLAN tags, host order; 0 before it was reached */
	__u16 at;	/* where what it holds begins */
};

/* Where the linear part lies, and how much of the frame is to be had: `size` where all is. */
struct span {
	void *data, *end;
	void *context;
	int xdp;
	__u32 held;
};

union transport_head { /* the first 20 bytes behind IP; what is not there is 0 */
	__u8 bytes[20];
	__u16 halves[10];
	__u32 words[5];
};

union extension_head { /* the first 8 bytes of an IPv6 extension header */
	__u8 bytes[8];
	__u16 halves[4];
	__u32 words[2];
};

ACCOUNT_INLINE __u32 parse_mix(__u32 hash, __u32 word)
{
	hash = (hash ^ word) * 0x9e3779b1U;
	return hash ^ hash >> 15;
}

/* As fingerprint_set of internet.c. Made only where a flow is counted: it is a chain of products.
 */
ACCOUNT_INLINE __u32 parse_fingerprint(const struct frame *f)
{
	__u32 hash = parse_mix(f->identity, f->length << 16 ^ f->fragment);

	if (!f->identity && f->present < 8)
		return 0;
#pragma unroll
	for (__u32 i = 0; i < 5; i++)
		if (f->present >= 4 * i + 4)
			hash = parse_mix(hash, f->head[i]);
	return hash ? hash : 1;
}

/* All of the frame, also what is not in its first buffer: asked for only where it matters. */
ACCOUNT_INLINE __u32 parse_size(const struct span *s)
{
	return s->xdp ? (__u32)bpf_xdp_get_buff_len(s->context) : s->held;
}

ACCOUNT_INLINE void parse_payload(struct frame *f, __u32 present, __u32 length, __u32 header)
{
	if (length <= header)
		return;
	f->payload = length - header;
	if (present > header)
		f->payload_in = present - header;
}

/* As `bare` of packet.h: a TCP segment that its headers fill. */
ACCOUNT_INLINE int parse_is_bare(const struct frame *f)
{
	return f->protocol == PROTOCOL_TCP && f->transport >= 20 &&
	       f->length == f->header + f->transport;
}

ACCOUNT_INLINE void parse_ports(struct frame *f, const union transport_head *head, __u32 present,
				__u32 length)
{
	__u32 header = 20; /* the least, where the data offset was cut off */
	__u32 own;

	f->source_port = bpf_ntohs(head->halves[0]);
	f->target_port = bpf_ntohs(head->halves[1]);
	if (f->protocol == PROTOCOL_TCP) {
		if (present > 12)
			header = (__u32)(head->bytes[12] >> 4) * 4;
		f->tcp_flags = head->bytes[13];
		f->transport = header;
		if (header >= 20)
			parse_payload(f, present, length, header);
		return;
	}
	f->transport = 8;
	own = bpf_ntohs(head->halves[2]);
	/* 0 stands for a jumbogram or an offloaded super-packet (RFC 2675 section 4). */
	if (present >= 6 && own >= 8 && own < length)
		length = own;
	parse_payload(f, present < length ? present : length, length, 8);
}

/* Whether the linear part is too short for what the frame holds, or the frame itself. */
ACCOUNT_INLINE enum parse_result parse_missing(const struct span *s, __u32 until)
{
	return s->held >= until ? PARSE_SHORT : PARSE_BAD;
}

/*
 * `size`, from 1 to `most`, as the verifier wants to see it. A check in C is not enough: the
 * compiler may know that it holds and leave it out, make one subtraction and one comparison of it,
 * or cut the size to 32 bits between check and call (clang 14; Linux 6.12: "R4 invalid zero-sized
 * read").
 */
ACCOUNT_INLINE __u64 parse_between(__u64 size, const __u32 most)
{
	asm volatile("if %[size] >= 1 goto +1\n\t"
		     "%[size] = 1\n\t"
		     "if %[size] <= %[most] goto +1\n\t"
		     "%[size] = %[most]"
		     : [size] "+r"(size)
		     : [most] "i"(most));
	return size;
}

/* `count` bytes of the frame from `at` on, wherever they lie. */
ACCOUNT_INLINE long parse_load(const struct span *s, __u32 at, void *to, __u32 count)
{
	return s->xdp ? bpf_xdp_load_bytes(s->context, at, to, count)
		      : bpf_skb_load_bytes(s->context, at, to, count);
}

/*
 * `length` bytes of transport lay on the wire, `present` of them are in the frame. A function of
 * its own to the verifier: it looks at it once and not anew for every way that leads there. It is
 * given a copy and not the packet: of a global function's context a kernel without BTF, as
 * OpenWrt's are, knows nothing ("R1 invalid mem access 'mem_or_null'": btf_get_prog_ctx_type() has
 * no vmlinux).
 */
__attribute__((noinline)) int parse_transport(struct frame *f, const union transport_head *head,
					      __u32 present, __u32 length)
{
	if (!f || !head)
		return PARSE_BAD;
	f->present = present;
#pragma unroll
	for (int i = 0; i < 5; i++)
		f->head[i] = head->words[i];
	if (present >= 16)
		f->first_byte = head->bytes[0];
	if (f->flags & FRAME_LATER || (f->protocol != PROTOCOL_TCP && f->protocol != PROTOCOL_UDP))
		parse_payload(f, present, length, 0);
	else if (present >= 4)
		parse_ports(f, head, present, length);
	return PARSE_IP;
}

/*
 * The first of what lies behind IP is copied by a helper: of a loop over few bytes clang 18 and 19
 * prove the bound and drop it, and the verifier says "invalid write to stack".
 */
ACCOUNT_INLINE enum parse_result parse_behind(const struct span *s, struct frame *f, __u32 at,
					      __u32 present, __u32 length)
{
	union transport_head head = {};

	if (present && parse_load(s, at, &head, parse_between(present, sizeof(head))))
		return PARSE_BAD;
	return (enum parse_result)parse_transport(f, &head, present, length);
}

ACCOUNT_INLINE int parse_is_extension(__u8 next)
{
	return next == 0 || next == 43 || next == 60 || next == PROTOCOL_FRAGMENT ||
	       next == PROTOCOL_AH;
}

ACCOUNT_INLINE void parse_fragment(struct frame *f, const union extension_head *header)
{
	f->fragment = bpf_ntohs(header->halves[1]) & 0xfff9;
	f->identity = bpf_ntohl(header->words[1]);
	if (f->fragment) /* an atomic fragment is whole (RFC 6946) */
		f->flags |= FRAME_FRAGMENT;
	if (f->fragment & 0xfff8)
		f->flags |= FRAME_LATER;
}

ACCOUNT_INLINE __u32 parse_extension_size(const __u8 *header, __u8 kind)
{
	if (kind == PROTOCOL_FRAGMENT)
		return 8;
	return kind == PROTOCOL_AH ? (header[1] + 2U) * 4 : (header[1] + 1U) * 8;
}

/*
 * One extension header, a copy of its first eight bytes; `f->header` comes to where the next
 * begins. 1 where the walk ends. As parse_transport, a function of its own.
 */
__attribute__((noinline)) int parse_extension(struct frame *f, const union extension_head *header,
					      __u32 here)
{
	__u32 size;

	if (!f || !header)
		return 1;
	size = parse_extension_size(header->bytes, f->protocol);
	if (size > here - f->header)
		return 1;
	if (f->protocol == PROTOCOL_FRAGMENT)
		parse_fragment(f, header);
	f->protocol = header->bytes[0];
	f->header += size;
	return f->flags & FRAME_LATER ? 1 : 0;
}

/*
 * What nearly every packet is: IPv4 without options and no fragment, or IPv6 without extensions;
 * TCP or UDP, with 20 bytes behind the IP header. Says the same as the way above, in a third of the
 * time.
 */
ACCOUNT_INLINE void parse_plain(struct frame *f, const __u8 *ip, __u32 header, __u32 here)
{
	union transport_head head;
	const __u32 *words = (const __u32 *)(ip + header);

#pragma unroll
	for (int i = 0; i < 5; i++)
		f->head[i] = head.words[i] = words[i];
	f->header = header;
	f->present = here - header;
	f->first_byte = head.bytes[0];
	parse_ports(f, &head, here - header, f->length - header);
}

ACCOUNT_INLINE int parse_is_plain(const struct frame *f, const __u8 *ip, __u32 header,
				  const void *end, __u32 here)
{
	return here >= header + 20 && ip + header + 20 <= (const __u8 *)end &&
	       (f->protocol == PROTOCOL_TCP || f->protocol == PROTOCOL_UDP);
}

ACCOUNT_INLINE enum parse_result parse_v4(struct frame *f, const struct span *s, __u32 at)
{
	__u8 *ip = s->data + at;
	__u32 header, here, part;

	if (ip + 20 > (__u8 *)s->end)
		return parse_missing(s, at + 20);
	header = (__u32)(ip[0] & 15) * 4;
	f->length = bpf_ntohs(*(__u16 *)(ip + 2));
	if (!f->length)
		f->length = parse_size(s) - at;
	if (ip[0] >> 4 != 4 || header < 20 || f->length < header)
		return PARSE_BAD;
	f->source[2] = f->target[2] = bpf_htonl(0xffff);
	f->source[3] = *(__u32 *)(ip + 12);
	f->target[3] = *(__u32 *)(ip + 16);
	f->protocol = ip[9];
	f->identity = bpf_ntohs(*(__u16 *)(ip + 4));
	f->fragment = bpf_ntohs(*(__u16 *)(ip + 6)) & 0x3fff;
	if (f->fragment)
		f->flags |= f->fragment & 0x1fff ? FRAME_FRAGMENT | FRAME_LATER : FRAME_FRAGMENT;
	here = s->held - at < f->length ? s->held - at : f->length;
	if (ip[0] == 0x45 && !f->fragment && parse_is_plain(f, ip, 20, s->end, here)) {
		parse_plain(f, ip, 20, here);
		return PARSE_IP;
	}
	part = header < here ? header : here;
	f->header = header;
	return parse_behind(s, f, at + part, here - part, f->length - header);
}

/* One step of the walk, where it has not ended: 1 where it ends. */
ACCOUNT_INLINE int parse_step(int end, const struct span *s, struct frame *f, __u32 at, __u32 here)
{
	union extension_head header;

	if (end || !parse_is_extension(f->protocol) || here - f->header < sizeof(header) ||
	    parse_load(s, at + f->header, &header, sizeof(header)))
		return 1;
	return parse_extension(f, &header, here);
}

/*
 * Walks extension headers until the transport, a later fragment, or the end of what is here. Eight
 * steps are written out: clang 14 does not unroll a loop here, though it is told to, and lays it so
 * that it turns by falling through, which Linux 6.1 refuses ("back-edge from insn 522 to 523").
 */
ACCOUNT_INLINE void parse_chain(const struct span *s, struct frame *f, __u32 at, __u32 here)
{
	int end = 0;

	_Static_assert(PARSE_EXTENSIONS == 8, "as many steps as are written here");
	end = parse_step(end, s, f, at, here);
	end = parse_step(end, s, f, at, here);
	end = parse_step(end, s, f, at, here);
	end = parse_step(end, s, f, at, here);
	end = parse_step(end, s, f, at, here);
	end = parse_step(end, s, f, at, here);
	end = parse_step(end, s, f, at, here);
	parse_step(end, s, f, at, here);
}

ACCOUNT_INLINE enum parse_result parse_v6(struct frame *f, const struct span *s, __u32 at)
{
	__u8 *ip = s->data + at;
	__u32 *words = (__u32 *)ip, here;

	if (ip + 40 > (__u8 *)s->end)
		return parse_missing(s, at + 40);
	if (ip[0] >> 4 != 6)
		return PARSE_BAD;
	f->protocol = ip[6];
	f->length = bpf_ntohs(*(__u16 *)(ip + 4)) + 40U;
	/* A jumbogram or an offloaded super-packet has no length of its own (RFC 2675). */
	if (f->length == 40 && f->protocol != PROTOCOL_NONE && parse_size(s) - at > 40)
		f->length = parse_size(s) - at;
	f->flags |= FRAME_IPV6;
#pragma unroll
	for (int i = 0; i < 4; i++) {
		f->source[i] = words[2 + i];
		f->target[i] = words[6 + i];
	}
	f->header = 40;
	here = s->held - at < f->length ? s->held - at : f->length;
	if (parse_is_plain(f, ip, 40, s->end, here)) {
		parse_plain(f, ip, 40, here);
		return PARSE_IP;
	}
	if (parse_is_extension(f->protocol))
		parse_chain(s, f, at, here);
	return parse_behind(s, f, at + f->header, here - f->header, f->length - f->header);
}

/* RFC 826 with Ethernet and IPv4 addresses, as internet_decode_arp. */
ACCOUNT_INLINE enum parse_result parse_arp(const struct span *s, __u32 at)
{
	__u16 *arp = s->data + at;

	if ((void *)arp + 28 > s->end)
		return parse_missing(s, at + 28);
	if (arp[0] != bpf_htons(1) || arp[1] != bpf_htons(0x0800) || arp[2] != bpf_htons(0x0604))
		return PARSE_OTHER;
	return PARSE_ARP;
}

/*
 * PPPoE session (RFC 2516 section 4): six bytes of header, then the PPP protocol. Makes an
 * ethertype of it.
 */
ACCOUNT_INLINE enum parse_result parse_pppoe(const struct span *s, __u32 *at, __u16 *ethertype)
{
	__u16 *header = s->data + *at;

	if ((void *)header + 8 > s->end)
		return parse_missing(s, *at + 8);
	if (header[0] != bpf_htons(0x1100))
		return PARSE_OTHER;
	if (header[3] == bpf_htons(0x0021))
		*ethertype = bpf_htons(0x0800);
	else if (header[3] == bpf_htons(0x0057))
		*ethertype = bpf_htons(0x86dd);
	else
		return PARSE_OTHER;
	*at += 8;
	return PARSE_IP;
}

/* IP behind an 802.3 length: RFC 1042. */
ACCOUNT_INLINE enum parse_result parse_snap(struct frame *f, const struct span *s, __u32 *at,
					    __u16 *ethertype)
{
	__u16 *header = s->data + *at;

	if ((void *)header + 8 > s->end)
		return s->held >= *at + 8 ? PARSE_SHORT : PARSE_OTHER;
	f->first_byte = *(__u8 *)header;
	if (header[0] != bpf_htons(0xaaaa) || header[1] != bpf_htons(0x0300) || header[2])
		return PARSE_OTHER;
	*ethertype = header[3];
	*at += 8;
	return PARSE_IP;
}

ACCOUNT_INLINE enum parse_result parse_frame(struct frame *f, const struct span *s)
{
	__u16 *ethernet = s->data, ethertype;
	__u32 at = 14;

	if ((void *)ethernet + 14 > s->end)
		return parse_missing(s, 14);
#pragma unroll
	for (int i = 0; i < 3; i++) {
		f->target_mac[i] = ethernet[i];
		f->source_mac[i] = ethernet[3 + i];
	}
	ethertype = ethernet[6];
#pragma unroll
	for (int tags = 0; tags <= PARSE_TAGS; tags++) {
		__u16 *tag = s->data + at;

		if (ethertype != bpf_htons(0x8100) && ethertype != bpf_htons(0x88a8) &&
		    ethertype != bpf_htons(0x9100))
			break;
		if (tags == PARSE_TAGS)
			return s->held - at < 4 ? PARSE_BAD : PARSE_OTHER;
		if ((void *)tag + 4 > s->end)
			return parse_missing(s, at + 4);
		ethertype = tag[1];
		at += 4;
	}
	f->type = bpf_ntohs(ethertype);
	f->at = (__u16)at;
	if (ethertype == bpf_htons(0x8864)) {
		enum parse_result result = parse_pppoe(s, &at, &ethertype);

		if (result != PARSE_IP)
			return result;
	} else if (bpf_ntohs(ethertype) < 0x0600) {
		enum parse_result result = parse_snap(f, s, &at, &ethertype);

		if (result != PARSE_IP)
			return result;
	}
	if (ethertype == bpf_htons(0x0800))
		return parse_v4(f, s, at);
	if (ethertype == bpf_htons(0x86dd))
		return parse_v6(f, s, at);
	return ethertype == bpf_htons(0x0806) ? parse_arp(s, at) : PARSE_OTHER;
}

#endif
