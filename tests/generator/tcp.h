/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One TCP connection as a listener near the device sees it: the device's own packets leave at once,
 * what the other end answers comes a round trip later.
 */
#ifndef GENERATOR_TCP_H
#define GENERATOR_TCP_H

#include "ip.h"

struct tcp {
	struct stage *stage;
	struct path path;
	uint32_t flow;
	uint64_t now_ns; /* when the connection may send next */
	uint64_t round_trip_ns;
	uint64_t segment_gap_ns; /* between back-to-back segments: the line's speed */
	double loss;		 /* share of upstream segments sent again */
	uint32_t segment;	 /* payload of a full segment */
	uint32_t next_up, next_down;
	bool timestamps;
	uint32_t unanswered; /* full segments since the last ACK of the other end */
};

/* `largest_ip`: IP length of a full segment (1500 for Ethernet). The time stamp option goes with
 * 1500 only. */
void tcp_begin(struct tcp *tcp, struct stage *stage, const struct path *path, uint64_t now_ns,
	       uint32_t largest_ip);
void tcp_open(struct tcp *tcp);
/* Sends meaningful bytes in as many segments as they need; an ACK follows. */
void tcp_bytes(struct tcp *tcp, bool up, const uint8_t *data, size_t length);
/* Sends `head` and then filling, `total` bytes in all; every second segment is answered by an ACK.
 */
void tcp_bulk(struct tcp *tcp, bool up, const uint8_t *head, size_t head_length, size_t total);
void tcp_turn(struct tcp *tcp); /* waits until the other end has had its say: a round trip */
void tcp_close(struct tcp *tcp);

#endif
