// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "capture/file/stream.h"

struct gathering {
	struct folder folder;
	size_t room;
};

static void folder_measure(struct gathering *gathering, struct folder_file *file)
{
	struct stat status;

	if (strcmp(file->path, "-") == 0)
		gathering->folder.endless = true;
	else if (stat(file->path, &status) != 0)
		return;
	else if (!S_ISREG(status.st_mode))
		gathering->folder.endless |= !file->skipped;
	else {
		file->bytes = (uint64_t)status.st_size;
		file->changed_ns = (uint64_t)status.st_mtim.tv_sec * CLOCK_SECOND_NS +
				   (uint64_t)status.st_mtim.tv_nsec;
	}
}

/* `named`: where in the path its name begins. */
static int folder_add(struct gathering *gathering, const char *path, size_t named,
		      enum file_why skipped)
{
	struct folder *folder = &gathering->folder;
	struct folder_file *file;

	if (folder->count == gathering->room) {
		size_t room = gathering->room ? 2 * gathering->room : 16;
		struct folder_file *files = realloc(folder->files, room * sizeof(*files));

		if (!files)
			return -ENOMEM;
		folder->files = files;
		gathering->room = room;
	}
	file = &folder->files[folder->count];
	*file = (struct folder_file){.path = strdup(path), .skipped = skipped};
	if (!file->path)
		return -ENOMEM;
	file->name = file->path + named;
	folder->count++;
	folder->skipped += skipped != FILE_WHOLE;
	folder_measure(gathering, file);
	return 0;
}

/* A file that cannot be looked into is read: its reader complains, leaving it out would not. */
static enum file_why folder_look(const char *path)
{
	uint8_t head[STREAM_HEAD];
	struct stat status;
	ssize_t got;
	int fd;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return FILE_SPECIAL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return FILE_WHOLE;
	got = read(fd, head, sizeof(head));
	close(fd);
	if (got < 0 || stream_form(head, (size_t)got) != STREAM_UNKNOWN)
		return FILE_WHOLE;
	return got ? FILE_UNKNOWN : FILE_EMPTY;
}

static int folder_compare(const void *a, const void *b)
{
	const struct folder_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static int folder_refuse(char error[FOLDER_ERROR], const char *path, int result)
{
	snprintf(error, FOLDER_ERROR, "%.300s: cannot be read: %s; leave it out or mend that", path,
		 strerror(-result));
	return result;
}

static int folder_walk(struct gathering *gathering, const char *path, size_t named,
		       char error[FOLDER_ERROR]);

/* Links to files count, links to folders are not followed: they may lead round in a circle. */
static int take_entry(struct gathering *gathering, const char *path, size_t named,
		      char error[FOLDER_ERROR])
{
	struct stat status;
	int result;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : folder_refuse(error, path, -errno);
	if (S_ISDIR(status.st_mode))
		return folder_walk(gathering, path, named, error);
	result = folder_add(gathering, path, named, folder_look(path));
	return result ? folder_refuse(error, path, result) : 0;
}

/* It recurses no deeper than a path is long, or descriptors last. (fts is no part of musl.) */
static int folder_walk(struct gathering *gathering, const char *path, size_t named,
		       char error[FOLDER_ERROR])
{
	const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
	DIR *folder = opendir(path);
	struct dirent *entry;
	int result = 0;

	if (!folder)
		return folder_refuse(error, path, -errno);
	if (!named) /* of the folder that was given */
		named = strlen(path) + strlen(slash);
	while (!result && (errno = 0, entry = readdir(folder))) {
		char *below;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&below, "%s%s%s", path, slash, entry->d_name) < 0) {
			result = folder_refuse(error, path, -ENOMEM);
			break;
		}
		result = take_entry(gathering, below, named, error);
		free(below);
	}
	if (!result && errno)
		result = folder_refuse(error, path, -errno);
	closedir(folder);
	return result;
}

static int take_argument(struct gathering *gathering, const char *path, char error[FOLDER_ERROR])
{
	struct folder *folder = &gathering->folder;
	const char *slash = strrchr(path, '/');
	size_t before = folder->count, read = before - folder->skipped;
	struct stat status;
	int result;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		result = folder_walk(gathering, path, 0, error);
		if (folder->count > before)
			qsort(folder->files + before, folder->count - before,
			      sizeof(*folder->files), folder_compare);
		if (!result && folder->count - folder->skipped == read) {
			folder->barren = true;
			snprintf(error, FOLDER_ERROR,
				 "%.300s: a folder without captures; Lenswatch reads pcap and "
				 "pcapng, also .gz, .zst and .xz",
				 path);
		}
		return result;
	}
	result = folder_add(gathering, path, slash && slash[1] ? (size_t)(slash - path) + 1 : 0,
			    FILE_WHOLE);
	return result ? folder_refuse(error, path, result) : 0;
}

static int folder_by_name(const void *a, const void *b)
{
	const struct folder_file *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* Two of one name could not be told apart by whoever reads of them. */
static int folder_part(struct folder *folder)
{
	struct folder_file **sorted = malloc((folder->count + 1) * sizeof(struct folder_file *));
	size_t from = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < folder->count; i++)
		sorted[i] = &folder->files[i];
	qsort(sorted, folder->count, sizeof(struct folder_file *), folder_by_name);
	for (size_t i = 1; i <= folder->count; i++) {
		if (i < folder->count && strcmp(sorted[i]->name, sorted[from]->name) == 0)
			continue;
		for (size_t twin = from; i - from > 1 && twin < i; twin++)
			sorted[twin]->name = sorted[twin]->path;
		from = i;
	}
	free(sorted);
	return 0;
}

int folder_expand(char *const *arguments, size_t count, struct folder *out,
		  char error[FOLDER_ERROR])
{
	struct gathering gathering = {0};
	int result = 0;

	for (size_t i = 0; i < count && !result; i++)
		result = take_argument(&gathering, arguments[i], error);
	if (!result && folder_part(&gathering.folder) != 0)
		result = folder_refuse(error, arguments[0], -ENOMEM);
	if (result) {
		folder_free(&gathering.folder);
		return result;
	}
	*out = gathering.folder;
	return 0;
}

void folder_free(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		free(folder->files[i].path);
	free(folder->files);
	*folder = (struct folder){0};
}
