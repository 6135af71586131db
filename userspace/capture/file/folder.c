// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/file/stream.h"

struct gathering {
	struct folder folder;
	size_t room;
	bool endless; /* a pipe: how much it holds is not known */
};

static int folder_add(struct gathering *gathering, const char *path)
{
	struct folder *folder = &gathering->folder;
	struct stat status;
	char *copy;

	if (folder->count == gathering->room) {
		size_t room = gathering->room ? 2 * gathering->room : 16;
		char **paths = realloc(folder->paths, room * sizeof(*paths));

		if (!paths)
			return -ENOMEM;
		folder->paths = paths;
		gathering->room = room;
	}
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	folder->paths[folder->count++] = copy;
	if (strcmp(path, "-") == 0)
		gathering->endless = true;
	else if (stat(path, &status) != 0)
		return 0;
	else if (S_ISREG(status.st_mode))
		folder->bytes += (uint64_t)status.st_size;
	else
		gathering->endless = true;
	return 0;
}

/* A file that cannot be looked into counts: its reader complains, leaving it out would not. */
static bool is_capture(const char *path)
{
	uint8_t head[STREAM_HEAD];
	struct stat status;
	ssize_t got;
	int fd;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;
	got = read(fd, head, sizeof(head));
	close(fd);
	return got < 0 || stream_form(head, (size_t)got) != STREAM_UNKNOWN;
}

static int folder_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int folder_refuse(char error[FOLDER_ERROR], const char *path, int result)
{
	snprintf(error, FOLDER_ERROR, "%.300s: cannot be read: %s; leave it out or mend that", path,
		 strerror(-result));
	return result;
}

static int folder_walk(struct gathering *gathering, const char *path, char error[FOLDER_ERROR]);

/* Links to files count, links to folders are not followed: they may lead round in a circle. */
static int take_entry(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	struct stat status;
	int result = 0;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : folder_refuse(error, path, -errno);
	if (S_ISDIR(status.st_mode))
		return folder_walk(gathering, path, error);
	if (is_capture(path))
		result = folder_add(gathering, path);
	return result ? folder_refuse(error, path, result) : 0;
}

/* It recurses no deeper than a path is long, or descriptors last. (fts is no part of musl.) */
static int folder_walk(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
	DIR *folder = opendir(path);
	struct dirent *entry;
	int result = 0;

	if (!folder)
		return folder_refuse(error, path, -errno);
	while (!result && (errno = 0, entry = readdir(folder))) {
		char *below;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&below, "%s%s%s", path, slash, entry->d_name) < 0) {
			result = folder_refuse(error, path, -ENOMEM);
			break;
		}
		result = take_entry(gathering, below, error);
		free(below);
	}
	if (!result && errno)
		result = folder_refuse(error, path, -errno);
	closedir(folder);
	return result;
}

static int take_folder(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	size_t before = gathering->folder.count;
	int result = folder_walk(gathering, path, error);

	if (result)
		return result;
	if (gathering->folder.count == before) {
		snprintf(error, FOLDER_ERROR,
			 "%.300s: a folder without captures; Lenswatch reads pcap and pcapng, also "
			 ".gz and .zst",
			 path);
		return -ENOENT;
	}
	qsort(gathering->folder.paths + before, gathering->folder.count - before, sizeof(char *),
	      folder_compare);
	return 0;
}

static int take_argument(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	struct stat status;
	int result;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return take_folder(gathering, path, error);
	result = folder_add(gathering, path);
	return result ? folder_refuse(error, path, result) : 0;
}

int folder_expand(char *const *arguments, size_t count, struct folder *out,
		  char error[FOLDER_ERROR])
{
	struct gathering gathering = {0};
	int result = 0;

	for (size_t i = 0; i < count && !result; i++)
		result = take_argument(&gathering, arguments[i], error);
	if (result) {
		folder_free(&gathering.folder);
		return result;
	}
	if (gathering.endless)
		gathering.folder.bytes = 0;
	*out = gathering.folder;
	return 0;
}

void folder_free(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		free(folder->paths[i]);
	free(folder->paths);
	*folder = (struct folder){0};
}
