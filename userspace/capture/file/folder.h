/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The FILE|DIR arguments of `replay` as one list of captures: arguments keep their order, what is
 * in a folder and the folders below it is sorted bytewise by path. Called by `replay`.
 */
#ifndef LENSWATCH_CAPTURE_FOLDER_H
#define LENSWATCH_CAPTURE_FOLDER_H

#include <stddef.h>
#include <stdint.h>

#define FOLDER_ERROR 512

struct folder {
	char **paths;
	size_t count;
	uint64_t bytes; /* stored, of all of them; 0 where one of them is a pipe */
};

/*
 * An argument that is no folder is taken as it is: file_read tells what is wrong with it. Of a
 * folder those files count that begin like a capture or like .gz or .zst, and those that cannot be
 * looked into. Returns 0 or -errno with a sentence in `error`: -ENOENT a folder without captures.
 */
int folder_expand(char *const *arguments, size_t count, struct folder *out,
		  char error[FOLDER_ERROR]);
void folder_free(struct folder *folder);

#endif
