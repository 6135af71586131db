/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capture files of one house as its source: their frames, out of what a mirror wrapped them in,
 * go through one meter; what the files say of their own losses comes at their end. Made by
 * replay.c.
 */
#ifndef LENSWATCH_HOUSE_FILES_H
#define LENSWATCH_HOUSE_FILES_H

#include "house/house.h"
#include "packet/carrier.h"

struct files;
struct folder_file;
struct progress;

/*
 * Becomes the source of `house`, which frees it, with room for `count` files. `mirror`: frames lie
 * inside of such packets; CARRIER_NONE: where a file has nothing else. `digest`: their SHA-256 is
 * told. `follow`: they come as they are recorded (file_follow). 0 or -ENOMEM.
 */
int files_create(struct house *house, size_t count, enum carrier mirror, bool digest, bool follow,
		 struct files **out);
/*
 * Reads the next one, where it is not to be skipped. 0, or -errno where it could not be read to its
 * end, told on stderr; `any` becomes true where something of it was read.
 */
int files_read(struct files *files, const struct folder_file *file, struct progress *progress,
	       bool *any);
/* As the run record tells them: `count` of them, good as long as the house. */
const struct event_file *files_reported(const struct files *files, size_t *count);

#endif
