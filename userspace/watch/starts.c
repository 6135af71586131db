// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch/starts.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FIRST_S 10U
#define MOST_S 3600U

static const char *starts_file(void)
{
	const char *path = getenv("LENSWATCH_STARTS");

	return path && *path ? path : NULL;
}

/* It lies beside the socket, where the user may write that the daemon became before. */
static FILE *starts_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	struct stat status;
	FILE *file = NULL;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1)
		file = fdopen(fd, "r+");
	if (!file)
		close(fd);
	return file;
}

/* 0 where it could not be counted. */
static unsigned starts_count(const char *path)
{
	FILE *file = starts_open(path);
	char text[16] = "";
	unsigned long count;

	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	count = strtoul(text, NULL, 10);
	if (count > 30)
		count = 30;
	if (fseek(file, 0, SEEK_SET) == 0)
		fprintf(file, "%lu\n", count < 30 ? count + 1 : count);
	return fclose(file) == 0 ? (unsigned)count : 0;
}

void starts_succeeded(void)
{
	const char *path = starts_file();

	if (path)
		(void)unlink(path);
}

static sigset_t starts_signals(void)
{
	sigset_t numbers;

	sigemptyset(&numbers);
	sigaddset(&numbers, SIGTERM);
	sigaddset(&numbers, SIGINT);
	sigaddset(&numbers, SIGHUP);
	return numbers;
}

void starts_hold(void)
{
	const sigset_t numbers = starts_signals();

	sigprocmask(SIG_BLOCK, &numbers, NULL);
}

void starts_release(void)
{
	const sigset_t numbers = starts_signals();

	sigprocmask(SIG_UNBLOCK, &numbers, NULL);
}

/* Until a signal to end, or to read anew. */
static void starts_wait(unsigned seconds)
{
	const struct timespec patience = {.tv_sec = seconds};
	const sigset_t numbers = starts_signals();

	starts_hold();
	(void)sigtimedwait(&numbers, NULL, &patience);
}

void starts_failed(void)
{
	const char *path = starts_file();
	unsigned count = path ? starts_count(path) : 0, wait_s = FIRST_S;

	if (!count)
		return;
	while (--count && wait_s < MOST_S)
		wait_s *= 2;
	if (wait_s > MOST_S)
		wait_s = MOST_S;
	fprintf(stderr,
		"lenswatch: the next start is tried in %u seconds, or when settings change\n",
		wait_s);
	starts_wait(wait_s);
}
