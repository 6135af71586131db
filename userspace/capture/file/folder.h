/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The FILE|DIR arguments of `replay` as one list of captures: arguments keep their order, what is
 * in a folder and the folders below it is sorted bytewise by path. Called by `replay`.
 */
#ifndef LENSWATCH_CAPTURE_FOLDER_H
#define LENSWATCH_CAPTURE_FOLDER_H

#include "event.h"

#define FOLDER_ERROR 512

struct folder_file {
	char *path;
	/* In `path`: from behind the folder that was given, else its last part; all of it where
	 * that would be the name of two. */
	const char *name;
	enum file_why skipped;	    /* of a folder: why it is not read; FILE_WHOLE: it is */
	uint64_t bytes, changed_ns; /* as stored; 0 of what is no plain file */
};

struct folder {
	struct folder_file *files;
	size_t count;	/* with those that are skipped */
	size_t skipped; /* so many */
	bool barren;	/* a folder that was given holds no capture */
	bool endless;	/* one is a pipe: how much it holds is not known */
};

/*
 * An argument that is no folder is taken as it is: file_read tells what is wrong with it. Of a
 * folder those files are read that begin like a capture or like .gz, .zst or .xz, and those that
 * cannot be looked into; all others are in the list as `skipped`. Returns 0 or -errno; a sentence
 * is in `error` where it failed or is `barren`.
 */
int folder_expand(char *const *arguments, size_t count, struct folder *out,
		  char error[FOLDER_ERROR]);
void folder_free(struct folder *folder);

#endif
