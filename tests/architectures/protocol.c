/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands where userspace/flow/protocol.c does, in programs made with NDPI= alone: for tests on
 * machines that Debian has no nDPI for (s390x), or whose emulator stops at nDPI's unaligned reads
 * (mipsel). It knows no protocol and no name, so all else is tried there: decoding, accounting,
 * uploads, rules and history. Such a program is compared with one made the same way.
 */
#include "flow/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of one byte, as C has no empty struct. */
struct protocol {
	char nothing;
};

struct protocol_flow {
	char nothing;
};

int protocol_create(const char *protocols_file, struct protocol **out)
{
	struct protocol *protocol = malloc(sizeof(*protocol));

	(void)protocols_file;
	if (!protocol)
		return -ENOMEM;
	*out = protocol;
	return 0;
}

void protocol_destroy(struct protocol *protocol)
{
	free(protocol);
}

const char *protocol_version(void)
{
	return "none";
}

struct protocol_flow *protocol_flow_create(struct protocol *protocol)
{
	(void)protocol;
	return malloc(sizeof(struct protocol_flow));
}

void protocol_flow_destroy(struct protocol_flow *flow)
{
	free(flow);
}

void protocol_inspect(struct protocol *protocol, struct protocol_flow *flow,
		      const struct packet *packet, bool upstream, uint64_t time_ns,
		      struct protocol_facts *out)
{
	(void)protocol;
	(void)flow;
	(void)packet;
	(void)upstream;
	(void)time_ns;
	memset(out, 0, sizeof(*out));
}

void protocol_giveup(struct protocol *protocol, struct protocol_flow *flow,
		     struct protocol_facts *out)
{
	(void)protocol;
	(void)flow;
	memset(out, 0, sizeof(*out));
	out->done = true;
}
