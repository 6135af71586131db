// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/folders.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void folders_give(const struct owned *owned, const char *path)
{
	int err = owned_give(owned, path);

	if (err && err != -ENOENT)
		fprintf(stderr, "lenswatch: %s: %s\n", path, strerror(-err));
}

void folders_own(const struct owned *owned, const char *path, char folder[FOLDERS_PATH])
{
	char *slash;

	snprintf(folder, FOLDERS_PATH, "%s", path);
	slash = strrchr(folder, '/');
	if (!slash || slash == folder) {
		snprintf(folder, FOLDERS_PATH, "%s", slash ? "/" : ".");
		return;
	}
	*slash = '\0';
	/* Where it cannot be made, who opens a file in it says so. */
	(void)owned_make_folder(owned, folder, 0755);
}
