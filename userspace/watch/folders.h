/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon writes, as root meets it at the start (system/owned.h): made, and given to the
 * user it becomes. What fails is told on stderr. Called by all of watch/ that has a file.
 */
#ifndef LENSWATCH_WATCH_FOLDERS_H
#define LENSWATCH_WATCH_FOLDERS_H

#include "system/owned.h"

#define FOLDERS_PATH 256

/*
 * Makes the folder of a file that the daemon writes, and gives it to the user it becomes; one that
 * was there before only where it was made for it. `folder`: its name.
 */
void folders_own(const struct owned *owned, const char *path, char folder[FOLDERS_PATH]);
/* Gives a folder or file of root's to the user the daemon becomes, where it is there. */
void folders_give(const struct owned *owned, const char *path);

#endif
