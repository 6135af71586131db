/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The meter: packets in, observations out. Decides whose device and which flow a packet is of,
 * counts it with bpf/account.h and picks samples. Called by house/files.c and watch/ports.c with
 * frames.
 */
#ifndef LENSWATCH_CAPTURE_METER_H
#define LENSWATCH_CAPTURE_METER_H

#include "capture/source.h"
#include "flow/home.h"

struct meter_config {
	const struct home *home;
	struct observer observer;
	size_t flow_limit; /* 0: 32768 */
	bool supplied; /* live: activities wait, so that those of another source join in order */
};

struct meter;

int meter_create(const struct meter_config *config, struct meter **out); /* 0 or -ENOMEM */
void meter_destroy(struct meter *meter);
/* Of interfaces through libpcap: it as a source, which has the functions below for its own. */
struct source meter_source(struct meter *meter);
/*
 * One frame as libpcap gave it. Times may repeat or step back a little; a step back of over a
 * second is a loss record.
 */
void meter_frame(struct meter *meter, int link_type, uint64_t time_ns, const uint8_t *data,
		 uint32_t captured, uint32_t length);
/*
 * Live: the frames that follow are of this interface (0: what the frames say themselves). Where one
 * packet passes several, those of a higher rank are believed: a bridge's port before the bridge.
 */
void meter_interface(struct meter *meter, uint32_t interface, unsigned rank);
/* Live: that interface is no more: its devices are counted wherever they send next, at once. */
void meter_unrank(struct meter *meter, uint32_t interface);
/* Live: time has come to `now_ns` with no frame to show for it. */
void meter_pass(struct meter *meter, uint64_t now_ns);
/*
 * Of a capture: after the last frame none came for `lasts_ns`, though they might come yet. What is
 * over by that is handed on; time stays where it was, so that whether they come changes nothing.
 */
void meter_silence(struct meter *meter, uint64_t lasts_ns);
/* Live: the clock was set, between these dates. */
void meter_jump(struct meter *meter, uint64_t from_ns, uint64_t to_ns);
/* Hands over all stretches still open: the capture ends here. */
void meter_finish(struct meter *meter);
/*
 * The engine's word on a device: what is ruled out is no longer accounted. Also of devices that
 * have not been seen yet, as this machine itself.
 */
void meter_decide(struct meter *meter, const struct device_key *device, enum device_state state);
/* With `supplied`: bytes that another source counted, to be handed over in order. */
void meter_supply(struct meter *meter, const struct activity *activity);
/* All flows, as of now. */
void meter_each(struct meter *meter, source_flow_fn *each, void *context);
const struct source_counters *meter_counters(const struct meter *meter);

#endif
