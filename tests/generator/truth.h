/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What left the house, computed from the packets as written. The rule: a camera's upstream packets
 * to one remote address less than 1 s apart are a burst, which counts from 1,500 bytes; counted
 * bursts no more than 10 s apart are a window, of all packets between its first and last counted
 * burst; it is listed from 100,000 bytes up.
 */
#ifndef GENERATOR_TRUTH_H
#define GENERATOR_TRUTH_H

#include "house.h"

struct truth_action { /* what the truth must know of an action */
	bool footage;
	bool named; /* the device tells or asks for the host's name */
	const char *class, *kind, *host;
};

struct truth_packet {
	uint16_t device;
	bool up;
	struct address remote;
	uint64_t time_ns;
	uint32_t length; /* IP bytes */
	uint32_t action;
};

struct truth_document {
	const char *name, *capture, *scene;
	uint64_t packets, bytes_on_disk;
	uint64_t seed;
};

struct truth;

/* `no_mac`: the view's link headers do not tell who sent, so a camera is known by its address. */
struct truth *truth_create(const struct house *house, const struct truth_action *actions,
			   bool no_mac);
void truth_free(struct truth *truth);
void truth_add(struct truth *truth, const struct truth_packet *packet);
/* Writes the JSON. 0 or -errno. */
int truth_write(struct truth *truth, const struct truth_document *document, const char *path);

#endif
