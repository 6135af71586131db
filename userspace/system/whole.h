/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are written whole: who reads one meanwhile, or after the power went, finds the old one
 * or the new. Called by config/owner_file.c, notify/ and page/token.c.
 */
#ifndef LENSWATCH_WHOLE_H
#define LENSWATCH_WHOLE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Writes `draft`, of that mode whatever the umask says, and puts it in the place of `path`, in the
 * same folder. No link is followed. 0, or -errno: then `path` is as it was and there is no draft.
 */
int whole_write(const char *path, const char *draft, mode_t mode, const char *bytes, size_t length);
/* A name that was given to `path` is on the disk, as its folder is. 0 or -errno. */
int whole_settle(const char *path);

#endif
