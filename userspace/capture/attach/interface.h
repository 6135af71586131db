/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Live frames of an interface through libpcap, where there is no BPF or it was asked for. Feeds a
 * callback; called by attach.c, and by watch/headers.c beside the kernel.
 */
#ifndef LENSWATCH_CAPTURE_INTERFACE_H
#define LENSWATCH_CAPTURE_INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

#define INTERFACE_ERROR 512

typedef void interface_frame_fn(void *context, int link_type, uint64_t time_ns, const uint8_t *data,
				uint32_t captured, uint32_t length);

struct interface;

/*
 * Opens `name`; needs CAP_NET_RAW. `mirror`: promiscuous. 0, or -errno with `error` a sentence with
 * the cure: -ENODEV, -EPERM, -EOPNOTSUPP for a link type that is not read.
 */
int interface_open(const char *name, bool mirror, struct interface **out,
		   char error[INTERFACE_ERROR]);
void interface_close(struct interface *interface);
/* Readable when frames are there. */
int interface_descriptor(const struct interface *interface);
/* Hands over what is there, without waiting. 0, or -errno where the interface is gone. */
int interface_read(struct interface *interface, interface_frame_fn *frame, void *context);
/* How many frames were dropped since the last call: by libpcap's buffer and by the interface. */
uint64_t interface_dropped(struct interface *interface);

#endif
