/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the owner said of cameras, kept in a small YAML file (`camera:` and `not:` lists), written
 * whole and renamed into place. Called by commands/watch.c.
 */
#ifndef LENSWATCH_OWNER_H
#define LENSWATCH_OWNER_H

#include "config.h"

struct owner_word {
	struct device_key device;
	char name[64]; /* "" none */
	bool camera;   /* it is one; else it is not */
};

#define OWNER_WORDS 128

struct owner {
	size_t count;
	struct owner_word words[OWNER_WORDS];
};

/*
 * Adds what the file says. 0 also where there is no such file. -EINVAL with the mistakes told: what
 * could be read is kept; -errno.
 */
int owner_load(struct owner *owner, const char *path, config_error_fn *error, void *context);
/* 0 or -errno: then the file is as it was. */
int owner_save(const struct owner *owner, const char *path);
/* Adds or replaces the word on that device. 0 or -ENOSPC. */
int owner_say(struct owner *owner, const struct owner_word *word);

#endif
