/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SHA-256 of a stored file, made in a thread beside the replay. Called by file.c.
 */
#ifndef LENSWATCH_CAPTURE_DIGEST_H
#define LENSWATCH_CAPTURE_DIGEST_H

#define DIGEST_TEXT 65

struct digest;

/* Opens `path` anew and begins. Returns 0 or -errno. */
int digest_start(const char *path, struct digest **out);
/*
 * Waits for the end and writes 64 hex digits. Returns 0 or -errno; `digest` is gone either way and
 * `text` untouched on failure.
 */
int digest_finish(struct digest *digest, char text[DIGEST_TEXT]);

/* The sum is not wanted any more. */
void digest_cancel(struct digest *digest);

#endif
