/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts the programs of kernel.c on an interface: native XDP where the device takes it (with TC for
 * the way out), else TC, and finds out why not; or reads its frames through libpcap. Everything
 * hangs on descriptors that end with the process; where the kernel has none for TC (before 6.6) a
 * keeper takes the filters away. Called by watch/port.c.
 */
#ifndef LENSWATCH_CAPTURE_ATTACH_H
#define LENSWATCH_CAPTURE_ATTACH_H

#include "capture/attach/interface.h"
#include "capture/attach/links.h"

#define ATTACH_TEXT 512

struct keeper;

enum attach_mode {
	ATTACH_AUTO = 1,
	ATTACH_XDP,
	ATTACH_XDP_GENERIC,
	ATTACH_TC,
	ATTACH_PCAP,
};

struct attach_config {
	const struct links *links;
	const struct link_state *link;
	enum attach_mode mode;
	bool mirror;			/* the interface is put in promiscuous mode as well */
	int mirror_socket;		/* then: of attach_mirror_socket; 0: one is made */
	int xdp, tc_ingress, tc_egress; /* programs' descriptors; not of ATTACH_PCAP */
	struct keeper *keeper;		/* where the kernel has no links for TC; else NULL */
};

struct attach;

/* "auto", "xdp", "xdp-generic", "tc", "pcap". 0 or -EINVAL. */
int attach_mode_parse(const char *text, enum attach_mode *out);
const char *attach_mode_name(enum attach_mode mode);
/*
 * 0; or -errno, with `text` a sentence with the cure: -EBUSY another program is there (which one),
 * -EOPNOTSUPP the device or kernel cannot (for ATTACH_AUTO: take libpcap), -EPERM, -ENODEV it is
 * gone, -ENOMEM; for ATTACH_PCAP as interface_open. On success `text` says why a better way was not
 * taken, or is "". With the programs' descriptors open it needs no capability (before 6.6: with a
 * keeper), so an interface that came back is taken again; but a new mirror socket does.
 */
int attach_open(const struct attach_config *config, struct attach **out, char text[ATTACH_TEXT]);
void attach_close(struct attach *attach);
/* How it was done: never ATTACH_AUTO. */
enum attach_mode attach_mode(const struct attach *attach);
/* Whether a better way was tried in vain: not where it is known that there is none. */
bool attach_fell_back(const struct attach *attach);
/*
 * Whether the programs are still there, and are still ours: an interface that was deleted takes
 * them along, and whoever may can take them off.
 */
bool attach_is_alive(const struct attach *attach);

/* Readable when frames are there to be read; -1 where programs take them. */
int attach_descriptor(const struct attach *attach);
/* Hands over the frames that are there, without waiting. 0, or -errno where the interface is gone.
 */
int attach_read(struct attach *attach, interface_frame_fn *frame, void *context);
/* How many frames were dropped before they could be read, since the last call. */
uint64_t attach_dropped(struct attach *attach);

/* To be opened while CAP_NET_RAW is there and kept for attach_open. A descriptor, or -errno. */
int attach_mirror_socket(void);

/*
 * So that no interface is watched twice: a name in the abstract socket space of this network
 * namespace, gone with the process. Returns its descriptor, -EADDRINUSE where another has it, or
 * -errno.
 */
int attach_claim(uint32_t interface);
/*
 * Why frames that `link` receives must not be swallowed, as a sentence; NULL where nothing speaks
 * against it. `sent_recently`: it sent a frame in the last ten seconds.
 */
const char *attach_mirror_refusal(struct links *links, const struct link_state *link,
				  bool sent_recently, char text[ATTACH_TEXT]);

#endif
