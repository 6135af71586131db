/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "udp.h"

void udp_send(struct stage *stage, struct path *path, bool up, uint64_t time_ns, const void *head,
	      size_t head_length, uint32_t fill)
{
	struct bytes datagram = {0};

	bytes_u16(&datagram, up ? path->local_port : path->remote_port);
	bytes_u16(&datagram, up ? path->remote_port : path->local_port);
	bytes_u16(&datagram, (unsigned)(8 + head_length + fill));
	bytes_u16(&datagram, 0);
	bytes_add(&datagram, head, head_length);
	ip_send(stage, path, up, time_ns, IP_UDP, &datagram, fill);
}
