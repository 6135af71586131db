/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small YAML file read whole into a tree. Called by config.c, owner_file.c and parts.c.
 */
#ifndef LENSWATCH_DOCUMENT_H
#define LENSWATCH_DOCUMENT_H

#include "config/config.h"
#include "rules/node.h"

#define DOCUMENT_MOST 262144

/* All of it, or one byte more than DOCUMENT_MOST, in memory of DOCUMENT_MOST + 1. 0 or -errno. */
int document_bytes(const char *path, struct arena *arena, char **out, size_t *length);
/*
 * `*out` is NULL where the file says nothing, else a mapping. 0; -EINVAL with the mistake told;
 * -errno where it cannot be read.
 */
int document_read(const char *path, struct arena *arena, config_error_fn *error, void *context,
		  struct node **out);

#endif
