/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folders and files that the daemon's user may write, as root meets them at the start: who had that
 * user before may have left links there. What lies where that user cannot write is opened as root;
 * all else as that user, who gets nothing by it that it has not already. What is given away is
 * looked at through its descriptor. Called by watch/ and notify/notify.c.
 */
#ifndef LENSWATCH_OWNED_H
#define LENSWATCH_OWNED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Who it is all for. */
struct owned {
	bool root; /* this is root, and there is such a user; else nothing below does anything */
	uid_t uid;
	gid_t gid;
};

/* `user`: NULL for "lenswatch", where there is none "nobody" (sandbox.h). */
void owned_find(const char *user, struct owned *out);

/*
 * Opens a folder. Links on the way are followed where nobody but root could have put them there.
 * `theirs`: that user may write there, or could have put it in another's place. A descriptor;
 * -ELOOP or -ENOTDIR a link that another may have put there; -errno.
 */
int owned_open_folder(const struct owned *owned, const char *path, bool *theirs);
/*
 * Makes the folder `path` and gives it away; one that is there only where it is root's and called
 * "lenswatch", as it was made for it (systemd). 0 or -errno.
 */
int owned_make_folder(const struct owned *owned, const char *path, mode_t mode);
/*
 * Gives away a file or folder that is root's: no link, and of one name. Whatever else it is, it
 * stays as it is. 0 or -errno.
 */
int owned_give(const struct owned *owned, const char *path);

/* To be that user for a while. */
struct owned_guise {
	bool on;
	gid_t gid;
	int deadly;
	uint32_t effective[2];
};

/*
 * Puts it on where that user may write in the folder of `path` (a file). 0 or -errno: then nothing
 * may be opened.
 */
int owned_put_on(const struct owned *owned, const char *path, struct owned_guise *out);
/* Ends the process where it cannot be taken off: nobody knows then what it may do. */
void owned_take_off(struct owned_guise *guise);

#endif
