// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/mirror.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int attach_mirror_socket(void)
{
	/* Protocol 0: it gets no packet itself (packet(7)). */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

static int mirror_change(int socket, uint32_t interface, int what)
{
	struct packet_mreq request = {
		.mr_ifindex = (int)interface,
		.mr_type = PACKET_MR_PROMISC,
	};

	return setsockopt(socket, SOL_PACKET, what, &request, sizeof(request)) ? -errno : 0;
}

int mirror_join(int socket, uint32_t interface)
{
	return mirror_change(socket, interface, PACKET_ADD_MEMBERSHIP);
}

void mirror_leave(int socket, uint32_t interface)
{
	mirror_change(socket, interface, PACKET_DROP_MEMBERSHIP);
}

static void refuse_address(const struct link_state *link, char text[ATTACH_TEXT])
{
	const struct address *address = &link->addresses[0];
	char written[ADDRESS_TEXT];

	address_format(address, written);
	if (address_is_link_local(address) && !address_is_v4(address))
		snprintf(text, ATTACH_TEXT,
			 "%s has the address %s, which it gave itself: frames for this machine may "
			 "arrive there and would be lost. Take it away: ip link set dev %s "
			 "addrgenmode none; ip -6 address flush dev %s scope link",
			 link->name, written, link->name, link->name);
	else
		snprintf(text, ATTACH_TEXT,
			 "%s has the address %s: frames for this machine would be lost. Use an "
			 "interface without addresses, or watch this one without --mirror",
			 link->name, written);
}

static void refuse_above(const struct link_state *link, const struct link_state *above,
			 char text[ATTACH_TEXT])
{
	if (link->master)
		snprintf(
			text, ATTACH_TEXT,
			"%s belongs to %s (%s), which would get no frame from it any more. Take it "
			"out (ip link set dev %s nomaster), or watch it without --mirror",
			link->name, above->name, above->kind[0] ? above->kind : "another interface",
			link->name);
	else
		snprintf(text, ATTACH_TEXT,
			 "%s lies on %s and would get no frame any more. Remove it (ip link delete "
			 "dev %s), or watch %s without --mirror",
			 above->name, link->name, above->name, link->name);
}

static void refuse_route(const struct link_state *link, int answer, char text[ATTACH_TEXT])
{
	if (answer < 0)
		snprintf(text, ATTACH_TEXT,
			 "whether a route leaves by %s could not be found out (%s), so its frames "
			 "are not taken away. Watch it without --mirror",
			 link->name, strerror(-answer));
	else
		snprintf(text, ATTACH_TEXT,
			 "a route leaves by %s, and the answers would be lost. Remove it (ip route "
			 "flush dev %s, ip -6 route flush dev %s), or watch it without --mirror",
			 link->name, link->name, link->name);
}

const char *attach_mirror_refusal(struct links *links, const struct link_state *link,
				  bool sent_recently, char text[ATTACH_TEXT])
{
	const struct link_state *above = links_above(links, link);
	int route;

	if (link->prefix_count) {
		refuse_address(link, text);
		return text;
	}
	if (above) {
		refuse_above(link, above, text);
		return text;
	}
	route = links_has_route(links, link->index);
	if (route) {
		refuse_route(link, route, text);
		return text;
	}
	if (sent_recently) {
		snprintf(text, ATTACH_TEXT,
			 "%s sent a frame in the last ten seconds, so something uses it; a mirror "
			 "port's end only listens. Stop what sends there, or watch it without "
			 "--mirror",
			 link->name);
		return text;
	}
	return NULL;
}
