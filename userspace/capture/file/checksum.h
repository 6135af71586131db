/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SHA-256 of a stored file, made in a thread beside the replay. Called by file.c.
 */
#ifndef LENSWATCH_CAPTURE_CHECKSUM_H
#define LENSWATCH_CAPTURE_CHECKSUM_H

#define CHECKSUM_TEXT 65

struct checksum;

/* Opens `path` anew and begins. Returns 0 or -errno. */
int checksum_start(const char *path, struct checksum **out);
/*
 * Waits for the end and writes 64 hex digits. Returns 0 or -errno; `checksum` is gone either way
 * and `text` untouched on failure.
 */
int checksum_finish(struct checksum *checksum, char text[CHECKSUM_TEXT]);

/* The sum is not wanted any more. */
void checksum_cancel(struct checksum *checksum);

#endif
