/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration that is no YAML as a whole: what of it is, entry by entry, so that one mistake
 * takes no other setting with it. Called by config.c.
 */
#ifndef LENSWATCH_PARTS_H
#define LENSWATCH_PARTS_H

#include "rules/node.h"

/* What had to be left out or changed: in which line, of which key, and why. */
typedef void parts_lost_fn(void *context, unsigned line, const char *key, const char *text,
			   const char *what, const char *cure);

/*
 * Reads the file at `path`. Letters that YAML cannot hold are taken out of it, then keys, then
 * entries of a key that cannot be read. 0 with a mapping, each loss told; -EINVAL where nothing is
 * left; -errno.
 */
int parts_read(const char *path, struct arena *arena, parts_lost_fn *lost, void *context,
	       struct node **out);

#endif
