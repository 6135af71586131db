// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/directory.h"
#include "rules/rules.h"

/* One byte more than a rules file may have, so that the loader sees and tells it. */
#define MOST_READ (1024 * 1024 + 1)

const char *rules_directory(const char *named, char *room, size_t size)
{
	char program[PATH_MAX];
	struct stat status;
	ssize_t length;
	int wrote;

	if (named)
		return named;
	length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	if (length <= 0)
		return LENSWATCH_RULES;
	program[length] = 0;
	wrote = snprintf(room, size, "%s/rules", dirname(dirname(program)));
	if (wrote < 0 || (size_t)wrote >= size || stat(room, &status) || !S_ISDIR(status.st_mode))
		return LENSWATCH_RULES;
	return room;
}

static int is_rules_file(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 &&
	       !strcmp(&entry->d_name[length - 5], ".yaml");
}

/* alphasort() follows the locale; the order must be the same everywhere. */
static int directory_bytewise(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_file(const char *directory, const char *name, struct rules_text *out)
{
	char path[PATH_MAX], *bytes = NULL;
	FILE *file = NULL;
	size_t length;
	int err = 0;

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	file = fopen(path, "re");
	if (!file)
		return -errno;
	bytes = malloc(MOST_READ);
	if (!bytes) {
		err = -ENOMEM;
		goto out;
	}
	length = fread(bytes, 1, MOST_READ, file);
	if (ferror(file)) {
		err = errno ? -errno : -EIO;
		goto out;
	}
	out->name = name;
	out->length = length;
	out->bytes = realloc(bytes, length + 1);
	if (out->bytes)
		bytes = NULL;
	else
		err = -ENOMEM;
out:
	free(bytes);
	fclose(file);
	return err;
}

static int read_files(const char *directory, struct dirent **entries, size_t count,
		      rules_error_fn *error, void *context, struct rules_text *texts)
{
	int failed = 0;

	for (size_t i = 0; i < count; i++) {
		int err = read_file(directory, entries[i]->d_name, &texts[i]);

		if (err && error)
			error(context, entries[i]->d_name, 0, strerror(-err),
			      "make it readable, or take it away");
		if (err)
			failed = err == -ENOMEM ? err : -EINVAL;
	}
	return failed;
}

int rules_load(const char *directory, rules_error_fn *error, void *context, struct rules **out)
{
	struct dirent **entries = NULL;
	struct rules_text *texts = NULL;
	int count = scandir(directory, &entries, is_rules_file, directory_bytewise), err;

	if (count < 0)
		return errno == ENOMEM || errno == EACCES ? -errno : -ENOENT;
	err = -ENOENT;
	if (!count)
		goto out;
	err = -ENOMEM;
	texts = calloc((size_t)count, sizeof(*texts));
	if (!texts)
		goto out;
	err = read_files(directory, entries, (size_t)count, error, context, texts);
	if (!err)
		err = rules_load_texts(texts, (size_t)count, error, context, out);
out:
	for (int i = 0; i < count; i++) {
		if (texts)
			free((void *)texts[i].bytes);
		free(entries[i]);
	}
	free(texts);
	free(entries);
	return err;
}
