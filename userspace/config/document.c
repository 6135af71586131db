// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>

#include "config/document.h"

int document_bytes(const char *path, struct arena *arena, char **out, size_t *length)
{
	FILE *file = fopen(path, "re");
	char *bytes;
	int err = 0;

	if (!file)
		return -errno;
	bytes = arena_take(arena, DOCUMENT_MOST + 1);
	if (!bytes) {
		err = -ENOMEM;
	} else {
		errno = 0;
		*length = fread(bytes, 1, DOCUMENT_MOST + 1, file);
		if (ferror(file))
			err = errno ? -errno : -EIO;
		*out = bytes;
	}
	fclose(file);
	return err;
}

int document_read(const char *path, struct arena *arena, config_error_fn *error, void *context,
		  struct node **out)
{
	struct node_problem problem = {0};
	struct node *root = NULL;
	size_t length = 0;
	char *bytes = NULL;
	int err = document_bytes(path, arena, &bytes, &length);

	if (err)
		return err;
	if (length > DOCUMENT_MOST) {
		error(context, path, 0, "the file is larger than 256 KiB", "is it the right one?");
		return -EINVAL;
	}
	err = node_parse(arena, bytes, length, &problem, &root);
	if (err == -EINVAL) {
		error(context, path, problem.line, problem.what, problem.cure);
	} else if (!err && root && root->kind != NODE_MAP) {
		error(context, path, root->line, "the file does not begin with a key",
		      "write `key: value` lines");
		err = -EINVAL;
	}
	if (!err)
		*out = root;
	return err;
}
