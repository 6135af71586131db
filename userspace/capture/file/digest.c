// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/file/sha256.h"

#define BUFFER (64 * 1024)

struct digest {
	pthread_t thread;
	int fd;
	int error;
	atomic_bool cancelled;
	struct sha256 *hash;
	uint8_t buffer[BUFFER];
};

static void *digest_run(void *context)
{
	struct digest *digest = context;
	ssize_t got;

	do {
		got = read(digest->fd, digest->buffer, sizeof(digest->buffer));
		if (got < 0 && errno != EINTR)
			digest->error = -errno;
		if (got > 0)
			digest->error = sha256_add(digest->hash, digest->buffer, (size_t)got);
	} while (got != 0 && !digest->error && !atomic_load(&digest->cancelled));
	return NULL;
}

static void digest_discard(struct digest *digest)
{
	sha256_destroy(digest->hash);
	if (digest->fd >= 0)
		close(digest->fd);
	free(digest);
}

int digest_start(const char *path, struct digest **out)
{
	struct digest *digest = calloc(1, sizeof(*digest));
	int error;

	if (!digest)
		return -ENOMEM;
	digest->hash = sha256_create();
	digest->fd = open(path, O_RDONLY | O_CLOEXEC);
	error = digest->fd < 0 ? -errno : 0;
	if (!error && !digest->hash)
		error = -ENOMEM;
	if (!error)
		error = -pthread_create(&digest->thread, NULL, digest_run, digest);
	if (error) {
		digest_discard(digest);
		return error;
	}
	*out = digest;
	return 0;
}

int digest_finish(struct digest *digest, char text[DIGEST_TEXT])
{
	uint8_t sum[SHA256_BYTES];
	int error;

	pthread_join(digest->thread, NULL);
	error = digest->error;
	if (!error)
		error = sha256_finish(digest->hash, sum);
	for (unsigned int i = 0; !error && i < sizeof(sum); i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	digest_discard(digest);
	return error;
}

void digest_cancel(struct digest *digest)
{
	atomic_store(&digest->cancelled, true);
	pthread_join(digest->thread, NULL);
	digest_discard(digest);
}
