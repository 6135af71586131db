// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/file/checksum.h"

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

struct checksum {
	pthread_t thread;
	int fd;
	int error;
	atomic_bool cancelled;
	struct sha256 *hash;
	uint8_t buffer[BUFFER];
};

static void *digest_run(void *context)
{
	struct checksum *checksum = context;
	ssize_t got;

	do {
		got = read(checksum->fd, checksum->buffer, sizeof(checksum->buffer));
		if (got < 0 && errno != EINTR)
			checksum->error = -errno;
		if (got > 0)
			checksum->error = sha256_add(checksum->hash, checksum->buffer, (size_t)got);
	} while (got != 0 && !checksum->error && !atomic_load(&checksum->cancelled));
	return NULL;
}

static void checksum_discard(struct checksum *checksum)
{
	sha256_destroy(checksum->hash);
	if (checksum->fd >= 0)
		close(checksum->fd);
	free(checksum);
}

int checksum_start(const char *path, struct checksum **out)
{
	struct checksum *checksum = calloc(1, sizeof(*checksum));
	int error;

	if (!checksum)
		return -ENOMEM;
	checksum->hash = sha256_create();
	checksum->fd = open(path, O_RDONLY | O_CLOEXEC);
	error = checksum->fd < 0 ? -errno : 0;
	if (!error && !checksum->hash)
		error = -ENOMEM;
	if (!error)
		error = -pthread_create(&checksum->thread, NULL, digest_run, checksum);
	if (error) {
		checksum_discard(checksum);
		return error;
	}
	*out = checksum;
	return 0;
}

int checksum_finish(struct checksum *checksum, char text[CHECKSUM_TEXT])
{
	uint8_t sum[SHA256_BYTES];
	int error;

	pthread_join(checksum->thread, NULL);
	error = checksum->error;
	if (!error)
		error = sha256_finish(checksum->hash, sum);
	for (unsigned int i = 0; !error && i < sizeof(sum); i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	checksum_discard(checksum);
	return error;
}

void checksum_cancel(struct checksum *checksum)
{
	atomic_store(&checksum->cancelled, true);
	pthread_join(checksum->thread, NULL);
	checksum_discard(checksum);
}
