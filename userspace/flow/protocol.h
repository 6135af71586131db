/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The nDPI adapter: the only file that knows nDPI and its versions. Fed by table.c with the sampled
 * first packets of a flow, it tells the protocol and the host name the flow carries (SNI of TLS and
 * QUIC, HTTP Host).
 */
#ifndef LENSWATCH_FLOW_PROTOCOL_H
#define LENSWATCH_FLOW_PROTOCOL_H

#include "packet/packet.h"

#define PROTOCOL_NAME 32
#define PROTOCOL_HOST 256

enum protocol_host_source {
	PROTOCOL_HOST_NONE = 0,
	PROTOCOL_HOST_SNI,  /* TLS or QUIC server name */
	PROTOCOL_HOST_HTTP, /* HTTP Host */
};

struct protocol_facts {
	char master[PROTOCOL_NAME];	 /* "TLS", "QUIC", "STUN", ... "" unknown */
	char application[PROTOCOL_NAME]; /* "WhatsAppCall", "" where none */
	char host[PROTOCOL_HOST];	 /* lower case, "" none */
	enum protocol_host_source host_source;
	char user_agent[128]; /* HTTP, QUIC user agent; "" none */
	bool done;	      /* nDPI needs no more packets */
};

struct protocol;      /* one nDPI module */
struct protocol_flow; /* nDPI's memory of one flow */

/*
 * Starts nDPI. `protocols_file` is a file for ndpi_load_protocols_file made from the rules, or
 * NULL. 0, -ENOMEM, -EINVAL where nDPI refuses the file.
 */
int protocol_create(const char *protocols_file, struct protocol **out);
void protocol_destroy(struct protocol *protocol);
const char *protocol_version(void);
/* NULL where memory is short. Free with protocol_flow_destroy. */
struct protocol_flow *protocol_flow_create(struct protocol *protocol);
void protocol_flow_destroy(struct protocol_flow *flow);
/* Feeds one packet (from its IP header on); `out` is what is known by now. */
void protocol_inspect(struct protocol *protocol, struct protocol_flow *flow,
		      const struct packet *packet, bool upstream, uint64_t time_ns,
		      struct protocol_facts *out);
/* No more packets will come: the best guess that does not rest on ports alone. */
void protocol_giveup(struct protocol *protocol, struct protocol_flow *flow,
		     struct protocol_facts *out);

#endif
