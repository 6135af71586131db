/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * .xz unpacked piece by piece by liblzma, which checks each block's sum; unxz_none.c stands for it
 * in programs that are built with WITH_CORPUS=0. Called by stream.c.
 */
#ifndef LENSWATCH_CAPTURE_UNXZ_H
#define LENSWATCH_CAPTURE_UNXZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unxz;

/* 0; -ENOMEM; -ENOTSUP: this program unpacks none. */
int unxz_create(struct unxz **out);
void unxz_destroy(struct unxz *xz);
/*
 * Unpacks from `in`, of which `*at` bytes are taken already, at most `room` bytes to `to`. What was
 * unpacked counts whatever is returned: 0; -EFBIG: it wants more than 2^STREAM_WINDOW_LOG bytes of
 * memory; -EIO: it is damaged; -ENOMEM.
 */
int unxz_step(struct unxz *xz, const uint8_t *in, size_t size, size_t *at, uint8_t *to, size_t room,
	      size_t *got);
/* Nothing more comes: whether a stream ended there. */
bool unxz_is_whole(struct unxz *xz);

#endif
