// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int whole_put(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t put = write(fd, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put ? -errno : -ENOSPC;
		bytes += put;
		length -= (size_t)put;
	}
	return 0;
}

static int whole_draft(const char *draft, mode_t mode, const char *bytes, size_t length)
{
	int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode), err;

	if (fd < 0)
		return -errno;
	err = whole_put(fd, bytes, length);
	if (!err && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
		err = -errno;
	if (close(fd) != 0 && !err)
		err = -errno;
	return err;
}

int whole_settle(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	int fd, err = 0;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fsync(fd) != 0)
		err = -errno;
	close(fd);
	return err;
}

int whole_write(const char *path, const char *draft, mode_t mode, const char *bytes, size_t length)
{
	int err = whole_draft(draft, mode, bytes, length);

	if (!err && rename(draft, path) != 0)
		err = -errno;
	if (err) {
		unlink(draft);
		return err;
	}
	return whole_settle(path);
}
