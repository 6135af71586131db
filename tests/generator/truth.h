/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What left the house, from the packets as written: the windows (track.h) of cameras from 100,000
 * bytes up that are footage, the stills, and for negative tests what is neither, or not a camera's.
 */
#ifndef GENERATOR_TRUTH_H
#define GENERATOR_TRUTH_H

#include "house.h"
#include "track.h"

struct truth_action { /* what the truth must know of an action */
	bool footage;
	bool stream; /* in a protocol of media: a viewer may talk back */
	bool named;  /* the device tells or asks for the host's name */
	const char *class, *kind, *host;
};

struct truth_document {
	const char *name, *capture, *scene;
	const char *ungraded; /* why nobody can be judged by this; NULL where one can */
	uint64_t packets, bytes_on_disk;
	uint64_t seed;
};

struct truth;

/* `no_mac`: the view's link headers do not tell who sent, so a camera is known by its address. */
struct truth *truth_create(const struct house *house, const struct truth_action *actions,
			   bool no_mac);
void truth_free(struct truth *truth);
void truth_add(struct truth *truth, const struct track_packet *packet);
/* Writes the JSON. 0 or -errno. */
int truth_write(struct truth *truth, const struct truth_document *document, const char *path);

#endif
