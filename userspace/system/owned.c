// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/owned.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void owned_find(const char *user, struct owned *out)
{
	const struct passwd *found = getpwnam(user ? user : "lenswatch");

	if (!found && !user)
		found = getpwnam("nobody");
	*out = (struct owned){.root = found && found->pw_uid != 0 && geteuid() == 0,
			      .uid = found ? found->pw_uid : 0,
			      .gid = found ? found->pw_gid : 0};
}

/* What is known of a folder by those on the way to it. */
struct standing {
	bool roots;  /* nobody but root can have put a link there */
	bool steady; /* no other can put something in the place of what root made there */
	bool shut;   /* the user does not come so far */
	bool theirs; /* the user may write there, or in one above that is not steady */
};

/* Whether a folder may be gone through by the user, by its owner's, group's or others' bits. */
static bool stand_open(const struct owned *owned, const struct stat *status)
{
	if (status->st_uid == owned->uid)
		return true; /* who owns it may always open it */
	return status->st_mode & (status->st_gid == owned->gid ? 010 : 01);
}

static void owned_stand(struct standing *at, const struct owned *owned, int fd)
{
	struct stat status;
	bool written, theirs, others, sticky;

	if (fstat(fd, &status) != 0) {
		*at = (struct standing){.theirs = true};
		return;
	}
	written = status.st_mode & 022;
	sticky = status.st_mode & S_ISVTX;
	theirs = owned->root && status.st_uid == owned->uid;
	/* A folder of another group's (/var/local is staff's) is not the user's for that. */
	others = status.st_mode & 02 || (status.st_mode & 020 && status.st_gid == owned->gid);
	at->shut = at->shut || (at->steady && owned->root && !stand_open(owned, &status));
	/* What may be put in its place by that user is that user's, whoever owns it. */
	at->theirs = !at->shut && ((at->theirs && !at->steady) || theirs || others);
	at->roots = at->steady && !theirs && !written && status.st_uid == 0;
	at->steady = at->steady && !theirs && (!written || sticky) && status.st_uid == 0;
}

/* From `fd`, which it closes. */
static int folder_step(const struct owned *owned, int fd, const char *name, struct standing *at)
{
	int flags = O_PATH | O_DIRECTORY | O_CLOEXEC | (at->roots ? 0 : O_NOFOLLOW);
	int next = openat(fd, name, flags), err = -errno;

	close(fd);
	if (next < 0)
		return err;
	owned_stand(at, owned, next);
	return next;
}

/* `at` is told of the folder that it opens. */
static int open_folder(const struct owned *owned, const char *path, struct standing *at)
{
	char text[PATH_MAX], *rest = text, *name;
	int fd = open(*path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*at = (struct standing){.steady = true};
	owned_stand(at, owned, fd);
	if (snprintf(text, sizeof(text), "%s", path) >= (int)sizeof(text)) {
		close(fd);
		return -ENAMETOOLONG;
	}
	while (fd >= 0 && (name = strsep(&rest, "/")))
		if (*name)
			fd = folder_step(owned, fd, name, at);
	return fd;
}

int owned_open_folder(const struct owned *owned, const char *path, bool *theirs)
{
	struct standing at = {.theirs = true};
	int fd = open_folder(owned, path, &at);

	if (fd >= 0)
		*theirs = at.theirs;
	return fd;
}

/* The folder that `path` lies in, and its name there. */
static int open_above(const struct owned *owned, const char *path, const char **name,
		      struct standing *at)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;

	*name = slash ? slash + 1 : path;
	if (length >= sizeof(folder))
		return -ENAMETOOLONG;
	memcpy(folder, path, length);
	folder[length] = '\0';
	if (!length)
		return open_folder(owned, slash ? "/" : ".", at);
	return open_folder(owned, folder, at);
}

static int owned_give_at(const struct owned *owned, int folder, const char *name, int flags)
{
	int fd = openat(folder, name, O_PATH | O_CLOEXEC | flags), err = 0;
	struct stat status;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) != 0)
		err = -errno;
	else if (status.st_uid == 0 &&
		 (S_ISDIR(status.st_mode) || (S_ISREG(status.st_mode) && status.st_nlink == 1)) &&
		 fchownat(fd, "", owned->uid, owned->gid, AT_EMPTY_PATH) != 0)
		err = -errno;
	close(fd);
	return err;
}

int owned_give(const struct owned *owned, const char *path)
{
	struct standing at = {.theirs = true};
	const char *name;
	int above, err;

	if (!owned->root)
		return 0;
	above = open_above(owned, path, &name, &at);
	if (above < 0)
		return above;
	err = owned_give_at(owned, above, name, O_NOFOLLOW);
	close(above);
	return err;
}

int owned_make_folder(const struct owned *owned, const char *path, mode_t mode)
{
	struct standing at = {.theirs = true};
	const char *name;
	int above = open_above(owned, path, &name, &at), err = 0;

	if (above < 0)
		return above;
	if (mkdirat(above, name, mode) != 0)
		err = -errno;
	if (owned->root && (!err || (err == -EEXIST && strcmp(name, "lenswatch") == 0)))
		err = owned_give_at(owned, above, name, O_DIRECTORY | (at.roots ? 0 : O_NOFOLLOW));
	close(above);
	return err == -EEXIST ? 0 : err;
}

/*
 * A jail may have locked that a change of user takes capabilities away (SECBIT_NO_SETUID_FIXUP), so
 * those in force are set by hand.
 */
static int set_effective(const uint32_t given[2])
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) != 0)
		return -errno;
	data[0].effective = given[0];
	data[1].effective = given[1];
	return syscall(SYS_capset, &header, data) == 0 ? 0 : -errno;
}

static int get_effective(uint32_t out[2])
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) != 0)
		return -errno;
	out[0] = data[0].effective;
	out[1] = data[1].effective;
	return 0;
}

int owned_put_on(const struct owned *owned, const char *path, struct owned_guise *out)
{
	static const uint32_t none[2];
	struct owned_guise guise = {.gid = getegid()};
	struct standing at = {.theirs = true};
	const char *name;
	int folder, err = 0;

	*out = guise;
	if (!owned->root)
		return 0;
	folder = open_above(owned, path, &name, &at);
	if (folder < 0)
		return folder;
	close(folder);
	if (!at.theirs)
		return 0;
	/* A change of user takes back that this process ends with its parent (prctl(2)). */
	(void)prctl(PR_GET_PDEATHSIG, &guise.deadly);
	guise.on = true;
	err = get_effective(guise.effective);
	/* Root's other groups are given away for good: it needs none of them. */
	if (!err && (setgroups(0, NULL) != 0 || setegid(owned->gid) != 0))
		err = -errno;
	if (!err && seteuid(owned->uid) != 0)
		err = -errno;
	if (!err)
		err = set_effective(none);
	*out = guise;
	if (err)
		owned_take_off(out);
	return err;
}

void owned_take_off(struct owned_guise *guise)
{
	if (!guise->on)
		return;
	if (seteuid(0) != 0 || set_effective(guise->effective) != 0 || setegid(guise->gid) != 0 ||
	    (guise->deadly && prctl(PR_SET_PDEATHSIG, guise->deadly) != 0)) {
		perror("lenswatch: rights could not be taken back");
		_exit(1);
	}
	guise->on = false;
}
