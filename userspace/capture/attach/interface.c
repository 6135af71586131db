// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/attach/interface.h"

#include <errno.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "packet/packet.h"

/*
 * Enough for what samples are read for: a TLS greeting, a DNS answer, three first packets of QUIC
 * that were merged; as much as the kernel's samples have (KERNEL_SAMPLE_LARGE). The true length
 * comes with each frame, so bytes are counted right; frames that the card merged, up to 64 KiB, do
 * not take the room of forty others.
 */
#define SNAPLEN 4096
/* What the kernel keeps until it is read: a quarter of a second of 100 Mbit/s. Counts as memory. */
#define BUFFER_BYTES (4 * 1024 * 1024)
/*
 * Frames are handed over so much later at most. Immediate mode would give each frame a slot of its
 * own, as large as the longest (TPACKET_V2): a tenth as many of small ones would fit.
 */
#define DELAY_MS 100
/* A busy link must not keep the caller from everything else: what is left stays readable. */
#define FRAMES_AT_ONCE 8192

struct interface {
	pcap_t *pcap;
	unsigned int index;
	int link_type;
	uint64_t scale; /* of the part of a second that stamps hold */
	uint32_t dropped, card_dropped;
	interface_frame_fn *frame;
	void *context;
	char name[IF_NAMESIZE];
};

static int interface_refuse(char error[INTERFACE_ERROR], int code, const char *name,
			    const char *words)
{
	snprintf(error, INTERFACE_ERROR, "%.*s: %s", IF_NAMESIZE, name, words);
	return code;
}

static int refuse_activation(struct interface *i, int result, const char *name,
			     char error[INTERFACE_ERROR])
{
	switch (result) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return interface_refuse(
			error, -ENODEV, name,
			"there is no such interface. `ip link` lists those that there are");
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return interface_refuse(
			error, -EPERM, name,
			"packets may not be read. Run this as root, or with CAP_NET_RAW");
	case PCAP_ERROR_IFACE_NOT_UP:
		return interface_refuse(
			error, -ENETDOWN, name,
			"the interface is down. `ip link set` with `up` brings it up");
	default:
		snprintf(error, INTERFACE_ERROR,
			 "%.*s: packets cannot be read: %.300s. Is it an interface of Linux that "
			 "other programs, such as tcpdump, can read?",
			 IF_NAMESIZE, name, pcap_geterr(i->pcap));
		return -EIO;
	}
}

static int interface_prepare(struct interface *i, bool mirror)
{
	int result = pcap_set_snaplen(i->pcap, SNAPLEN);

	if (result == 0)
		result = pcap_set_buffer_size(i->pcap, BUFFER_BYTES);
	if (result == 0)
		result = pcap_set_timeout(i->pcap, DELAY_MS);
	if (result == 0)
		result = pcap_set_promisc(i->pcap, mirror);
	if (result == 0)
		result = pcap_set_tstamp_precision(i->pcap, PCAP_TSTAMP_PRECISION_NANO);
	/* Where there are no nanoseconds, times are of microseconds. */
	return result == PCAP_ERROR_TSTAMP_PRECISION_NOTSUP ? 0 : result;
}

static int interface_refuse_link(struct interface *i, const char *name, char error[INTERFACE_ERROR])
{
	const char *link = pcap_datalink_val_to_name(i->link_type);

	snprintf(error, INTERFACE_ERROR,
		 "%.*s: frames of the kind %s are not read. Ethernet, Linux cooked, PPP and plain "
		 "IP are: take the bridge or the port that the cameras are behind",
		 IF_NAMESIZE, name, link ? link : "unknown");
	return -EOPNOTSUPP;
}

static int interface_begin(struct interface *i, bool mirror, const char *name,
			   char error[INTERFACE_ERROR])
{
	char reason[PCAP_ERRBUF_SIZE];
	int result = interface_prepare(i, mirror);

	if (result == 0)
		result = pcap_activate(i->pcap); /* more than 0: a warning */
	if (result < 0)
		return refuse_activation(i, result, name, error);
	i->link_type = pcap_datalink(i->pcap);
	if (!packet_knows_link(i->link_type))
		return interface_refuse_link(i, name, error);
	if (pcap_setnonblock(i->pcap, 1, reason) != 0)
		return interface_refuse(error, -EIO, name, reason);
	i->scale = pcap_get_tstamp_precision(i->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
	i->index = if_nametoindex(name);
	return 0;
}

int interface_open(const char *name, bool mirror, struct interface **out,
		   char error[INTERFACE_ERROR])
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	struct interface *i;
	int result;

	/* Longer than any: libpcap would look for other things by that name. */
	if (strlen(name) >= IF_NAMESIZE)
		return refuse_activation(NULL, PCAP_ERROR_NO_SUCH_DEVICE, name, error);
	i = calloc(1, sizeof(*i));
	if (!i)
		return interface_refuse(error, -ENOMEM, name,
					"there is no memory left to read packets");
	memcpy(i->name, name, strlen(name) + 1);
	i->pcap = pcap_create(name, reason);
	result = i->pcap ? interface_begin(i, mirror, name, error)
			 : interface_refuse(error, -EIO, name, reason);
	if (result) {
		interface_close(i);
		return result;
	}
	*out = i;
	return 0;
}

void interface_close(struct interface *interface)
{
	if (!interface)
		return;
	if (interface->pcap)
		pcap_close(interface->pcap);
	free(interface);
}

int interface_descriptor(const struct interface *interface)
{
	return pcap_get_selectable_fd(interface->pcap);
}

static void interface_take(u_char *user, const struct pcap_pkthdr *header, const u_char *data)
{
	struct interface *i = (struct interface *)user;
	uint64_t time_ns =
		(uint64_t)header->ts.tv_sec * 1000000000U + (uint64_t)header->ts.tv_usec * i->scale;

	i->frame(i->context, i->link_type, time_ns ? time_ns : 1, data, header->caplen,
		 header->len);
}

/* One that was taken down is read on when it comes up again; one that was made anew is another. */
static bool is_gone(const struct interface *interface)
{
	return interface->index != 0 && if_nametoindex(interface->name) != interface->index;
}

int interface_read(struct interface *interface, interface_frame_fn *frame, void *context)
{
	int taken;

	interface->frame = frame;
	interface->context = context;
	taken = pcap_dispatch(interface->pcap, FRAMES_AT_ONCE, interface_take, (u_char *)interface);
	return taken <= 0 && is_gone(interface) ? -ENODEV : 0;
}

/*
 * libpcap counts in 32 bits, and the card's by the difference of figures in /sys: where those can
 * no longer be read it would run back.
 */
static uint32_t interface_advance(uint32_t *before, uint32_t now)
{
	uint32_t difference = now - *before;

	if (difference > INT32_MAX)
		return 0;
	*before = now;
	return difference;
}

uint64_t interface_dropped(struct interface *interface)
{
	struct pcap_stat stat;

	if (pcap_stats(interface->pcap, &stat) != 0)
		return 0;
	return (uint64_t)interface_advance(&interface->dropped, stat.ps_drop) +
	       interface_advance(&interface->card_dropped, stat.ps_ifdrop);
}
