/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a TCP connection's numbers show to have gone up unseen, as packet/holes.h tells the meter:
 * but with one sum for all holes, and where the first begins and the last ends. What comes behind
 * the first fills it, whichever it was of. Userspace looks at it twice a second and knows times.
 */
#ifndef LENSWATCH_BPF_NUMBERS_H
#define LENSWATCH_BPF_NUMBERS_H

#include "parse.h"
#include "record.h"

#define NUMBERS_FIN 0x01
#define NUMBERS_SYN 0x02
#define NUMBERS_RST 0x04
#define NUMBERS_ACK 0x10
#define NUMBERS_HEADER 14	  /* bytes of TCP up to its flags */
#define NUMBERS_WINDOW (1U << 30) /* RFC 7323 section 2.3, as HOLES_WINDOW */

ACCOUNT_INLINE int numbers_ahead(__u32 number, __u32 of)
{
	return number - of - 1 < NUMBERS_WINDOW;
}

ACCOUNT_INLINE void numbers_miss(struct kernel_numbers *n, __u32 until)
{
	__u32 size = until - n->next;

	if (size < 2) /* a FIN has a number and no byte */
		return;
	if (!n->missing)
		n->from = n->next;
	n->to = until;
	n->missing = n->missing + size < size ? 0xffffffff : n->missing + size;
}

ACCOUNT_INLINE void numbers_fill(struct kernel_numbers *n, __u32 from, __u32 to)
{
	__u32 size = to - from;

	if ((__s32)(from - n->from) < 0)
		size = (__s32)(to - n->from) > 0 ? to - n->from : 0;
	n->missing -= size < n->missing ? size : n->missing;
}

ACCOUNT_INLINE void numbers_up(struct kernel_numbers *n, const struct frame *f)
{
	__u32 from = bpf_ntohl(f->head[1]);
	__u32 to = from + f->payload + !!(f->tcp_flags & (NUMBERS_SYN | NUMBERS_FIN));

	if (!n->known || f->tcp_flags & NUMBERS_SYN) {
		n->next = n->acked = n->from = to;
		n->known = 1;
		n->answered = 0;
		return;
	}
	if (numbers_ahead(from, n->next))
		numbers_miss(n, from);
	else if (n->missing)
		numbers_fill(n, from, numbers_ahead(to, n->next) ? n->next : to);
	if (numbers_ahead(to, n->next))
		n->next = to;
}

ACCOUNT_INLINE void numbers_down(struct kernel_numbers *n, const struct frame *f)
{
	__u32 acked = bpf_ntohl(f->head[2]);

	if (!n->known)
		return;
	n->answered = 1;
	if (numbers_ahead(acked, n->next)) {
		numbers_miss(n, acked);
		n->next = acked;
	}
	if (numbers_ahead(acked, n->acked))
		n->acked = acked;
}

/* As holes_packet. Called under the lock. */
ACCOUNT_INLINE void numbers_packet(struct kernel_numbers *n, const struct frame *f, int up)
{
	if (f->protocol != PROTOCOL_TCP || f->flags & FRAME_FRAGMENT || f->present < NUMBERS_HEADER)
		return;
	if (f->tcp_flags & NUMBERS_RST &&
	    (!(f->tcp_flags & NUMBERS_ACK) || !(up ? f->head[1] : f->head[2])))
		return;
	if (up)
		numbers_up(n, f);
	else if (f->tcp_flags & NUMBERS_ACK)
		numbers_down(n, f);
}

#endif
