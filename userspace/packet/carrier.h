/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mirrors that send copies of frames inside of packets, and where in them the frame lies: TZSP as
 * MikroTik's sniffer sends it, VXLAN, GRE-TAP, and ERSPAN. Anybody may send such packets, so they
 * are looked into only where all of a capture is of them, or who watches says so. Pure; called by
 * the house, and by the meter to say what it does not look into.
 */
#ifndef LENSWATCH_CAPTURE_CARRIER_H
#define LENSWATCH_CAPTURE_CARRIER_H

#include "packet/packet.h"

enum carrier { CARRIER_NONE = 0, CARRIER_TZSP, CARRIER_VXLAN, CARRIER_GRE, CARRIER_ERSPAN };

/* A frame as libpcap would have given it. */
struct carrier_frame {
	int link_type;
	const uint8_t *data;
	uint32_t captured, length;
};

/* What `packet` carries; fills `out`, which borrows, where it is not CARRIER_NONE. */
enum carrier carrier_find(const struct packet *packet, struct carrier_frame *out);
/* CARRIER_NONE where no carrier is called so. */
enum carrier carrier_named(const char *name);

/*
 * Unwraps the frame at hand where it is a `carrier`. False: it is none, or what is behind the first
 * part of one, whose frame was handed over with that; `swallow` says so.
 */
bool carrier_unwrap(enum carrier carrier, struct carrier_frame *frame, bool *swallow);

#endif
