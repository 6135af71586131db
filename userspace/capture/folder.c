// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/stream.h"

struct gathering {
	struct folder folder;
	size_t room;
	bool endless; /* a pipe: how much it holds is not known */
};

static int add(struct gathering *gathering, const char *path)
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

/* A file that cannot be looked into counts, so that its reader complains instead of a silent gap.
 */
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

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int take_entry(struct gathering *gathering, const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_F:
	case FTS_SL:
		return is_capture(entry->fts_path) ? add(gathering, entry->fts_path) : 0;
	case FTS_DNR:
	case FTS_ERR:
		return -entry->fts_errno;
	default:
		return 0;
	}
}

static int refuse(char error[FOLDER_ERROR], const char *path, int result)
{
	snprintf(error, FOLDER_ERROR, "%.300s: cannot be read: %s; leave it out or mend that", path,
		 strerror(-result));
	return result;
}

static int walk_tree(struct gathering *gathering, FTS *tree, char error[FOLDER_ERROR])
{
	FTSENT *entry;
	int result;

	while ((errno = 0, entry = fts_read(tree))) {
		result = take_entry(gathering, entry);
		if (result)
			return refuse(error, entry->fts_path, result);
	}
	return errno ? refuse(error, "a folder", -errno) : 0;
}

/* Links to files count, links to folders are not followed: they may lead round in a circle. */
static int walk(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	char *const roots[] = {(char *)path, NULL};
	size_t before = gathering->folder.count;
	FTS *tree = fts_open(roots, FTS_COMFOLLOW | FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	int result;

	if (!tree)
		return refuse(error, path, -errno);
	result = walk_tree(gathering, tree, error);
	fts_close(tree);
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
	      compare);
	return 0;
}

static int take_argument(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	struct stat status;
	int result;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return walk(gathering, path, error);
	result = add(gathering, path);
	return result ? refuse(error, path, result) : 0;
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
