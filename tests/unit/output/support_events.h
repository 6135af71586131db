/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sample events that the tests of userspace/output share. Each call fills the event anew.
 */
#ifndef LENSWATCH_TESTS_SUPPORT_EVENTS_H
#define LENSWATCH_TESTS_SUPPORT_EVENTS_H

#include "event.h"
#include "output/output.h"

#define EVENTS_START 1615195346044000123ULL /* 2021-03-08T09:22:26.044000123Z */
#define EVENTS_SECOND 1000000000ULL

/* The Blink clip of the contract: everything is known. */
void events_clip(struct event *event);
void events_run(struct event *event);
/* Live, through libpcap where the kernel was meant. */
void events_run_live(struct event *event);
void events_camera(struct event *event);
void events_gap(struct event *event);
void events_summary(struct event *event);
/* The hour of the clip. */
void events_traffic(struct event *event);
/* A local stream to 192.168.1.222. */
void events_local(struct event *event);
/* What `upload` did to a promise: a live view of the camera that may only send clips. */
void events_breach(struct event *event, struct event *upload);
/* An upload of which only the least is known. */
void events_bare(struct event *event);
/* Replaces the destination's only address. */
void events_address(struct event *event, const char *address);
/* What an output with these options writes for the events, malloc'd. */
char *events_write(const struct output_options *options, const struct event *events, size_t count);

#endif
