/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tells a second copy of a packet from a packet that was sent twice, by what the flow carried a
 * moment ago. Shared by the meter and the program in the kernel, so that both skip the same.
 */
#ifndef LENSWATCH_BPF_COPIES_H
#define LENSWATCH_BPF_COPIES_H

#include "account.h"

#define COPIES_RECENT 8 /* packets remembered a direction; a power of two */
/*
 * Mirror ports and bridges add microseconds; the shortest TCP retransmission timer in use is 200 ms
 * (Linux TCP_RTO_MIN).
 */
#define COPIES_WINDOW_US 10000U
/* So many proven copies make the doubtful ones believed as well, if they are one in 64 or more. */
#define COPIES_PROVEN 2
#define COPIES_SHARE 64
/* FIN and SYN: repeated by a timer only. A reset answers each segment that comes too late. */
#define COPIES_TIMED 0x03
#define COPIES_TCP 6 /* IPPROTO_TCP, which has two homes in the headers of a BPF program */
#define COPIES_UDP 17
/*
 * A datagram of so much payload carries a number or a nonce in its first bytes (RTP, DTLS, QUIC,
 * PPPP, SRT, WireGuard), which the fingerprint holds beside the checksum. Smaller ones are punches,
 * probes and keep-alives, which are repeated. A Yi camera's PPPP sends again too, a handful at a
 * time; bridge and port hand over each twin right behind its original.
 */
#define COPIES_DATAGRAM 100

struct copies_recent {
	__u32 fingerprint;
	__u32 time_us; /* wraps after 71 minutes: only differences of milliseconds are taken */
};

/*
 * A packet whose twin cannot come from a sender: IPv4 identification is set and unique while a
 * datagram lives (RFC 6864 section 4.3), and TCP would not send the same bytes with the same
 * timestamp again so soon. Bare acknowledgements and small UDP datagrams with identification 0 may
 * honestly repeat; `follows` says that a datagram came right behind its twin.
 */
ACCOUNT_INLINE int copies_proves(__u32 identity, __u8 protocol, __u32 payload, __u8 tcp_flags,
				 int follows)
{
	return identity || (protocol == COPIES_TCP && (payload || tcp_flags & COPIES_TIMED)) ||
	       (protocol == COPIES_UDP && payload >= COPIES_DATAGRAM && follows);
}

/* Whether there were copies enough to believe a doubtful one. */
ACCOUNT_INLINE int copies_expected(__u64 packets, __u64 proven)
{
	return proven >= COPIES_PROVEN && proven * COPIES_SHARE >= packets;
}

ACCOUNT_INLINE int copies_find(const struct copies_recent *recent, __u32 fingerprint, __u32 now_us)
{
	int found = 0;

#ifdef __bpf__
#pragma unroll
#endif
	for (int i = 0; i < COPIES_RECENT; i++)
		if (recent[i].fingerprint == fingerprint &&
		    now_us - recent[i].time_us <= COPIES_WINDOW_US)
			found = 1;
	return found;
}

/* Whether nothing of the flow went that way since the packet that looks the same. */
ACCOUNT_INLINE int copies_follows(const struct copies_recent *recent, __u8 at, __u32 fingerprint)
{
	return recent[(at - 1) & (COPIES_RECENT - 1)].fingerprint == fingerprint;
}

ACCOUNT_INLINE void copies_remember(struct copies_recent *recent, __u8 *at, __u32 fingerprint,
				    __u32 now_us)
{
	__u8 slot = *at & (COPIES_RECENT - 1);

	recent[slot].fingerprint = fingerprint;
	recent[slot].time_us = now_us;
	*at = (__u8)(slot + 1);
}

#endif
