/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the owner said of devices: that one is a camera, or that it is none. Words on a device that
 * has not been seen wait for it. Called by the engine.
 */
#ifndef LENSWATCH_OWNER_H
#define LENSWATCH_OWNER_H

#include "camera/device.h"

#define OWNER_WORDS 192
#define OWNER_FEW 16 /* with so much room left the owner is told */

struct owner_word {
	struct device_key device;
	bool camera; /* else it is none */
	bool named;
	bool met; /* who it is about was seen, or is known from before */
	char name[64];
};

/* Begins zeroed. */
struct owner {
	size_t count;
	struct owner_word words[OWNER_WORDS];
};

/*
 * Remembers a word, which replaces what was said of that device; without a `name` its old one
 * stays. 0 or -ENOSPC. A name too long is cut between letters.
 */
int owner_confirm(struct owner *owner, const struct device_key *device, const char *name);
int owner_dismiss(struct owner *owner, const struct device_key *device);
/* Takes back the name. 0, or -ENOENT: none was given. */
int owner_unname(struct owner *owner, const struct device_key *device);
/* What was said of `from`, as an address, is of `to`, where nothing was said of that. */
void owner_move(struct owner *owner, const struct device_key *from, const struct device_key *to);
/* Who it is about is there. */
void owner_see(struct owner *owner, const struct device_key *device);
/* Applies what was said of the device by its key: when it is first seen. */
void owner_meet(struct owner *owner, struct device *device);
/*
 * Applies what was said of the address that the device uses now. What was said of the device itself
 * goes before.
 */
void owner_locate(struct owner *owner, struct device *device);

#endif
