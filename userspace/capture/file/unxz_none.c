// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands for unxz.c in a program that is built with WITH_CORPUS=0: .xz is not unpacked. */
#include "capture/file/unxz.h"

#include <errno.h>

int unxz_create(struct unxz **out)
{
	(void)out;
	return -ENOTSUP;
}

void unxz_destroy(struct unxz *xz)
{
	(void)xz;
}

int unxz_step(struct unxz *xz, const uint8_t *in, size_t size, size_t *at, uint8_t *to, size_t room,
	      size_t *got)
{
	(void)xz, (void)in, (void)size, (void)at, (void)to, (void)room, (void)got;
	return -EIO;
}

bool unxz_is_whole(struct unxz *xz)
{
	(void)xz;
	return false;
}
