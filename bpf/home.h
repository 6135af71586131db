/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which addresses are inside the home: the twin of userspace/flow/home.c and packet/address.c. */
#ifndef LENSWATCH_BPF_HOME_H
#define LENSWATCH_BPF_HOME_H

#include <bpf/bpf_endian.h>

#include "maps.h"

ACCOUNT_INLINE int address_is_four(const __u32 a[4])
{
	return !a[0] && !a[1] && a[2] == bpf_htonl(0xffff);
}

ACCOUNT_INLINE int address_is_none(const __u32 a[4])
{
	return !a[0] && !a[1] && !a[3] && (!a[2] || a[2] == bpf_htonl(0xffff));
}

ACCOUNT_INLINE int address_is_group(const __u32 a[4])
{
	__u32 four = bpf_ntohl(a[3]);

	if (address_is_four(a))
		return four >> 28 == 14 || four == 0xffffffff;
	return bpf_ntohl(a[0]) >> 24 == 0xff;
}

ACCOUNT_INLINE int address_is_stream_group(const __u32 a[4])
{
	__u32 four = bpf_ntohl(a[3]), six = bpf_ntohl(a[0]);

	if (address_is_four(a))
		return four >> 28 == 14 && four >> 8 != 0xe00000 && four != 0xeffffffa;
	return six >> 24 == 0xff && (six >> 16 & 15) > 2;
}

ACCOUNT_INLINE int address_four_is_private(__u32 a)
{
	return a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8 || a >> 24 == 127 ||
	       a >> 16 == 0xa9fe || a >> 28 == 14 || a == 0 || a == 0xffffffff;
}

ACCOUNT_INLINE int address_six_is_private(const __u32 a[4])
{
	__u32 first = bpf_ntohl(a[0]);

	if (first >> 25 == 0x7e || first >> 22 == 0x3fa || first >> 24 == 0xff)
		return 1; /* fc00::/7, fe80::/10, ff00::/8 */
	return !a[0] && !a[1] && !a[2] && bpf_ntohl(a[3]) <= 1;
}

struct home_address {
	__u64 halves[2];
};

enum home_word { HOME_SILENT, HOME_INSIDE, HOME_OUTSIDE };

/*
 * A function of its own to the verifier, which else walks all prefixes for each way that leads
 * here. Linux 6.1 takes no argument of such a function for a map's key ("R2 type=mem expected=fp"),
 * so it is copied to the stack, and the compiler must think the copy another thing. Unrolled as it
 * costs less, and as a loop that turns by falling through is refused there too.
 */
__attribute__((noinline)) int home_knows(const struct home_address *address)
{
	const struct kernel_home *h;
	struct home_address a;
	__u32 at = given.home;
	int word = HOME_SILENT;

	h = bpf_map_lookup_elem(&home, &at);
	if (!h || !address)
		return HOME_SILENT;
	a = *address;
	asm volatile("" : : "r"(&a) : "memory");
#pragma unroll
	for (__u32 i = 0; i < KERNEL_PREFIXES; i++) {
		const __u64 *known = (const __u64 *)h->prefixes[i].address;
		const __u64 *mask = (const __u64 *)h->prefixes[i].mask;

		if (i >= h->prefix_count)
			break;
		if ((a.halves[0] & mask[0]) == known[0] && (a.halves[1] & mask[1]) == known[1]) {
			word = h->prefixes[i].outside ? HOME_OUTSIDE : HOME_INSIDE;
			break;
		}
	}
	if (word != HOME_INSIDE && h->address_count && bpf_map_lookup_elem(&addresses, &a))
		return HOME_INSIDE;
	return word;
}

/* Most homes have learned nothing that is not built in. */
ACCOUNT_INLINE int home_has_learned(void)
{
	const struct kernel_home *h;
	__u32 at = given.home;

	h = bpf_map_lookup_elem(&home, &at);
	return h && (h->prefix_count || h->address_count);
}

ACCOUNT_INLINE int home_has(const __u32 a[4])
{
	int private = address_is_four(a) ? address_four_is_private(bpf_ntohl(a[3]))
					 : address_six_is_private(a);

	if (private && !given.exceptions)
		return 1;
	if (!private && !home_has_learned())
		return 0;
	switch (home_knows((const struct home_address *)a)) {
	case HOME_INSIDE:
		return 1;
	case HOME_OUTSIDE:
		return 0;
	default:
		return private;
	}
}

#endif
